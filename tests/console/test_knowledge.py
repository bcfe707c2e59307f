"""The knowledge base at the desk: written by one, reviewed by another, never lost, never published unread."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.console.entry_forms import body_text, passages_of
from handlers.dialogue.order_kinds import NoteQuestion
from handlers.dialogue.orders import OrderDeps, perform
from handlers.entry_limits import keep_limits
from handlers.wording import Wording
from knowledge.catalogue import Catalogue
from knowledge.entries import Entry, Passage, Stage
from knowledge.questions import FeedbackKind
from requests_db.services import reminders
from requests_db.services.actors import operator
from requests_db.services.agency import apply_agency
from requests_db.services.agency_file import read_agency_file
from requests_db.services.consultations import OpenConsultation, open_consultation
from requests_db.services.interpretations import interpretations_due
from requests_db.services.retrying import in_unit
from requests_db.store.repositories.limits import open_entry_limits
from tests import factories
from tests.console.browser import PASSWORD

HERE = "/staff/knowledge"
TEXT = "一、申请条件\n在示例市居住的人可以申请。\n二、申请材料\n示例申请表。"
WRITTEN = {
    "entry_title": "示例补贴怎么申请",
    "body": TEXT,
    "questions": "示例补贴怎么领\n示例补贴找谁",
    "document_number": "示办发〔2026〕2号",
    "issuer": "示例市人民政府办公室",
    "effective_on": "2026-01-01",
    "expires_on": "2027-12-31",
    "url": "https://example.invalid/2",
    "region": "示例市",
    "department": "示例部门",
    "owner_unit": "roads",
    "relied_on": "《示例办法》第二条",
    "review_on": "2026-09-01",
    "note": "初稿",
}


def number(page) -> int:
    return int(page.path.split("?")[0].rsplit("/", 1)[-1])


async def stored(units, entry_id):
    async with units.reading() as unit:
        return await unit.companion(Catalogue).get(entry_id)


async def write(browser, **changes) -> int:
    page = await browser.post(f"{HERE}/new", {**WRITTEN, **changes})
    assert page.status == 200, page.text
    return number(page)


async def step(browser, entry_id, word, **fields):
    version = (await browser.get(f"{HERE}/{entry_id}")).value("version")
    page = await browser.post(f"{HERE}/{entry_id}/{word}", {"version": version, **fields})
    assert page.status == 200, page.text
    return page


async def publish(author, reviewer, entry_id) -> None:
    await step(author, entry_id, "submit")
    await step(reviewer, entry_id, "publish")


@pytest.fixture
async def author(signed_in):
    return await signed_in("handler", unit="roads")


@pytest.fixture
async def reviewer(signed_in):
    return await signed_in("reviewer")


async def test_what_the_form_says_is_what_is_kept(author, units):
    item = await stored(units, await write(author))
    entry = item.entry
    assert (item.stage, item.version, item.is_live) == (Stage.DRAFT, 1, False)
    assert entry.title == "示例补贴怎么申请"
    assert entry.questions == ("示例补贴怎么领", "示例补贴找谁")
    assert [(one.heading_path, one.text) for one in entry.passages] == [
        (("一、申请条件",), "在示例市居住的人可以申请。"),
        (("二、申请材料",), "示例申请表。"),
    ]
    assert (entry.region, entry.department, entry.owner_unit) == ("示例市", "示例部门", "roads")
    assert entry.basis == ("《示例办法》第二条",)
    assert str(item.review_on) == "2026-09-01"


async def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(author, units):
    page = await author.post(
        f"{HERE}/new", {**WRITTEN, "entry_title": " ", "url": "javascript:alert(1)", "expires_on": "2025-01-01"}
    )
    assert page.status == 422
    assert "示例申请表。" in page.value("body")
    assert page.value("owner_unit") == "roads"
    assert "请填写这一项" in page.text
    assert "请填写完整网址" in page.text
    assert "失效日期不能早于" in page.text
    async with units.reading() as unit:
        assert await unit.companion(Catalogue).count() == 0


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "2026-02-30"])
@pytest.mark.parametrize("field", ["published_on", "effective_on", "expires_on", "review_on"])
async def test_a_day_that_cannot_be_is_told_at_its_field_and_nothing_is_lost(author, units, field, day):
    page = await author.post(f"{HERE}/new", {**WRITTEN, field: day})
    assert page.status == 422
    assert f'id="e-{field}"' in page.source
    assert (page.value(field), page.value("entry_title")) == (day, WRITTEN["entry_title"])
    async with units.reading() as unit:
        assert await unit.companion(Catalogue).count() == 0


async def test_saving_unchanged_text_keeps_the_passages_as_they_were_cut(author, units):
    cut = (Passage(position=0, text="甲。", heading_path=("没有编号的标题",)), Passage(position=1, text="乙。"))
    made = Entry(key="k", title="示例", passages=cut, owner_unit="roads")
    item = await in_unit(units, lambda unit: unit.companion(Catalogue).draft(made, author="示例"))
    page = await author.get(f"{HERE}/{item.entry_id}/edit")
    typed = {name: page.value(name) for name in ("entry_title", "body", "version", "owner_unit")}
    await author.post(f"{HERE}/{item.entry_id}/edit", {**typed, "issuer": "示例局"})
    kept = await stored(units, item.entry_id)
    assert kept.entry.passages == cut
    assert (kept.version, kept.entry.issuer) == (2, "示例局")


def test_a_body_typed_again_from_its_text_has_the_same_headings():
    passages = passages_of("# 示例标题\n第一段。\n一、总则\n第二段。\n（一）范围\n第三段。")
    entry = Entry(key="k", title="示例", passages=passages)
    assert [one.heading_path for one in passages] == [
        ("示例标题",),
        ("示例标题", "一、总则"),
        ("示例标题", "一、总则", "（一）范围"),
    ]
    assert passages_of(body_text(entry)) == passages


async def test_two_authors_never_overwrite_each_other(author, signed_in, units):
    other = await signed_in("registrar")
    entry_id = await write(author)
    first, second = await author.get(f"{HERE}/{entry_id}/edit"), await other.get(f"{HERE}/{entry_id}/edit")
    assert first.value("version") == second.value("version")
    mine = {**WRITTEN, "version": first.value("version"), "body": "先保存的正文。"}
    await author.post(f"{HERE}/{entry_id}/edit", mine)
    page = await other.post(f"{HERE}/{entry_id}/edit", {**mine, "body": "后保存的正文。"})
    assert page.status == 409
    assert page.value("body") == "后保存的正文。"
    assert "删去： 先保存的正文。" in page.text
    assert (await stored(units, entry_id)).entry.body == "先保存的正文。"
    page = await other.post(
        f"{HERE}/{entry_id}/edit", {**mine, "body": "后保存的正文。", "version": page.value("version")}
    )
    assert page.status == 200
    assert (await stored(units, entry_id)).entry.body == "后保存的正文。"


async def test_versions_show_who_changed_what(author, reviewer):
    entry_id = await write(author)
    await publish(author, reviewer, entry_id)
    version = (await author.get(f"{HERE}/{entry_id}/edit")).value("version")
    await author.post(f"{HERE}/{entry_id}/edit", {**WRITTEN, "version": version, "issuer": "示例新机关"})
    page = await author.get(f"{HERE}/{entry_id}")
    assert "市民现在看到的是第 1 版，第 2 版还没有发布" in page.text
    page = await author.get(f"{HERE}/{entry_id}/versions")
    assert "增加： 示例新机关" in page.text
    assert "删去： 示例市人民政府办公室" in page.text
    assert "示例申请表" not in page.text
    assert "市民看到的" in page.text


async def test_nobody_publishes_without_review_and_authors_do_not_publish(author, reviewer, units):
    entry_id = await write(author)
    version = (await author.get(f"{HERE}/{entry_id}")).value("version")
    assert (await author.post(f"{HERE}/{entry_id}/publish", {"version": version})).status == 403
    page = await reviewer.post(f"{HERE}/{entry_id}/publish", {"version": version})
    assert page.status == 409
    assert "不能发布" in page.text
    assert not (await stored(units, entry_id)).is_live


async def test_whoever_wrote_a_version_does_not_publish_it(reviewer, signed_in, units):
    entry_id = await write(reviewer)
    await step(reviewer, entry_id, "submit")
    page = await reviewer.get(f"{HERE}/{entry_id}")
    assert "要由另一位审核人" in page.text
    refused = await reviewer.post(f"{HERE}/{entry_id}/publish", {"version": page.value("version")})
    assert refused.status == 409
    assert "您自己写的" in refused.text
    assert not (await stored(units, entry_id)).is_live

    await step(await signed_in("head"), entry_id, "publish")
    assert (await stored(units, entry_id)).is_live


async def test_an_office_of_one_may_publish_what_it_wrote(reviewer, units, agency):
    text = factories.agency_file().replace("[agency]", "[agency]\nauthors_may_publish = true", 1)
    await in_unit(units, lambda unit: apply_agency(unit, read_agency_file(text)))
    entry_id = await write(reviewer)
    await publish(reviewer, reviewer, entry_id)
    assert (await stored(units, entry_id)).is_live


async def test_an_entry_set_to_end_is_listed_as_expired_from_the_next_day(author, reviewer, units):
    entry_id = await write(author)
    await publish(author, reviewer, entry_id)
    assert "示例补贴怎么申请" not in (await author.get(f"{HERE}?stage=expired")).text
    await step(reviewer, entry_id, "expire", ends_on="2026-03-01", note_expire="已被替代")
    item = await stored(units, entry_id)
    assert (str(item.entry.expires_on), item.is_live) == ("2026-03-01", True)
    assert "示例补贴怎么申请" in (await author.get(f"{HERE}?stage=expired")).text
    assert "已被替代" in (await author.get(f"{HERE}/{entry_id}")).text


async def test_a_step_without_its_day_is_told_and_changes_nothing(author, reviewer, units):
    entry_id = await write(author)
    await publish(author, reviewer, entry_id)
    version = (await reviewer.get(f"{HERE}/{entry_id}")).value("version")
    assert (await reviewer.post(f"{HERE}/{entry_id}/expire", {"version": version, "ends_on": "明天"})).status == 422
    assert str((await stored(units, entry_id)).entry.expires_on) == "2027-12-31"


async def test_the_list_is_narrowed_by_owner_region_department_and_words(author):
    await write(author)
    await write(author, entry_title="示例二", region="另一示例市", department="另一部门", owner_unit="finance")
    for query in ("owner=finance", "region=另一示例市", "department=另一部门", "q=示例二"):
        page = await author.get(f"{HERE}?{query}")
        assert "示例二" in page.text, query
        assert "示例补贴怎么申请" not in page.text, query


async def test_region_chosen_in_the_list_shows_what_it_contains_however_it_is_written(author):
    for number, region in enumerate(("甲省", "甲省/乙市", "甲省 乙市丙区", "甲省乙市", "甲省丁市", "")):
        await write(author, entry_title=f"示例地区条目{number}", region=region)

    page = await author.get(f"{HERE}?region=甲省乙市")

    assert [number for number in range(6) if f"示例地区条目{number}" in page.text] == [1, 2, 3]
    assert re.findall('<option value="(甲省[^"]*)"', page.source) == ["甲省", "甲省丁市", "甲省乙市", "甲省 乙市丙区"]


async def test_a_review_day_that_has_come_is_listed(author, reviewer):
    entry_id = await write(author, review_on="")
    await publish(author, reviewer, entry_id)
    assert "没有要复核的条目" in (await author.get(f"{HERE}/reviews")).text
    await step(author, entry_id, "plan", review_on="2026-03-02")
    assert "示例补贴怎么申请" in (await author.get(f"{HERE}/reviews")).text


async def test_the_keeper_of_an_entry_is_reminded_of_its_review(author, reviewer, units):
    async def reviews():
        async with units.reading() as unit:
            return [(one.title, str(one.due_on)) for one in await open_entry_limits(unit.session, "entry_review")]

    entry_id = await write(author)
    assert await reviews() == []
    await publish(author, reviewer, entry_id)
    assert await reviews() == [("示例补贴怎么申请", "2026-09-01")]
    await step(author, entry_id, "plan", review_on="2026-10-01")
    assert await reviews() == [("示例补贴怎么申请", "2026-10-01")]
    await step(reviewer, entry_id, "withdraw", note_withdraw="有误")
    assert await reviews() == []


async def test_a_policy_published_alone_owes_its_interpretation_until_that_is_public(author, reviewer, units, agency):
    async def owed():
        async with units.reading() as unit:
            return await interpretations_due(unit, agency.id)

    policy = await write(author, entry_title="示例办法", is_policy="yes")
    await step(author, policy, "submit")
    assert "还没有发布解读" in (await reviewer.get(f"{HERE}/{policy}")).text
    await step(reviewer, policy, "publish")
    assert str((await owed())[policy].due_on) == "2026-03-05"
    page = await author.get(f"{HERE}/policies")
    assert "还有 3 个工作日" in page.text or "剩 3 个工作日" in page.text
    form = await author.get(f"{HERE}/new?interprets={policy}")
    assert form.value("entry_title") == "《示例办法》解读"
    assert form.value("interprets") == str(policy)
    note = await write(author, entry_title="《示例办法》解读", interprets=str(policy))
    assert policy in await owed()
    await publish(author, reviewer, note)
    assert await owed() == {}
    await step(reviewer, note, "withdraw", note_withdraw="有误")
    assert policy in await owed()


async def test_why_a_policy_stays_without_its_interpretation_is_noted(author, reviewer, units, agency, clock):
    policy = await write(author, entry_title="示例办法", is_policy="yes")
    await publish(author, reviewer, policy)
    clock.advance(timedelta(days=8))
    await reviewer.sign_in("reviewer.office", PASSWORD)
    async with units.writing() as unit:
        for one in await reminders.due_reminders(unit):
            await reminders.fire(unit, one)
        await unit.commit()
    version = (await reviewer.get(f"{HERE}/{policy}")).value("version")
    refused = await reviewer.post(f"{HERE}/{policy}/acknowledge", {"version": version, "note_acknowledge": " "})
    assert refused.status == 422

    page = await step(reviewer, policy, "acknowledge", note_acknowledge="与省级解读一并发布")
    assert "与省级解读一并发布" in page.text
    clock.advance(timedelta(days=3))
    async with units.reading() as unit:
        assert await reminders.due_reminders(unit) == []
        assert policy in await interpretations_due(unit, agency.id)


async def test_entries_imported_as_policies_owe_their_interpretation(units, agency):
    entries = [Entry(key=key, title=f"示例{key}", passages=(Passage(position=0, text="甲。"),)) for key in "ab"]

    async def bring_in(unit):
        catalogue = unit.companion(Catalogue)
        await catalogue.import_entries(entries, author="示例")
        numbers = await catalogue.mark_policies([entry.key for entry in entries], author="示例", note="政策")
        await keep_limits(unit, numbers, replace(operator(), agency_id=agency.id))
        return numbers

    numbers = await in_unit(units, bring_in)
    assert await in_unit(units, bring_in) == numbers
    async with units.reading() as unit:
        assert set(await interpretations_due(unit, agency.id)) == set(numbers)
        steps = await unit.companion(Catalogue).steps(numbers[0])
    assert [one.note for one in steps] == ["", "政策"]


async def test_a_policy_published_with_its_interpretation_owes_nothing(author, reviewer, units, agency):
    policy = await write(author, entry_title="示例办法", is_policy="yes")
    note = await write(author, entry_title="《示例办法》解读", interprets=str(policy))
    await publish(author, reviewer, note)
    await publish(author, reviewer, policy)
    async with units.reading() as unit:
        assert await interpretations_due(unit, agency.id) == {}


async def test_open_questions_become_a_draft_and_are_settled_by_it(author, units):
    async def ask(unit):
        catalogue = unit.companion(Catalogue)
        for question in ("示例路什么时候通车", "示例路什么时候能通车？"):
            await catalogue.record_feedback(question, FeedbackKind.UNANSWERED, status="no_answer")
        await catalogue.record_feedback("示例停车怎么收费", FeedbackKind.ASKED, status="answered")

    await in_unit(units, ask)
    page = await author.get(f"{HERE}/questions")
    assert "没答上 2" in page.text
    assert page.text.count("示例停车怎么收费") == 1
    form = await author.get(page.link("写成条目"))
    assert set(form.value("questions").split("\n")) == {"示例路什么时候通车", "示例路什么时候能通车？"}
    await write(author, entry_title="示例路通车时间", asked=form.value("asked"))
    page = await author.get(f"{HERE}/questions")
    assert "没有等着补充的问题" in page.text
    assert "示例路什么时候" in page.text  # still among the topics of the week


async def test_questions_of_the_chat_are_the_topics_of_the_week(author, units, clock):
    deps = OrderDeps(wording=Wording.load(), answers=lambda: None, print_receipt=lambda **_: b"")
    citizen = await factories.make_conversation(units)
    for question, verdict in (
        ("示例停车怎么收费", "asked"),
        ("示例停车收费吗", "asked"),
        ("示例公园在哪", "unanswered"),
    ):
        note = NoteQuestion(question=question, verdict=verdict, status="answered")
        await in_unit(units, lambda unit, note=note: perform(unit, citizen, note, deps))
    page = await author.get(f"{HERE}/questions")
    topics = page.text.split("本周热点")[1]
    assert topics.index("2 次") < topics.index("示例公园在哪 1 次")
    clock.advance(timedelta(days=8))
    await author.sign_in("handler.roads", PASSWORD)
    assert "这一周还没有人提问" in (await author.get(f"{HERE}/questions")).text


async def test_a_group_that_needs_no_entry_is_settled(author, units):
    async def ask(unit):
        await unit.companion(Catalogue).record_feedback("示例", FeedbackKind.USELESS, status="answered")

    await in_unit(units, ask)
    asked = (await author.get(f"{HERE}/questions")).value("asked")
    page = await author.post(f"{HERE}/questions/resolve", {"asked": asked})
    assert "没有等着补充的问题" in page.text


async def test_synonyms_are_added_told_when_wrong_and_removed(author, units):
    page = await author.post(f"{HERE}/synonyms", {"term": "示例卡", "same_as": "示例卡"})
    assert page.status == 422
    assert page.value("term") == "示例卡"
    page = await author.post(f"{HERE}/synonyms", {"term": "示例卡", "same_as": "示例社会保障卡"})
    assert "示例社会保障卡" in page.text
    async with units.reading() as unit:
        (kept,) = await unit.companion(Catalogue).synonyms()
    page = await author.post(f"{HERE}/synonyms/{kept.synonym_id}/remove")
    assert "示例社会保障卡" not in page.text


async def test_an_answer_to_a_citizen_becomes_one_masked_draft(author, units, agency):
    citizen = await factories.make_conversation(units)
    asked = OpenConsultation(
        conversation_id=citizen.conversation_id, agency_id=agency.id, text="示例路施工到何时？我的电话13800138000"
    )
    ticket = await in_unit(units, lambda unit: open_consultation(unit, asked, citizen))
    here = f"/staff/tickets/{ticket.id}"
    page = await author.post(f"{here}/entry")
    assert "还没有答复" in page.text
    version = (await author.get(here)).value("version")
    await author.post(f"{here}/answer", {"version": version, "text": "到五月底，请打13900139000。"})
    page = await author.post(f"{here}/entry")
    again = await author.post(f"{here}/entry")
    assert number(page) == number(again)
    item = await stored(units, number(page))
    assert (item.stage, item.is_live) == (Stage.DRAFT, False)
    assert item.entry.body == "到五月底，请打〔手机号〕。"
    assert (item.entry.title, item.entry.questions) == ("示例路施工到何时？", ("示例路施工到何时？",))
    assert (item.entry.issuer, str(item.entry.published_on)) == (agency.name, "2026-03-02")
    assert item.entry.owner_unit == "roads"


async def test_an_address_that_is_no_web_page_is_shown_but_never_a_link(author, units):
    entry = Entry(key="k", title="示例", passages=(Passage(position=0, text="<b>示例</b>"),), url="javascript:alert(1)")
    async with units.writing() as unit:
        await unit.companion(Catalogue).import_entries([entry], author="导入")
        entry_id = await unit.companion(Catalogue).number_of("k")
        await unit.commit()

    page = await author.get(f"{HERE}/{entry_id}")

    assert "javascript:alert(1)" in page.text
    assert 'href="javascript' not in page.source
    assert "<b>示例" not in page.source


async def test_a_name_that_publications_use_all_over_is_no_synonym_of_another_thing(author, units):
    entries = [
        Entry(key=f"k{at}", title=f"示例补贴第{at}项", passages=(Passage(position=0, text="甲。"),)) for at in range(6)
    ]
    async with units.writing() as unit:
        await unit.companion(Catalogue).import_entries(entries, author="导入")
        await unit.commit()

    refused = await author.post(f"{HERE}/synonyms", {"term": "补贴", "same_as": "养犬登记"})
    short_form = await author.post(f"{HERE}/synonyms", {"term": "补贴", "same_as": "财政补贴"})

    assert refused.status == 422
    assert "标题里就有" in refused.text
    assert short_form.status == 200


async def test_the_first_page_counts_what_the_knowledge_base_waits_for(author, reviewer):
    policy = await write(author, entry_title="示例办法", is_policy="yes", review_on="2026-03-02")
    await step(author, policy, "submit")
    waiting = await reviewer.get("/staff/")
    assert "1 待审核条目" in waiting.text
    assert "待审核条目" not in (await author.get("/staff/")).text

    await step(reviewer, policy, "publish")

    page = await author.get("/staff/")
    assert "1 到期复核的条目" in page.text
    assert "1 等解读的政策" in page.text
    assert "待审核条目" not in (await reviewer.get("/staff/")).text
