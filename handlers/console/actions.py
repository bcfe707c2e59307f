"""What staff do to a case: the press of a button or a filled form becomes one step of the workflow."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from handlers.console import case_page
from handlers.console.action_forms import ACTION_FORMS, read_fields
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.guard import status_of
from handlers.console.offers import offers_for
from handlers.console.pages import back_to, refusal_text
from handlers.console.steps import file_kind, make_step
from handlers.console.uploads import keep_uploads
from requests_db.services.desk_actions import take_step
from requests_db.services.errors import Conflict, InvalidInput, NotFound, Refusal
from requests_db.services.files import MAX_FILE_BYTES
from requests_db.services.retrying import in_unit
from requests_db.statute.workflow import Action
from requests_db.store.unit_of_work import UnitOfWork

QUEUE = "/staff/cases"
VARIANTS = ("", "on_the_spot")
UNNAMED: Mapping[tuple[str, str], str] = {("search_record", "required"): "no_search_record"}


async def act(request: web.Request) -> web.StreamResponse:
    """Do the action the address names; with faults the case is shown again, what was typed kept."""
    action = _action(request)
    case_id = int(request.match_info["case"])
    form = await read_form(request, max_file_bytes=MAX_FILE_BYTES)
    try:
        if action is Action.OPEN_PERSONAL_DATA:
            return await case_page.open_personal(request, form)
        is_in_sight = await _take(request, form, action, case_id)
    except (FormFaults, InvalidInput) as refusal:
        form.take(_named(refusal.faults if isinstance(refusal, FormFaults) else refusal.fields))
        return await case_page.again(request, case_id, form=form, action=action, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotFound as refusal:
        if refusal.key == "case.unknown":
            raise
        return await _refused(request, form, action, case_id, refusal)
    except Refusal as refusal:
        return await _refused(request, form, action, case_id, refusal)
    raise back_to(f"{QUEUE}/{case_id}" if is_in_sight else QUEUE, done=action.value)


async def _take(request: web.Request, form: Form, action: Action, case_id: int) -> bool:
    deps, actor = deps_of(request), actor_of(request)
    variant = form.choice("variant", VARIANTS)
    version = form.number("version", required=True)
    async with deps.units.reading() as unit:
        offers = await offers_for(unit, actor, case_id, deps.wording, variant=variant)
    typed = read_fields(form, ACTION_FORMS[action], offers)
    form.settle()

    async def work(unit: UnitOfWork) -> bool:
        tokens = await keep_uploads(unit, form, actor, kind=file_kind(action))
        step = make_step(action, typed, today=unit.today, variant=variant, version=version, file_tokens=tokens)
        return await take_step(unit, case_id, step, actor)

    return await in_unit(deps.units, work)


async def _refused(
    request: web.Request, form: Form, action: Action, case_id: int, refusal: Refusal
) -> web.StreamResponse:
    return await case_page.again(
        request,
        case_id,
        form=form,
        action=action,
        status=status_of(refusal),
        conflict=refusal if isinstance(refusal, Conflict) else None,
        refused="" if isinstance(refusal, Conflict) else refusal_text(request, refusal),
    )


def _action(request: web.Request) -> Action:
    word = request.match_info["action"]
    if word not in set(Action) or Action(word) not in ACTION_FORMS:
        raise web.HTTPNotFound
    return Action(word)


def _named(faults: Mapping[str, str]) -> dict[str, str]:
    return {name: UNNAMED.get((name, why), why) for name, why in faults.items()}
