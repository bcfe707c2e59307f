"""What is known of a reply whose service nobody proved: how it is to reach the applicant, and what a mail server took.

A mail taken over by the server is evidence that it was sent. Whether and when it was served a person says (235号).
"""

from dataclasses import dataclass
from datetime import datetime

from requests_db.services.actors import Actor
from requests_db.services.mail_notices import CHANNEL as MAIL
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action, State, permitted
from requests_db.store.outbox_repository import OutboxRepository
from requests_db.store.unit_of_work import UnitOfWork

TELLS_REPLY = tuple(f"case.{action.value}" for action in (Action.ANSWER, Action.DISPATCH, Action.REISSUE))
WAY_OF: dict[str, str] = {  # how a reply is served, by the way of obtaining the applicant chose
    "post": "post",
    "courier": "post",  # decisions go by the postal enterprise
    "email": "email",
    "fax": "fax",
    "pickup": "in_person",
    "chat": "chat",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnservedReply:
    """A reply waiting for its proof of service."""

    version: int  # of the case as it is now
    way: str  # the likely way of service; empty where the applicant named none
    mailed_at: datetime | None = None  # when the mail server took it
    answer: str = ""  # what that server said


async def unserved_reply(unit: UnitOfWork, actor: Actor, case_id: int) -> UnservedReply | None:
    """Return what is known of a reply; None where the actor cannot record its service.

    Raises:
        NotFound: the case is unknown or out of sight.
    """
    case = await require_case(unit, actor, case_id)
    rows = permitted(State(case.state), actor.roles)
    if not any(row.action is Action.RECORD_SERVICE for row in rows):
        return None
    known = UnservedReply(
        version=case.version, way=WAY_OF.get(unit.cipher.open(case.wanted_sealed).get("obtain_by", ""), "")
    )
    for sent in await OutboxRepository(unit.session).accepted(case_id, MAIL):
        if unit.cipher.open(sent.body_sealed).get("notice") in TELLS_REPLY:
            return UnservedReply(version=known.version, way=known.way, mailed_at=sent.sent_at, answer=sent.answer)
    return known
