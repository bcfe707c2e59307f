"""Rows of the two hash chains: one per case, one for the register."""

from collections.abc import AsyncIterator, Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from requests_db.store.tables_cases import CaseEventRow, CaseRow, ChainHeadRow, FileRow, RegisterEntryRow

REGISTER = "register"
BATCH = 500


async def hold_register_head(session: AsyncSession) -> ChainHeadRow:
    """Return the last line of the register's chain, held until the unit ends."""
    found = await session.scalars(
        select(ChainHeadRow)
        .where(ChainHeadRow.name == REGISTER)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one()


async def last_event(session: AsyncSession, case_id: int) -> CaseEventRow | None:
    """Return the newest line of a case's history."""
    return await session.scalar(
        select(CaseEventRow).where(CaseEventRow.case_id == case_id).order_by(CaseEventRow.seq.desc()).limit(1)
    )


async def ends_of(session: AsyncSession, case_ids: Sequence[int]) -> dict[int, tuple[int, bytes]]:
    """Return number and hash of the newest line of each case that has a history."""
    newest = (
        select(CaseEventRow.case_id, func.max(CaseEventRow.seq).label("seq"))
        .where(CaseEventRow.case_id.in_(case_ids))
        .group_by(CaseEventRow.case_id)
        .subquery()
    )
    found = await session.execute(
        select(CaseEventRow.case_id, CaseEventRow.seq, CaseEventRow.hash).join(
            newest, and_(CaseEventRow.case_id == newest.c.case_id, CaseEventRow.seq == newest.c.seq)
        )
    )
    return {case_id: (seq, digest) for case_id, seq, digest in found}


async def events_of(session: AsyncSession, case_id: int) -> Sequence[CaseEventRow]:
    """Return the whole history of a case, oldest first."""
    found = await session.scalars(
        select(CaseEventRow).where(CaseEventRow.case_id == case_id).order_by(CaseEventRow.seq)
    )
    return found.all()


async def events_of_many(session: AsyncSession, case_ids: Sequence[int]) -> dict[int, list[CaseEventRow]]:
    """Return the histories of several cases, each oldest first."""
    found = await session.scalars(
        select(CaseEventRow).where(CaseEventRow.case_id.in_(case_ids)).order_by(CaseEventRow.case_id, CaseEventRow.seq)
    )
    histories: dict[int, list[CaseEventRow]] = {case_id: [] for case_id in case_ids}
    for row in found:
        histories[row.case_id].append(row)
    return histories


async def clock_facts_of(session: AsyncSession, case_ids: Sequence[int]) -> dict[int, list[dict[str, object]]]:
    """Return the clock events of several cases, in the order they were recorded."""
    found = await session.execute(
        select(CaseEventRow.case_id, CaseEventRow.clock_events)
        .where(CaseEventRow.case_id.in_(case_ids))
        .order_by(CaseEventRow.case_id, CaseEventRow.seq)
    )
    facts: dict[int, list[dict[str, object]]] = {case_id: [] for case_id in case_ids}
    for case_id, events in found:
        facts[case_id].extend(events)
    return facts


async def register_entries(session: AsyncSession, *, after: int = 0) -> AsyncIterator[RegisterEntryRow]:
    """Yield the register's chain from the line after `after`, in batches, rows let go as it proceeds."""
    while True:
        found = await session.scalars(
            select(RegisterEntryRow).where(RegisterEntryRow.seq > after).order_by(RegisterEntryRow.seq).limit(BATCH)
        )
        batch = found.all()
        for row in batch:
            yield row
        if len(batch) < BATCH:
            return
        after = batch[-1].seq
        session.expunge_all()


async def case_batches(session: AsyncSession) -> AsyncIterator[Sequence[CaseRow]]:
    """Yield all cases in batches, oldest first, rows let go as it proceeds."""
    after = 0
    while True:
        found = await session.scalars(select(CaseRow).where(CaseRow.id > after).order_by(CaseRow.id).limit(BATCH))
        batch = found.all()
        if not batch:
            return
        yield batch
        after = batch[-1].id
        session.expunge_all()


async def latest_settings(
    session: AsyncSession, kind: str, subject: str, what: str, *, limit: int
) -> Sequence[RegisterEntryRow]:
    """Return the latest lines of the register of one kind about one setting of one thing."""
    found = await session.scalars(
        select(RegisterEntryRow)
        .where(
            RegisterEntryRow.kind == kind,
            RegisterEntryRow.subject == subject,
            RegisterEntryRow.facts["what"].as_string() == what,
        )
        .order_by(RegisterEntryRow.seq.desc())
        .limit(limit)
    )
    return found.all()


async def register_head(session: AsyncSession) -> ChainHeadRow:
    """Return the end of the register's chain, without holding it."""
    found = await session.scalars(select(ChainHeadRow).where(ChainHeadRow.name == REGISTER))
    return found.one()


async def files_with_content(session: AsyncSession, case_ids: Sequence[int]) -> Sequence[FileRow]:
    """Return the files of some cases with their sealed contents."""
    found = await session.scalars(
        select(FileRow).where(FileRow.case_id.in_(case_ids)).options(undefer(FileRow.content_sealed))
    )
    return found.all()
