"""How a processing fee is paid (缴费方式), as an administrator sets it at the desk; fee notices begin with it.

It stands in the agency's settings like everything of the agency file; who set it when stands in the register.
"""

from hashlib import sha256

from requests_db.services.actors import Actor
from requests_db.services.agency import agency
from requests_db.services.case_figures import LONGEST_SHORT_TEXT
from requests_db.services.errors import InvalidInput, NotPermitted
from requests_db.services.settings_history import PAYMENT, SettingChange, administered_agency, changes_of, note_change
from requests_db.statute.workflow import Role
from requests_db.store.repositories import agencies as rows
from requests_db.store.unit_of_work import UnitOfWork

LONGEST = LONGEST_SHORT_TEXT  # characters
CHANGED = "changed_meanwhile"  # why a text is refused
READERS = (Role.ADMINISTRATOR, Role.HEAD, Role.SUPERVISOR)  # no administrator redirects fees unseen


async def how_to_pay(unit: UnitOfWork, actor: Actor) -> str:
    """Return how fees are paid to the actor's agency; empty where nothing is set.

    Raises:
        NotPermitted: the actor neither administers, leads nor supervises the agency.
    """
    return (await agency(unit, _agency_read_by(actor))).how_to_pay


def mark_of(text: str) -> str:
    """Return by what a form knows the text it was opened with."""
    return sha256(text.encode()).hexdigest()


async def set_how_to_pay(unit: UnitOfWork, actor: Actor, text: str, *, opened_with: str) -> bool:
    """Set how fees are paid; fee notices written from now on begin with it. Empty: each notice says it by itself.

    Args:
        unit: a writing unit.
        actor: who sets it.
        text: the new text.
        opened_with: the mark of the text that was in force when the actor read it.

    Returns:
        Whether it is another text than the one in force; the same text writes nothing.

    Raises:
        InvalidInput: the text is too long, or somebody set another one since the actor read it.
        NotPermitted: the actor does not administer the agency.
    """
    agency_id = administered_agency(actor, PAYMENT)
    if len(text) > LONGEST:
        raise InvalidInput({"how_to_pay": "too_long"})
    await rows.hold_agency(unit.session, agency_id)
    present = (await agency(unit, agency_id)).how_to_pay
    if text == present:
        return False
    if opened_with != mark_of(present):
        raise InvalidInput({"how_to_pay": CHANGED})
    facts = {"how_to_pay": text}
    await rows.change_profile(unit.session, agency_id, facts)
    await note_change(unit, agency_id, PAYMENT, facts, actor)
    return True


async def payment_history(unit: UnitOfWork, actor: Actor) -> tuple[SettingChange, ...]:
    """Return who set it when, the latest first; raises as `how_to_pay`."""
    return await changes_of(unit, _agency_read_by(actor), PAYMENT)


def _agency_read_by(actor: Actor) -> int:
    if actor.agency_id is None or not actor.has(*READERS):
        raise NotPermitted("payment.read")
    return actor.agency_id
