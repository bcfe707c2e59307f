"""Every action of the workflow, pressed on the page in an order in which offices press them."""

from datetime import date, timedelta

import pytest

from handlers.console.action_forms import ACTION_FORMS
from requests_db.clock import FrozenClock
from requests_db.services.agency import AgencyProfile
from requests_db.services.audit_check import verify
from requests_db.statute.workflow import Action
from tests import factories

ALL_ROLES = ("registrar", "handler", "reviewer", "head", "supervisor")
TODAY = "2026-03-02"
REPLY = {"outcome": "granted", "grounds": "", "text": "现予公开。"}
LETTER = {"kind": "third_party", "addressee": "示例公司", "on": TODAY, "text": "请提出意见。"}
PROOF = {"way": "post", "proof": "EX0000"}
CORRECTION = {"on": TODAY, "reason": "请写明年份。", "allowed_working_days": "10"}
FEE = {"on": TODAY, "basis": "per_page", "quantity": "40", "reason": "本月申请明显较多。", "how_to_pay": "缴款码"}
SENDING = ("submit_for_review", "return_draft", "pass_review", "sign_off", "dispatch")

# Each row: what is pressed, in order; a number moves the clock by so many days.
WAYS: dict[str, list[tuple[str, dict[str, str]] | int]] = {
    "correction answered": [
        ("request_correction", CORRECTION),
        ("receive_correction", {"on": TODAY, "text": "2025 年"}),
    ],
    "correction lapsed": [("request_correction", CORRECTION), 40, ("lapse_correction", {"on": "", "remark": ""})],
    "reasons given": [
        ("ask_reasons", {"on": TODAY, "reason": "本月申请较多。", "allowed_working_days": "10"}),
        ("receive_reasons", {"on": TODAY, "text": "用于研究。"}),
    ],
    "opinion given": [
        ("claim", {}),
        ("send_opinion_letter", LETTER),
        ("record_letter_received", {"letter": "第1份", "on": TODAY, **PROOF}),
        ("record_opinion", {"letter": "第1份", "on": TODAY, "opinion": "disagrees", "remark": "涉及商业秘密"}),
    ],
    "opinion lapsed": [
        ("claim", {}),
        ("send_opinion_letter", LETTER),
        ("record_letter_received", {"letter": "第1份", "on": TODAY, **PROOF}),
        35,
        ("lapse_opinion", {"letter": "第1份", "remark": ""}),
    ],
    "released for the public interest": [
        ("claim", {}),
        ("send_opinion_letter", LETTER),
        (
            "override_opinion",
            {"letter": "第1份", "on": TODAY, "open_part": "总额", "reason": "关系公众健康。", **PROOF},
        ),
        ("submit_for_review", REPLY),
    ],
    "extended": [
        ("claim", {}),
        ("propose_extension", {"working_days": "10", "reason": "涉及几个单位。"}),
        ("consent_extension", {"on": TODAY, "working_days": "10", "remark": ""}),
    ],
    "not extended": [
        ("claim", {}),
        ("propose_extension", {"working_days": "10", "reason": "涉及几个单位。"}),
        ("refuse_extension", {"reason": "可以按期答复。"}),
    ],
    "fee paid": [
        ("claim", {}),
        ("notify_fee", FEE),
        ("fee_notice_received", {"on": TODAY, **PROOF}),
        ("record_payment", {"on": TODAY}),
    ],
    "fee unpaid": [
        ("claim", {}),
        ("notify_fee", FEE),
        ("fee_notice_received", {"on": TODAY, **PROOF}),
        45,
        ("lapse_payment", {"on": "", "remark": ""}),
    ],
    "reviewed, signed, sent, contested, reopened": [
        ("claim", {}),
        ("record_search", {"places": "档案室", "words": "示例路", "found": "一份"}),
        ("save_draft", REPLY),
        ("submit_for_review", REPLY),
        ("return_draft", {"reason": "请补写依据。"}),
        ("submit_for_review", REPLY),
        ("pass_review", {"remark": "同意"}),
        ("sign_off", {"remark": ""}),
        ("dispatch", {"on": TODAY, "way": "post"}),
        ("record_service", {"on": TODAY, **PROOF}),
        ("reissue", {"reason": "附件缺页。", "text": "补发全文。"}),
        (
            "record_remedy",
            {
                "procedure": "review",
                "result": "corrected",
                "served": "review_decision_served",
                "on": TODAY,
                "remark": "责令重新答复",
            },
        ),
        ("archive", {}),
        ("reopen", {"cause": "review_decision", "on": TODAY, "reason": "复议决定责令重新办理。"}),
    ],
    "shared out and returned": [
        ("assign", {"unit_id": "2", "holder_id": ""}),
        ("claim", {}),
        ("ask_assistance", {"unit_id": "3", "text": "请协助查找。"}),
        ("transfer_advice", {"text": "另可向示例机关了解。"}),
        ("hand_over", {"unit_id": "1", "holder_id": "1", "remark": "原经办人请假"}),
        ("release", {}),
        ("return_to_registry", {"reason": "不归道路科。"}),
        ("note", {"text": "已电话联系。"}),
        ("add_material", {"text": "申请人补充说明"}),
        ("supervise", {"reason": "请抓紧。"}),
        ("answer_supervision", {"text": "本周答复。"}),
        ("restrict", {"reason": "涉及个人隐私。"}),
        ("unrestrict", {"reason": "已无必要。"}),
        ("open_personal_data", {"reason": "核对身份。"}),
        ("withdraw", {"reason": "申请人来函撤回。"}),
    ],
    "answered on the spot": [("answer", {**REPLY, "outcome": "already_public", "variant": "on_the_spot"})],
}


@pytest.fixture
async def agency(units) -> AgencyProfile:
    return await factories.make_agency(units, review=True)


@pytest.mark.parametrize("way", WAYS)
async def test_an_office_can_go_this_way(signed_in, units, agency, clock: FrozenClock, way):
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    address = f"/staff/cases/{receipt.case_id}"
    browser = await signed_in(*ALL_ROLES, username="one")
    for step in WAYS[way]:
        if isinstance(step, int):
            clock.advance(timedelta(days=step))
            await browser.sign_in("one", "correct horse battery")
            continue
        action, fields = step
        query = {"do": action, **({"variant": fields["variant"]} if "variant" in fields else {})}
        page = await browser.get(address, params=query)
        assert page.has_form(f"{address}/{action}"), f"{action} is not offered"
        filled = {**fields, **({"on": day_of(clock)} if fields.get("on") == "" else {})}
        page = await browser.post(f"{address}/{action}", {"version": page.value("version"), **filled})
        assert page.status == 200, f"{action}: {page.text}"
        assert action == "open_personal_data" or "已完成：" in page.text, f"{action}: {page.text}"
    async with units.reading() as unit:
        assert await verify(unit) == ()


class TestConfirmedByStaff:
    @pytest.fixture
    async def agency(self, units) -> AgencyProfile:
        return await factories.make_agency(units, receipt_confirmation="staff")

    async def test_the_period_starts_with_the_confirmation(self, signed_in, units, agency):
        citizen = await factories.make_conversation(units)
        receipt = await factories.file_request(units, agency, citizen)
        address = f"/staff/cases/{receipt.case_id}"
        registrar = await signed_in("registrar")
        page = await registrar.get(f"{address}?do=confirm_receipt")
        assert "等待确认收到，期限尚未起算" in page.text
        page = await registrar.post(f"{address}/confirm_receipt", {"version": page.value("version"), "on": TODAY})
        assert "2026年3月30日（周一）" in page.text


def test_no_action_is_left_out():
    pressed = {step[0] for way in WAYS.values() for step in way if not isinstance(step, int)}
    assert pressed | {Action.CONFIRM_RECEIPT} == set(ACTION_FORMS)


def day_of(clock: FrozenClock) -> str:
    today: date = clock.today()
    return today.isoformat()


async def answered_and_reopened(browser, address: str) -> dict:
    """Return what was shown after each step of a case that is answered, and taken up again after a review decision."""
    (_, *steps, _) = WAYS["reviewed, signed, sent, contested, reopened"]
    until_sent = [step for step in steps if isinstance(step, tuple) and step[0] in SENDING]
    again = {"cause": "review_decision", "on": TODAY, "reason": "复议决定责令重新办理。"}
    return {step[0]: await press(browser, address, *step) for step in (("claim", {}), *until_sent, ("reopen", again))}


async def press(browser, address: str, action: str, fields: dict[str, str]):
    page = await browser.get(f"{address}?do={action}")
    return await browser.post(f"{address}/{action}", {"version": page.value("version"), **fields})


async def test_a_case_taken_up_again_shows_its_outcome_as_that_of_the_earlier_reply(signed_in, units, agency):
    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))
    address = f"/staff/cases/{receipt.case_id}"
    browser = await signed_in(*ALL_ROLES)

    shown = await answered_and_reopened(browser, address)
    withdrawn = await press(browser, address, "withdraw", {"reason": "申请人来函撤回。"})

    assert "原答复类型" not in shown["dispatch"].text
    assert "原答复类型 予以公开" in shown["reopen"].text
    assert "原答复类型" not in withdrawn.text
    assert "答复类型 申请人撤回申请" in withdrawn.text


@pytest.mark.parametrize("paper", ["review_sheet", "register_entry"])
async def test_papers_of_a_case_taken_up_again_do_not_propose_the_overturned_outcome(signed_in, units, agency, paper):
    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))
    address = f"/staff/cases/{receipt.case_id}"
    browser = await signed_in(*ALL_ROLES)
    await answered_and_reopened(browser, address)

    open_again = await browser.get(f"{address}/letters/{paper}")
    await press(browser, address, "submit_for_review", {**REPLY, "outcome": "d4_third_party", "grounds": "商业秘密。"})
    proposed = await browser.get(f"{address}/letters/{paper}")

    assert open_again.value("result") == ""
    assert proposed.value("result") == "不予公开：保护第三方合法权益"
