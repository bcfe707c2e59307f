"""Questions that wait for a person, and the entries citizens are answered from."""

import pytest

from knowledge.catalogue import Catalogue
from knowledge.entries import Entry, Passage
from requests_db.services import conversations
from requests_db.services.consultations import OpenConsultation, open_consultation
from requests_db.services.retrying import in_unit
from tests import factories

TEXT = "示例路施工到什么时候？<b>急</b>"


@pytest.fixture
async def citizen(units):
    return await factories.make_conversation(units)


@pytest.fixture
async def ticket(units, agency, citizen):
    command = OpenConsultation(conversation_id=citizen.conversation_id, agency_id=agency.id, text=TEXT)
    return await in_unit(units, lambda unit: open_consultation(unit, command, citizen))


def here(ticket) -> str:
    return f"/staff/tickets/{ticket.id}"


async def test_an_answer_goes_back_into_the_chat(signed_in, units, citizen, ticket):
    handler = await signed_in("handler", unit="roads")
    listed = await handler.get("/staff/tickets")
    page = await handler.get(listed.link("示例路施工到什么时候"))
    assert "<b>急" not in page.source
    page = await handler.post(f"{here(ticket)}/claim", {"version": page.value("version")})
    assert "已领取" in page.text
    page = await handler.post(f"{here(ticket)}/answer", {"version": page.value("version"), "text": "到五月底。"})
    assert "已发回市民的聊天" in page.text
    async with units.reading() as unit:
        said = await conversations.replies_after(unit, citizen.conversation_id)
    assert [one.body["facts"]["text"] for one in said if one.body.get("notice") == "ticket.answered"] == ["到五月底。"]
    assert "到五月底。" in (await handler.get(here(ticket))).text


async def test_an_empty_answer_is_told_and_a_late_one_keeps_its_text(signed_in, ticket):
    first, second = await signed_in("registrar", username="first"), await signed_in("registrar", username="second")
    version = (await second.get(here(ticket))).value("version")
    assert (await second.post(f"{here(ticket)}/answer", {"version": version, "text": " "})).status == 422
    await first.post(f"{here(ticket)}/claim", {"version": version})
    page = await second.post(f"{here(ticket)}/answer", {"version": version, "text": "我的答复"})
    assert page.status == 409
    assert page.value("text") == "我的答复"


async def test_a_question_of_another_unit_is_out_of_sight_until_handed_on(signed_in, agency, ticket):
    registrar = await signed_in("registrar")
    handler = await signed_in("handler", unit="finance")
    assert (await handler.get(here(ticket))).status == 404
    finance = next(one.id for one in agency.units if one.code == "finance")
    version = (await registrar.get(here(ticket))).value("version")
    page = await registrar.post(f"{here(ticket)}/pass", {"version": version, "unit_id": str(finance)})
    assert "已转给那个单位" in page.text
    assert (await handler.get(here(ticket))).status == 200


async def test_a_question_asked_twice_is_closed_without_an_answer(signed_in, units, citizen, ticket):
    registrar = await signed_in("registrar")
    version = (await registrar.get(here(ticket))).value("version")
    page = await registrar.post(f"{here(ticket)}/close", {"version": version})
    assert "没有发出答复" in page.text
    async with units.reading() as unit:
        assert not await conversations.replies_after(unit, citizen.conversation_id)


@pytest.fixture
async def entry(units):
    async def work(unit):
        made = Entry(key="sample", title="示例条目<i>", passages=(Passage(position=0, text="第一段。\n第二段。"),))
        return await unit.companion(Catalogue).draft(made, author="示例", note="起草")

    return (await in_unit(units, work)).entry_id


async def test_an_entry_goes_from_draft_over_review_to_the_public_and_back(signed_in, entry):
    author, reviewer = await signed_in("handler"), await signed_in("reviewer")
    address = f"/staff/knowledge/{entry}"
    page = await author.get((await author.get("/staff/knowledge?q=示例条目")).link("示例条目"))
    assert page.has_form(f"{address}/submit")
    assert not page.has_form(f"{address}/publish")
    await author.post(f"{address}/submit", {"version": page.value("version")})
    page = await reviewer.get(address)
    version = page.value("version")
    page = await reviewer.post(f"{address}/publish", {"version": version})
    assert "已发布" in page.text
    stale = await reviewer.post(f"{address}/withdraw", {"version": version})
    assert stale.status == 409
    page = await reviewer.post(f"{address}/withdraw", {"version": stale.value("version")})
    assert "已撤下" in page.text
    assert "<i>" not in page.source


async def test_an_unknown_entry_is_not_found(signed_in):
    author = await signed_in("handler")
    assert (await author.get("/staff/knowledge/999")).status == 404
    assert (await author.post("/staff/knowledge/999/submit", {"version": "1"})).status == 404


async def test_ticked_questions_change_hands_together(signed_in, agency, ticket):
    registrar = await signed_in("registrar")
    finance = next(one.id for one in agency.units if one.code == "finance")
    listed = await registrar.get("/staff/tickets")
    page = await registrar.post("/staff/tickets/share", {"case": listed.value("case"), "unit_id": "", "holder_id": ""})
    assert page.status == 422
    page = await registrar.post("/staff/tickets/share", {"case": listed.value("case"), "unit_id": str(finance)})
    assert "已办好 1 件" in page.text
    assert "财务科" in (await registrar.get("/staff/tickets")).text
    assert "示例路施工" not in (await registrar.get(f"/staff/tickets?holder={registrar.actor.staff_id}")).text
    handler = await signed_in("handler", unit="finance")
    assert not (await handler.get("/staff/tickets")).has_form("/staff/tickets/share")
