"""Moving an entry through its stages, and the three working days a policy may be without its interpretation."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus

from aiohttp import web

from handlers.console.deps import actor_of, deps_of
from handlers.console.entries import HERE, entry_page
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to
from knowledge.catalogue import Catalogue
from knowledge.errors import EntryNotFoundError, KnowledgeError
from knowledge.life_cycle import CatalogueEntry, Step
from requests_db.services.actors import Actor
from requests_db.services.interpretations import PolicyState, keep_interpretation_limit
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork

Move = Callable[..., Awaitable[CatalogueEntry]]
Work = Callable[[Catalogue, int], Awaitable[CatalogueEntry]]  # (catalogue, lock version) → the entry afterwards


async def move(request: web.Request) -> web.StreamResponse:
    """Send an entry on: to review, back, to the public, away."""
    form = await read_form(request, max_file_bytes=0)
    step, entry_id = Step(request.match_info["step"]), int(request.match_info["entry"])
    note, author = form.text(f"note_{step.value}", limit=500), actor_of(request).label

    async def work(catalogue: Catalogue, expected: int) -> CatalogueEntry:
        return await _moves(catalogue)[step](entry_id, author=author, expected=expected, note=note)

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


async def keep_limits(unit: UnitOfWork, policy_ids: Iterable[int | None], actor: Actor) -> None:
    """Open or close the time for an interpretation of the policies named, as they stand now."""
    catalogue = unit.companion(Catalogue)
    for policy_id in dict.fromkeys(policy_ids):
        sync = await catalogue.policy_sync(policy_id) if policy_id is not None else None
        if sync is None:
            continue
        state = PolicyState(
            entry_id=sync.policy.entry_id,
            title=sync.policy.entry.title,
            owner_unit=sync.policy.entry.owner_unit,
            is_public=sync.policy.is_policy and sync.policy.is_live,
            is_interpreted=sync.is_published,
        )
        await keep_interpretation_limit(unit, state, actor)


async def _take(request: web.Request, form: Form, work: Work, *, done: str) -> web.StreamResponse:
    """Take a step; where it is refused the page of the entry says why and keeps what was typed."""
    expected, actor = form.number("version", required=True) or 0, actor_of(request)

    async def whole(unit: UnitOfWork) -> CatalogueEntry:
        item = await work(unit.companion(Catalogue), expected)
        await keep_limits(unit, (item.entry_id, item.interprets_id), actor)
        return item

    try:
        form.settle()
        item = await in_unit(deps_of(request).units, whole)
    except FormFaults:
        return await entry_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except EntryNotFoundError as error:
        raise web.HTTPNotFound from error
    except KnowledgeError as refusal:
        form.fault("", str(refusal))
        return await entry_page(request, form, status=HTTPStatus.CONFLICT)
    raise back_to(f"{HERE}/{item.entry_id}", done=done)


def _moves(catalogue: Catalogue) -> Mapping[Step, Move]:
    return {
        Step.SUBMIT: catalogue.submit_for_review,
        Step.RETURN: catalogue.return_to_draft,
        Step.PUBLISH: catalogue.publish,
        Step.WITHDRAW: catalogue.withdraw,
    }
