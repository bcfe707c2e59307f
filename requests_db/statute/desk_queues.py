"""Words of the desk's lists: which states each queue shows, and what is said of a clock that stands.

The same words as the workflow's and the clock's, so that no list can forget a state.
"""

from datetime import date
from enum import StrEnum

from requests_db.statute.events import ConsultKind, EventType
from requests_db.statute.workflow_terms import ALL_STATES, OPEN_STATES, Action, State


class QueueName(StrEnum):
    """A list at the desk (工作队列)."""

    NEW = "new"
    MINE = "mine"
    UNIT = "unit"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    WAITING = "waiting"
    REVIEW = "review"
    SIGN_OFF = "sign_off"
    SENDING = "sending"
    ASSISTING = "assisting"
    PAUSED = "paused"
    PROVISIONAL = "provisional"
    UNOPENED = "unopened"
    OPEN = "open"
    ALL = "all"


QUEUE_LABELS: dict[QueueName, str] = {
    QueueName.NEW: "新收",
    QueueName.MINE: "我的",
    QueueName.UNIT: "本单位",
    QueueName.DUE_SOON: "即将届满",
    QueueName.OVERDUE: "已逾期",
    QueueName.WAITING: "等申请人",
    QueueName.REVIEW: "待审核",
    QueueName.SIGN_OFF: "等负责人",
    QueueName.SENDING: "待发出",
    QueueName.ASSISTING: "协办",
    QueueName.PAUSED: "停计中",
    QueueName.PROVISIONAL: "暂定日期",
    QueueName.UNOPENED: "未打开",
    QueueName.OPEN: "在办",
    QueueName.ALL: "全部",
}

QUEUE_STATES: dict[QueueName, tuple[State, ...]] = {
    QueueName.NEW: (State.AWAITING_CONFIRMATION, State.RECEIVED),
    QueueName.WAITING: (State.AWAITING_CORRECTION, State.AWAITING_REASONS, State.AWAITING_PAYMENT),
    QueueName.REVIEW: (State.IN_REVIEW,),
    QueueName.SIGN_OFF: (State.AWAITING_SIGN_OFF,),
    QueueName.SENDING: (State.READY_TO_SEND,),
    QueueName.ALL: ALL_STATES,
}


HEAD_ASKED = (Action.PROPOSE_EXTENSION,)  # what waits for the head besides a state: a proposal without an answer
HEAD_ANSWERED = (Action.CONSENT_EXTENSION, Action.REFUSE_EXTENSION)


def states_of(name: QueueName) -> tuple[State, ...]:
    """Return the states a queue shows; the queues that ask for more than a state show every open one."""
    return QUEUE_STATES.get(name, OPEN_STATES)


class Light(StrEnum):
    """How urgent an open case is, by the working days left (红黄绿灯)."""

    BAD = "bad"
    WARN = "warn"
    OK = "ok"
    QUIET = "quiet"


def light_on(today: date, soon: date, due_on: date | None, stopped_until: date | None) -> Light:
    """Return the light of an open case.

    Args:
        today: the day on which it is looked at.
        soon: the last day that counts as near.
        due_on: its last day; None where no day can be named.
        stopped_until: up to which day its clock stands; None: it runs.
    """
    if due_on is None or (stopped_until is not None and stopped_until >= today):
        return Light.QUIET
    if due_on <= today:
        return Light.BAD
    return Light.WARN if due_on <= soon else Light.OK


LIGHT_LABELS: dict[Light, str] = {
    Light.BAD: "逾期或今天到期",
    Light.WARN: "三个工作日内到期",
    Light.OK: "还有三个工作日以上",
    Light.QUIET: "停计或还没有起算",
}

PAUSE_LABELS: dict[str, str] = {  # by the event that waits for its answer, or by whose opinion is awaited
    EventType.CORRECTION_REQUESTED.value: "等待申请人补正",
    EventType.FEE_NOTICE_RECEIVED.value: "等待申请人缴费",
    ConsultKind.THIRD_PARTY.value: "征求第三方意见",
    ConsultKind.JOINT_AGENCY.value: "征求共同制作机关意见",
    ConsultKind.OTHER_AGENCY.value: "征求其他机关意见",
}
