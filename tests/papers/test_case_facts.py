import io
from collections.abc import Mapping
from datetime import date

import docx
import pytest

from handlers.papers.case_facts import Party, asked_of, case_facts, parties_of
from handlers.papers.letter_values import LetterFacts, LetterFault, document_number
from handlers.papers.letters import write_letter
from requests_db.clock import FrozenClock
from requests_db.services.actors import Actor
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.case_page import case_page, open_personal_data
from requests_db.services.desk_actions import take_step
from requests_db.services.steps import Step
from requests_db.statute.deadlines import ConsultKind, Event, EventType
from requests_db.statute.workflow import Action
from requests_db.store.case_views import ApplicantView, CasePage
from requests_db.store.unit_of_work import Units
from tests.conftest import StaffMaker
from tests.factories import file_request, make_conversation

FILED_ON = date(2026, 3, 2)
ALL_ROLES = ("registrar", "handler", "head")
SEARCH = {"places": "示例档案室、示例办公系统", "words": "示例路、施工许可", "found": "没有结果"}


async def do(units: Units, actor: Actor, case_id: int, action: Action, **changes: object) -> None:
    async with units.writing() as unit:
        await take_step(unit, case_id, Step(action=action, on=unit.today, **changes), actor)
        await unit.commit()


async def seen(units: Units, actor: Actor, case_id: int) -> tuple[CasePage, ApplicantView]:
    async with units.writing() as unit:
        page = await case_page(unit, actor, case_id)
        opened = await open_personal_data(unit, actor, case_id, "制作文书")
        await unit.commit()
        return page, opened


async def started(units: Units, agency: AgencyProfile, staff: StaffMaker) -> tuple[Actor, int]:
    actor = await staff(*ALL_ROLES)
    receipt = await file_request(units, agency, await make_conversation(units))
    await do(units, actor, receipt.case_id, Action.CLAIM)
    return actor, receipt.case_id


async def letter(
    units: Units,
    agency: AgencyProfile,
    actor: Actor,
    case_id: int,
    kind: str,
    typed: Mapping[str, object] | None = None,
) -> tuple[LetterFacts, str]:
    page, applicant = await seen(units, actor, case_id)
    facts = case_facts(
        kind,
        page,
        agency,
        applicant,
        issued_on=FILED_ON,
        document_number=document_number(2026, 1),
        typed=typed,
    )
    document = docx.Document(io.BytesIO(write_letter(kind, facts)))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return facts, "\n".join([paragraph.text for paragraph in document.paragraphs] + tables)


async def test_correction_notice_states_what_was_asked_and_until_when(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    actor, case_id = await started(units, agency, staff)
    await do(
        units,
        actor,
        case_id,
        Action.REQUEST_CORRECTION,
        reason="写明所需文件的年份\n写明所涉路段",
        facts={"allowed_working_days": 10},
    )

    facts, text = await letter(units, agency, actor, case_id, "correction_notice")

    assert facts.details["until_on"] == date(2026, 3, 16)
    assert "1. 写明所需文件的年份；\n2. 写明所涉路段。" in text
    assert "请于2026年3月16日前（含当日）" in text
    assert "示例申请人：" in text


async def test_extension_notice_states_the_old_and_the_new_day(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    actor, case_id = await started(units, agency, staff)
    await do(units, actor, case_id, Action.PROPOSE_EXTENSION, reason="需要核对的文件较多", facts={"working_days": 5})
    extended = Event(type=EventType.EXTENDED, on=FILED_ON, working_days=5)
    await do(units, actor, case_id, Action.CONSENT_EXTENSION, clock_events=(extended,), facts={"working_days": 5})

    _, text = await letter(units, agency, actor, case_id, "extension_notice")

    assert "本件答复期限的最后一日为2026年3月30日。因需要核对的文件较多，不能按期答复" in text
    assert "答复期限延长5个工作日，延长后的最后一日为2026年4月7日" in text
    _, receipt = await letter(units, agency, actor, case_id, "receipt")
    assert "最后一日为2026年3月30日" in receipt


async def test_reply_that_nothing_exists_tells_of_the_search_on_record(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    actor, case_id = await started(units, agency, staff)
    await do(units, actor, case_id, Action.RECORD_SEARCH, private=SEARCH)

    facts, text = await letter(units, agency, actor, case_id, "not_exist")

    assert facts.details["searched_on"] == clock.today()
    assert "检索范围：示例档案室、示例办公系统；检索方法：示例路、施工许可" in text
    assert "“示例路道路施工许可；示例路 2025 年道路施工许可文件”" in text


async def test_review_sheet_of_a_paused_case_leaves_its_last_day_open(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    actor, case_id = await started(units, agency, staff)
    _, running = await letter(units, agency, actor, case_id, "review_sheet")
    sent = Event(type=EventType.CONSULT_SENT, on=FILED_ON, id="第1份", kind=ConsultKind.THIRD_PARTY)
    facts = {"kind": "third_party", "letter": sent.id}
    await do(units, actor, case_id, Action.SEND_OPINION_LETTER, clock_events=(sent,), facts=facts)

    _, paused = await letter(units, agency, actor, case_id, "review_sheet")

    assert "2026年3月2日收到，答复期限2026年3月30日" in running
    assert "2026年3月2日收到，答复期限待定" in paused


async def test_register_entry_of_a_case_withdrawn_while_paused_says_that_it_ended(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    actor, case_id = await started(units, agency, staff)
    asking = {"reason": "写明所需文件的年份", "facts": {"allowed_working_days": 10}}
    await do(units, actor, case_id, Action.REQUEST_CORRECTION, **asking)
    _, paused = await letter(units, agency, actor, case_id, "register_entry")
    await do(units, actor, case_id, Action.WITHDRAW, reason="申请人来函撤回")

    _, ended = await letter(units, agency, actor, case_id, "register_entry")

    assert "答复期限\n待定" in paused
    assert "答复期限\n—（办理终止）" in ended
    assert "待定" not in ended


async def test_register_entry_of_a_case_answered_while_paused_keeps_the_last_day_that_stood(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    actor, case_id = await started(units, agency, staff)
    sent = Event(type=EventType.CONSULT_SENT, on=FILED_ON, id="第1份", kind=ConsultKind.THIRD_PARTY)
    facts = {"kind": "third_party", "letter": sent.id}
    await do(units, actor, case_id, Action.SEND_OPINION_LETTER, clock_events=(sent,), facts=facts)
    await do(units, actor, case_id, Action.ANSWER, outcome="already_public", private={"text": "已经公开。"})

    _, text = await letter(units, agency, actor, case_id, "register_entry")

    assert "答复期限\n2026年3月30日" in text


async def test_fee_notice_says_all_the_step_said(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    actor, case_id = await started(units, agency, staff)
    await do(
        units,
        actor,
        case_id,
        Action.NOTIFY_FEE,
        reason="数量明显超过合理范围",
        facts={"basis": "per_page", "quantity": 101, "yuan": 720},
        private={"how_to_pay": "示例缴款码"},
    )

    _, text = await letter(units, agency, actor, case_id, "fee_notice")

    for said in ("数量明显超过合理范围", "按量", "101页", "720元（大写：柒佰贰拾元整）", "示例缴款码", "20个工作日"):
        assert said in text


async def test_release_against_an_opinion_is_told_to_who_objected(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    actor, case_id = await started(units, agency, staff)
    for number, name in enumerate(("示例甲公司", "示例乙公司"), start=1):
        sent = Event(type=EventType.CONSULT_SENT, on=FILED_ON, id=f"第{number}份", kind=ConsultKind.THIRD_PARTY)
        facts = {"kind": "third_party", "letter": sent.id}
        step = Action.SEND_OPINION_LETTER
        await do(units, actor, case_id, step, clock_events=(sent,), facts=facts, private={"addressee": name})
        replied = Event(type=EventType.CONSULT_REPLY_RECEIVED, on=FILED_ON, id=sent.id)
        said = {"facts": {"letter": sent.id, "opinion": "refuse"}, "private": {"remark": f"{name}的意见"}}
        await do(units, actor, case_id, Action.RECORD_OPINION, clock_events=(replied,), **said)
    told = {"proof": {"way": "post"}, "facts": {"letter": "第1份"}, "private": {"open_part": "决算总额"}}
    await do(units, actor, case_id, Action.OVERRIDE_OPINION, reason="关系公众健康", **told)

    page, applicant = await seen(units, actor, case_id)
    facts = case_facts("third_party_release", page, agency, applicant, issued_on=FILED_ON)

    assert asked_of("third_party_release", page) == Party(letter="第1份", name="示例甲公司")
    assert asked_of("granted", page) is asked_of("joint_agency_letter", page) is None
    assert facts.details["opinion"] == "示例甲公司的意见"
    assert (facts.details["open_part"], facts.details["reasons"]) == ("决算总额", "关系公众健康")
    assert "示例路道路施工许可" in str(facts.details["concerned"])

    other = case_facts("third_party_release", page, agency, applicant, issued_on=FILED_ON, party="第2份")

    assert (other.details["third_party"], other.details["opinion"]) == ("示例乙公司", "示例乙公司的意见")
    assert "open_part" not in other.details


async def test_release_not_yet_recorded_names_whom_the_officer_chooses_among_several(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    actor, case_id = await started(units, agency, staff)
    for number, name in enumerate(("示例甲公司", "示例乙公司"), start=1):
        sent = Event(type=EventType.CONSULT_SENT, on=FILED_ON, id=f"第{number}份", kind=ConsultKind.THIRD_PARTY)
        facts = {"kind": "third_party", "letter": sent.id}
        step = Action.SEND_OPINION_LETTER
        await do(units, actor, case_id, step, clock_events=(sent,), facts=facts, private={"addressee": name})
        page, applicant = await seen(units, actor, case_id)
        only = asked_of("third_party_release", page)
        assert (only.name if only else "") == ("示例甲公司" if number == 1 else "")

    facts = case_facts("third_party_release", page, agency, applicant, issued_on=FILED_ON, party="第1份")

    assert [one.name for one in parties_of("third_party_release", page)] == ["示例甲公司", "示例乙公司"]
    assert (facts.details["third_party"], facts.details["consulted_on"]) == ("示例甲公司", FILED_ON)
    assert asked_of("third_party_letter", page) == Party(letter="第2份", name="示例乙公司")


async def test_application_form_taken_down_by_staff_is_filled_in(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    actor, case_id = await started(units, agency, staff)

    _, text = await letter(units, agency, actor, case_id, "application_form", {"taken_down_by": "示例登记员"})

    for filled in ("示例申请人", "11010519491231002X", "applicant@example.org", "☑电子邮件", "☑自然人", "示例登记员"):
        assert filled in text


async def test_what_staff_typed_stands_over_what_the_case_knows(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    actor, case_id = await started(units, agency, staff)
    await do(units, actor, case_id, Action.RECORD_SEARCH, private=SEARCH)

    facts, _ = await letter(units, agency, actor, case_id, "not_exist", {"searched_in": "示例另一档案室"})

    assert facts.details["searched_in"] == "示例另一档案室"


async def test_letter_is_never_written_from_masked_data(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    actor, case_id = await started(units, agency, staff)
    page, _ = await seen(units, actor, case_id)

    with pytest.raises(LetterFault, match="masked"):
        case_facts("granted", page, agency, page.applicant, issued_on=FILED_ON)
