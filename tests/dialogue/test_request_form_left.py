"""Filing a request with detours: stepping back, asking in between, leaving, resuming, giving up."""

import pytest

from tests.dialogue.engine_alone import EngineAlone
from tests.dialogue.form_orders import filing, submitted
from tests.filing_script import APPLICANT, NO_MATERIAL, WANTED


async def test_back_reopens_the_question_before() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, "电子文件")

    await chat.says("上一步")

    assert "纸质" in chat.labels
    assert engine.state.form["supply_form"] is None


async def test_a_question_in_the_middle_is_answered_and_the_form_kept() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, *APPLICANT[:4])

    await chat.says("申请公开要多久答复？")

    assert chat.statuses == ("answered", "prompt")
    chat.expects("20个工作日", "请写您的姓名")
    assert engine.state.form["wanted"] == WANTED


async def test_a_question_as_description_is_asked_about() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")

    await chat.says("示例桥去年的验收结果是什么？")
    assert {"写进申请", "我在提问"} <= set(chat.labels)
    await chat.chooses("写进申请")

    assert engine.state.form["wanted"] == "示例桥去年的验收结果是什么？"


async def test_a_request_is_left_and_resumed_days_later() -> None:
    engine = EngineAlone(perform=filing)
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, "电子文件")

    await chat.fills("取消", "先留着，以后再填")
    await chat.says("申请公开要多久答复？")
    await chat.says("继续填写")

    assert "就在这个聊天里给我" in chat.labels
    await chat.fills(*APPLICANT[1:], NO_MATERIAL, "确认提交")
    assert submitted(engine).form["wanted"] == WANTED


async def test_cancelling_can_drop_everything() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, "取消", "不要了，删掉")

    assert engine.state.form == {}
    chat.expects("已经删掉")


async def test_a_second_wish_finds_the_unfinished_request() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, "取消", "先留着，以后再填")

    await chat.says("我要申请公开")

    chat.expects("没填完", WANTED)
    await chat.chooses("重新开始")
    assert engine.state.form.get("wanted") is None


async def test_words_where_a_button_is_due_are_answered_with_the_buttons() -> None:
    chat = await EngineAlone().chat().says("我要申请公开")
    await chat.fills(WANTED)

    await chat.says("随便")

    chat.expects("从下面的按钮里选")
    assert "电子文件" in chat.labels


async def test_a_detour_mentions_the_unfinished_request() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("我要申请公开")
    await chat.fills(WANTED, "/menu")
    assert chat.labels[0] == "继续填写申请"

    await chat.says("取消")

    chat.expects("继续填写")
    await chat.says("继续填写")
    assert "电子文件" in chat.labels


@pytest.mark.parametrize("asked", ["怎么填？", "这一项要填什么", "看不懂", "什么意思？"])
async def test_who_asks_how_to_fill_a_field_is_told_and_asked_again_without_the_old_complaint(asked: str) -> None:
    chat = await EngineAlone().chat().says("我要申请公开")
    await chat.fills(WANTED, *APPLICANT[:6], "110105194912310021")
    chat.expects("好像不对")

    await chat.says(asked)

    chat.expects("照着证件写号码", "请写证件号码")
    chat.expects_no("好像不对")
    assert "就是这样，没有写错" in chat.labels


async def test_a_question_in_a_field_is_answered_without_the_old_complaint() -> None:
    chat = await EngineAlone().chat().says("我要申请公开")
    await chat.fills(WANTED, *APPLICANT[:6], "110105194912310021")

    await chat.says("申请公开要多久答复？")

    chat.expects("20个工作日", "请写证件号码")
    chat.expects_no("好像不对")


@pytest.mark.parametrize("words", [("取消", "先留着，以后再填"), ("取消", "不要了，删掉"), ("取消",)])
async def test_after_stopping_there_is_always_a_next_step(words: tuple[str, ...]) -> None:
    engine = EngineAlone()
    chat = engine.chat()
    if len(words) > 1:
        await chat.fills("我要申请公开", WANTED)

    await chat.fills(*words)

    assert {"问问题", "申请公开信息", "转人工"} <= set(chat.labels)
    assert ("继续填写申请" in chat.labels) is (words[-1] == "先留着，以后再填")
