"""The lists one keeps under names of one's own: kept from the conditions of a list, renamed, deleted (我的筛选)."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from handlers.console.queue_filters import QUEUE, queue_address, read_conditions
from requests_db.services import saved_filters as kept
from requests_db.services.errors import InvalidInput
from requests_db.services.retrying import in_unit
from requests_db.statute.desk_queues import QUEUE_LABELS, QueueName
from requests_db.store.unit_of_work import UnitOfWork

HERE = f"{CASES}/filters"
CONDITION = "c_"  # before the name of a condition, among the fields of the form


async def show(request: web.Request) -> web.Response:
    """List one's own filters."""
    return await _page(request, Form())


async def keep(request: web.Request) -> web.StreamResponse:
    """Keep the conditions of a list under a name; with a fault both are shown again."""
    form = await read_form(request, max_file_bytes=0)
    conditions = _conditions(form)

    async def work(unit: UnitOfWork) -> None:
        await kept.keep_filter(unit, actor_of(request), form.text("name", required=True), conditions)

    return await _settled(request, form, work, back=queue_address(CASES, conditions), done="filter_kept")


async def rename(request: web.Request) -> web.StreamResponse:
    """Give a filter another name."""
    form = await read_form(request, max_file_bytes=0)
    filter_id = int(request.match_info["filter"])

    async def work(unit: UnitOfWork) -> None:
        await kept.rename_filter(unit, actor_of(request), filter_id, form.text("name", required=True))

    return await _settled(request, form, work, back=HERE, done="filter_renamed", renamed=filter_id)


async def remove(request: web.Request) -> web.StreamResponse:
    """Forget a filter."""
    filter_id = int(request.match_info["filter"])
    await in_unit(deps_of(request).units, lambda unit: kept.remove_filter(unit, actor_of(request), filter_id))
    raise back_to(HERE, done="filter_removed")


async def _settled(
    request: web.Request,
    form: Form,
    work: Callable[[UnitOfWork], Awaitable[None]],
    *,
    back: str,
    done: str,
    renamed: int | None = None,
) -> web.StreamResponse:
    form.text("name", required=True)
    try:
        form.settle()
        await in_unit(deps_of(request).units, work)
    except FormFaults:
        return await _page(request, form, renamed=renamed)
    except InvalidInput as refusal:
        form.take(refusal.fields)
        return await _page(request, form, renamed=renamed)
    raise back_to(back, done=done)


async def _page(request: web.Request, form: Form, *, renamed: int | None = None) -> web.Response:
    async with deps_of(request).units.reading() as unit:
        found = await kept.saved_filters(unit, actor_of(request))
    return render(
        request,
        "filters.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.faults else HTTPStatus.OK,
        form=form,
        conditions=_conditions(form),
        renamed=renamed,
        kept=[(one, queue_address(CASES, one.conditions), _queue_label(one)) for one in found],
    )


def _conditions(form: Form) -> dict[str, str]:
    given = {name.removeprefix(CONDITION): form.typed(name) for name in form.values if name.startswith(CONDITION)}
    return read_conditions(given)


def _queue_label(one: kept.SavedFilter) -> str:
    return QUEUE_LABELS[QueueName(one.conditions.get(QUEUE, QueueName.OPEN))]
