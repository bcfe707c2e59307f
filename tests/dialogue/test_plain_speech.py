"""What people type instead of pressing: labels, keys to a request, courtesies, questions in the middle of a form."""

from pathlib import Path

import pytest

from handlers.dialogue.courtesy import courtesy_in
from handlers.dialogue.flows import follow_case, request_form
from handlers.dialogue.flows.request_fields import Verdict, read_name
from handlers.dialogue.order_kinds import ListCases, NoteQuestion, OpenTicket, OrderResult, ShowCase
from handlers.dialogue.reading import CaseKey, asks_about_filing, case_key_in, clean_text, is_vague, without_markup
from handlers.wording import Wording
from knowledge.answers import Answerer, AnswerStatus, AskContext
from knowledge.entries import IndexedEntry
from knowledge.index import KnowledgeIndex
from knowledge.readers import read_paths
from requests_db.services.consultations import Ticket
from tests.dialogue.engine_alone import SECOND, TODAY, EngineAlone


@pytest.mark.parametrize("said", ["查我的申请", "查一下申请", "查我的申请。", "查我申请"])
async def test_the_label_of_the_menu_typed_leads_where_its_button_does(said: str) -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("你好")

    await chat.says(said)

    assert engine.orders == [ListCases()]


@pytest.mark.parametrize("before", ["申请公开要多久答复", "查我的申请", "转人工"])
async def test_the_label_of_applying_typed_anywhere_opens_the_form(before: str) -> None:
    engine = EngineAlone()
    chat = await engine.chat().says(before)

    await chat.says("申请公开信息")

    assert engine.state.flow == request_form.NAME
    chat.expects("您想要什么信息")


async def test_the_label_of_asking_typed_invites_a_question() -> None:
    chat = await EngineAlone().chat().says("问问题")

    chat.expects("请说出您的问题")


async def test_a_wording_near_a_label_of_the_form_is_its_button() -> None:
    chat = await EngineAlone().chat().says("我要申请公开")

    await chat.fills("示例桥2023年度验收报告", "电子版")

    chat.expects("怎么交给您")


@pytest.mark.parametrize(
    "said",
    [
        "示公开2026-00001 6T5X-JTS7",
        "6t5xjts7，示公开2026－00001",
        "编号：示公开2026-00001\n查询码：6T5X-JTS7",
        "2026-00001 6T5X-JTS7",
    ],
)
async def test_number_and_code_together_open_the_request_anywhere(said: str) -> None:
    for opening in ("你好", "我要申请公开", "转人工", "我的申请"):
        engine = EngineAlone()
        chat = await engine.chat().says(opening)

        await chat.says(said)

        assert engine.orders[-1] == ShowCase(ref="示公开2026-00001", access_code="6T5X-JTS7")
        assert engine.state.flow == follow_case.NAME


async def test_the_number_of_any_agency_is_read_with_its_own_prefix() -> None:
    engine = EngineAlone(agencies=(SECOND, *EngineAlone().agencies))

    await engine.chat().says("示公开2026-00001 6T5X-JTS7")

    assert engine.orders[-1] == ShowCase(ref="示公开2026-00001", access_code="6T5X-JTS7")


@pytest.mark.parametrize("text", ["示公开2026-00001", "6T5X-JTS7", "2026-00001 13800000000", "2021-2035年总体规划"])
def test_a_number_or_a_code_alone_is_no_key(text: str) -> None:
    assert case_key_in(text) is None


def test_a_key_is_read_however_it_is_written() -> None:
    assert case_key_in("２０２６－００００１ 6t5x jts7", "示公开") == CaseKey(ref="示公开2026-00001", code="6T5X-JTS7")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("谢谢！", "thanks"),
        ("好的，谢谢", "thanks"),
        ("再见", "bye"),
        ("好的", "yes"),
        ("嗯嗯", "yes"),
        ("你们都是废物", "insult"),
        ("傻逼机器人", "insult"),
        ("你是傻逼吧", "insult"),
        ("垃圾分类怎么做", ""),
        ("垃圾", ""),
        ("好的示范项目有哪些", ""),
        ("感谢信", ""),
    ],
)
def test_courtesies_are_told_from_matters(said: str, kind: str) -> None:
    assert courtesy_in(said) == kind


@pytest.mark.parametrize(
    ("said", "reply"), [("谢谢", "不客气"), ("再见", "再见"), ("好的", "接下来"), ("傻逼机器人", "转人工")]
)
async def test_courtesies_get_a_fitting_reply_and_are_no_failed_question(said: str, reply: str) -> None:
    engine = EngineAlone()
    chat = await engine.chat().says(said)

    chat.expects(reply)
    assert "申请公开信息" in chat.labels
    assert not [order for order in engine.orders if isinstance(order, NoteQuestion)]
    await chat.says("转人工")
    chat.expects("请写下您的问题").expects_no(said)


@pytest.mark.parametrize("said", ["好的", "你好", "谢谢"])
async def test_courtesies_are_never_passed_on_to_staff(said: str) -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("转人工")

    await chat.says(said)

    assert not [order for order in engine.orders if isinstance(order, OpenTicket)]
    chat.expects("请写下您的问题")


async def test_a_yes_passes_on_the_question_shown() -> None:
    ticket = Ticket(id=1, ref="咨询2026-00001", due_on=None)
    engine = EngineAlone(perform=lambda _order: OrderResult(value=ticket))
    chat = await engine.chat().says("示例镇的路灯由谁维修")
    await chat.says("转人工")

    await chat.says("好的")

    (order,) = (order for order in engine.orders if isinstance(order, OpenTicket))
    assert order.text == "示例镇的路灯由谁维修"


@pytest.mark.parametrize("said", ["那要多久？", "请问多久能答复", "那要多久"])
async def test_a_question_about_filing_is_answered_and_the_step_asked_again(said: str) -> None:
    chat = await EngineAlone().chat().says("我要申请公开")

    await chat.says(said)

    chat.expects("自收到申请之日起20个工作日内予以答复", "您想要什么信息")


def test_what_the_form_asks_in_full_is_answered_by_our_own_entries() -> None:
    starter = Path(__file__).parents[2] / "knowledge" / "starter"
    entries = read_paths([starter]).entries
    answerer = Answerer(KnowledgeIndex.build([IndexedEntry(entry_id=one.key, entry=one) for one in entries]))
    wording, context = Wording.load(), AskContext(today=TODAY.replace(year=2027))

    asked = [answerer.ask(wording.text(f"question.aside.{matter}"), context) for matter in ("period", "fee")]

    assert [one.status for one in asked] == [AnswerStatus.ANSWERED] * 2
    assert [one.hits[0].entry_id for one in asked] == ["starter-period-reply", "starter-fee-free"]


@pytest.mark.parametrize("text", ["请问要多少钱", "要钱吗？", "收费吗", "申请公开要多久", "多久能给我答复呢"])
def test_questions_about_time_and_money_are_about_filing(text: str) -> None:
    assert asks_about_filing(text)


@pytest.mark.parametrize("text", ["示例桥修了多久", "低保金每月多少钱", "2023年示例路改造花了多少钱"])
def test_questions_that_name_a_matter_are_not(text: str) -> None:
    assert not asks_about_filing(text)


async def test_a_lone_question_mark_explains_the_step() -> None:
    chat = await EngineAlone().chat().says("我要申请公开")

    await chat.says("？")

    chat.expects("不知道名称", "您想要什么信息")


async def test_a_lone_question_mark_after_an_answer_explains_the_house_and_repeats_nothing() -> None:
    chat = await EngineAlone().chat().says("申请公开要多久答复")

    await chat.says("？")
    chat.expects("我能帮您做这些事").expects_no("20个工作日")
    await chat.says("😀")

    chat.expects_no("20个工作日")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("我叫王小明", "王小明"),
        ("我是王小明。", "王小明"),
        ("姓名：王小明", "王小明"),
        ("您好，我的名字是王小明", "王小明"),
        ("单位全称是示例有限公司", "示例有限公司"),
        ("示例大学", "示例大学"),
        ("叶名琛", "叶名琛"),
    ],
)
def test_the_words_that_introduce_a_name_are_no_part_of_it(said: str, name: str) -> None:
    assert read_name(said, TODAY).value == name


@pytest.mark.parametrize("said", ["你好", "谢谢", "好的", "我是你好"])
def test_a_greeting_is_doubted_as_a_name(said: str) -> None:
    assert read_name(said, TODAY).verdict is Verdict.DOUBTED


@pytest.mark.parametrize(
    "text",
    ["你们局的所有文件", "贵局全部资料", "啊啊啊啊啊啊", "1234567", "所有的通知和公告", "给我一些材料", "文件文件文件"],
)
def test_descriptions_that_name_nothing_are_vague(text: str) -> None:
    assert is_vague(text)


@pytest.mark.parametrize(
    "text", ["示例路改造工程合同", "2023年低保发放名单", "示例镇政府办公楼采购合同", "示例局〔2024〕5号文件"]
)
def test_descriptions_that_name_a_matter_are_not(text: str) -> None:
    assert not is_vague(text)


def test_tags_and_control_sequences_are_no_part_of_a_description() -> None:
    assert clean_text("\x1b[31m示例路\x1b[0m") == "示例路"
    assert without_markup("<p>示例路<b>改造</b>&nbsp;合同</p><script>alert(1)</script>") == "示例路改造\xa0合同"
    assert without_markup("面积<50 且>20 的地块") == "面积<50 且>20 的地块"


async def test_a_description_of_tags_alone_is_asked_again() -> None:
    chat = await EngineAlone().chat().says("我要申请公开")

    await chat.says("<script>alert(1)</script>")

    chat.expects("没有读到要申请的内容", "您想要什么信息")


async def test_who_asks_why_is_told_of_consulting_and_may_go_on() -> None:
    chat = await EngineAlone().chat().says("我要申请公开")

    await chat.says("我想知道为什么我家没有低保")

    chat.expects("更像是咨询", "转人工")
    assert "电子文件" in chat.labels
