"""Statements on staff accounts, their sessions and linked chats."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.statute.workflow import Role
from requests_db.store.base import AnyRow
from requests_db.store.staff_views import Credentials, StaffView
from requests_db.store.tables_agency import AgencyRow, RecoveryCodeRow, StaffLinkRow, StaffRow, StaffSessionRow, UnitRow
from requests_db.store.tables_conversations import ConversationRow

ACCOUNT = (
    StaffRow.id,
    StaffRow.agency_id,
    StaffRow.unit_id,
    UnitRow.name.label("unit_name"),
    StaffRow.username,
    StaffRow.display_name,
    StaffRow.roles,
    StaffRow.is_active,
    StaffRow.must_change_password,
    StaffRow.locked_until_at,
    StaffRow.totp_sealed,
)


class StaffRepository:
    """Reads and writes accounts within one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def credentials(self, username: str, *, lock: bool = False) -> Credentials | None:
        """Return what a sign-in under `username` is judged by."""
        found = select(
            StaffRow.id,
            StaffRow.password_hash,
            StaffRow.failed_count,
            StaffRow.locked_until_at,
            StaffRow.totp_sealed,
            StaffRow.totp_last_step,
            StaffRow.is_active,
        ).where(StaffRow.username == username)
        row = (await self._session.execute(found.with_for_update() if lock else found)).one_or_none()
        if row is None:
            return None
        return Credentials(
            staff_id=row.id,
            password_hash=row.password_hash,
            failed_count=row.failed_count,
            locked_until_at=row.locked_until_at,
            totp_sealed=row.totp_sealed,
            totp_last_step=row.totp_last_step,
            is_active=row.is_active,
        )

    async def by_id(self, staff_id: int) -> StaffView | None:
        """Return one account."""
        row = (await self._session.execute(_accounts().where(StaffRow.id == staff_id))).one_or_none()
        return None if row is None else await self._view(row)

    async def by_username(self, username: str) -> StaffView | None:
        """Return the account with this name."""
        row = (await self._session.execute(_accounts().where(StaffRow.username == username))).one_or_none()
        return None if row is None else await self._view(row)

    async def accounts(self, agency_id: int | None) -> tuple[StaffView, ...]:
        """Return all accounts, of one agency or of every one."""
        found = _accounts().order_by(StaffRow.username)
        if agency_id is not None:
            found = found.where(StaffRow.agency_id == agency_id)
        rows = (await self._session.execute(found)).all()
        linked = set((await self._session.scalars(select(ConversationRow.staff_id).distinct())).all())
        return tuple(_view(row, is_linked=row.id in linked) for row in rows)

    async def add(self, **values: object) -> int:
        """Add an account and return its id; the unique key refuses a second of the same name."""
        new = insert(StaffRow).values(failed_count=0, is_active=True, version=1, **values)
        return (await self._session.execute(new.returning(StaffRow.id))).scalar_one()

    async def change(self, staff_id: int, **values: object) -> None:
        """Change columns of an account."""
        await self._session.execute(update(StaffRow).where(StaffRow.id == staff_id).values(**values))

    async def add_session(self, **values: object) -> int:
        """Add a session and return its id."""
        new = insert(StaffSessionRow).values(**values)
        return (await self._session.execute(new.returning(StaffSessionRow.id))).scalar_one()

    async def session(self, token_digest: bytes) -> AnyRow | None:
        """Return the session's times with its account's actor facts and its agency's settings."""
        found = (
            select(
                StaffSessionRow.id.label("session_id"),
                StaffSessionRow.seen_at,
                StaffSessionRow.expires_at,
                StaffSessionRow.revoked_at,
                AgencyRow.profile.label("agency_profile"),
                *ACCOUNT,
            )
            .join(StaffRow, StaffRow.id == StaffSessionRow.staff_id)
            .join(AgencyRow, AgencyRow.id == StaffRow.agency_id)
            .outerjoin(UnitRow, UnitRow.id == StaffRow.unit_id)
            .where(StaffSessionRow.token_digest == token_digest)
        )
        return (await self._session.execute(found)).one_or_none()

    async def live_sessions(self, staff_id: int, *, now: datetime, seen_after: datetime) -> Sequence[AnyRow]:
        """Return the sessions of an account that still open the desk."""
        found = select(
            StaffSessionRow.id,
            StaffSessionRow.token_digest,
            StaffSessionRow.created_at,
            StaffSessionRow.seen_at,
            StaffSessionRow.agent,
        ).where(
            StaffSessionRow.staff_id == staff_id,
            StaffSessionRow.revoked_at.is_(None),
            StaffSessionRow.expires_at > now,
            StaffSessionRow.seen_at > seen_after,
        )
        return (await self._session.execute(found.order_by(StaffSessionRow.seen_at.desc()))).all()

    async def see(self, token_digest: bytes, at: datetime) -> None:
        """Remember the last use of a session."""
        change = update(StaffSessionRow).where(StaffSessionRow.token_digest == token_digest)
        await self._session.execute(change.values(seen_at=at))

    async def revoke(
        self, at: datetime, *, staff_id: int, session_id: int | None = None, but_digest: bytes | None = None
    ) -> int:
        """End sessions of an account: one, or all, or all but one; return how many were ended."""
        change = update(StaffSessionRow).where(
            StaffSessionRow.staff_id == staff_id, StaffSessionRow.revoked_at.is_(None)
        )
        if session_id is not None:
            change = change.where(StaffSessionRow.id == session_id)
        if but_digest is not None:
            change = change.where(StaffSessionRow.token_digest != but_digest)
        ended = await self._session.execute(change.values(revoked_at=at).returning(StaffSessionRow.id))
        return len(ended.all())

    async def replace_recovery_codes(self, staff_id: int, digests: Sequence[bytes]) -> None:
        """Put new recovery codes in the place of all earlier ones."""
        await self._session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff_id == staff_id))
        if digests:
            rows = [{"staff_id": staff_id, "code_digest": digest} for digest in digests]
            await self._session.execute(insert(RecoveryCodeRow), rows)

    async def use_recovery_code(self, staff_id: int, digest: bytes, at: datetime) -> bool:
        """Use a recovery code once; return whether it was one of the account's that nobody had used."""
        change = (
            update(RecoveryCodeRow)
            .where(
                RecoveryCodeRow.staff_id == staff_id,
                RecoveryCodeRow.code_digest == digest,
                RecoveryCodeRow.used_at.is_(None),
            )
            .values(used_at=at)
            .returning(RecoveryCodeRow.id)
        )
        return (await self._session.execute(change)).scalar_one_or_none() is not None

    async def recovery_codes_left(self, staff_id: int) -> int:
        """Return how many recovery codes of an account are unused."""
        left = select(func.count(RecoveryCodeRow.id)).where(
            RecoveryCodeRow.staff_id == staff_id, RecoveryCodeRow.used_at.is_(None)
        )
        return (await self._session.scalar(left)) or 0

    async def add_link(self, staff_id: int, code_digest: bytes, expires_at: datetime) -> None:
        """Add a one-time code; earlier unused ones of the account stop working."""
        stale = update(StaffLinkRow).where(StaffLinkRow.staff_id == staff_id, StaffLinkRow.used_at.is_(None))
        await self._session.execute(stale.values(unlinked_at=expires_at))
        await self._session.execute(
            insert(StaffLinkRow).values(staff_id=staff_id, code_digest=code_digest, expires_at=expires_at)
        )

    async def use_link(self, code_digest: bytes, conversation_id: int, now: datetime) -> int | None:
        """Use a code once; return whose it is, none for a wrong, used or expired one."""
        change = (
            update(StaffLinkRow)
            .where(
                StaffLinkRow.code_digest == code_digest,
                StaffLinkRow.used_at.is_(None),
                StaffLinkRow.unlinked_at.is_(None),
                StaffLinkRow.expires_at > now,
            )
            .values(used_at=now, conversation_id=conversation_id)
            .returning(StaffLinkRow.staff_id)
        )
        return (await self._session.execute(change)).scalar_one_or_none()

    async def set_chat(self, conversation_id: int, staff_id: int | None) -> None:
        """Tie a chat to an account, or untie it."""
        change = update(ConversationRow).where(ConversationRow.id == conversation_id)
        await self._session.execute(change.values(staff_id=staff_id))

    async def untie_chats(self, staff_id: int, at: datetime) -> int:
        """Untie every chat of an account; return how many there were."""
        links = update(StaffLinkRow).where(StaffLinkRow.staff_id == staff_id, StaffLinkRow.unlinked_at.is_(None))
        await self._session.execute(links.values(unlinked_at=at))
        chats = update(ConversationRow).where(ConversationRow.staff_id == staff_id).values(staff_id=None)
        return len((await self._session.execute(chats.returning(ConversationRow.id))).all())

    async def unit_agency(self, unit_id: int) -> int | None:
        """Return the agency a unit belongs to."""
        return (await self._session.scalars(select(UnitRow.agency_id).where(UnitRow.id == unit_id))).first()

    async def active_administrators(self, agency_id: int, role: Role) -> int:
        """Return how many active accounts of an agency hold `role`."""
        found = select(StaffRow.roles).where(StaffRow.agency_id == agency_id, StaffRow.is_active.is_(True))
        return sum(role.value in roles for roles in (await self._session.scalars(found)).all())

    async def _view(self, row: AnyRow) -> StaffView:
        linked = select(ConversationRow.id).where(ConversationRow.staff_id == row.id)
        return _view(row, is_linked=(await self._session.scalars(linked)).first() is not None)


def _accounts() -> Select[*tuple[Any, ...]]:
    return select(*ACCOUNT).outerjoin(UnitRow, UnitRow.id == StaffRow.unit_id)


def _view(row: AnyRow, *, is_linked: bool) -> StaffView:
    return StaffView(
        id=row.id,
        agency_id=row.agency_id,
        unit_id=row.unit_id,
        unit_name=row.unit_name or "",
        username=row.username,
        display_name=row.display_name,
        roles=frozenset(Role(role) for role in row.roles),
        is_active=row.is_active,
        must_change_password=row.must_change_password,
        locked_until_at=row.locked_until_at,
        has_code=row.totp_sealed is not None,
        is_linked=is_linked,
    )
