"""Things a person must look at: notices that cannot be delivered, messages that fail, dates that moved (待办)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from handlers.console.capacities import UPKEEP
from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.listing import list_address
from handlers.console.offers import IN_CHAT, WAYS
from handlers.console.pages import back_to, day_text, mailed_text, render
from handlers.console.tickets import TICKETS
from handlers.wording import Wording
from requests_db.services.date_notices import KINDS as NEW_DATES
from requests_db.services.date_notices import finish_task
from requests_db.services.desk_queries import open_tasks
from requests_db.services.sending_apart import UNSERVED
from requests_db.services.unserved import unserved_reply
from requests_db.statute.desk_queues import QueueName
from requests_db.statute.workflow import Action
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import TaskView

HERE = "/staff/tasks"
FACTS = (
    "incident",
    "year",
    "notice",
    "changed",
    "ref",
    "conversation_id",
    "name",
    "held",
    "tickets",
    "count",
)  # of sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceForm:
    """Proof of service, recorded from the task itself."""

    address: str
    version: int
    way: str
    proof: str
    evidence: str


async def show(request: web.Request) -> web.Response:
    """List what is open; who only handles cases sees of it the replies to be sent."""
    deps, actor = deps_of(request), actor_of(request)
    async with deps.units.reading() as unit:
        found = await open_tasks(unit, actor, kind="" if UPKEEP & actor.roles else UNSERVED)
        forms = {task.id: await _service_form(unit, request, task) for task in found if task.kind == UNSERVED}
    return render(
        request,
        "tasks.html",
        tasks=[{**_shown(task, deps.wording), "service": forms.get(task.id)} for task in found],
        ways=[(way, deps.wording.text(f"desk.word.way.{way}")) for way in WAYS if way != IN_CHAT],
    )


async def resolve(request: web.Request) -> web.StreamResponse:
    """Note that a task is done; accepting new dates tells the applicants."""
    task_id = int(request.match_info["task"])
    await finish_task(deps_of(request).units, actor_of(request), task_id)
    raise back_to(HERE, done="task_resolved")


async def _service_form(unit: UnitOfWork, request: web.Request, task: TaskView) -> ServiceForm | None:
    """Return the form that records service at once; None where the reader may not, or the case is none."""
    known = await unserved_reply(unit, actor_of(request), task.case_id) if task.case_id is not None else None
    if known is None:
        return None
    return ServiceForm(
        address=f"{CASES}/{task.case_id}/{Action.RECORD_SERVICE.value}",
        version=known.version,
        way=known.way,
        proof=known.answer,
        evidence=mailed_text(known, deps_of(request)),
    )


def _shown(task: TaskView, wording: Wording) -> dict[str, object]:
    kind = task.kind if wording.has(f"desk.tasks.kind.{task.kind}") else "other"
    return {
        "id": task.id,
        "label": wording.text(f"desk.tasks.kind.{kind}"),
        "text": wording.text(f"desk.tasks.text.{kind}", **{name: task.facts.get(name, "") for name in FACTS}),
        "lines": [_change(change, wording) for change in task.facts.get("changes", ())]
        + [f"{one['ref']}：{one['message']}" for one in task.facts.get("unsettled", ())],
        "address": _address(task),
        "tickets": _more_address(task),
        "opened_at": task.opened_at,
        "resolve": _resolving(task, wording),
    }


def _resolving(task: TaskView, wording: Wording) -> str:
    """Return what the button that ends a task says; empty where only proof of service ends it."""
    if task.kind == UNSERVED:
        return ""
    return wording.text("desk.tasks.accept" if task.kind in NEW_DATES else "desk.tasks.resolve")


def _more_address(task: TaskView) -> str:
    """Return where the questions are that somebody held who left."""
    holder_id = task.facts.get("holder_id") if task.facts.get("tickets") else None
    return list_address(TICKETS, list="open", holder=holder_id) if holder_id else ""


def _address(task: TaskView) -> str:
    """Return where the thing to look at is: a case, or everything somebody held who left."""
    if task.case_id is not None:
        return f"{CASES}/{task.case_id}"
    holder_id = task.facts.get("holder_id")
    return list_address(CASES, queue=QueueName.OPEN.value, holder=holder_id) if holder_id else ""


def _change(change: Mapping[str, str | None], wording: Wording) -> str:
    unknown = wording.text("desk.due.unknown")
    before, after = (
        day_text(date.fromisoformat(text)) if (text := change.get(name)) else unknown for name in ("before", "after")
    )
    return wording.text("desk.tasks.change", ref=change["ref"], before=before, after=after)
