"""What the law requires a citizen to be told: in the notice that is sent and in the view of a followed request."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from handlers.dialogue.notices import render
from handlers.wording import Wording
from requests_db.clock import FrozenClock
from requests_db.services import conversations
from requests_db.services.actors import Actor
from requests_db.services.decisions import AnswerCase, SearchRecord, answer_case
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.outcomes import OUTCOMES, Outcome, RemedyKind, choices
from requests_db.statute.workflow import Action
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.scripted_chat import ScriptedChat

ChatMaker = Callable[..., ScriptedChat]
KEY = "example-conversation"
TODAY = date(2026, 3, 2)
SEARCH = SearchRecord(places="档案系统", words="示例路", found="无")
NEEDS_AN_EARLIER_STEP = frozenset({"u3_still_unclear", "n4_bulk_repetitive"})
GIVEN_AT_ONCE = tuple(one for one in choices() if one.key not in NEEDS_AN_EARLIER_STEP)
REMEDY_WORDS = {
    RemedyKind.REVIEW_FIRST: ("应当先", "60日内向示例市人民政府申请行政复议", "15日内向有管辖权的人民法院"),
    RemedyKind.EITHER: ("可以自收到", "60日内向示例市人民政府申请行政复议", "6个月内向有管辖权的人民法院"),
    RemedyKind.NOT_SUABLE: ("投诉、举报",),
}


@pytest.fixture
async def officer(agency, staff: StaffMaker) -> Actor:
    """Who handles the request."""
    return await staff("registrar", "handler")


@pytest.fixture
async def followed(units: Units, agency, chat: ChatMaker) -> ScriptedChat:
    """A chat that follows request 1."""
    citizen = await factories.make_conversation(units, key=KEY)
    await factories.file_request(units, agency, citizen)
    return chat()


async def do(units: Units, step: Step, officer: Actor) -> None:
    async with units.writing() as unit:
        await apply(unit, await require_case(unit, officer, 1, hold=True), step, officer)
        await unit.commit()


async def decide(units: Units, outcome: str, officer: Actor) -> None:
    search = SEARCH if OUTCOMES[outcome].requires_search_record else None
    command = AnswerCase(case_id=1, outcome=outcome, text="正文如此。", grounds="示例理由。", search_record=search)
    async with units.writing() as unit:
        await answer_case(unit, command, officer)
        await unit.commit()


async def told(units: Units) -> str:
    async with units.reading() as unit:
        view = await conversations.find_or_create(unit, "web", KEY)
        said = await conversations.replies_after(unit, view.id)
    return render(Wording.load(), said[-1].body).text


async def seen(chat: ScriptedChat) -> str:
    await chat.says("我的申请")
    return chat.text


@pytest.mark.parametrize("outcome", GIVEN_AT_ONCE, ids=lambda one: one.key)
async def test_every_reply_announces_basis_reasons_agency_day_and_remedies(
    units: Units, followed: ScriptedChat, officer: Actor, outcome: Outcome
) -> None:
    await decide(units, outcome.key, officer)

    for text in (await told(units), await seen(followed)):
        for wanted in (outcome.label, "示例理由。", "正文如此。", *REMEDY_WORDS[outcome.remedy]):
            assert wanted in text
        assert "答复机关：示例市公共服务局" in text
        assert "答复日期：2026年3月2日" in text
        assert ("法律依据：《政府信息公开条例》" in text) is bool(outcome.articles)
        assert text.count("示例理由。") == 1


async def test_what_must_be_reviewed_first_is_not_said_to_be_suable_at_once(
    units: Units, followed: ScriptedChat, officer: Actor
) -> None:
    await decide(units, "d1_state_secret", officer)

    text = await told(units)

    assert "应当先" in text
    assert "6个月" not in text
    assert "《政府信息公开条例》第三十六条第三项、第十四条" in text
    assert "《行政复议法》第二十条、第二十三条" in text


async def test_a_correction_names_what_is_unclear_the_last_day_and_what_follows(
    units: Units, followed: ScriptedChat, officer: Actor
) -> None:
    step = Step(action=Action.REQUEST_CORRECTION, on=TODAY, reason="请写明年份。", facts={"allowed_working_days": 10})
    await do(units, step, officer)

    for text in (await told(units), await seen(followed)):
        for wanted in (
            "请写明年份。",
            "2026年3月16日前（含当日）",
            "视为放弃申请",
            "第三十条",
            "说“补正”",
            "没有正当理由",
        ):
            assert wanted in text


@pytest.mark.parametrize(("given", "until"), [(10, "2026年3月16日"), (None, "2026年3月23日")])
async def test_who_is_asked_for_reasons_is_told_the_last_day(
    units: Units, followed: ScriptedChat, officer: Actor, given: int | None, until: str
) -> None:
    await do(units, Step(action=Action.CLAIM, on=TODAY), officer)
    facts = {"allowed_working_days": given} if given else {}
    await do(units, Step(action=Action.ASK_REASONS, on=TODAY, reason="本月申请较多。", facts=facts), officer)

    for text in (await told(units), await seen(followed)):
        for wanted in ("第三十五条", f"请在{until}前（含当日）提交", "不予处理"):
            assert wanted in text


async def test_a_fee_names_amount_tariff_period_and_what_follows(
    units: Units, followed: ScriptedChat, officer: Actor
) -> None:
    await do(units, Step(action=Action.CLAIM, on=TODAY), officer)
    await do(
        units,
        Step(
            action=Action.NOTIFY_FEE,
            on=TODAY,
            reason="数量明显超过合理范围",
            facts={"basis": "per_page", "quantity": 35},
            private={"how_to_pay": "示例缴款码"},
        ),
        officer,
    )

    for text in (await told(units), await seen(followed)):
        for wanted in (
            "应缴金额：50元",
            "按量，35页",
            "第五条",
            "20个工作日内缴清",
            "视为放弃申请",
            "示例缴款码",
            "000-00000000",
        ):
            assert wanted in text
        assert "最晚答复日期" not in text


async def test_the_last_day_to_pay_counts_from_the_notice_received(
    units: Units, followed: ScriptedChat, officer: Actor
) -> None:
    await do(units, Step(action=Action.CLAIM, on=TODAY), officer)
    await do(
        units,
        Step(
            action=Action.NOTIFY_FEE,
            on=TODAY,
            reason="数量明显超过合理范围",
            facts={"basis": "per_case", "quantity": 11},
        ),
        officer,
    )
    await do(units, Step(action=Action.FEE_NOTICE_RECEIVED, on=TODAY, proof={"way": "in_person"}), officer)

    assert "最晚缴费日期：2026年3月30日" in await seen(followed)


async def test_an_abandoned_request_is_told_with_remedies_and_without_a_date(
    units: Units, followed: ScriptedChat, officer: Actor, clock: FrozenClock
) -> None:
    step = Step(action=Action.REQUEST_CORRECTION, on=TODAY, reason="请写明年份。", facts={"allowed_working_days": 10})
    await do(units, step, officer)
    clock.move_to(datetime(2026, 3, 18, 2, tzinfo=UTC))
    await do(units, Step(action=Action.LAPSE_CORRECTION, on=date(2026, 3, 18)), officer)

    followed.at = clock.now()
    for text in (await told(units), await seen(followed)):
        for wanted in ("第三十条", "答复日期：2026年3月18日", *REMEDY_WORDS[RemedyKind.EITHER]):
            assert wanted in text
        assert "最晚答复日期" not in text


async def test_an_ended_request_says_nothing_of_a_date(units: Units, followed: ScriptedChat) -> None:
    await followed.fills("我的申请", "撤回申请", "确定撤回")

    text = await seen(followed)

    assert "已撤回" in text
    assert "最晚答复日期" not in text
    assert "救济途径" not in text


async def test_after_a_wrong_code_only_the_code_is_asked_again(
    units: Units, agency, followed: ScriptedChat, chat: ChatMaker
) -> None:
    citizen = await factories.make_conversation(units, key="filer")
    receipt = await factories.file_request(units, agency, citizen, submit_key="filer:1")
    other = chat("other")

    await other.fills("我的申请", "用编号和查询码查", receipt.ref, "WRONG-CODE")
    other.expects("没有查到", "请再发一次查询码")
    await other.says(receipt.access_code)

    other.expects("现在到了")


def test_every_outcome_staff_may_choose_has_its_remedy_words() -> None:
    assert {one.remedy for one in OUTCOMES.values() if one.chosen_by_staff} <= set(REMEDY_WORDS)
