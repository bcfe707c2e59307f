"""Spoken names of things and what publications call them, kept by staff."""

from http import HTTPStatus

from aiohttp import web

from handlers.console.capacities import AUTHORS
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from knowledge.catalogue import Catalogue
from knowledge.errors import KnowledgeError
from knowledge.life_cycle import Synonym
from knowledge.synonyms import STARTER_SYNONYMS
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork

HERE = "/staff/knowledge/synonyms"
NAME_LIMIT = 100  # characters


async def show(request: web.Request) -> web.Response:
    """List the names staff keep and those the house begins with."""
    return await _page(request, Form())


async def add(request: web.Request) -> web.StreamResponse:
    """Keep a spoken name; every process answers by it within seconds."""
    form = await read_form(request, max_file_bytes=0)
    term = form.text("term", required=True, limit=NAME_LIMIT)
    same_as = form.text("same_as", required=True, limit=NAME_LIMIT)
    author = actor_of(request).label

    async def work(unit: UnitOfWork) -> Synonym:
        return await unit.companion(Catalogue).add_synonym(term, same_as, author=author)

    try:
        form.settle()
        await in_unit(deps_of(request).units, work)
    except FormFaults:
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except KnowledgeError as refusal:
        form.fault("same_as", str(refusal))
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    raise back_to(HERE, done="synonym_added")


async def remove(request: web.Request) -> web.StreamResponse:
    """Forget a spoken name."""
    synonym_id = int(request.match_info["synonym"])

    async def work(unit: UnitOfWork) -> None:
        await unit.companion(Catalogue).remove_synonym(synonym_id)

    await in_unit(deps_of(request).units, work)
    raise back_to(HERE, done="synonym_removed")


async def _page(request: web.Request, form: Form, *, status: int = HTTPStatus.OK) -> web.Response:
    async with deps_of(request).units.reading() as unit:
        kept = await unit.companion(Catalogue).synonyms()
    return render(
        request,
        "synonyms.html",
        status=status,
        form=form,
        kept=kept,
        starters=STARTER_SYNONYMS,
        may_write=bool(AUTHORS & actor_of(request).roles),
    )
