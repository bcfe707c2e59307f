"""The paper letters are printed on: the office's own Word layouts in the place of ours, looked over, taken back."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from aiohttp import web

from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, Upload, read_form
from handlers.console.pages import back_to, render
from handlers.papers.layout_check import MAX_BYTES, PLACES, LayoutFault, layout_faults
from handlers.papers.letters import MEDIA_TYPE
from handlers.papers.stationery import FORM, LETTER, LIST, Stationery
from handlers.wording import Wording
from requests_db.services.audit import record_download
from requests_db.services.office_layouts import OwnLayout, give_up_layout, keep_layout, layouts_of, own_layouts
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork

HERE = "/staff/stationery"
MAKES = (LETTER, FORM, LIST)


async def show(request: web.Request) -> web.Response:
    """Show whose layouts are in use, and what a layout may name."""
    return await _page(request, Form())


async def keep(request: web.Request) -> web.StreamResponse:
    """Look a Word file over and print on it from now on; with faults nothing is changed and each is told."""
    form = await read_form(request, max_file_bytes=MAX_BYTES)
    stationery = deps_of(request).stationery
    name = form.choice("layout", (*MAKES, *stationery.kinds()), required=True)
    upload = next(iter(form.files("layout_file")), None)
    if upload is None:
        form.fault("layout_file", "required")
    try:
        form.settle()
        faults = layout_faults(upload.content, name, stationery) if upload else ()
    except FormFaults:
        return await _page(request, form)
    if upload is None or faults:
        return await _page(request, form, faults=faults)
    await in_unit(deps_of(request).units, lambda unit: _keep(unit, request, name, upload))
    raise back_to(HERE, done="layout_kept")


async def reset(request: web.Request) -> web.StreamResponse:
    """Print on our layout again."""
    name = _name(request)
    await in_unit(deps_of(request).units, lambda unit: give_up_layout(unit, actor_of(request), name))
    raise back_to(HERE, done="layout_reset")


async def download(request: web.Request) -> web.Response:
    """Hand out the layout in use, to be changed in Word; the download is recorded."""
    deps, actor, name = deps_of(request), actor_of(request), _name(request)

    async def work(unit: UnitOfWork) -> Mapping[str, bytes]:
        await record_download(unit, actor, f"layout:{name}", None)
        return await layouts_of(unit, actor.agency_id or 0)

    own = await in_unit(deps.units, work)
    stationery = deps.stationery.with_layouts(own)
    content = stationery.layouts[name] if name in stationery.layouts else stationery.layout(name)
    file_name = f"{_label(name, stationery, deps.wording)}.docx"
    return web.Response(
        body=content,
        headers={
            "Content-Type": MEDIA_TYPE,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name, safe='')}",
        },
    )


async def _keep(unit: UnitOfWork, request: web.Request, name: str, upload: Upload) -> None:
    await keep_layout(unit, actor_of(request), name, upload.content, upload.name)


def _name(request: web.Request) -> str:
    name = request.match_info["layout"]
    if name not in (*MAKES, *deps_of(request).stationery.kinds()):
        raise web.HTTPNotFound
    return name


async def _page(request: web.Request, form: Form, *, faults: tuple[LayoutFault, ...] = ()) -> web.Response:
    deps = deps_of(request)
    async with deps.units.reading() as unit:
        own = {one.name: one for one in await own_layouts(unit, actor_of(request))}
    names = [*MAKES, *(name for name in own if name not in MAKES)]
    return render(
        request,
        "stationery.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.faults or faults else HTTPStatus.OK,
        form=form,
        faults=[deps.wording.text(f"desk.stationery.fault.{one.key}", place=one.place) for one in faults],
        layouts=[_shown(name, own.get(name), deps.stationery, deps.wording) for name in names],
        choices=[(name, _label(name, deps.stationery, deps.wording)) for name in (*MAKES, *deps.stationery.kinds())],
        places=[(f"letter.{name}", deps.wording.text(f"desk.stationery.place.{name}")) for name in sorted(PLACES)],
    )


def _shown(name: str, own: OwnLayout | None, stationery: Stationery, wording: Wording) -> dict[str, object]:
    return {"name": name, "label": _label(name, stationery, wording), "own": own}


def _label(name: str, stationery: Stationery, wording: Wording) -> str:
    if name in MAKES:
        return wording.text(f"desk.stationery.make.{name}")
    title = stationery.section(name)["title"]
    return title if isinstance(title, str) else name
