"""Whole rounds through the real services: file, follow, supplement, withdraw, ask a person."""

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from handlers.dialogue.notices import render
from handlers.wording import Wording
from requests_db.clock import FrozenClock
from requests_db.services import conversations
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.consultations import answer_ticket
from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.services.files import open_file, store_file
from requests_db.services.reconciliation import reconcile
from requests_db.services.retrying import in_unit
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action
from requests_db.store.repositories import chains
from requests_db.store.repositories.limits import live_limits
from requests_db.store.tables_cases import CaseFollowerRow, CaseRow, TaskRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.filing_script import FORM, WANTED
from tests.scripted_chat import ScriptedChat

ChatMaker = Callable[..., ScriptedChat]

pytestmark = pytest.mark.usefixtures("agency")


@pytest.fixture(autouse=True)
async def nothing_is_missing_afterwards(units: Units, clock: FrozenClock) -> AsyncIterator[None]:
    """Reconcile after every round; warnings are nobody's part here, so late ones are left out."""
    yield
    clock.advance(timedelta(minutes=30))
    await in_unit(units, reconcile)
    async with units.reading() as unit:
        gaps = await unit.session.scalars(select(TaskRow.kind).where(TaskRow.kind.startswith("gap_")))
        assert {kind for kind in gaps if kind != "gap_late_warning"} == set()


async def count_cases(units: Units) -> int:
    async with units.reading() as unit:
        return await unit.session.scalar(select(func.count()).select_from(CaseRow)) or 0


async def filed(chat: ScriptedChat) -> ScriptedChat:
    await chat.says("我要申请公开")
    return await chat.fills(*FORM, "没有材料", "确认提交")


async def paper_of(chat: ScriptedChat, units: Units) -> str:
    async with units.reading() as unit:
        (case,) = await unit.session.scalars(select(CaseFollowerRow))
        opened = await open_file(unit, chat.attachments[0].token, conversation_id=case.conversation_id)
        return opened.content.decode()


async def remedies_of(units: Units) -> dict[str, date | None]:
    async with units.reading() as unit:
        return {limit.key: limit.due_on for limit in await live_limits(unit.session, 1)}


def value_after(chat: ScriptedChat, label: str) -> str:
    return next(line.removeprefix(label) for line in chat.text.splitlines() if line.startswith(label))


async def test_a_request_is_filed_with_number_due_date_and_receipt(chat: ChatMaker, units: Units) -> None:
    citizen = await filed(chat())

    assert citizen.statuses == ("receipt",)  # and no notice besides
    citizen.expects("示公开2026-00001", "2026年3月30日", "第三十三条")
    assert [item.name for item in citizen.attachments] == ["收件回执.html"]
    assert "示例甲" in await paper_of(citizen, units)
    assert await count_cases(units) == 1


async def test_how_the_date_was_counted_is_shown_day_by_day(chat: ChatMaker) -> None:
    citizen = await filed(chat())

    await citizen.chooses("期限怎么算的")

    citizen.expects("是这样算的", "2026年3月30日")
    assert citizen.text.count("·") >= 2


async def test_a_request_is_followed_from_the_same_chat(chat: ChatMaker) -> None:
    citizen = await filed(chat())

    await citizen.says("我的申请")

    citizen.expects("示公开2026-00001", WANTED, "办理经过")


async def test_number_and_access_code_open_it_in_another_chat(chat: ChatMaker) -> None:
    citizen = await filed(chat("one"))
    code = value_after(citizen, "查询码：")

    other = await chat("two").fills("我的申请", "用编号和查询码查", "2026-00001", code)

    other.expects("示公开2026-00001", WANTED)


async def test_somebody_elses_number_answers_exactly_like_an_unknown_one(chat: ChatMaker) -> None:
    await filed(chat("one"))
    foreign, unknown = chat("two"), chat("three")

    await foreign.fills("我的申请", "用编号和查询码查", "示公开2026-00001")
    await unknown.fills("我的申请", "用编号和查询码查", "示公开2026-09999")
    assert foreign.text.replace("00001", "") == unknown.text.replace("09999", "")
    await foreign.says("WRONG-CODE")
    await unknown.says("WRONG-CODE")

    assert foreign.text == unknown.text
    assert foreign.statuses == unknown.statuses == ("refused",)


async def test_material_is_added_in_several_messages_and_one_press(chat: ChatMaker) -> None:
    citizen = await filed(chat())

    await citizen.fills("我的申请", "补充材料", "补一张示意图")
    await citizen.sends_file("示意图.pdf")
    citizen.expects("文件 1 份")
    await citizen.chooses("提交")

    citizen.expects("已经补充")
    await citizen.says("我的申请")
    citizen.expects("补充材料")


async def test_material_for_a_request_that_awaits_a_correction_is_handed_in_as_one(
    chat: ChatMaker, units: Units, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await filed(chat())
    await citizen.says("我的申请")
    pressed = next(choice.code for choice in citizen.choices if choice.label == "补充材料")
    await step(units, await staff("registrar", "handler"), Action.REQUEST_CORRECTION, clock, "请写明桥的位置。")

    await citizen.presses(pressed)
    citizen.expects("正在等您补正", "作为补正提交")
    await citizen.fills("桥在示例路与示例河交叉处", "作为补正提交")

    citizen.expects("重新计算")


async def test_number_and_code_on_one_line_open_the_request(chat: ChatMaker) -> None:
    receipt = (await filed(chat("one"))).text
    code = next(line for line in receipt.splitlines() if line.startswith("查询码：")).removeprefix("查询码：")

    other = await chat("two").says(f"示公开2026-00001 {code}")

    other.expects("申请编号：示公开2026-00001", "现在到了")


async def test_files_sent_without_a_question_find_their_request(chat: ChatMaker) -> None:
    citizen = await filed(chat())

    await citizen.sends_file("示意图.pdf")
    citizen.expects("补充到哪件")
    await citizen.fills("1", "提交")

    citizen.expects("已经补充")


async def test_files_sent_without_any_request_are_answered_with_a_sentence(chat: ChatMaker) -> None:
    citizen = chat()

    await citizen.sends_file("示意图.pdf")

    citizen.expects("没有用上")


async def test_withdrawing_asks_once_more(chat: ChatMaker) -> None:
    citizen = await filed(chat())

    await citizen.fills("我的申请", "撤回申请")
    citizen.expects("确定要撤回")
    await citizen.chooses("确定撤回")

    citizen.expects("已经撤回")
    await citizen.says("我的申请")
    citizen.expects("已撤回")


async def test_a_near_duplicate_is_pointed_out(chat: ChatMaker, units: Units) -> None:
    citizen = await filed(chat())

    await filed(citizen)
    citizen.expects("内容相近", "示公开2026-00001")
    await citizen.chooses("仍然提交")

    citizen.expects("示公开2026-00002")
    assert await count_cases(units) == 2


async def test_papers_sent_in_the_form_go_with_the_request(chat: ChatMaker) -> None:
    citizen = chat()
    await citizen.says("我要申请公开")
    await citizen.fills(*FORM[:7])
    await citizen.sends_file("证件.pdf")
    await citizen.fills(*FORM[8:])
    await citizen.sends_file("说明.pdf")

    await citizen.fills("好了，下一步", "确认提交")

    assert citizen.statuses[-1] == "receipt"


async def test_the_form_survives_days_and_other_messages(chat: ChatMaker, clock: FrozenClock) -> None:
    citizen = chat()
    await citizen.says("我要申请公开")
    await citizen.fills(*FORM[:5])
    await citizen.fills("申请公开要多久答复？", "取消", "先留着，以后再填", "你好")

    later = chat()
    later.at = clock.now()
    await citizen.fills("继续填写", *FORM[5:], "没有材料", "确认提交")

    assert citizen.statuses[-1] == "receipt"


async def test_an_unanswered_question_becomes_a_ticket(chat: ChatMaker) -> None:
    citizen = await chat().says("火星基地停车场几点关门")

    await citizen.fills("转人工", "就转这个")

    citizen.expects("已经转给工作人员", "2026年3月5日")


async def test_verdicts_on_answers_are_kept(chat: ChatMaker) -> None:
    citizen = await chat().says("申请公开要多久答复")

    await citizen.chooses("没用")

    citizen.expects("记下了")


async def test_a_wrong_link_code_is_refused_in_a_sentence(chat: ChatMaker) -> None:
    citizen = await chat().says("/link NOSUCHCODE")

    assert citizen.statuses[0] == "refused"
    citizen.expects("绑定码不对")


async def test_an_agency_is_needed_and_shown(chat: ChatMaker, agency: AgencyProfile) -> None:
    citizen = await chat().says("/start")

    citizen.expects(agency.name, "示例机关")


async def told(units: Units, key: str = "example-conversation") -> str:
    """Return the latest thing said to a conversation by itself."""
    async with units.reading() as unit:
        view = await conversations.find_or_create(unit, "web", key)
        said = await conversations.replies_after(unit, view.id)
    return render(Wording.load(), said[-1].body).text


async def step(units: Units, officer: Actor, action: Action, clock: FrozenClock, reason: str) -> None:
    async with units.writing() as unit:
        case = await require_case(unit, officer, 1, hold=True)
        await apply(unit, case, Step(action=action, on=clock.today(), reason=reason), officer)
        await unit.commit()


async def test_the_reply_is_told_and_fetched_with_its_file(chat: ChatMaker, units: Units, staff: StaffMaker) -> None:
    citizen = await filed(chat())
    officer = await staff("registrar", "handler")
    async with units.writing() as unit:
        kept = await store_file(unit, b"%PDF-1.7 example\n1 0 obj endobj\n%%EOF", "答复书.pdf", "reply")
        command = AnswerCase(case_id=1, outcome="granted", text="现予以公开。", file_tokens=(kept.token,))
        await answer_case(unit, command, officer)
        await unit.commit()

    assert "已有答复：予以公开" in await told(units)
    await citizen.says("我的申请")

    citizen.expects("现予以公开。", "已答复")
    citizen.expects_no("最晚答复日期")
    assert [item.token for item in citizen.attachments] == [kept.token]
    assert "撤回申请" not in citizen.labels


async def test_a_reply_opened_where_it_was_asked_for_is_served_and_remedies_run(
    chat: ChatMaker, units: Units, staff: StaffMaker
) -> None:
    citizen, other = await filed(chat()), chat("other")
    code = value_after(citizen, "查询码：")
    officer = await staff("registrar", "handler")
    async with units.writing() as unit:
        await answer_case(unit, AnswerCase(case_id=1, outcome="granted", text="现予以公开。"), officer)
        await unit.commit()

    await other.fills("我的申请", "用编号和查询码查", "示公开2026-00001", code)
    other.expects("现予以公开。")
    opened_elsewhere = await remedies_of(units)
    await citizen.says("我的申请")
    opened_here = await remedies_of(units)
    await citizen.says("我的申请")

    assert opened_elsewhere == {}
    assert opened_here == {"reconsideration": date(2026, 5, 6), "lawsuit_direct": date(2026, 9, 2)}
    async with units.reading() as unit:
        served = [line for line in await chains.events_of(unit.session, 1) if line.action == Action.RECORD_SERVICE]
        proofs = [(line.actor_kind, line.facts["proof"]) for line in served]
    assert proofs == [("system", {"way": "chat"})]


async def test_a_correction_is_asked_answered_and_restarts_the_period(
    chat: ChatMaker, units: Units, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await filed(chat())
    await step(units, await staff("registrar", "handler"), Action.REQUEST_CORRECTION, clock, "请写明桥的位置。")

    notice = await told(units)
    assert "第三十条" in notice
    assert "请写明桥的位置。" in notice
    await citizen.says("我的申请")
    citizen.expects("待补正", "需要您办的：请写明桥的位置。")
    assert "补充材料" not in citizen.labels
    await citizen.fills("补正", "桥在示例路与示例河交叉处")
    await citizen.chooses("作为补正提交")

    citizen.expects("重新计算")
    await citizen.says("补正")
    citizen.expects("没有等您补正")


async def test_a_question_asked_while_following_is_answered(chat: ChatMaker) -> None:
    citizen = await filed(chat())

    await citizen.says("申请公开要多久答复？")

    assert citizen.statuses == ("answered",)


async def test_the_answer_of_a_person_comes_back_into_the_chat(
    chat: ChatMaker, units: Units, staff: StaffMaker
) -> None:
    await chat().fills("火星基地停车场几点关门", "转人工", "就转这个")
    officer = await staff("registrar")
    async with units.writing() as unit:
        await answer_ticket(unit, 1, "没有这样的停车场。", officer)
        await unit.commit()

    notice = await told(units)

    assert "有答复了" in notice
    assert "没有这样的停车场。" in notice


async def test_too_many_wrong_codes_are_stopped(chat: ChatMaker) -> None:
    citizen = chat()
    for _ in range(10):
        await citizen.fills("我的申请", "用编号和查询码查", "示公开2026-09999", "WRONG-CODE")
        citizen.expects("没有查到")

    await citizen.fills("我的申请", "用编号和查询码查", "示公开2026-09999", "WRONG-CODE")

    citizen.expects("试错的次数太多")


async def test_a_request_is_chosen_among_several(chat: ChatMaker) -> None:
    citizen = await filed(chat())
    await citizen.says("我要申请公开")
    await citizen.fills("示例河2024年水质监测月报", *FORM[1:], "没有材料", "确认提交")

    await citizen.says("我的申请")
    assert len([label for label in citizen.labels if "示公开2026" in label]) == 2
    await citizen.chooses(next(label for label in citizen.labels if "00001" in label))

    citizen.expects(WANTED)


async def test_where_staff_confirm_the_day_of_receipt_is_still_open(chat: ChatMaker, units: Units) -> None:
    await factories.make_agency(units, receipt_confirmation="staff")

    citizen = await filed(chat())

    citizen.expects("等工作人员与您确认", "第三十一条", "现在还不能确定")
