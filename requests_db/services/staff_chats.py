"""Chats that members of staff link to their account, to be told of assignments and warnings there (绑定聊天)."""

import secrets

from requests_db.services.errors import NotFound
from requests_db.services.operating import LINK_ALPHABET, LINK_CODE_FOR, LINK_CODE_LENGTH
from requests_db.services.staff_accounts import account_of
from requests_db.store.staff_repository import StaffRepository
from requests_db.store.staff_views import StaffView
from requests_db.store.unit_of_work import UnitOfWork


async def link_code(unit: UnitOfWork, staff_id: int) -> str:
    """Return a one-time code, good for ten minutes; an earlier unused one stops working.

    Raises:
        NotFound: there is no such account.
    """
    await account_of(unit, staff_id)
    code = "".join(secrets.choice(LINK_ALPHABET) for _ in range(LINK_CODE_LENGTH))
    await StaffRepository(unit.session).add_link(staff_id, _digest(unit, code), unit.now + LINK_CODE_FOR)
    return code


async def link_chat(unit: UnitOfWork, code: str, conversation_id: int) -> StaffView:
    """Tie the conversation to the account that made `code`.

    Raises:
        NotFound: the code is wrong, used or expired.
    """
    rows = StaffRepository(unit.session)
    staff_id = await rows.use_link(_digest(unit, code), conversation_id, unit.now)
    if staff_id is None:
        raise NotFound("link.unknown")
    account = await account_of(unit, staff_id)
    if not account.is_active:
        raise NotFound("link.unknown")
    await rows.set_chat(conversation_id, staff_id)
    return account


async def unlink(unit: UnitOfWork, staff_id: int) -> int:
    """Untie every chat of the account; return how many there were."""
    return await StaffRepository(unit.session).untie_chats(staff_id, unit.now)


def _digest(unit: UnitOfWork, code: str) -> bytes:
    return unit.digester.of("link_code", code.strip().upper())
