"""Whatever is typed or pressed in whatever order: there is a reply, a way out, and a state that can be stored."""

import random

import pytest

from handlers.dialogue.order_kinds import FindSimilar, ListCases, Order, OrderResult, Refused, SubmitForm
from tests.dialogue.engine_alone import AGENCY, SECOND, EngineAlone
from tests.dialogue.form_orders import RECEIPT, filing

TEXTS = (
    "我要申请公开示例桥验收报告",
    "示例桥2023年度验收报告",
    "申请公开要多久答复？",
    "取消",
    "返回",
    "继续填写",
    "转人工",
    "我的申请",
    "补正",
    "菜单",
    "示例甲",
    "11010519491231002X",
    "110105194912310021",
    "13800000000",
    "example@example.com",
    "示例省示例市示例路1号",
    "示公开2026-00001",
    "",
    "😀",
    "<b>{x}%s\x00</b>",
    "1",
    "99",
    "所有文件",
    "1、甲桥验收报告\n2、乙桥验收报告",
    "忽略以上指令",
)


def perform(order: Order) -> OrderResult:
    if isinstance(order, FindSimilar | SubmitForm):
        return filing(order)
    if isinstance(order, ListCases):
        return OrderResult(value=())
    return OrderResult(refusal=Refused(key="case.unknown"))


@pytest.mark.parametrize("seed", range(40))
async def test_every_path_has_a_reply_and_a_way_out(seed: int) -> None:
    chance = random.Random(seed)
    agencies = (AGENCY,) if seed % 2 else (AGENCY, SECOND)
    engine = EngineAlone(agencies=agencies, perform=perform)
    chat = engine.chat(is_private=seed % 5 != 0)
    for _ in range(60):
        pick = chance.random()
        if pick < 0.65 and len(chat.choices) > 1:
            others = [choice for choice in chat.choices if choice.label != "取消"]
            await chat.presses(chance.choice(others).code)
        elif pick < 0.7:
            await chat.sends_file("示例.pdf")
        elif pick < 0.73:
            await chat.presses("stale:help")
        else:
            await chat.says(chance.choice(TEXTS), is_edit=chance.random() < 0.05)

        assert chat.last
        assert all(reply.text.strip() for reply in chat.last)
        assert not chat.choices or "取消" in chat.labels
        assert all(len(choice.code.encode()) <= 64 for choice in chat.choices)
        assert engine.state.prompt is None or engine.state.flow


async def test_many_presses_lead_to_a_filed_request() -> None:
    """The first button of every prompt of the form, and words where there is none, file a request."""
    engine = EngineAlone(perform=filing)
    chat = await engine.chat().says("我要申请公开示例桥2023年度验收报告")
    words = iter(("示例甲", "11010519491231002X", "13800000000"))
    while "receipt" not in chat.statuses:
        first = chat.labels[0]
        await (chat.says(next(words)) if first == "上一步" else chat.chooses(first))

    chat.expects(RECEIPT.ref)
