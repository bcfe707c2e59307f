"""How a processing fee is paid (缴费方式), as an administrator sets it at the desk; fee notices begin with it.

It stands in the agency's settings like everything of the agency file; who set it when stands in the register.
"""

from requests_db.services.actors import Actor
from requests_db.services.agency import agency
from requests_db.services.case_figures import LONGEST_SHORT_TEXT
from requests_db.services.errors import InvalidInput, NotPermitted
from requests_db.services.settings_history import PAYMENT, SettingChange, changes_of, note_change
from requests_db.statute.workflow import Role
from requests_db.store.repositories import agencies as rows
from requests_db.store.unit_of_work import UnitOfWork

LONGEST = LONGEST_SHORT_TEXT  # characters
READERS = (Role.ADMINISTRATOR, Role.HEAD, Role.SUPERVISOR)  # no administrator redirects fees unseen


async def how_to_pay(unit: UnitOfWork, actor: Actor) -> str:
    """Return how fees are paid to the actor's agency; empty where nothing is set.

    Raises:
        NotPermitted: the actor neither administers, leads nor supervises the agency.
    """
    return (await agency(unit, _agency_read_by(actor))).how_to_pay


async def set_how_to_pay(unit: UnitOfWork, actor: Actor, text: str) -> None:
    """Set how fees are paid; fee notices written from now on begin with it. Empty: each notice says it by itself.

    Raises:
        InvalidInput: the text is too long.
        NotPermitted: the actor does not administer the agency.
    """
    agency_id = _agency_of(actor)
    if len(text) > LONGEST:
        raise InvalidInput({"how_to_pay": "too_long"})
    facts = {"how_to_pay": text}
    await rows.change_profile(unit.session, agency_id, facts)
    await note_change(unit, agency_id, PAYMENT, facts, actor)


async def payment_history(unit: UnitOfWork, actor: Actor) -> tuple[SettingChange, ...]:
    """Return who set it when, the latest first; raises as `how_to_pay`."""
    return await changes_of(unit, _agency_read_by(actor), PAYMENT)


def _agency_read_by(actor: Actor) -> int:
    if actor.agency_id is None or not actor.has(*READERS):
        raise NotPermitted("payment.read")
    return actor.agency_id


def _agency_of(actor: Actor) -> int:
    if actor.agency_id is None or not actor.has(Role.ADMINISTRATOR):
        raise NotPermitted("payment.set")
    return actor.agency_id
