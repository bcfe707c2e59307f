"""The supervisor's board: what is due, who holds it, why a clock stands, whether the last warning arrived."""

from collections.abc import Iterable, Mapping, Sequence

from aiohttp import web

from handlers.console.board_cases import address_of, behind
from handlers.console.capacities import OVERSIGHT
from handlers.console.case_lines import shown_case
from handlers.console.deps import actor_of, deps_of
from handlers.console.listing import page_number
from handlers.console.pages import day_text, instant_text, render
from handlers.console.warnings_sent import told_of
from handlers.wording import Wording
from requests_db.services.board_lists import (
    BoardFilter,
    HeldLine,
    QuestionLine,
    open_questions,
    overview,
    urgent_cases,
)
from requests_db.services.desk_queries import open_tasks
from requests_db.services.reminders import unacknowledged
from requests_db.services.restricted import out_of_sight
from requests_db.services.staff_notices import arrivals_of
from requests_db.statute.desk_queues import LIGHT_LABELS, QUEUE_LABELS, Light, QueueName
from requests_db.statute.workflow import Action, Role

HERE = "/staff/board"
TASKS = "/staff/tasks"
URGENT = (Light.BAD, Light.WARN)
SHOWN = 25  # urgent cases on the board
COUNTED = (
    (BoardFilter(is_open=True, is_provisional=True), QUEUE_LABELS[QueueName.PROVISIONAL]),
    (BoardFilter(is_open=True, is_unopened=True), QUEUE_LABELS[QueueName.UNOPENED]),
)


async def show(request: web.Request) -> web.Response:
    """Show the board of the agency."""
    deps, actor = deps_of(request), actor_of(request)
    async with deps.units.reading() as unit:
        urgent = await urgent_cases(unit, actor, limit=SHOWN)
        case_ids = [line.id for line in urgent]
        arrivals, unseen = await arrivals_of(unit, case_ids), await unacknowledged(unit, case_ids)
        questions = await open_questions(unit, actor)
        open_cases = await overview(unit, actor)
        tasks = await open_tasks(unit, actor)
        hidden = await out_of_sight(unit, actor, page_number(request))
    shining = open_cases.lights
    counts = (open_cases.provisional, open_cases.unopened)
    return render(
        request,
        "board.html",
        lights=_lights(shining),
        total=sum(shining.values()),
        hidden=hidden,
        turned="page" in request.query,
        masked_address=lambda number: f"{HERE}?page={number}#masked",
        tiles=_tiles(counts, len(questions), len(tasks), deps.wording),
        urgent=[
            {
                "case": shown_case(line, deps.wording),
                "told": told_of(arrivals.get(line.id, ()), deps.wording, lambda at: instant_text(at, deps)),
                "may_acknowledge": line.id in unseen,
            }
            for line in urgent
        ],
        urgent_total=sum(shining[light] for light in URGENT),
        pauses=[(one.label, one.count, behind(pause=one.key)) for one in open_cases.pauses],
        questions=[_question(one, deps.wording) for one in questions],
        groups=[_group("unit", open_cases.by_unit, deps.wording), _group("holder", open_cases.by_holder, deps.wording)],
        may_see_payment=bool(OVERSIGHT & actor.roles),
        may_ask=actor.has(Role.SUPERVISOR),
        ask=f"?do={Action.SUPERVISE.value}#do",
    )


def _lights(shining: Mapping[Light, int]) -> list[dict[str, object]]:
    return [
        {"light": light.value, "label": LIGHT_LABELS[light], "count": count, "address": behind(light=light)}
        for light, count in shining.items()
    ]


def _tiles(counts: Sequence[int], questions: int, tasks: int, wording: Wording) -> list[dict[str, object]]:
    counted = zip(COUNTED, counts, strict=True)
    tiles = [(label, count, address_of(asked), "") for (asked, label), count in counted]
    tiles.append((wording.text("desk.board.questions.tile"), questions, behind(is_supervised=True), "warn"))
    tiles.append((wording.text("desk.board.tasks"), tasks, TASKS, "warn"))
    return [
        {"label": label, "count": count, "address": address, "tone": tone if count else ""}
        for label, count, address, tone in tiles
    ]


def _question(one: QuestionLine, wording: Wording) -> dict[str, object]:
    return {
        "case": shown_case(one.case, wording),
        "asked_on": day_text(one.asked_on),
        "answer_by_on": day_text(one.answer_by_on),
        "is_late": one.is_late,
    }


def _group(name: str, lines: Iterable[HeldLine], wording: Wording) -> dict[str, object]:
    kept = tuple(lines)
    return {
        "name": name,
        "whole": max((line.total for line in kept), default=0),
        "lines": [_held(name, line, wording) for line in kept],
    }


def _held(name: str, line: HeldLine, wording: Wording) -> dict[str, object]:
    key = f"{name}_id"
    return {
        "name": line.name or wording.text(f"desk.board.none.{name}"),
        "total": line.total,
        "address": behind(is_open=True, **{key: line.id}),
        "parts": [(light.value, count, behind(light=light, **{key: line.id})) for light, count in line.lights.items()],
    }
