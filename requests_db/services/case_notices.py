"""What is told when a case moves: to those who follow it, and to the staff who must act next.

Only keys and facts are stored; the sentences are the dialogue's. Keys are `case.<action>` and `staff.<action>`.
"""

from dataclasses import asdict
from datetime import date

from requests_db.services import outbox
from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.announcing import announcement_of, ask_of
from requests_db.services.case_files import SHOWN_TO_APPLICANT
from requests_db.services.history import events_from_json, private_part
from requests_db.services.mail_notices import follow_by_mail
from requests_db.services.recipients import holder_or_queue
from requests_db.services.replies import reply_of
from requests_db.services.staff_notices import StaffNotice, notify
from requests_db.services.steps import Step
from requests_db.statute.deadlines import DueDate
from requests_db.statute.limits import LimitKey
from requests_db.statute.workflow import Action, Role, State, label, permitted
from requests_db.store.repositories import agencies, chains
from requests_db.store.repositories.limits import live_limits
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

ASKING = (Action.REQUEST_CORRECTION, Action.ASK_REASONS)
WRITTEN_TO_APPLICANT = (*ASKING, Action.TRANSFER_ADVICE, Action.REISSUE)  # no other step's text is for the applicant
REASONED_TO_APPLICANT = (*ASKING, Action.REISSUE, Action.REOPEN, Action.WITHDRAW)


async def tell_applicant(unit: UnitOfWork, case: CaseRow, step: Step, actor: Actor, reading: DueDate) -> None:
    """Tell the followers of a case what happened; whoever did it from a conversation is answered there anyway."""
    await follow_by_mail(unit, case)
    shown_files = [token for kind in SHOWN_TO_APPLICANT for token in step.files.get(kind, ())]
    texts = {"text": step.private.get("text", "")} if step.action in WRITTEN_TO_APPLICANT else {}
    reasons = step.reason if step.action in REASONED_TO_APPLICANT else ""
    reply = await reply_of(unit, case)
    if reply is not None:
        shown_files, texts, reasons = [*shown_files, *reply.given_tokens], {"text": reply.text}, reply.grounds
    facts: dict[str, object] = {
        "ref": case.ref,
        "action": step.action.value,
        "state_label": label(State(case.state)),
        "on": step.on,
        "due_on": reading.due_on,
        "provisional": reading.provisional,
        "outcome": case.outcome if not case.is_open else "",
        "reason": reasons,
        **texts,
        **await _announced(unit, case, step, reasons if reply is not None else ""),
        **await _extended(unit, case, step),
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


async def _extended(unit: UnitOfWork, case: CaseRow, step: Step) -> dict[str, object]:
    """Return by how much, from which day and why a period is extended (条例 Art. 33(2)); empty for other steps."""
    if step.action is not Action.CONSENT_EXTENSION:
        return {}
    history = await chains.events_of(unit.session, case.id)
    proposal = [line for line in history if line.action == Action.PROPOSE_EXTENSION][-1]
    added = [event.working_days for event in events_from_json(history[-1].clock_events)]
    return {
        "working_days": next((days for days in added if days), ""),
        "before_on": history[-1].due_before,
        "extension_reason": private_part(unit.cipher, proposal).get("reason", ""),
    }


async def tell_staff(unit: UnitOfWork, case: CaseRow, step: Step, actor: Actor) -> None:
    """Tell the holder, else whoever may act next, that a case needs them; or whom the step itself calls upon."""
    facts = {
        "ref": case.ref,
        "action": step.action.value,
        "state_label": label(State(case.state)),
        "due_on": case.due_on,
        "answer_by_on": await _answer_day(unit, case, step.action),
    }
    told = await _concerned(unit, case, step)
    notice = StaffNotice(agency_id=case.agency_id, key=f"staff.{step.action.value}", facts=facts, case_id=case.id)
    await notify(unit, [staff_id for staff_id in told if staff_id != actor.staff_id], notice)


async def _concerned(unit: UnitOfWork, case: CaseRow, step: Step) -> list[int]:
    if step.action is Action.ASK_ASSISTANCE and step.unit_id is not None:
        return await _handlers_of(unit, case, step.unit_id)
    if step.action is Action.HAND_OVER and case.holder_id is not None:
        return [case.holder_id]
    if step.action is Action.SUPERVISE:
        return holder_or_queue(await agencies.staff_of(unit.session, case.agency_id), case.unit_id, case.holder_id)
    if step.action is Action.ANSWER_SUPERVISION:
        return await _last_asker(unit, case)
    return await _next_staff(unit, case)


async def _last_asker(unit: UnitOfWork, case: CaseRow) -> list[int]:
    """Return the supervisor whose question the latest answer is to."""
    history = await chains.events_of(unit.session, case.id)
    askers = [line.actor_id for line in history if line.action == Action.SUPERVISE and line.actor_id is not None]
    return askers[-1:]


async def _answer_day(unit: UnitOfWork, case: CaseRow, action: Action) -> date | None:
    """Return until when a supervisor wants an answer, where the step asks for one."""
    if action is not Action.SUPERVISE:
        return None
    running = await live_limits(unit.session, case.id)
    return next((limit.due_on for limit in running if limit.key == LimitKey.SUPERVISION), None)


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
