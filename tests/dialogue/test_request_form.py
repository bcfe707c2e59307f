"""Filing a request: named steps, left and resumed, every field changeable, nothing asked that the law does not ask."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.dialogue.order_kinds import (
    FindSimilar,
    NoteQuestion,
    Order,
    OrderResult,
    Refused,
    SubmitForm,
)
from requests_db.services.queries import CaseProgress
from requests_db.statute.workflow import State
from tests.dialogue.engine_alone import AGENCY, SECOND, EngineAlone
from tests.dialogue.form_orders import PRINTED, at_summary, filing, submitted
from tests.filing_script import APPLICANT, NO_MATERIAL, WANTED


async def test_a_citizen_files_a_request_and_gets_number_code_and_dates() -> None:
    engine = EngineAlone(perform=filing)
    chat = await at_summary(engine)
    chat.expects(WANTED, "示例甲", "110*************2X", "13800000000")

    await chat.chooses("确认提交")

    assert chat.statuses[-1] == "receipt"
    chat.expects("示公开2026-00001", "ABCD-EFGH", "2026年3月30日", "次日起算", "示例")
    assert chat.attachments == (PRINTED,)
    assert "期限怎么算的" in chat.labels
    form = submitted(engine).form
    assert (form["name"], form["wanted"], form["supply_form"]) == ("示例甲", WANTED, "email")
    assert engine.state.form == {}


async def test_the_purpose_is_never_asked() -> None:
    engine = EngineAlone(perform=filing)
    chat = await at_summary(engine)

    assert not [reply.text for reply in chat.heard if "用途" in reply.text]
    assert "purpose" not in engine.state.form


async def test_no_identity_is_asked_before_consent_is_given() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, "电子文件", "就在这个聊天里给我", "公民个人")

    chat.expects("收什么", "谁能看", "留多久", "删除", "第二十九条")
    assert not [reply.text for reply in chat.heard if "姓名，要和" in reply.text]
    await chat.chooses("不同意")
    chat.expects("窗口", AGENCY.address)
    assert "name" not in engine.state.form


async def test_consent_keeps_the_instant_it_was_given() -> None:
    engine = EngineAlone(perform=filing)
    chat = await at_summary(engine)

    assert engine.state.form["consent"] == chat.at.isoformat()


async def test_published_answers_are_offered_before_personal_data_and_declined_in_one_tap() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")

    await chat.says("示例路改造工程施工许可证")
    chat.expects("已经公布")
    assert chat.last[-1].citations[0].title == "示例路改造工程施工许可证"
    await chat.chooses("不够，继续申请")

    assert "电子文件" in chat.labels


async def test_who_is_served_by_what_is_published_leaves_nothing_behind() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")
    await chat.says("示例路改造工程施工许可证")

    await chat.chooses("够了，不申请了")

    assert engine.state.form == {}
    assert [order.verdict for order in engine.orders if isinstance(order, NoteQuestion)] == ["useful"]


async def test_a_vague_wish_is_helped_to_become_specific_and_may_be_insisted_on() -> None:
    engine = EngineAlone(perform=filing)
    chat = await engine.chat().says("我要申请公开")

    await chat.says("所有文件")
    chat.expects("再说具体一点", "哪个部门")
    await chat.fills("只知道这些，就这样", *APPLICANT, NO_MATERIAL, "确认提交")

    assert submitted(engine).form["wanted"] == "所有文件"


async def test_several_matters_in_one_request_are_advised_against_but_not_forbidden() -> None:
    engine = EngineAlone(perform=filing)
    chat = await engine.chat().says("我要申请公开")

    await chat.says("1、示例桥验收报告\n2、示例坝验收报告")
    chat.expects("一份申请只写一件")
    await chat.fills("就放在一份里", *APPLICANT, NO_MATERIAL, "确认提交")

    assert "示例坝" in submitted(engine).form["wanted"]


async def test_the_wish_itself_may_name_what_is_wanted() -> None:
    engine = EngineAlone()

    chat = await engine.chat().says("我要申请公开示例桥2023年度验收报告")

    assert engine.state.form["wanted"] == WANTED
    assert "电子文件" in chat.labels


async def test_a_failed_checksum_asks_again_and_is_accepted_on_insistence() -> None:
    engine = EngineAlone(perform=filing)
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, *APPLICANT[:6], "110105194912310021")

    chat.expects("好像不对")
    assert "identity" not in engine.state.form
    await chat.fills("就是这样，没有写错", *APPLICANT[7:], NO_MATERIAL, "确认提交")

    assert submitted(engine).form["identity"] == {"text": "110105194912310021", "files": []}


async def test_a_corrected_number_needs_no_insistence() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, *APPLICANT[:6], "110105194912310021", "11010519491231002x")

    assert engine.state.form["identity"]["text"] == "11010519491231002X"
    chat.expects("联系电话")


async def test_identity_may_be_proved_by_a_picture() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, *APPLICANT[:6])

    await chat.sends_file("证件.jpg")

    assert engine.state.form["identity"] == {"text": "", "files": ["token-证件.jpg"]}


async def test_an_organisation_gives_its_kind_code_and_people() -> None:
    engine = EngineAlone(perform=filing)
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(
        WANTED, "纸质", "邮寄", "社会公益组织", "同意，继续", "示例公益中心", "91110000600037341L", "示例甲", "示例乙"
    )
    await chat.fills("示例省示例市示例路1号 100000", "010-00000000", "我自己申请", "不需要", "没有材料", "确认提交")

    form = submitted(engine).form
    assert form["applicant_kind"] == "charity"
    assert (form["legal_representative"], form["contact_person"]) == ("示例甲", "示例乙")
    assert form["address"].startswith("示例省")


async def test_an_agent_gives_name_identity_and_power_of_attorney() -> None:
    engine = EngineAlone(perform=filing)
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, *APPLICANT[:8], "我替申请人代办", "示例乙", "11010519491231002X", "13900000000")
    chat.expects("授权委托书")
    await chat.sends_file("委托书.pdf")
    await chat.fills("不需要", "没有材料", "确认提交")

    form = submitted(engine).form
    assert form["authority"]["files"] == ["token-委托书.pdf"]
    assert form["agent_name"] == "示例乙"


async def test_any_field_can_be_changed_from_the_summary() -> None:
    engine = EngineAlone(perform=filing)
    chat = await at_summary(engine)

    await chat.fills("我要修改", "申请人", "示例丙")
    chat.expects("请核对", "示例丙")
    await chat.fills("我要修改", "获取方式", "由工作人员发到电子邮箱", "example@example.com")

    chat.expects("请核对", "example@example.com")


async def test_changing_the_form_of_supply_asks_how_to_obtain_it_again() -> None:
    engine = EngineAlone(perform=filing)
    chat = await at_summary(engine)

    await chat.fills("我要修改", "提供形式", "纸质")
    assert "邮寄" in chat.labels
    await chat.fills("自己来取")

    chat.expects("请核对", "自己来取")


async def test_a_change_can_be_given_up_without_loss() -> None:
    engine = EngineAlone(perform=filing)
    chat = await at_summary(engine)
    before = engine.state.form

    await chat.fills("我要修改", "身份证明", "上一步")

    chat.expects("请核对")
    assert engine.state.form == before


async def test_a_moot_answer_leaves_the_form() -> None:
    engine = EngineAlone(perform=filing)
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(
        WANTED,
        "纸质",
        "邮寄",
        *APPLICANT[2:7],
        "示例省示例市示例路1号",
        *APPLICANT[7:],
        NO_MATERIAL,
        "我要修改",
        "获取方式",
    )

    await chat.fills("自己来取")

    assert "address" not in engine.state.form


async def test_a_near_duplicate_is_pointed_out_and_may_be_filed_anyway() -> None:
    other = CaseProgress(
        ref="示公开2026-00007",
        subject=WANTED,
        agency_name=AGENCY.name,
        state=State.HANDLING,
        state_label="办理中",
        is_open=True,
        submitted_on=date(2026, 2, 1),
        received_on=date(2026, 2, 1),
        due=None,
        brief=(),
        paused_because="",
        steps=(),
        asked="",
        reply=None,
        may=(),
    )

    def perform(order: Order) -> OrderResult:
        return OrderResult(value=(other,)) if isinstance(order, FindSimilar) else filing(order)

    engine = EngineAlone(perform=perform)
    chat = await at_summary(engine)

    await chat.chooses("确认提交")
    chat.expects("示公开2026-00007", "前一件办完会答复您")
    assert not [order for order in engine.orders if isinstance(order, SubmitForm)]
    await chat.chooses("仍然提交")

    assert submitted(engine).form["name"] == "示例甲"


async def test_the_same_press_never_submits_twice() -> None:
    engine = EngineAlone(perform=filing)
    chat = await at_summary(engine)
    code = next(choice.code for choice in chat.choices if choice.label == "确认提交")

    await chat.presses(code)
    await chat.presses(code)

    chat.expects("过时", "示公开2026-00001")
    assert len([order for order in engine.orders if isinstance(order, SubmitForm)]) == 1


async def test_a_refused_submission_keeps_the_form() -> None:
    def refuse(order: Order) -> OrderResult:
        return (
            OrderResult(value=())
            if isinstance(order, FindSimilar)
            else OrderResult(refusal=Refused(key="file.unknown"))
        )

    engine = EngineAlone(perform=refuse)
    chat = await at_summary(engine)

    await chat.chooses("确认提交")

    assert chat.statuses == ("refused", "prompt")
    assert engine.state.form["name"] == "示例甲"
    assert "确认提交" in chat.labels


async def test_with_several_agencies_the_agency_is_asked_first() -> None:
    engine = EngineAlone(agencies=(AGENCY, SECOND), perform=filing)
    chat = await engine.chat().says("我要申请公开示例桥2023年度验收报告")

    assert {AGENCY.name, SECOND.name} <= set(chat.labels)
    await chat.fills(SECOND.name, *APPLICANT, NO_MATERIAL)
    chat.expects(SECOND.name)
    await chat.chooses("确认提交")

    assert submitted(engine).agency_code == "second"


@pytest.mark.parametrize(("step", "typed"), [(7, "电话"), (4, "12345")])
async def test_what_cannot_be_read_is_asked_again(step: int, typed: str) -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, *APPLICANT[:step])
    asked = engine.state.step

    await chat.says(typed)

    assert engine.state.step == asked


async def test_files_are_gathered_until_done() -> None:
    engine = EngineAlone(perform=filing)
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, *APPLICANT)

    await chat.sends_file("甲.pdf")
    await chat.sends_file("乙.pdf")
    chat.expects("2 份")
    await chat.fills("好了，下一步", "确认提交")

    assert submitted(engine).form["materials"]["files"] == ["token-甲.pdf", "token-乙.pdf"]


async def test_another_form_of_supply_is_accepted_unless_changed() -> None:
    engine = EngineAlone(perform=filing)
    chat = await at_summary(engine)
    chat.expects("可以用别的形式")

    await chat.fills("我要修改", "没法按此提供时", "只要我选的形式")

    chat.expects("请核对", "只要我选的形式")
    assert engine.state.form["accept_other"] == "no"


@pytest.mark.parametrize(
    ("sends_mail", "label", "told"),
    [(False, "由工作人员发到电子邮箱", "办理进展不发邮件"), (True, "发到电子邮箱", "接收文件的电子邮箱")],
)
async def test_e_mail_is_said_to_be_sent_by_staff_where_the_desk_sends_none(
    sends_mail: bool, label: str, told: str
) -> None:
    engine = EngineAlone(perform=filing)
    engine.around = replace(engine.around, sends_mail=sends_mail)
    chat = await at_summary(engine)

    await chat.fills("我要修改", "获取方式", label)

    chat.expects(told)
