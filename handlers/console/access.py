"""Who may open what: the one table of the console's routes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from handlers.console import (
    account,
    actions,
    asked,
    board,
    board_calendar,
    board_cases,
    board_figures,
    case_files,
    case_page,
    codes,
    downloads,
    entries,
    entry_steps,
    entry_versions,
    entry_writing,
    erasing,
    home,
    hours,
    ledger,
    letters,
    notices,
    payment,
    people,
    policies,
    queues,
    registering,
    reports,
    saved_filters,
    sharing,
    sign_in,
    stand_ins,
    stationery,
    synonyms,
    tasks,
    tickets,
)
from handlers.console.capacities import (
    ADMINISTRATION,
    ANSWERING,
    AUTHORS,
    CASEWORK,
    HANDLERS,
    HEADS,
    OVERSIGHT,
    REGISTRY,
    REVIEWERS,
    SHARING,
    STATIONERS,
    SUPERVISION,
    UPKEEP,
    WRITERS,
)
from requests_db.statute.workflow import Role

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One door of the console."""

    name: str
    method: str
    path: str  # under /staff
    handler: Handler
    roles: frozenset[Role] | None  # one of them opens it; None: everybody who is signed in
    is_public: bool = False  # opens without a session


def _get(name: str, path: str, handler: Handler, roles: frozenset[Role] | None = None) -> Route:
    return Route(name=name, method="GET", path=path, handler=handler, roles=roles)


def _post(name: str, path: str, handler: Handler, roles: frozenset[Role] | None = None) -> Route:
    return Route(name=name, method="POST", path=path, handler=handler, roles=roles)


ROUTES: tuple[Route, ...] = (
    Route(name="sign_in", method="GET", path="/sign-in", handler=sign_in.show, roles=None, is_public=True),
    Route(name="sign_in.post", method="POST", path="/sign-in", handler=sign_in.take, roles=None, is_public=True),
    _post("sign_out", "/sign-out", sign_in.leave),
    _get("home", "/", home.show),
    _get("account", "/account", account.show),
    _post("account.password", "/account/password", account.change_password),
    _post("account.session_end", r"/account/sessions/{session:\d{1,18}}/end", account.end_session),
    _post("account.sessions_end", "/account/sessions/end", account.end_sessions),
    _get("account.code", "/account/code", codes.show),
    _post("account.code_take", "/account/code", codes.take),
    _post("account.code_renew", "/account/code/recovery", codes.renew),
    _post("account.code_remove", "/account/code/remove", codes.remove),
    _post("account.link", "/account/link", account.link),
    _post("account.unlink", "/account/unlink", account.unlink),
    _get("queue", "/cases", queues.show, CASEWORK),
    _get("filters", "/cases/filters", saved_filters.show, CASEWORK),
    _get("stationery", "/stationery", stationery.show, STATIONERS),
    _post("stationery.keep", "/stationery", stationery.keep, STATIONERS),
    _get("stationery.file", r"/stationery/{layout:[a-z0-9_]{1,60}}/file", stationery.download, STATIONERS),
    _post("stationery.reset", r"/stationery/{layout:[a-z0-9_]{1,60}}/reset", stationery.reset, STATIONERS),
    _get("stand_ins", "/stand-ins", stand_ins.show, CASEWORK | ADMINISTRATION),
    _post("stand_ins.set", r"/stand-ins/{person:\d{1,18}}", stand_ins.arrange, CASEWORK | ADMINISTRATION),
    _post("stand_ins.end", r"/stand-ins/{person:\d{1,18}}/end", stand_ins.end, CASEWORK | ADMINISTRATION),
    _post("share", "/cases/share", sharing.cases, SHARING),
    _post("filters.keep", "/cases/filters", saved_filters.keep, CASEWORK),
    _post("filters.rename", r"/cases/filters/{filter:\d{1,18}}/rename", saved_filters.rename, CASEWORK),
    _post("filters.remove", r"/cases/filters/{filter:\d{1,18}}/remove", saved_filters.remove, CASEWORK),
    _get("case", r"/cases/{case:\d{1,18}}", case_page.show, CASEWORK),
    _get("case.erase", r"/cases/{case:\d{1,18}}/erase", erasing.show, HEADS),
    _post("case.erase_take", r"/cases/{case:\d{1,18}}/erase", erasing.take, HEADS),
    _post("case.acknowledge", r"/cases/{case:\d{1,18}}/reminders/acknowledge", case_page.acknowledge, CASEWORK),
    _post("case.act", r"/cases/{case:\d{1,18}}/{action:[a-z_]+}", actions.act, CASEWORK),
    _get("letters", r"/cases/{case:\d{1,18}}/letters", letters.show, CASEWORK),
    _get("letter", r"/cases/{case:\d{1,18}}/letters/{kind:[a-z0-9_]{1,60}}", letters.write, WRITERS),
    _post("letter.take", r"/cases/{case:\d{1,18}}/letters/{kind:[a-z0-9_]{1,60}}", letters.take, WRITERS),
    _post("letter.give", r"/cases/{case:\d{1,18}}/letters/{file}/give", letters.give, WRITERS),
    _post("letter.seal", r"/cases/{case:\d{1,18}}/letters/{file}/seal", letters.seal, WRITERS),
    _get("file", "/files/{file}", case_files.show, CASEWORK),
    _get("tickets", "/tickets", tickets.show, CASEWORK),
    _post("tickets.share", "/tickets/share", sharing.tickets, SHARING),
    _get("ticket", r"/tickets/{ticket:\d{1,18}}", tickets.show_one, CASEWORK),
    _post("ticket.claim", r"/tickets/{ticket:\d{1,18}}/claim", tickets.claim, ANSWERING),
    _post("ticket.answer", r"/tickets/{ticket:\d{1,18}}/answer", tickets.answer, ANSWERING),
    _post("ticket.hand_on", r"/tickets/{ticket:\d{1,18}}/pass", tickets.hand_on, ANSWERING),
    _post("ticket.close", r"/tickets/{ticket:\d{1,18}}/close", tickets.close, ANSWERING),
    _post("ticket.entry", r"/tickets/{ticket:\d{1,18}}/entry", entry_writing.from_ticket, ANSWERING),
    _get("tasks", "/tasks", tasks.show, UPKEEP | HANDLERS),
    _post("task.resolve", r"/tasks/{task:\d{1,18}}/resolve", tasks.resolve, UPKEEP),
    _get("notices", "/notices", notices.show, CASEWORK),
    _get("board", "/board", board.show, SUPERVISION),
    _get("board.cases", "/board/cases", board_cases.show, SUPERVISION),
    _get("board.figures", "/board/figures", board_figures.show, SUPERVISION),
    _get("board.calendar", "/board/calendar", board_calendar.show, SUPERVISION),
    _get("board.ledger", "/board/ledger", ledger.show, SUPERVISION),
    _get("board.file", "/board/file/{form:xlsx}", downloads.board, SUPERVISION),
    _get("board.cases.file", "/board/cases/file/{form:xlsx|csv}", downloads.cases, SUPERVISION),
    _get("board.ledger.file", "/board/ledger/file/{form:xlsx|csv}", downloads.ledger, SUPERVISION),
    _get("reports", "/reports", reports.show, SUPERVISION),
    _get("report.cases", r"/reports/{year:20\d\d}/cases", reports.behind, SUPERVISION),
    _get("report.enter", r"/reports/{year:20\d\d}/enter", reports.write, SUPERVISION),
    _post("report.enter.take", r"/reports/{year:20\d\d}/enter", reports.take, SUPERVISION),
    _get("report.file", r"/reports/{year:20\d\d}/file/{form:xlsx|docx|html}", reports.download, SUPERVISION),
    _get("register", "/cases/new", registering.show, REGISTRY),
    _post("register.take", "/cases/new", registering.take, REGISTRY),
    _get("knowledge", "/knowledge", entries.show),
    _get("entry.new", "/knowledge/new", entry_writing.show_new, AUTHORS),
    _post("entry.write", "/knowledge/new", entry_writing.write, AUTHORS),
    _get("policies", "/knowledge/policies", policies.show),
    _get("reviews", "/knowledge/reviews", policies.show_reviews),
    _get("questions", "/knowledge/questions", asked.show),
    _post("questions.resolve", "/knowledge/questions/resolve", asked.resolve, AUTHORS),
    _get("synonyms", "/knowledge/synonyms", synonyms.show),
    _post("synonyms.add", "/knowledge/synonyms", synonyms.add, AUTHORS),
    _post("synonyms.remove", r"/knowledge/synonyms/{synonym:\d{1,18}}/remove", synonyms.remove, AUTHORS),
    _get("entry", r"/knowledge/{entry:\d{1,18}}", entries.show_one),
    _get("entry.versions", r"/knowledge/{entry:\d{1,18}}/versions", entry_versions.show),
    _get("entry.edit", r"/knowledge/{entry:\d{1,18}}/edit", entry_writing.show_edit, AUTHORS),
    _post("entry.revise", r"/knowledge/{entry:\d{1,18}}/edit", entry_writing.revise, AUTHORS),
    _post("entry.submit", r"/knowledge/{entry:\d{1,18}}/{step:submit}", entry_steps.move, AUTHORS),
    _post("entry.review", r"/knowledge/{entry:\d{1,18}}/{step:return|publish|withdraw}", entry_steps.move, REVIEWERS),
    _post("entry.expire", r"/knowledge/{entry:\d{1,18}}/expire", entry_steps.expire, REVIEWERS),
    _post("entry.acknowledge", r"/knowledge/{entry:\d{1,18}}/acknowledge", entry_steps.acknowledge, REVIEWERS),
    _post("entry.plan", r"/knowledge/{entry:\d{1,18}}/plan", entry_steps.plan, AUTHORS),
    _get("hours", "/hours", hours.show, ADMINISTRATION),
    _post("hours.set", "/hours", hours.take, ADMINISTRATION),
    _get("payment", "/payment", payment.show, ADMINISTRATION | OVERSIGHT),
    _post("payment.set", "/payment", payment.take, ADMINISTRATION),
    _get("people", "/people", people.show, ADMINISTRATION),
    _post("people.add", "/people", people.add, ADMINISTRATION),
    _get("person", r"/people/{person:\d{1,18}}", people.show_one, ADMINISTRATION),
    _post("person.change", r"/people/{person:\d{1,18}}", people.change, ADMINISTRATION),
    _post("people.reset", r"/people/{person:\d{1,18}}/reset", people.reset, ADMINISTRATION),
    _post("people.disable", r"/people/{person:\d{1,18}}/disable", people.disable, ADMINISTRATION),
    _post("people.enable", r"/people/{person:\d{1,18}}/enable", people.enable, ADMINISTRATION),
    _post("people.code_reset", r"/people/{person:\d{1,18}}/code/reset", people.reset_code, ADMINISTRATION),
    _post("people.sessions_end", r"/people/{person:\d{1,18}}/sessions/end", people.end_sessions, ADMINISTRATION),
    _post(
        "people.session_end",
        r"/people/{person:\d{1,18}}/sessions/{session:\d{1,18}}/end",
        people.end_session,
        ADMINISTRATION,
    ),
)
