"""Moving an entry through its stages, and the three working days a policy may be without its interpretation."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from aiohttp import web

from handlers.console.deps import actor_of, deps_of
from handlers.console.entries import HERE, entry_page
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to
from handlers.entry_limits import keep_limits
from knowledge.catalogue import Catalogue
from knowledge.errors import EntryNotFoundError, KnowledgeError
from knowledge.life_cycle import CatalogueEntry, Step
from requests_db.services.agency import agency
from requests_db.services.interpretations import acknowledge_interpretation
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork

Move = Callable[..., Awaitable[CatalogueEntry]]
Whole = Callable[[UnitOfWork, int], Awaitable[CatalogueEntry]]  # the same with everything that belongs to it
Work = Callable[[Catalogue, int], Awaitable[CatalogueEntry]]  # (catalogue, lock version) → the entry afterwards


async def move(request: web.Request) -> web.StreamResponse:
    """Send an entry on: to review, back, to the public, away."""
    form = await read_form(request, max_file_bytes=0)
    step, entry_id = Step(request.match_info["step"]), int(request.match_info["entry"])
    note, author = form.text(f"note_{step.value}", limit=500), actor_of(request).label
    of_one = await _is_of_one(request)

    async def work(catalogue: Catalogue, expected: int) -> CatalogueEntry:
        return await _moves(catalogue, of_one=of_one)[step](entry_id, author=author, expected=expected, note=note)

    return await _take(request, form, work, done=f"entry_{step.value}")


async def expire(request: web.Request) -> web.StreamResponse:
    """Set the last day of a published entry."""
    form = await read_form(request, max_file_bytes=0)
    entry_id, author = int(request.match_info["entry"]), actor_of(request).label
    ends_on, note = form.needed_day("ends_on"), form.text("note_expire", limit=500)

    async def work(catalogue: Catalogue, expected: int) -> CatalogueEntry:
        return await catalogue.expire(entry_id, ends_on, author=author, expected=expected, note=note)

    return await _take(request, form, work, done="entry_expire")


async def plan(request: web.Request) -> web.StreamResponse:
    """Name the day by which the owner unit looks at an entry again; without a day none."""
    form = await read_form(request, max_file_bytes=0)
    entry_id, author, review_on = int(request.match_info["entry"]), actor_of(request).label, form.day("review_on")

    async def work(catalogue: Catalogue, expected: int) -> CatalogueEntry:
        return await catalogue.plan_review(entry_id, review_on, author=author, expected=expected)

    return await _take(request, form, work, done="entry_plan")


async def acknowledge(request: web.Request) -> web.StreamResponse:
    """Note why a policy stays without its interpretation for now; its warnings stop repeating."""
    form = await read_form(request, max_file_bytes=0)
    entry_id, actor = int(request.match_info["entry"]), actor_of(request)
    reason = form.text("note_acknowledge", required=True, limit=500)

    async def whole(unit: UnitOfWork, expected: int) -> CatalogueEntry:
        item = await unit.companion(Catalogue).acknowledge(entry_id, author=actor.label, expected=expected, note=reason)
        await acknowledge_interpretation(unit, entry_id, reason, actor)
        return item

    return await _take_whole(request, form, whole, done="entry_acknowledge")


async def _take(request: web.Request, form: Form, work: Work, *, done: str) -> web.StreamResponse:
    """Take a step; where it is refused the page of the entry says why and keeps what was typed."""
    actor = actor_of(request)

    async def whole(unit: UnitOfWork, expected: int) -> CatalogueEntry:
        item = await work(unit.companion(Catalogue), expected)
        await keep_limits(unit, (item.entry_id, item.interprets_id), actor)
        return item

    return await _take_whole(request, form, whole, done=done)


async def _take_whole(request: web.Request, form: Form, whole: Whole, *, done: str) -> web.StreamResponse:
    expected = form.number("version", required=True) or 0
    try:
        form.settle()
        item = await in_unit(deps_of(request).units, lambda unit: whole(unit, expected))
    except FormFaults:
        return await entry_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except EntryNotFoundError as error:
        raise web.HTTPNotFound from error
    except KnowledgeError as refusal:
        form.fault("", str(refusal))
        return await entry_page(request, form, status=HTTPStatus.CONFLICT)
    raise back_to(f"{HERE}/{item.entry_id}", done=done)


async def _is_of_one(request: web.Request) -> bool:
    """Whether the agency is an office of one, where nobody else could publish what its author wrote."""
    async with deps_of(request).units.reading() as unit:
        return (await agency(unit, actor_of(request).agency_id or 0)).authors_may_publish


def _moves(catalogue: Catalogue, *, of_one: bool) -> Mapping[Step, Move]:
    return {
        Step.SUBMIT: catalogue.submit_for_review,
        Step.RETURN: catalogue.return_to_draft,
        Step.PUBLISH: catalogue.publish if of_one else catalogue.publish_of_another,
        Step.WITHDRAW: catalogue.withdraw,
    }
