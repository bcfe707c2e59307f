"""The engine without a database: orders are noted and answered with what the test gives."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from handlers.dialogue.engine import after_order, next_turn
from handlers.dialogue.messages import Inbound, Reply
from handlers.dialogue.order_kinds import Order, OrderResult
from handlers.dialogue.scene import AgencyCard, Surroundings
from handlers.dialogue.state import DialogueState
from handlers.wording import Wording
from knowledge.answers import Answerer
from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.index import KnowledgeIndex
from tests.scripted_chat import ScriptedChat

TODAY = date(2026, 3, 2)
AGENCY = AgencyCard(
    agency_id=1,
    code="test",
    name="示例市公共服务局（示例）",
    is_sample=True,
    ref_prefix="示公开",
    phone="000-00000000",
    address="示例市示例路 1 号",
    opening_hours="工作日 9:00—17:00",
)
SECOND = AgencyCard(agency_id=2, code="second", name="示例市水务局（示例）", is_sample=True, ref_prefix="示水")
REPLY_PERIOD = (
    "行政机关收到政府信息公开申请，能够当场答复的，应当当场予以答复。"
    "不能当场答复的，自收到申请之日起20个工作日内予以答复。"
)
ROAD_PLAN = "示例路改造工程施工许可证已经公布，可以在示例网站查看。"
ENTRIES = (
    Entry(
        key="period",
        title="申请公开多久能得到答复",
        questions=("申请公开要多久答复",),
        passages=(Passage(position=0, text=REPLY_PERIOD),),
        issuer="示例市公共服务局（示例）",
    ),
    Entry(
        key="road",
        title="示例路改造工程施工许可证",
        questions=("示例路改造工程施工许可证",),
        passages=(Passage(position=0, text=ROAD_PLAN),),
    ),
    Entry(
        key="old",
        title="示例镇班车时刻表",
        questions=("示例镇班车时刻表",),
        passages=(Passage(position=0, text="示例镇班车每天发车三次，早中晚各一班。"),),
        expires_on=date(2025, 12, 31),
    ),
)


@dataclass
class EngineAlone:
    """Carries messages to the engine; every state goes through its JSON form."""

    agencies: tuple[AgencyCard, ...] = (AGENCY,)
    perform: Callable[[Order], OrderResult] = lambda _order: OrderResult()
    state: DialogueState = field(default_factory=DialogueState)
    orders: list[Order] = field(default_factory=list)

    def __post_init__(self) -> None:
        indexed = [IndexedEntry(entry_id=place, entry=entry) for place, entry in enumerate(ENTRIES, start=1)]
        self.around = Surroundings(
            answers=Answerer(KnowledgeIndex.build(indexed)),
            wording=Wording.load(),
            agencies=self.agencies,
            today=TODAY,
        )

    async def speak(self, inbound: Inbound) -> tuple[Reply, ...]:
        turn = next_turn(self.state, inbound, self.around)
        replies, waiting = list(turn.replies), list(turn.orders)
        while waiting:
            order = waiting.pop(0)
            self.orders.append(order)
            turn = after_order(turn.state, order, self.perform(order), inbound, self.around)
            replies.extend(turn.replies)
            waiting.extend(turn.orders)
        self.state = DialogueState.from_json(json.loads(json.dumps(turn.state.to_json())))
        return tuple(replies)

    def chat(self, **options: object) -> ScriptedChat:
        return ScriptedChat(self.speak, **options)
