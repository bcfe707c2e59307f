"""What the files of the board hold: its lists as rows of plain values, nothing personal among them."""

from collections.abc import Sequence

from handlers.console.board_cases import ALL_OPEN
from handlers.console.board_figures import months_until, rate_text, whole
from handlers.console.case_lines import shown_case
from handlers.console.ledger import ShownLine
from handlers.papers.sheets import Sheet
from handlers.wording import Wording
from requests_db.services.actors import Actor
from requests_db.services.board_figures import IntakeMonth, intake, on_time
from requests_db.services.board_lists import (
    EXPORT_LIMIT,
    BoardFilter,
    HeldLine,
    every_board_case,
    intake_by_topic,
    open_questions,
    overview,
)
from requests_db.services.restricted import MaskedLine, every_masked, out_of_sight
from requests_db.statute.desk_queues import LIGHT_LABELS, Light
from requests_db.statute.report_format import COLUMN_LABELS, TOTAL
from requests_db.store.unit_of_work import UnitOfWork

LEDGER_COLUMNS = ("at", "ref", "what", "whom", "way", "fate", "attempts", "arrived_at", "error")
CASE_COLUMNS = ("ref", "request", "due", "on", "state", "unit", "holder", "received")


async def board_sheets(unit: UnitOfWork, actor: Actor, wording: Wording) -> list[Sheet]:
    """Return the whole board: lights, who holds what, on-time figures, intake, topics, questions, open cases."""
    months = months_until(unit.today)
    span = whole(months)
    counted, hidden = await overview(unit, actor), (await out_of_sight(unit, actor)).open
    apart = (wording.text("desk.board.export.hidden"), wording.text("desk.board.export.apart"), hidden)
    return [
        Sheet(
            name=wording.text("desk.board.tab.overview"),
            heads=_heads(wording, "board.export", "light", "means", "count"),
            lines=[
                *(
                    (wording.text(f"desk.board.light.{light.value}"), LIGHT_LABELS[light], count)
                    for light, count in counted.lights.items()
                ),
                *([apart] if hidden else ()),
            ],
        ),
        _held_sheet(counted.by_unit, "unit", wording),
        _held_sheet(counted.by_holder, "holder", wording),
        Sheet(
            name=wording.text("desk.board.figures.by_unit"),
            heads=_heads(wording, "board.export", "month", "unit", "closed", "on_time", "rate"),
            lines=[
                (one.month, one.unit_name or wording.text("desk.board.none.unit"), one.closed, one.on_time, rate)
                for one in await on_time(unit, actor, span.first, span.last)
                for rate in [rate_text(one.on_time, one.closed)]
            ],
        ),
        _intake_sheet(await intake(unit, actor, span.first, span.last), wording),
        Sheet(
            name=wording.text("desk.board.figures.topics"),
            heads=_heads(wording, "board.export", "topic", "count"),
            lines=[(one.topic, one.count) for one in await intake_by_topic(unit, actor, span)],
        ),
        Sheet(
            name=wording.text("desk.board.questions.title"),
            heads=_heads(wording, "board.export", "ref", "asked_on", "answer_by_on", "holder"),
            lines=[
                (one.case.ref, one.asked_on, one.answer_by_on, one.case.holder_name or one.case.unit_name)
                for one in await open_questions(unit, actor)
            ],
        ),
        await case_sheet(unit, actor, ALL_OPEN, wording.text("desk.board.cases.open"), wording),
    ]


async def case_sheet(unit: UnitOfWork, actor: Actor, asked: BoardFilter, said: str, wording: Wording) -> Sheet:
    """Return the cases behind a number as a sheet named after it; all open ones end with those out of sight, masked."""
    shown = [(one, shown_case(one, wording)) for one in await every_board_case(unit, actor, asked)]
    masked = await every_masked(unit, actor, limit=EXPORT_LIMIT) if asked == ALL_OPEN else ()
    return Sheet(
        name=said,
        heads=_heads(wording, "board.export", *CASE_COLUMNS),
        lines=[
            *(
                (one.ref, one.subject, line.due.text, one.due_on, line.state, line.unit, line.holder, one.received_on)
                for one, line in shown
            ),
            *(_masked_line(one, wording) for one in masked),
        ],
    )


def ledger_sheet(lines: Sequence[ShownLine], wording: Wording) -> Sheet:
    """Return lines of the ledger as a sheet."""
    return Sheet(
        name=wording.text("desk.ledger.title"),
        heads=_heads(wording, "ledger.column", *LEDGER_COLUMNS),
        lines=[tuple(getattr(line, name) for name in LEDGER_COLUMNS) for line in lines],
    )


def _masked_line(one: MaskedLine, wording: Wording) -> tuple[str, ...]:
    told = (one.ref, wording.text("desk.board.export.masked"), wording.text(f"desk.board.light.{one.light.value}"))
    return told + ("",) * (len(CASE_COLUMNS) - len(told))


def _held_sheet(lines: Sequence[HeldLine], name: str, wording: Wording) -> Sheet:
    heads = [wording.text(f"desk.board.group.{name}"), wording.text("desk.board.open")]
    return Sheet(
        name=wording.text(f"desk.board.by.{name}"),
        heads=[*heads, *(wording.text(f"desk.board.light.{light.value}") for light in Light)],
        lines=[
            (one.name or wording.text(f"desk.board.none.{name}"), one.total, *(one.lights[light] for light in Light))
            for one in lines
        ],
    )


def _intake_sheet(months: Sequence[IntakeMonth], wording: Wording) -> Sheet:
    kinds = [kind for kind in COLUMN_LABELS if kind != TOTAL]
    return Sheet(
        name=wording.text("desk.board.figures.intake"),
        heads=[
            wording.text("desk.board.export.month"),
            *(COLUMN_LABELS[kind] for kind in kinds),
            COLUMN_LABELS[TOTAL],
        ],
        lines=[(one.month, *(one.by_kind.get(kind, 0) for kind in kinds), one.total) for one in months],
    )


def _heads(wording: Wording, group: str, *names: str) -> list[str]:
    return [wording.text(f"desk.{group}.{name}") for name in names]
