"""Letters kept with a case: numbers without repeats, hidden until given, replaced by the sealed copy."""

import asyncio

import pytest

from requests_db.clock import FrozenClock
from requests_db.services import conversations
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.audit import verify
from requests_db.services.case_page import case_page
from requests_db.services.desk_actions import take_step
from requests_db.services.errors import InvalidInput, NotFound
from requests_db.services.files import open_file
from requests_db.services.letters import (
    KeptLetter,
    NewLetter,
    give_letter,
    keep_letter,
    kept_letters,
    next_number,
    replace_letter,
)
from requests_db.services.retrying import in_unit
from requests_db.services.steps import Step
from requests_db.statute.workflow import Action
from requests_db.store.unit_of_work import Units
from tests.conftest import StaffMaker
from tests.factories import file_request, make_conversation

SEALED = b"%PDF-1.7 sealed by the office\n1 0 obj endobj\n%%EOF"
NUMBER = "（公开）〔2026〕第1号"


def letter(kind: str = "correction_notice", **changes: object) -> NewLetter:
    given = {"kind": kind, "title": "补正告知书", "number": NUMBER, "content": SEALED, "name": "补正告知书.pdf"}
    return NewLetter(**{**given, **changes})


async def kept_on(units: Units, actor: Actor, case_id: int) -> tuple[KeptLetter, ...]:
    async with units.reading() as unit:
        page = await case_page(unit, actor, case_id)
        return kept_letters(page.history, page.files)


async def keep(units: Units, actor: Actor, case_id: int, new: NewLetter) -> str:
    return await in_unit(units, lambda unit: keep_letter(unit, actor, case_id, new))


async def may_fetch(units: Units, token: str, citizen: Actor) -> bool:
    try:
        async with units.reading() as unit:
            await open_file(unit, token, conversation_id=citizen.conversation_id)
    except NotFound:
        return False
    return True


async def test_numbers_run_by_year_and_none_is_given_twice(units: Units, agency: AgencyProfile) -> None:
    async def take(year: int) -> int:
        return await in_unit(units, lambda unit: next_number(unit, agency, year))

    together = await asyncio.gather(*(take(2026) for _ in range(5)))
    assert sorted(together) == [1, 2, 3, 4, 5]
    assert await take(2027) == 1
    assert await take(2026) == 6


async def test_a_letter_is_hidden_until_it_is_given_and_then_reaches_the_chat(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    actor, citizen = await staff("registrar"), await make_conversation(units)
    case_id = (await file_request(units, agency, citizen)).case_id
    token = await keep(units, actor, case_id, letter())
    assert not await may_fetch(units, token, citizen)

    await in_unit(units, lambda unit: give_letter(unit, actor, case_id, token, on=clock.today(), proof={"way": "chat"}))

    assert await may_fetch(units, token, citizen)
    async with units.reading() as unit:
        said = await conversations.replies_after(unit, citizen.conversation_id)
    notice = next(one.body for one in said if one.body.get("notice") == "case.letter")
    assert [item["token"] for item in notice["attachments"]] == [token]
    (shown,) = await kept_on(units, actor, case_id)
    assert (shown.number, shown.given_on, shown.way) == (NUMBER, clock.today(), "chat")
    async with units.reading() as unit:
        assert await verify(unit) == ()


async def test_a_letter_to_somebody_else_never_reaches_the_applicant(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    actor, citizen = await staff("registrar"), await make_conversation(units)
    case_id = (await file_request(units, agency, citizen)).case_id
    token = await keep(units, actor, case_id, letter("third_party_letter", is_for_applicant=False))

    await in_unit(units, lambda unit: give_letter(unit, actor, case_id, token, on=clock.today(), proof={"way": "post"}))

    assert not await may_fetch(units, token, citizen)
    async with units.reading() as unit:
        said = await conversations.replies_after(unit, citizen.conversation_id)
    assert not [one for one in said if one.body.get("notice") == "case.letter"]


async def test_the_sealed_copy_takes_the_place_under_the_same_number(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    actor = await staff("registrar")
    case_id = (await file_request(units, agency, await make_conversation(units))).case_id
    token = await keep(units, actor, case_id, letter())
    with pytest.raises(InvalidInput):
        await in_unit(
            units, lambda unit: replace_letter(unit, actor, case_id, token, b"plain words", name="sealed.txt")
        )

    sealed = await in_unit(units, lambda unit: replace_letter(unit, actor, case_id, token, SEALED, name="扫描.pdf"))

    latest, first = await kept_on(units, actor, case_id)
    assert (latest.token, latest.is_sealed, latest.number) == (sealed, True, NUMBER)
    assert (first.token, first.is_replaced) == (token, True)


async def test_the_letter_of_the_outcome_goes_with_the_answer(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    actor, citizen = await staff("registrar", "handler"), await make_conversation(units)
    case_id = (await file_request(units, agency, citizen)).case_id
    await in_unit(units, lambda unit: take_step(unit, case_id, Step(action=Action.CLAIM, on=unit.today), actor))
    other = await keep(units, actor, case_id, letter("partial", title="答复书"))
    token = await keep(units, actor, case_id, letter("granted", title="答复书"))
    answer = Step(action=Action.ANSWER, on=clock.today(), outcome="granted", private={"text": "现予以公开。"})

    await in_unit(units, lambda unit: take_step(unit, case_id, answer, actor))

    assert await may_fetch(units, token, citizen)
    assert not await may_fetch(units, other, citizen)
    async with units.reading() as unit:
        page = await case_page(unit, actor, case_id)
        said = await conversations.replies_after(unit, citizen.conversation_id)
    assert page.reply is not None
    assert [file.token for file in page.reply.files] == [token]
    notice = next(one.body for one in said if one.body.get("notice") == "case.answer")
    assert [item["token"] for item in notice["attachments"]] == [token]
    assert kept_letters(page.history, page.files)[0].given_on == clock.today()


async def test_a_letter_of_another_case_cannot_be_given(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    actor, citizen = await staff("registrar"), await make_conversation(units)
    first = (await file_request(units, agency, citizen)).case_id
    second = (await file_request(units, agency, citizen, submit_key="c1:p2")).case_id
    token = await keep(units, actor, first, letter())

    with pytest.raises(NotFound):
        await in_unit(
            units, lambda unit: give_letter(unit, actor, second, token, on=clock.today(), proof={"way": "post"})
        )
