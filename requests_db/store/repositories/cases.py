"""Rows of cases: finding one, holding it, indexing it for search, and who follows it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from requests_db.store.tables_cases import CaseAssistRow, CaseFollowerRow, CaseRow, CaseSearchRow, CodeAttemptRow


async def case_by_id(session: AsyncSession, case_id: int, *, hold: bool = False) -> CaseRow | None:
    """Return one case; `hold` keeps others from changing it until the unit ends."""
    query = select(CaseRow).where(CaseRow.id == case_id)
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)


async def case_by_ref(session: AsyncSession, ref: str, *, hold: bool = False) -> CaseRow | None:
    """Return the case with a number; `hold` as in `case_by_id`."""
    query = select(CaseRow).where(CaseRow.ref == ref)
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)


def mark_changed(case: CaseRow) -> None:
    """Give a case its next version although none of its columns changed: something was added to its history."""
    flag_modified(case, CaseRow.state.key)


async def case_by_submit_key(session: AsyncSession, digest: bytes) -> CaseRow | None:
    """Return the case a submission made before."""
    return await session.scalar(select(CaseRow).where(CaseRow.submit_key_digest == digest))


async def known_refs(session: AsyncSession, refs: Sequence[str]) -> set[str]:
    """Return which of `refs` are taken."""
    found = await session.scalars(select(CaseRow.ref).where(CaseRow.ref.in_(refs)))
    return set(found)


async def replace_search(session: AsyncSession, case_id: int, entries: Iterable[tuple[str, bytes]]) -> None:
    """Make `entries` (field, digest) the blind index of a case."""
    await session.execute(delete(CaseSearchRow).where(CaseSearchRow.case_id == case_id))
    rows = [{"case_id": case_id, "field": field, "digest": digest} for field, digest in entries]
    if rows:
        await session.execute(insert(CaseSearchRow), rows)


async def open_cases_matching(
    session: AsyncSession, fields: Sequence[tuple[str, bytes]], *, limit: int
) -> Sequence[CaseRow]:
    """Return open cases of which at least one field has one of the digests, newest first."""
    if not fields:
        return ()
    matches = select(CaseSearchRow.case_id).where(
        CaseSearchRow.field.in_({field for field, _ in fields}),
        CaseSearchRow.digest.in_([digest for _, digest in fields]),
    )
    found = await session.scalars(
        select(CaseRow).where(CaseRow.id.in_(matches), CaseRow.is_open).order_by(CaseRow.id.desc()).limit(limit)
    )
    return found.all()


async def followed_cases(session: AsyncSession, conversation_id: int, *, limit: int) -> Sequence[CaseRow]:
    """Return the cases a conversation follows, newest first."""
    found = await session.scalars(
        select(CaseRow)
        .join(CaseFollowerRow, CaseFollowerRow.case_id == CaseRow.id)
        .where(CaseFollowerRow.conversation_id == conversation_id)
        .order_by(CaseRow.id.desc())
        .limit(limit)
    )
    return found.all()


async def follows(session: AsyncSession, case_id: int, conversation_id: int) -> bool:
    """Return whether a conversation follows a case."""
    found = await session.scalar(
        select(CaseFollowerRow.id).where(
            CaseFollowerRow.case_id == case_id, CaseFollowerRow.conversation_id == conversation_id
        )
    )
    return found is not None


async def is_filed_from(session: AsyncSession, case_id: int, conversation_id: int) -> bool:
    """Return whether a request was filed from a conversation."""
    found = await session.scalar(
        select(CaseFollowerRow.id).where(
            CaseFollowerRow.case_id == case_id,
            CaseFollowerRow.conversation_id == conversation_id,
            CaseFollowerRow.is_applicant.is_(True),
        )
    )
    return found is not None


async def follow(
    session: AsyncSession, case_id: int, conversation_id: int, *, is_applicant: bool, at: datetime
) -> None:
    """Let a conversation follow a case from now on."""
    if not await follows(session, case_id, conversation_id):
        session.add(
            CaseFollowerRow(case_id=case_id, conversation_id=conversation_id, is_applicant=is_applicant, since_at=at)
        )
        await session.flush()


async def assisting_units(session: AsyncSession, case_id: int) -> set[int]:
    """Return the units asked to help with a case."""
    found = await session.scalars(select(CaseAssistRow.unit_id).where(CaseAssistRow.case_id == case_id))
    return set(found)


async def ask_assistance(session: AsyncSession, case_id: int, unit_id: int, on: date) -> None:
    """Let a unit see a case it is to help with; asked twice, noted once."""
    if unit_id not in await assisting_units(session, case_id):
        session.add(CaseAssistRow(case_id=case_id, unit_id=unit_id, asked_on=on))
        await session.flush()


async def held_counts(session: AsyncSession, agency_id: int) -> dict[int, int]:
    """Return how many open cases each member of staff of an agency holds."""
    found = await session.execute(
        select(CaseRow.holder_id, func.count().label("number"))
        .where(CaseRow.agency_id == agency_id, CaseRow.is_open.is_(True), CaseRow.holder_id.is_not(None))
        .group_by(CaseRow.holder_id)
    )
    return {row.holder_id: row.number for row in found}


async def wrong_codes_since(session: AsyncSession, conversation_id: int, since: datetime) -> int:
    """Return how often a conversation gave a wrong number or code since an instant."""
    found = await session.scalar(
        select(func.count())
        .select_from(CodeAttemptRow)
        .where(CodeAttemptRow.conversation_id == conversation_id, CodeAttemptRow.at > since)
    )
    return found or 0


async def note_wrong_code(session: AsyncSession, conversation_id: int, at: datetime) -> None:
    """Count one wrong number or code against a conversation."""
    session.add(CodeAttemptRow(conversation_id=conversation_id, at=at))
    await session.flush()
