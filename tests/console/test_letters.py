"""Letters at the desk: filled from the case, looked at, kept as a file, sealed, given out."""

import io

import docx
import pytest
from sqlalchemy import select

from requests_db.services import conversations
from requests_db.store.tables_cases import CaseEventRow
from tests import factories

PDF = b"%PDF-1.7 sealed by the office\n1 0 obj endobj\n%%EOF"
NUMBER = "（公开）〔2026〕第1号"
NOTICE = {"issued_on": "2026-03-02", "points": "写明年份\n写明路段", "until_on": "2026-03-16"}


@pytest.fixture
async def citizen(units):
    return await factories.make_conversation(units)


@pytest.fixture
async def receipt(units, agency, citizen):
    return await factories.file_request(units, agency, citizen)


def place(receipt, *parts: str) -> str:
    return "/".join((f"/staff/cases/{receipt.case_id}/letters", *parts))


async def send(browser, receipt, kind, deed, **fields):
    version = (await browser.get(place(receipt, kind))).value("version")
    return await browser.post(place(receipt, kind), {"version": version, "deed": deed, **fields})


async def test_the_form_is_filled_from_the_case_without_showing_the_applicant(signed_in, receipt):
    desk = await signed_in("registrar")
    await desk.post(
        f"/staff/cases/{receipt.case_id}/request_correction",
        {
            "version": (await desk.get(f"/staff/cases/{receipt.case_id}")).value("version"),
            "on": "2026-03-02",
            "reason": "写明年份",
            "allowed_working_days": "10",
        },
    )
    overview = await desk.get(place(receipt))
    page = await desk.get(overview.link("政府信息公开申请补正告知书"))
    assert page.value("points") == "写明年份"
    assert page.value("until_on") == "2026-03-16"
    form = await desk.get(place(receipt, "application_form"))
    for shown in (page, form):
        assert "示例申请人" not in shown.source
        assert "11010519491231002X" not in shown.source


async def test_a_preview_shows_the_letter_and_records_the_look(signed_in, receipt, units):
    desk = await signed_in("registrar")
    page = await send(desk, receipt, "correction_notice", "preview", **NOTICE)
    assert page.status == 200
    assert "示例申请人：" in page.text
    assert "1. 写明年份；" in page.text
    assert "（保存时自动编号）" in page.text
    assert page.value("points") == "写明年份\n写明路段"
    async with units.reading() as unit:
        actions = (await unit.session.scalars(select(CaseEventRow.action).order_by(CaseEventRow.id))).all()
    assert actions[-1] == "open_personal_data"


async def test_a_missing_fact_is_told_at_its_field_and_the_rest_is_kept(signed_in, receipt):
    desk = await signed_in("registrar")
    page = await send(desk, receipt, "correction_notice", "keep", **{**NOTICE, "points": ""})
    assert page.status == 422
    assert 'id="e-points"' in page.source
    assert page.value("until_on") == "2026-03-16"


async def test_what_the_case_must_tell_first_is_named(signed_in, receipt):
    desk = await signed_in("registrar")
    said = {"reasons": "本月申请明显较多", "how_to_pay": "银行柜台"}
    page = await send(desk, receipt, "fee_notice", "keep", issued_on="2026-03-02", **said)
    assert page.status == 422
    assert "应缴金额" in page.text
    assert page.value("how_to_pay") == "银行柜台"


async def test_a_kept_letter_is_numbered_downloaded_and_in_the_history(signed_in, receipt):
    desk = await signed_in("registrar")
    page = await send(desk, receipt, "correction_notice", "keep", **NOTICE)
    assert "文书已存入本件" in page.text
    assert NUMBER in page.text
    response = await desk.client.get(page.link(f"政府信息公开申请补正告知书{NUMBER}"))
    document = docx.Document(io.BytesIO(await response.read()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert NUMBER in text
    assert "2. 写明路段。" in text
    case = await desk.get(f"/staff/cases/{receipt.case_id}")
    assert "存入文书" in case.text
    assert NUMBER in case.text
    again = await send(desk, receipt, "correction_notice", "keep", **NOTICE)
    assert "（公开）〔2026〕第2号" in again.text
    own = await send(desk, receipt, "correction_notice", "keep", **NOTICE, document_number="示发〔2026〕9号")
    assert "示发〔2026〕9号" in own.text


async def test_a_letter_to_a_third_party_asks_for_its_addressee(signed_in, receipt):
    desk = await signed_in("registrar")
    given = {"issued_on": "2026-03-02", "concerned": "施工许可文件", "why_concerned": "涉及商业秘密"}
    page = await send(desk, receipt, "third_party_letter", "preview", **given)
    assert page.status == 422
    assert 'id="e-addressee"' in page.source


async def test_sealing_and_giving_out(signed_in, receipt, units, citizen):
    desk = await signed_in("registrar")
    kept = await send(desk, receipt, "correction_notice", "keep", **NOTICE)
    form = await desk.get(kept.link("换成盖章件"))
    address = form.source.split('action="')[2].split('"')[0]
    wrong = await desk.post_files(address, {}, sealed=("件.txt", b"words"))
    assert wrong.status == 422
    assert "PDF 或 OFD" in wrong.text
    page = await desk.post_files(address, {}, sealed=("件.pdf", PDF))
    assert "盖章件已代替原稿" in page.text
    form = await desk.get(page.link("登记发出"))
    address = form.source.split('action="')[2].split('"')[0]
    wrong = await desk.post(address, {"on": "2027-01-01", "way": "chat"})
    assert wrong.status == 422
    assert wrong.value("on") == "2027-01-01"
    page = await desk.post(address, {"on": "2026-03-02", "way": "chat"})
    assert "2026年3月2日发出：在聊天里送达" in page.text
    async with units.reading() as unit:
        said = await conversations.replies_after(unit, citizen.conversation_id)
    notice = next(one.body for one in said if one.body.get("notice") == "case.letter")
    assert len(notice["attachments"]) == 1


async def test_a_changed_case_is_not_written_about_unseen(signed_in, receipt):
    desk = await signed_in("registrar", "handler")
    seen = (await desk.get(place(receipt, "correction_notice"))).value("version")
    await desk.post(f"/staff/cases/{receipt.case_id}/claim", {"version": seen})
    page = await desk.post(place(receipt, "correction_notice"), {"version": seen, "deed": "keep", **NOTICE})
    assert page.status == 409
    assert page.value("points") == "写明年份\n写明路段"


async def test_who_does_not_see_the_case_finds_no_letter(signed_in, receipt):
    roads = await signed_in("handler", unit="roads")
    for path in (place(receipt), place(receipt, "receipt")):
        assert (await roads.get(path)).status == 404
    assert (await roads.get(place(receipt, "nonsense"))).status == 404
    supervisor = await signed_in("supervisor")
    page = await supervisor.get(place(receipt))
    assert page.status == 200
    assert "写一份文书" not in page.text


async def test_every_kind_of_letter_opens_a_form(signed_in, receipt):
    desk = await signed_in("registrar")
    page = await desk.get(place(receipt))
    kinds = {part.split('"')[0] for part in page.source.split(f'href="{place(receipt)}/')[1:]}
    assert len(kinds) > 40
    for kind in sorted(kinds):
        shown = await desk.get(place(receipt, kind))
        assert shown.status == 200, kind
        preview = await send(desk, receipt, kind, "preview", issued_on="2026-03-02")
        assert preview.status in {200, 422}, kind


async def test_the_officer_chooses_which_of_several_third_parties_a_release_letter_is_for(signed_in, receipt):
    desk = await signed_in("registrar", "handler")
    case = f"/staff/cases/{receipt.case_id}"
    await desk.post(f"{case}/claim", {"version": (await desk.get(case)).value("version")})
    for number, name in enumerate(("示例甲公司", "示例乙公司"), start=1):
        page = await desk.get(case)
        asked = {"kind": "third_party", "addressee": name, "on": "2026-03-02", "text": "请提出意见。"}
        await desk.post(f"{case}/send_opinion_letter", {"version": page.value("version"), **asked})
        form = await desk.get(f"{case}?do=record_opinion")
        said = {"letter": f"第{number}份", "on": "2026-03-02", "opinion": "disagrees", "remark": f"{name}的意见"}
        await desk.post(f"{case}/record_opinion", {"version": form.value("version"), **said})

    undecided = await desk.get(place(receipt, "third_party_release"))
    chosen = await desk.get(undecided.link("第1份 示例甲公司").partition("#")[0])
    lacking = await desk.post(
        place(receipt, "third_party_release"), {"version": chosen.value("version"), "party": "第1份", "deed": "preview"}
    )

    assert undecided.value("addressee") == ""
    assert (chosen.value("addressee"), chosen.value("opinion")) == ("示例甲公司", "示例甲公司的意见")
    assert (lacking.status, lacking.value("party")) == (422, "第1份")
    nonsense = await desk.get(place(receipt, "third_party_release") + "?party=nonsense")
    foreign = await desk.post(
        place(receipt, "third_party_letter"), {"version": chosen.value("version"), "party": "第9份", "deed": "preview"}
    )
    assert (nonsense.status, foreign.status) == (404, 404)
