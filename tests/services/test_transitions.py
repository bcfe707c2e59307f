import asyncio
from datetime import UTC, date, datetime

import pytest

from requests_db.clock import FrozenClock
from requests_db.services import conversations
from requests_db.services.actors import SYSTEM, Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.case_clock import ImpossibleEvent
from requests_db.services.errors import InvalidInput, NotFound, NotPermitted
from requests_db.services.files import store_file
from requests_db.services.queries import QueueFilter, case_page, queue
from requests_db.services.retrying import in_unit
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.triage import assign, claim
from requests_db.services.visibility import require_case
from requests_db.statute.deadlines import ConsultKind, Event, EventType
from requests_db.statute.desk_queues import QueueName
from requests_db.statute.workflow import Action, State
from requests_db.store.repositories import cases
from requests_db.store.repositories.limits import live_limits
from requests_db.store.unit_of_work import UnitOfWork, Units
from tests import factories
from tests.conftest import StaffMaker


async def do(units: Units, case_id: int, step: Step, actor: Actor) -> State:
    async with units.writing() as unit:
        state = await apply(unit, await require_case(unit, actor, case_id, hold=True), step, actor)
        await unit.commit()
        return state


async def handled(units: Units, agency: AgencyProfile, officer: Actor) -> int:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    await do(units, receipt.case_id, Step(action=Action.CLAIM, on=date(2026, 3, 2)), officer)
    return receipt.case_id


async def limits_of(units: Units, case_id: int) -> dict[str, tuple[date | None, str]]:
    async with units.reading() as unit:
        return {limit.key: (limit.due_on, limit.status) for limit in await live_limits(unit.session, case_id)}


async def test_of_two_who_take_a_case_up_at_once_one_is_refused(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    rivals = [await staff("registrar", username=name) for name in ("a", "b", "c")]

    async def take(rival: Actor) -> State | None:
        async def work(unit: UnitOfWork) -> State:
            return await claim(unit, receipt.case_id, rival)

        try:
            return await in_unit(units, work)
        except NotPermitted:
            return None

    taken = await asyncio.gather(*(take(rival) for rival in rivals))

    assert sorted(state is None for state in taken) == [False, True, True]


async def test_opinion_stops_the_clock_and_its_own_period_runs_from_the_letters_receipt(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    officer = await staff("registrar", "handler")
    case_id = await handled(units, agency, officer)
    sent = Event(type=EventType.CONSULT_SENT, on=date(2026, 3, 4), id="l1", kind=ConsultKind.THIRD_PARTY)
    read = Event(type=EventType.CONSULT_LETTER_RECEIVED, on=date(2026, 3, 5), id="l1")
    replied = Event(type=EventType.CONSULT_REPLY_RECEIVED, on=date(2026, 3, 11), id="l1")

    clock.move_to(datetime(2026, 3, 11, 2, tzinfo=UTC))
    why = {"late_reason": "先发函，后补登"}
    letter = Step(action=Action.SEND_OPINION_LETTER, on=date(2026, 3, 4), clock_events=(sent,), private=why)
    await do(units, case_id, letter, officer)
    waiting = await limits_of(units, case_id)
    received = Step(
        action=Action.RECORD_LETTER_RECEIVED,
        on=date(2026, 3, 5),
        clock_events=(read,),
        proof={"way": "post"},
        private=why,
    )
    await do(units, case_id, received, officer)
    running = await limits_of(units, case_id)
    await do(units, case_id, Step(action=Action.RECORD_OPINION, on=date(2026, 3, 11), clock_events=(replied,)), officer)
    after = await limits_of(units, case_id)

    assert waiting["third_party_opinion"][1] == "paused"
    assert running["third_party_opinion"] == (date(2026, 3, 26), "open")
    assert "third_party_opinion" not in after
    assert after["reply"] == (date(2026, 4, 7), "open")


async def test_opinion_never_asked_for_is_refused_with_the_rule_and_nothing_is_written(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer = await staff("registrar", "handler")
    case_id = await handled(units, agency, officer)
    replied = Event(type=EventType.CONSULT_REPLY_RECEIVED, on=date(2026, 3, 2), id="nobody")

    async with units.writing() as unit:
        case = await require_case(unit, officer, case_id, hold=True)
        with pytest.raises(ImpossibleEvent) as caught:
            await apply(
                unit, case, Step(action=Action.RECORD_OPINION, on=date(2026, 3, 2), clock_events=(replied,)), officer
            )
        await unit.commit()

    assert caught.value.facts["article"]
    async with units.writing() as unit:
        page = await case_page(unit, officer, case_id)
    assert [line.action for line in page.history] == [Action.SUBMIT, Action.CONFIRM_RECEIPT, Action.CLAIM]


async def test_extension_needs_the_head_and_moves_the_date(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, head = await staff("registrar", "handler"), await staff("head")
    case_id = await handled(units, agency, officer)
    extended = Step(
        action=Action.CONSENT_EXTENSION,
        on=date(2026, 3, 2),
        clock_events=(Event(type=EventType.EXTENDED, on=date(2026, 3, 2), working_days=10),),
    )

    propose = Step(action=Action.PROPOSE_EXTENSION, on=date(2026, 3, 2), reason="检索量大")
    await do(units, case_id, propose, officer)
    with pytest.raises(NotPermitted):
        await do(units, case_id, extended, officer)
    await do(units, case_id, extended, head)

    assert (await limits_of(units, case_id))["reply"] == (date(2026, 4, 14), "open")


async def test_correction_notice_opens_the_time_it_gives(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer = await staff("registrar", "handler")
    case_id = await handled(units, agency, officer)
    notice = Step(
        action=Action.REQUEST_CORRECTION,
        on=date(2026, 3, 2),
        reason="内容不明确",
        facts={"allowed_working_days": 5},
    )

    await do(units, case_id, notice, officer)

    limits = await limits_of(units, case_id)
    assert limits["correction_window"] == (date(2026, 3, 9), "open")
    assert limits["reply"] == (None, "paused")


async def test_nothing_is_recorded_for_a_day_to_come(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    officer = await staff("registrar", "handler")
    case_id = await handled(units, agency, officer)

    with pytest.raises(InvalidInput) as caught:
        await do(units, case_id, Step(action=Action.NOTE, on=date(2026, 3, 3), private={"text": "x"}), officer)

    assert caught.value.fields == {"on": "future"}


async def test_case_is_given_only_to_units_and_people_of_its_agency(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    registrar = await staff("registrar")
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    other = await factories.make_agency(units, code="other")
    stranger = await factories.make_staff(units, other, "handler", username="stranger")

    async with units.writing() as unit:
        with pytest.raises(InvalidInput):
            await assign(unit, receipt.case_id, other.units[0].id, None, registrar)
        with pytest.raises(InvalidInput):
            await assign(unit, receipt.case_id, agency.units[1].id, stranger.staff_id, registrar)


async def test_unit_asked_to_help_sees_the_case_and_may_only_add_to_it(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, helper = await staff("registrar", "handler"), await staff("handler", unit="finance")
    case_id = await handled(units, agency, officer)
    finance = next(u.id for u in agency.units if u.code == "finance")
    with pytest.raises(NotFound):
        await do(units, case_id, Step(action=Action.NOTE, on=date(2026, 3, 2)), helper)

    ask = Step(action=Action.ASK_ASSISTANCE, on=date(2026, 3, 2), unit_id=finance, private={"text": "请协查"})
    await do(units, case_id, ask, officer)
    await do(units, case_id, Step(action=Action.NOTE, on=date(2026, 3, 2), private={"text": "已协查"}), helper)

    async with units.writing() as unit:
        page = await case_page(unit, helper, case_id)
        listed = await queue(unit, helper, QueueFilter(name=QueueName.OPEN))
        own = await cases.case_by_id(unit.session, case_id)
        assert own is not None
        assert own.unit_id != finance
    assert {each.action for each in page.permitted} == {Action.NOTE, Action.ADD_MATERIAL, Action.RECORD_SEARCH}
    assert listed.total == 1
    with pytest.raises(NotFound):
        await do(units, case_id, Step(action=Action.SAVE_DRAFT, on=date(2026, 3, 2)), helper)


async def test_withdrawn_case_ends_with_its_outcome_and_tells_the_other_followers(
    units: Units, agency: AgencyProfile
) -> None:
    from requests_db.services.intake import withdraw_request
    from requests_db.services.queries import case_progress

    citizen = await factories.make_conversation(units)
    family = await factories.make_conversation(units, key="c2")
    receipt = await factories.file_request(units, agency, citizen)

    async with units.writing() as unit:
        await case_progress(
            unit, receipt.ref, conversation_id=family.conversation_id or 0, access_code=receipt.access_code
        )
        await withdraw_request(unit, receipt.ref, "", citizen)
        await unit.commit()

    async with units.reading() as unit:
        told = [said.body["notice"] for said in await conversations.replies_after(unit, family.conversation_id or 0)]
        own = await conversations.replies_after(unit, citizen.conversation_id or 0)
        case = await cases.case_by_id(unit.session, receipt.case_id)
        assert case is not None
        assert (case.is_open, case.closed_on, case.outcome) == (False, date(2026, 3, 2), "withdrawn")
    assert told == ["case.withdraw"]
    assert own == ()


async def test_applicants_file_comes_into_the_case_once(units: Units, agency: AgencyProfile) -> None:
    from requests_db.services.intake import add_material

    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    async with units.writing() as unit:
        kept = await store_file(
            unit, b"%PDF-1\n1 0 obj endobj\n%%EOF", "a.pdf", "material", conversation_id=citizen.conversation_id
        )
        await add_material(unit, receipt.ref, "补充", (kept.token,), citizen)
        with pytest.raises(NotFound):
            await add_material(unit, receipt.ref, "再次", (kept.token,), citizen)
        await unit.commit()


async def test_system_has_no_more_rights_than_the_workflow_gives_it(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)

    async with units.writing() as unit:
        case = await cases.case_by_id(unit.session, receipt.case_id, hold=True)
        assert case is not None
        with pytest.raises(NotPermitted):
            await apply(unit, case, Step(action=Action.CLAIM, on=date(2026, 3, 2)), SYSTEM)


@pytest.mark.parametrize(
    ("role", "place", "fault"), [("handler", "finance", "other_unit"), ("reviewer", "roads", "no_handler")]
)
async def test_case_is_given_to_a_handler_of_the_unit_only(
    units: Units, agency: AgencyProfile, staff: StaffMaker, role: str, place: str, fault: str
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    registrar = await staff("registrar")
    roads = next(unit.id for unit in agency.units if unit.code == "roads")
    wrong = await factories.make_staff(units, agency, role, unit_code=place)
    right = await factories.make_staff(units, agency, "handler", unit_code="roads", username="right")

    async with units.writing() as unit:
        with pytest.raises(InvalidInput) as caught:
            await assign(unit, receipt.case_id, roads, wrong.staff_id, registrar)
        assert caught.value.fields == {"holder_id": fault}
        await assign(unit, receipt.case_id, roads, right.staff_id, registrar)
