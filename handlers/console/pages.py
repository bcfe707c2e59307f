"""Pages: a template, the words, who is looking, and how days and instants read in Chinese."""

from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web
from markupsafe import Markup

from handlers.console.deps import ACCESS, TEMPLATES, VISITOR, ConsoleDeps, deps_of
from handlers.console.shortcuts import SHORTCUTS
from handlers.wording import Wording
from requests_db.services.errors import Refusal
from requests_db.services.unserved import UnservedReply
from requests_db.statute.workflow import ACTION_LABELS, Action

HERE = Path(__file__).parent
STATIC = HERE / "static"
WEEKDAYS = "一二三四五六日"
KILO = 1024
NAVIGATION = ("home", "queue", "tickets", "tasks", "notices", "board", "reports", "knowledge", "people")


def make_templates(wording: Wording) -> jinja2.Environment:
    """Return the template environment: everything escaped, a missing value is an error."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["say"] = wording.text
    templates.globals["has_words"] = wording.has
    templates.globals["shortcuts"] = SHORTCUTS
    templates.filters.update(day=day_text, size=size_text, paragraphs=paragraphs)
    return templates


def render(request: web.Request, template: str, /, *, status: int = HTTPStatus.OK, **context: object) -> web.Response:
    """Return the page made of `template`, for whoever is signed in."""
    deps = deps_of(request)
    visitor = request.get(VISITOR)
    page = request.config_dict[TEMPLATES].get_template(template)
    text = page.render(
        visitor=visitor,
        navigation=_navigation(request),
        here=request.match_info.route.name or "",
        done=_done(request, deps.wording),
        at=lambda instant: instant_text(instant, deps),
        today=deps.units.clock.today(),
        **context,
    )
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def refused_page(request: web.Request, refusal: Refusal, *, status: int) -> web.Response:
    """Return the page that says why something was refused and how to go on."""
    return render(request, "refused.html", status=status, message=refusal_text(request, refusal), kind="refused")


def fault_page(request: web.Request, *, status: int, incident: str = "") -> web.Response:
    """Return the page for a fault of the address, the form or ourselves; `incident` is the number to ask about."""
    wording = deps_of(request).wording
    key = f"desk.fault_page.s{status}"
    message = wording.text(key if wording.has(key) else "desk.fault_page.other", incident=incident)
    return render(request, "refused.html", status=status, message=message, kind="fault")


def refusal_text(request: web.Request, refusal: Refusal) -> str:
    """Return the sentence of a refusal: the desk's own wording first, then the one shared with citizens."""
    wording = deps_of(request).wording
    for key in (f"desk.refusal.{refusal.key}", f"refusal.{refusal.key}"):
        if wording.has(key):
            return wording.text(key, **_told(refusal.facts, request))
    return wording.text("desk.refusal.other")


def back_to(address: str, *, done: str = "") -> web.HTTPSeeOther:
    """Return the redirect after a posted form; `done` names the sentence shown on the next page."""
    mark = f"{'&' if '?' in address else '?'}done={done}" if done else ""
    path, hash_sign, fragment = address.partition("#")
    return web.HTTPSeeOther(f"{path}{mark}{hash_sign}{fragment}")


def address_of(request: web.Request, name: str, /, **parts: object) -> str:
    """Return the address of the route `name`."""
    resource = request.app.router[name]
    return str(resource.url_for(**{key: str(value) for key, value in parts.items()}))


def day_text(day: date | None, *, weekday: bool = False) -> str:
    """Return a legal day in Chinese, e.g. 2026年3月2日（周一）; empty for none."""
    if day is None:
        return ""
    text = f"{day.year}年{day.month}月{day.day}日"
    return f"{text}（周{WEEKDAYS[day.weekday()]}）" if weekday else text


def mailed_text(reply: UnservedReply | None, deps: ConsoleDeps) -> str:
    """Return what a mail server said of a reply it took, in a sentence; empty where none did."""
    if reply is None or reply.mailed_at is None:
        return ""
    at, unsaid = instant_text(reply.mailed_at, deps), deps.wording.text("desk.tasks.mailed_unsaid")
    return deps.wording.text("desk.tasks.mailed", at=at, answer=reply.answer or unsaid)


def instant_text(instant: datetime | None, deps: ConsoleDeps) -> str:
    """Return an instant in the authority's zone, to the minute; empty for none."""
    if instant is None:
        return ""
    local = instant.astimezone(deps.units.clock.zone)
    return f"{day_text(local.date())} {local:%H:%M}"


def size_text(size: int) -> str:
    """Return a number of bytes as people read it."""
    if size < KILO:
        return f"{size} B"
    return f"{size / KILO:.0f} KB" if size < KILO * KILO else f"{size / KILO / KILO:.1f} MB"


def paragraphs(text: str) -> Markup:
    """Return text with its lines kept, escaped."""
    lines = [Markup("<p>{}</p>").format(line) for line in text.split("\n") if line.strip()]
    return Markup("").join(lines)


def _navigation(request: web.Request) -> list[tuple[str, str]]:
    visitor = request.get(VISITOR)
    if visitor is None or visitor.must_change_password or visitor.must_set_code:
        return []
    access = request.config_dict[ACCESS]
    open_names = [name for name in NAVIGATION if name in access]
    return [(name, address_of(request, name)) for name in open_names if _may_open(access[name], visitor.actor.roles)]


def _may_open(allowed: frozenset[Any] | None, roles: frozenset[Any]) -> bool:
    return allowed is None or bool(allowed & roles)


def _done(request: web.Request, wording: Wording) -> str:
    word = request.query.get("done", "") if request.method == "GET" else ""
    if word in set(Action):
        return wording.text("desk.done.action", action=ACTION_LABELS[Action(word)])
    key = f"desk.done.{word}"
    return wording.text(key) if wording.has(key) else ""


def _told(facts: Mapping[str, object], request: web.Request) -> dict[str, object]:
    deps = deps_of(request)
    return {name: _fact_text(value, deps) for name, value in facts.items()}


def _fact_text(value: object, deps: ConsoleDeps) -> object:
    if isinstance(value, datetime):
        return instant_text(value, deps)
    return day_text(value) if isinstance(value, date) else value
