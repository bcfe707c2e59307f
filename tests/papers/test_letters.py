import io
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import docx
import pytest

from handlers.papers.layouts import LAYOUTS
from handlers.papers.letter_values import (
    Fact,
    LetterFacts,
    LetterFault,
    MissingFacts,
    TextFault,
    UnknownLetter,
    document_number,
)
from handlers.papers.letters import asked_facts, letter_kinds, preview_html, write_letter
from handlers.papers.remedy_words import cited, remedies_as, reviewing_body
from handlers.papers.stationery import Stationery
from requests_db.services.agency_settings import AgencyProfile, ContactPoint
from requests_db.statute.articles import ARTICLES, Confidence
from requests_db.statute.outcomes import OUTCOMES, RemedyKind

AGENCY = AgencyProfile(
    id=1,
    code="sample",
    name="示例市公共服务局",
    reviewing_body="示例市人民政府",
    court="示例市示例区人民法院",
    opening_hours="工作日",
    contact=ContactPoint(address="示例路 1 号", phone="000-00000000"),
)
HOUSE = Stationery.load()
LETTERS_OUT = [key for key, outcome in OUTCOMES.items() if outcome.letter]
STEPS = (
    "receipt",
    "correction_notice",
    "reasons_request",
    "extension_notice",
    "delay_notice",
    "third_party_letter",
    "third_party_confirmation",
    "consultation_notice",
    "third_party_release",
    "joint_agency_letter",
    "other_agency_letter",
    "assistance_letter",
    "fee_notice",
    "records_corrected",
    "records_not_corrected",
    "records_forwarded",
    "withdrawn",
    "party_affairs",
    "proof_of_service",
    "review_sheet",
    "transfer_list",
    "register_entry",
    "application_form",
)
SAMPLES: dict[str, Fact] = {
    "date": date(2026, 11, 2),
    "number": 1100,
    "lines": ("示例事项甲", "示例事项乙"),
    "rows": (("示例登记表", "1", "2"),),
    "choice": "email",
}


def facts_for(kind: str, *, only_required: bool = False, **changes: object) -> LetterFacts:
    details = {
        place.name: SAMPLES.get(place.kind, f"示例{place.label}")
        for place in asked_facts(kind, HOUSE)
        if place.is_required or not only_required
    }
    facts = LetterFacts(
        agency=AGENCY,
        issued_on=date(2026, 11, 22),
        document_number=document_number(2026, 1),
        ref="示公开2026-00001",
        applicant="示例申请人",
        addressee="示例第三方",
        wanted="示例道路改造批复",
        received_on=date(2026, 10, 20),
        due_on=date(2026, 11, 17),
        details=details,
    )
    return replace(facts, **changes)


def printed(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


@pytest.mark.parametrize("kind", letter_kinds(HOUSE))
def test_every_letter_opens_in_word_and_has_no_place_left(kind: str) -> None:
    text = printed(write_letter(kind, facts_for(kind), HOUSE))

    assert not re.search(r"[{}]|None|<bound", text)
    assert HOUSE.section(kind)["title"] in text
    assert AGENCY.name in text


@pytest.mark.parametrize("kind", letter_kinds(HOUSE))
def test_preview_says_what_the_letter_says(kind: str) -> None:
    facts = facts_for(kind)
    page = unescape(re.sub(r"<br>|</[^>]+>", "\n", preview_html(kind, facts, HOUSE)))
    shown = set(filter(None, (re.sub("<[^>]+>", "", line).strip() for line in page.split("\n"))))
    sent = set(filter(None, (line.strip() for line in printed(write_letter(kind, facts, HOUSE)).split("\n"))))

    assert {re.sub(r"^\d\. ", "", line) for line in sent} == {re.sub(r"^\d\. ", "", line) for line in shown}


@pytest.mark.parametrize("key", LETTERS_OUT)
def test_every_outcome_has_a_letter_that_cites_its_articles(key: str) -> None:
    text = printed(write_letter(key, facts_for(key), HOUSE))

    for article in OUTCOMES[key].articles:
        provision = ARTICLES[article]
        if provision.confidence is not Confidence.FROM_MEMORY:
            assert provision.article in text


@pytest.mark.parametrize("key", LETTERS_OUT)
def test_every_reply_has_the_elements_of_a_reply(key: str) -> None:
    text = printed(write_letter(key, facts_for(key), HOUSE))

    for element in (
        "（公开）〔2026〕第1号",
        "示例申请人：",
        "本机关于2026年10月20日收到您提出的政府信息公开申请（登记编号：示公开2026-00001）",
        "“示例道路改造批复”",
        "示例市公共服务局（印章）",
        "二〇二六年十一月二十二日",
    ):
        assert element in text


@pytest.mark.parametrize("key", [key for key in LETTERS_OUT if OUTCOMES[key].remedy is RemedyKind.REVIEW_FIRST])
def test_refusal_announces_reconsideration_before_suit(key: str) -> None:
    text = printed(write_letter(key, facts_for(key), HOUSE))

    assert "应当先" in text
    assert "60日内向示例市人民政府申请行政复议" in text
    assert "15日内向示例市示例区人民法院提起行政诉讼" in text
    assert "6个月" not in text
    assert "《行政复议法》第二十条、第二十三条" in text


@pytest.mark.parametrize("key", [key for key in LETTERS_OUT if OUTCOMES[key].remedy is RemedyKind.EITHER])
def test_other_replies_announce_both_ways(key: str) -> None:
    text = printed(write_letter(key, facts_for(key), HOUSE))

    assert "60日内向示例市人民政府申请行政复议" in text
    assert "6个月内向示例市示例区人民法院提起行政诉讼" in text
    assert "应当先" not in text


@pytest.mark.parametrize("key", [key for key in LETTERS_OUT if OUTCOMES[key].remedy is RemedyKind.NOT_SUABLE])
def test_what_courts_do_not_take_is_not_announced_as_suable(key: str) -> None:
    text = printed(write_letter(key, facts_for(key), HOUSE))

    assert "提起行政诉讼" not in text
    assert "投诉、举报" in text


@pytest.mark.parametrize("kind", ["correction_notice", "extension_notice", "consultation_notice", "fee_notice"])
def test_step_between_announces_no_remedy_of_its_own(kind: str) -> None:
    assert remedies_as(kind, HOUSE.section(kind)) is None


@pytest.mark.parametrize("kind", STEPS)
def test_every_paper_of_the_procedure_exists(kind: str) -> None:
    assert kind in letter_kinds(HOUSE)


@pytest.mark.parametrize("kind", [kind for kind in letter_kinds(HOUSE) if HOUSE.section(kind).get("to")])
def test_letter_to_others_does_not_name_the_applicant(kind: str) -> None:
    assert "示例申请人" not in printed(write_letter(kind, facts_for(kind), HOUSE))


def test_silence_of_a_third_party_is_no_consent_but_a_co_producers_is() -> None:
    third_party = printed(write_letter("third_party_letter", facts_for("third_party_letter"), HOUSE))
    co_producer = printed(write_letter("joint_agency_letter", facts_for("joint_agency_letter"), HOUSE))

    assert "不视为同意" in third_party
    assert "逾期未提出意见的，视为同意公开" in co_producer


def test_missing_facts_are_named_at_once() -> None:
    bare = LetterFacts(agency=AGENCY, issued_on=date(2026, 11, 22), document_number="示例文号")

    with pytest.raises(MissingFacts) as fault:
        write_letter("d1_state_secret", bare, HOUSE)

    assert set(fault.value.names) == {"received_on", "ref", "wanted", "reasons", "applicant"}


def test_grant_states_the_information_or_the_way_to_get_it() -> None:
    with pytest.raises(MissingFacts) as fault:
        write_letter("granted", facts_for("granted", details={}), HOUSE)

    assert fault.value.names == ("enclosures", "how")


def test_named_agency_needs_its_contact() -> None:
    details: dict[str, Fact] = {"reasons": "示例理由", "right_agency": "示例市档案馆"}

    with pytest.raises(MissingFacts, match="right_agency_contact"):
        write_letter("not_agency", facts_for("not_agency", details=details), HOUSE)


def test_letter_is_not_sent_without_its_number_but_can_be_previewed() -> None:
    facts = facts_for("granted", document_number="")

    assert "政府信息公开申请答复书" in preview_html("granted", facts, HOUSE)
    with pytest.raises(MissingFacts, match="document_number"):
        write_letter("granted", facts, HOUSE)


def test_unknown_letter_is_refused() -> None:
    with pytest.raises(UnknownLetter):
        write_letter("shared", facts_for("granted"), HOUSE)


def test_same_facts_give_the_same_bytes() -> None:
    assert write_letter("granted", facts_for("granted"), HOUSE) == write_letter("granted", facts_for("granted"))


def test_grounds_chosen_for_a_partial_release_are_cited() -> None:
    text = printed(write_letter("partial", facts_for("partial", grounds=("条例15",)), HOUSE))

    assert "《政府信息公开条例》第十五条、第三十七条、第三十六条第三项" in text


def test_what_a_citizen_wrote_stays_text() -> None:
    nasty = "<b>示例</b> & {{ letter.agency }} {% raw %} \x0b {0}"
    facts = facts_for("granted", wanted=nasty)

    assert "<b>示例</b> & {{ letter.agency }} {% raw %}  {0}" in printed(write_letter("granted", facts, HOUSE))
    assert "&lt;b&gt;示例&lt;/b&gt; &amp; {{ letter.agency }}" in preview_html("granted", facts, HOUSE)


def test_organisation_is_addressed_as_one() -> None:
    text = printed(write_letter("granted", facts_for("granted", applicant_kind="business"), HOUSE))

    assert "收到贵单位提出的" in text


def test_sum_of_a_fee_is_also_written_in_words() -> None:
    text = printed(write_letter("fee_notice", facts_for("fee_notice"), HOUSE))

    assert "应缴金额：1,100元（大写：壹仟壹佰元整）" in text


def test_provisional_date_says_so() -> None:
    text = printed(write_letter("receipt", facts_for("receipt", due_is_provisional=True), HOUSE))

    assert "最后一日为2026年11月17日（暂定）" in text


def test_paper_of_a_sample_agency_is_marked() -> None:
    sample = replace(AGENCY, is_sample=True)

    assert "示例文书" in printed(write_letter("granted", facts_for("granted", agency=sample), HOUSE))
    assert "示例文书" not in printed(write_letter("granted", facts_for("granted"), HOUSE))


def test_provision_known_from_memory_is_cited_by_its_instrument_only() -> None:
    assert cited(("收费办法7", "条例42")) == "《政府信息公开信息处理费管理办法》和《政府信息公开条例》第四十二条"


def test_reviewing_body_follows_from_the_kind_of_agency() -> None:
    unnamed = replace(AGENCY, reviewing_body="", kind="local_department")

    assert reviewing_body(unnamed) == "本级人民政府"
    assert reviewing_body(replace(unnamed, kind="unheard_of")) == "有管辖权的行政复议机关"


def test_number_of_a_paper_follows_the_agencys_pattern() -> None:
    assert document_number(2026, 7, "示公开告〔{year}〕{number}号") == "示公开告〔2026〕7号"


@pytest.mark.parametrize(("number", "pattern"), [(0, "第{number}号"), (1, "第{serial}号"), (1, "第{0}号")])
def test_impossible_number_of_a_paper_is_refused(number: int, pattern: str) -> None:
    with pytest.raises(LetterFault):
        document_number(2026, number, pattern)


def test_office_words_one_sentence_its_own_way(tmp_path: Path) -> None:
    (tmp_path / "replies.toml").write_text('[granted]\ntitle = "示例自拟标题答复书"\n', "utf-8")
    own = Stationery.load(tmp_path)

    text = printed(write_letter("granted", facts_for("granted"), own))

    assert "示例自拟标题答复书" in text
    assert "本机关决定予以公开" in text


def test_office_uses_a_layout_edited_in_word(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("示例抬头 {{ letter.title }}")
    document.save(tmp_path / "granted.docx")

    content = write_letter("granted", facts_for("granted"), Stationery.load(tmp_path))

    assert printed(content) == "示例抬头 政府信息公开申请答复书"


def test_unreadable_wording_is_named(tmp_path: Path) -> None:
    (tmp_path / "notices.toml").write_text("[receipt\n", "utf-8")

    with pytest.raises(TextFault, match=r"notices\.toml"):
        Stationery.load(tmp_path)


@pytest.mark.parametrize("name", LAYOUTS)
def test_committed_layouts_are_those_the_house_makes(name: str) -> None:
    made, kept = (docx.Document(io.BytesIO(content)) for content in (LAYOUTS[name](), HOUSE.layouts[name]))

    assert made.element.xml == kept.element.xml


def test_every_declared_place_is_used() -> None:
    used = {place.name for kind in letter_kinds(HOUSE) for place in asked_facts(kind, HOUSE)}
    declared = {name for kind, names in HOUSE.texts["places"].items() if kind != "automatic" for name in names}

    assert declared <= used
