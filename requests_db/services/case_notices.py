"""What is told when a case moves: to those who follow it, and to the staff who must act next.

Only keys and facts are stored; the sentences are the dialogue's. Keys are `case.<action>` and `staff.<action>`.
"""

from dataclasses import asdict

from requests_db.services import outbox
from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.announcing import announcement_of, ask_of
from requests_db.services.case_files import SHOWN_TO_APPLICANT
from requests_db.services.replies import reply_of
from requests_db.services.steps import Step
from requests_db.statute.deadlines import DueDate
from requests_db.statute.workflow import Action, Role, State, label, permitted
from requests_db.store.repositories import agencies
from requests_db.store.repositories.limits import live_limits
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

TOLD_TEXTS = ("text", "guidance", "advice")  # private parts of a step that the applicant reads


async def tell_applicant(unit: UnitOfWork, case: CaseRow, step: Step, actor: Actor, reading: DueDate) -> None:
    """Tell the followers of a case what happened; whoever did it from a conversation is answered there anyway."""
    shown_files = [token for kind in SHOWN_TO_APPLICANT for token in step.files.get(kind, ())]
    texts = {key: step.private[key] for key in TOLD_TEXTS if key in step.private}
    reply = await reply_of(unit, case)
    if reply is not None:
        shown_files, texts = [*shown_files, *reply.given_tokens], {**texts, "text": reply.text}
    facts: dict[str, object] = {
        "ref": case.ref,
        "action": step.action.value,
        "state_label": label(State(case.state)),
        "on": step.on,
        "due_on": reading.due_on,
        "provisional": reading.provisional,
        "outcome": case.outcome if not case.is_open else "",
        "reason": step.reason if reply is None else reply.grounds,
        **texts,
        **await _announced(unit, case, step, reply.grounds if reply is not None else ""),
    }
    await outbox.notify_followers(
        unit,
        case.id,
        f"case.{step.action.value}",
        facts,
        file_tokens=shown_files,
        except_conversation=actor.conversation_id,
    )


async def _announced(unit: UnitOfWork, case: CaseRow, step: Step, reasons: str) -> dict[str, object]:
    """Return what the law requires to be said with this step: of an end `announced`, of a demand `asked`."""
    profile = await agency_profile(unit, case.agency_id)
    if case.answered_on is not None or not case.is_open:
        announced = announcement_of(case, profile, reasons=reasons)
        return {"announced": asdict(announced)} if announced is not None else {}
    private = {**step.private, "reason": step.reason}
    limits = await live_limits(unit.session, case.id)
    asked = ask_of(step.action, step.on, step.facts, private, limits, profile)
    return {"asked": asdict(asked)} if asked is not None else {}


async def tell_staff(
    unit: UnitOfWork, case: CaseRow, action: Action, actor: Actor, *, helping_unit_id: int | None = None
) -> None:
    """Tell the holder, else whoever may act next, that a case needs them; or the unit that is asked to help."""
    facts = {"ref": case.ref, "action": action.value, "state_label": label(State(case.state)), "due_on": case.due_on}
    told = await _handlers_of(unit, case, helping_unit_id) if helping_unit_id else await _next_staff(unit, case)
    for staff_id in told:
        if staff_id != actor.staff_id:
            await outbox.notify_staff(unit, staff_id, f"staff.{action.value}", facts, case_id=case.id)


async def _handlers_of(unit: UnitOfWork, case: CaseRow, unit_id: int) -> list[int]:
    staff = await agencies.staff_of(unit.session, case.agency_id)
    return [one.id for one in staff if one.unit_id == unit_id and Role.HANDLER in one.roles]


async def _next_staff(unit: UnitOfWork, case: CaseRow) -> list[int]:
    staff = await agencies.staff_of(unit.session, case.agency_id)
    if case.holder_id is not None and _awaits_desk(case):
        return [case.holder_id]
    roles = _roles_that_move(case)
    in_unit = [one for one in staff if case.unit_id is None or one.unit_id == case.unit_id or Role.HANDLER not in roles]
    return [one.id for one in in_unit if not roles.isdisjoint(one.roles)]


def _roles_that_move(case: CaseRow) -> frozenset[Role]:
    """Return the roles of staff that can take the case to another state."""
    moving = (row for row in permitted(State(case.state), tuple(Role)) if row.to_state not in (None, State(case.state)))
    first = next(iter(moving), None)
    outside = {Role.APPLICANT, Role.SYSTEM}
    return frozenset(first.roles) - outside if first else frozenset()


def _awaits_desk(case: CaseRow) -> bool:
    return Role.HANDLER in _roles_that_move(case)
