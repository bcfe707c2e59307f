"""The page of one case: facts with personal data masked, dates with their reasons, history, and what may be done."""

from collections.abc import Iterable, Mapping
from datetime import date
from http import HTTPStatus

from aiohttp import web

from handlers.console.action_forms import ACTION_FORMS, BROUGHT, Field, FieldKind, Offers
from handlers.console.capacities import SUPERVISION
from handlers.console.deeds import deeds_of, label_of
from handlers.console.deps import ConsoleDeps, actor_of, deps_of
from handlers.console.forms import Form, read_form
from handlers.console.history_lines import shown_lines
from handlers.console.lights import Standing, light_of
from handlers.console.listing import list_address
from handlers.console.offers import offers_for, outcomes_for
from handlers.console.open_question import open_question
from handlers.console.pages import back_to, day_text, instant_text, mailed_text, render
from handlers.console.rivals import changed_since, last_seen, typed_texts
from handlers.console.time_line import time_line_of
from handlers.wording import Wording
from requests_db.services.actors import Actor
from requests_db.services.case_page import case_page, open_personal_data
from requests_db.services.errors import Conflict
from requests_db.services.reminders import acknowledge_reminders
from requests_db.services.retrying import in_unit
from requests_db.services.staff_notices import note_case_opened
from requests_db.services.unserved import UnservedReply, unserved_reply
from requests_db.statute.articles import cite
from requests_db.statute.deadlines import ClockState, DueDate
from requests_db.statute.limits import LimitKey, limit_of
from requests_db.statute.outcomes import Outcome
from requests_db.statute.workflow import Action, Role
from requests_db.store.case_views import ApplicantView, CaseLine, CasePage, PermittedAction
from requests_db.store.unit_of_work import UnitOfWork, Units, WriteConflict
from requests_db.store.views import LimitView

CASES = "/staff/cases"
BOARD = "/staff/board"
LEDGER = "/staff/board/ledger"
WANTED = ("name", "document_number", "index_number", "features")
WANTED_WORDS = ("supply_form", "obtain_by")
APPLICANT = (
    "identity_number",
    "legal_representative",
    "contact_person",
    "phone",
    "email",
    "address",
    "postcode",
    "agent_name",
    "agent_identity",
    "agent_phone",
)
LIVE_LIMITS = ("open", "paused")


async def show(request: web.Request) -> web.Response:
    """Show a case; `?do=<action>` opens the form of an action beside it."""
    word = request.query.get("do", "")
    action = Action(word) if word in set(Action) and Action(word) in ACTION_FORMS else None
    return await again(
        request, int(request.match_info["case"]), form=Form(), action=action, variant=request.query.get("variant", "")
    )


async def acknowledge(request: web.Request) -> web.StreamResponse:
    """Note that the warnings of a case were seen; overdue ones stop repeating for this date."""
    actor, case_id = actor_of(request), int(request.match_info["case"])
    form = await read_form(request, max_file_bytes=0)
    await in_unit(deps_of(request).units, lambda unit: acknowledge_reminders(unit, actor, case_id))
    raise back_to(BOARD if form.flag("from_board") else f"{CASES}/{case_id}", done="acknowledged")


async def again(
    request: web.Request,
    case_id: int,
    *,
    form: Form,
    action: Action | None,
    variant: str = "",
    status: int = HTTPStatus.OK,
    conflict: Conflict | None = None,
    refused: str = "",
) -> web.Response:
    """Show a case as it is now, with the form of `action` as it was filled in.

    Raises:
        NotFound: the case is unknown or out of sight: told alike.
    """
    deps, actor = deps_of(request), actor_of(request)
    variant = form.typed("variant") or variant
    page = await seen_page(deps.units, actor, case_id)
    async with deps.units.reading() as unit:
        offers = await offers_for(unit, actor, case_id, deps.wording, variant=variant)
        sent = await unserved_reply(unit, actor, case_id) if action is Action.RECORD_SERVICE else None
    return _render(
        request,
        page,
        page.applicant,
        offers,
        sent=sent,
        status=status,
        form=form,
        action=action,
        chosen=_chosen(page, action, variant),
        conflict=conflict,
        refused=refused,
    )


async def open_personal(request: web.Request, form: Form) -> web.Response:
    """Show the case with the applicant's data opened, this once; who looked and why is recorded."""
    deps, actor, case_id = deps_of(request), actor_of(request), int(request.match_info["case"])
    reason = form.long_text("reason", required=True)
    form.settle()
    opened = await in_unit(deps.units, lambda unit: open_personal_data(unit, actor, case_id, reason))
    async with deps.units.reading() as unit:
        page = await case_page(unit, actor, case_id)
        offers = await offers_for(unit, actor, case_id, deps.wording)
    return _render(request, page, opened, offers, form=Form())


def _render(
    request: web.Request,
    page: CasePage,
    applicant: ApplicantView,
    offers: Offers,
    *,
    form: Form,
    sent: UnservedReply | None = None,
    action: Action | None = None,
    chosen: PermittedAction | None = None,
    status: int = HTTPStatus.OK,
    conflict: Conflict | None = None,
    refused: str = "",
) -> web.Response:
    wording = deps_of(request).wording
    address = f"{CASES}/{page.line.id}"
    names = {"unit_id": dict(offers["units"]), "holder_id": dict(offers["people"])}
    return render(
        request,
        "case.html",
        status=status,
        form=form,
        conflict=conflict,
        changed=shown_lines(changed_since(page, form), wording, names) if conflict else (),
        refused=refused,
        seen=last_seen(page),
        typed=typed_texts(form, action, offers, wording) if chosen is None else (),
        open_action=_open_action(page, chosen, sent, wording) if chosen else None,
        evidence=mailed_text(sent, deps_of(request)),
        offers=offers,
        outcomes=[_guide(one) for one in outcomes_for(chosen.variant if chosen else "")],
        deeds=deeds_of(page, chosen, address, wording),
        **_shown(request, page, applicant, names),
    )


def _shown(
    request: web.Request, page: CasePage, applicant: ApplicantView, names: Mapping[str, Mapping[str, str]]
) -> dict[str, object]:
    """Return what the page says of the case, whatever is being done to it."""
    wording, today = deps_of(request).wording, deps_of(request).units.clock.today()
    return {
        "case": page.line,
        "version": page.version,
        "case_address": f"{CASES}/{page.line.id}",
        "wanted": _wanted(page.wanted, wording),
        "applicant": _applicant(applicant, wording),
        "opened": not applicant.is_masked,
        "may_erase": not page.line.is_open and actor_of(request).has(Role.HEAD),
        "similar": [(one, _word(wording, "channel", one.channel)) for one in page.similar],
        "files": page.files,
        "reply": page.reply,
        "history": shown_lines(page.history, wording, names),
        "due": light_of(standing_of(page.line), wording),
        "because": page.due.because if page.line.is_open else (),
        "question": open_question(page, wording),
        "time_line": time_line_of(page, wording, today=today),
        "limits": _other_limits(page, wording),
        "reminders": _reminders(page, deps_of(request)),
        "ledger": list_address(LEDGER, ref=page.line.ref) if actor_of(request).roles & SUPERVISION else "",
        "has_unseen": any(one.fired_at and not one.acknowledged_at for one in page.reminders),
        "facts": _facts(page, wording),
        "incomplete": incomplete_text(page.lacking, page.notice_due, wording, today=today),
        "may_correct": any(one.action is Action.REQUEST_CORRECTION for one in page.permitted),
    }


async def seen_page(units: Units, actor: Actor, case_id: int) -> CasePage:
    """Return the page of a case; the first opening is noted, and only that takes a writing unit where it must.

    Raises:
        NotFound: the case is unknown or out of sight: told alike.
    """
    try:
        async with units.reading() as unit:
            page = await _opened(unit, actor, case_id)
            await unit.commit()
            return page
    except WriteConflict:
        return await in_unit(units, lambda unit: _opened(unit, actor, case_id))


async def _opened(unit: UnitOfWork, actor: Actor, case_id: int) -> CasePage:
    page = await case_page(unit, actor, case_id)
    await note_case_opened(unit, actor, case_id)
    return page


def incomplete_text(lacking: Iterable[str], notice_due: DueDate | None, wording: Wording, *, today: date) -> str:
    """Return what is said of a paper that came without what the law asks for; empty where nothing is missing.

    The last day for telling the applicant (Art. 30) is named only while that can be done.
    """
    what = "、".join(wording.text(f"desk.registered.lacking.{name}") for name in lacking)
    if not what:
        return ""
    text = wording.text("desk.registered.incomplete", what=what)
    if notice_due is None or notice_due.due_on is None:
        return text
    key = "tell_by" if today <= notice_due.due_on else "tell_late"
    mark = wording.text("desk.due.mark") if notice_due.provisional else ""
    article = cite(limit_of(LimitKey.CORRECTION_NOTICE).article)
    return text + wording.text(f"desk.registered.{key}", due_on=day_text(notice_due.due_on) + mark, article=article)


def standing_of(line: CaseLine) -> Standing:
    """Return how a case stands with its date."""
    running = ClockState.RUNNING if line.received_on else ClockState.NOT_STARTED
    return Standing(
        is_open=line.is_open,
        clock=ClockState.PAUSED if line.paused_because else running,
        due_on=line.due_on,
        provisional=line.provisional,
        remaining_working_days=line.remaining_working_days,
        paused_because=line.paused_because,
    )


def _chosen(page: CasePage, action: Action | None, variant: str) -> PermittedAction | None:
    return next((one for one in page.permitted if one.action is action and one.variant == variant), None)


def _open_action(
    page: CasePage, chosen: PermittedAction, sent: UnservedReply | None, wording: Wording
) -> dict[str, object]:
    fields = tuple(field for field in ACTION_FORMS[chosen.action] if page.lacking or field is not BROUGHT)
    return {
        "label": label_of(chosen, wording),
        "article": chosen.article,
        "variant": chosen.variant,
        "address": f"{CASES}/{page.line.id}/{chosen.action.value}",
        "lead": _text(wording, f"desk.action.{chosen.action.value}.lead"),
        "button": label_of(chosen, wording),
        "fields": fields,
        "has_files": any(field.kind is FieldKind.FILES for field in fields),
        "labels": {field.name: _text(wording, f"desk.action.{chosen.action.value}.{field.name}") for field in fields},
        "hints": {field.name: _text(wording, f"desk.hint.{chosen.action.value}.{field.name}") for field in fields},
        "preset": {**_preset(page, fields), **({"way": sent.way, "proof": sent.answer} if sent else {})},
    }


def _preset(page: CasePage, fields: tuple[Field, ...]) -> dict[str, object]:
    """Return what a form starts with: the draft written so far, the unit whose matter it is, how fees are paid."""
    unit_id = page.line.unit_id or page.suggested_unit_id or ""
    known: dict[str, object] = {"unit_id": unit_id, "how_to_pay": page.how_to_pay, **page.draft}
    return {field.name: known.get(field.name) or "" for field in fields}


def _guide(outcome: Outcome) -> dict[str, object]:
    return {
        "key": outcome.key,
        "label": outcome.label,
        "article": "、".join(cite(key) for key in outcome.articles),
        "must_contain": outcome.must_contain,
        "requires_reasons": outcome.requires_reasons,
        "requires_search_record": outcome.requires_search_record,
    }


def _wanted(wanted: Mapping[str, object], wording: Wording) -> list[tuple[str, str]]:
    texts = {name: str(wanted.get(name) or "") for name in WANTED}
    if _folded(texts["features"]) == _folded(texts["name"]):
        texts["features"] = ""  # a short wish in the chat is its own name
    shown = list(texts.items())
    shown += [(name, _word(wording, name, wanted.get(name))) for name in WANTED_WORDS]
    if wanted.get("accept_other"):
        shown.append(("accept_other", wording.text("desk.form.yes")))
    return [*shown, ("help_needed", str(wanted.get("help_needed") or ""))]


def _applicant(view: ApplicantView, wording: Wording) -> list[tuple[str, str]]:
    return [
        ("applicant_kind", _word(wording, "applicant_kind", view.kind)),
        ("applicant_name", view.name),
        ("identity_kind", _word(wording, "identity_kind", view.identity_kind)),
        *((name, getattr(view, name)) for name in APPLICANT),
    ]


def _facts(page: CasePage, wording: Wording) -> list[tuple[str, str]]:
    line = page.line
    return [
        ("unit", line.unit_name),
        ("holder", _holder(page, wording)),
        ("channel", _word(wording, "channel", line.channel)),
        ("submitted_on", day_text(line.submitted_on)),
        ("received_on", day_text(line.received_on)),
        ("former_outcome" if page.has_former_outcome else "outcome", line.outcome_label),
        ("re_review_on", day_text(page.re_review_on)),
    ]


def _holder(page: CasePage, wording: Wording) -> str:
    """Return the holder, and who acts in their place today."""
    if page.stand_in is None:
        return page.line.holder_name
    until_on = day_text(page.stand_in.until_on)
    key = "desk.stand_ins.on_case"
    return wording.text(key, holder=page.line.holder_name, name=page.stand_in.name, until_on=until_on)


def _other_limits(page: CasePage, wording: Wording) -> list[tuple[str, str]]:
    """Return the periods that run besides the one shown large."""
    running = (limit for limit in page.limits if limit.status in LIVE_LIMITS and limit.key != LimitKey.REPLY)
    return [(limit.label, _limit_text(limit, wording)) for limit in running]


def _reminders(page: CasePage, deps: ConsoleDeps) -> list[str]:
    """Return the warnings given and planned, in the order of their days."""
    lines = []
    for one in sorted(page.reminders, key=lambda reminder: reminder.fire_at):
        key = "seen" if one.acknowledged_at else "fired" if one.fired_at else one.status
        if deps.wording.has(f"desk.reminders.{key}"):
            shown_at = instant_text(one.fired_at or one.fire_at, deps)
            facts = {"limit": one.limit_label, "due_on": day_text(one.due_on), "at": shown_at}
            lines.append(deps.wording.text(f"desk.reminders.{key}", **facts))
    return lines


def _limit_text(limit: LimitView, wording: Wording) -> str:
    if limit.due_on is None:
        return wording.text("desk.due.paused")
    return day_text(limit.due_on) + (wording.text("desk.due.mark") if limit.provisional else "")


def _folded(text: str) -> str:
    return " ".join(text.split())


def _word(wording: Wording, group: str, value: object) -> str:
    return _text(wording, f"desk.word.{group}.{value}") if value else ""


def _text(wording: Wording, key: str) -> str:
    return wording.text(key) if wording.has(key) else ""
