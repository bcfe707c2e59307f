"""How a processing fee is paid (缴费方式), as an administrator sets it at the desk; fee notices begin with it.

It stands in the agency's settings like everything of the agency file; who set it when stands in the register.
"""

from requests_db.services.actors import Actor
from requests_db.services.agency import agency
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.case_figures import LONGEST_SHORT_TEXT
from requests_db.services.errors import InvalidInput, NotPermitted
from requests_db.services.settings_history import SettingChange, changes_of
from requests_db.statute.workflow import Role
from requests_db.store.repositories import agencies as rows
from requests_db.store.unit_of_work import UnitOfWork

WHAT = "payment"
LONGEST = LONGEST_SHORT_TEXT  # characters


async def how_to_pay(unit: UnitOfWork, actor: Actor) -> str:
    """Return how fees are paid to the actor's agency; empty where nothing is set.

    Raises:
        NotPermitted: the actor does not administer the agency.
    """
    return (await agency(unit, _agency_of(actor))).how_to_pay


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
    await append_register(unit, RegisterKind.SETTINGS, f"agency:{agency_id}", actor, {"what": WHAT, **facts})


async def payment_history(unit: UnitOfWork, actor: Actor) -> tuple[SettingChange, ...]:
    """Return who set it when, the latest first.

    Raises:
        NotPermitted: the actor does not administer the agency.
    """
    return await changes_of(unit, _agency_of(actor), WHAT)


def _agency_of(actor: Actor) -> int:
    if actor.agency_id is None or not actor.has(Role.ADMINISTRATOR):
        raise NotPermitted("payment.set")
    return actor.agency_id
