"""What history forbids a step: days before the step it answers, late extensions, a second tariff, groundless ends."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from requests_db.clock import FrozenClock
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.case_clock import ImpossibleEvent
from requests_db.services.errors import InvalidInput, NotPermitted
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.deadlines import ConsultKind, Event, EventType
from requests_db.statute.workflow import Action
from requests_db.store.repositories.limits import live_limits
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker

FILED = date(2026, 3, 2)
LAST_DAY = datetime(2026, 3, 30, 2, tzinfo=UTC)
NEXT_DAY = datetime(2026, 3, 31, 2, tzinfo=UTC)


async def do(units: Units, case_id: int, step: Step, actor: Actor) -> None:
    async with units.writing() as unit:
        await apply(unit, await require_case(unit, actor, case_id, hold=True), step, actor)
        await unit.commit()


def propose(on: date = FILED, days: int = 10) -> Step:
    return Step(action=Action.PROPOSE_EXTENSION, on=on, reason="检索量大", facts={"working_days": days})


def consent(on: date, days: int = 10) -> Step:
    extended = Event(type=EventType.EXTENDED, on=on, working_days=days)
    return Step(action=Action.CONSENT_EXTENSION, on=on, clock_events=(extended,), facts={"working_days": days})


@pytest.fixture
async def all_in_one(staff: StaffMaker) -> Actor:
    return await staff("registrar", "handler", "head")


@pytest.fixture
async def case_id(units: Units, agency: AgencyProfile, all_in_one: Actor) -> int:
    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))
    await do(units, receipt.case_id, Step(action=Action.CLAIM, on=FILED), all_in_one)
    return receipt.case_id


@pytest.mark.parametrize("action", [Action.CONSENT_EXTENSION, Action.REFUSE_EXTENSION])
async def test_extension_is_not_settled_before_it_was_proposed(
    units: Units, clock: FrozenClock, case_id: int, all_in_one: Actor, action: Action
) -> None:
    clock.move_to(datetime(2026, 3, 10, 2, tzinfo=UTC))
    await do(units, case_id, propose(date(2026, 3, 10)), all_in_one)
    early = date(2026, 3, 9)
    step = consent(early) if action is Action.CONSENT_EXTENSION else Step(action=action, on=early, reason="可以按期")

    with pytest.raises(InvalidInput) as caught:
        await do(units, case_id, step, all_in_one)

    assert caught.value.fields == {"on": "before_answered_step"}


@pytest.mark.parametrize("settled", [False, True])
async def test_extension_nobody_proposed_is_neither_granted_nor_refused(
    units: Units, case_id: int, all_in_one: Actor, settled: bool
) -> None:
    refuse = Step(action=Action.REFUSE_EXTENSION, on=FILED, reason="可以按期")
    if settled:
        await do(units, case_id, propose(), all_in_one)
        await do(units, case_id, refuse, all_in_one)

    for step in (consent(FILED), refuse):
        with pytest.raises(NotPermitted) as caught:
            await do(units, case_id, step, all_in_one)
        assert caught.value.key == "case.extension_not_proposed"


async def test_overdue_case_does_not_become_timely_by_an_earlier_day_typed_in(
    units: Units, clock: FrozenClock, case_id: int, all_in_one: Actor
) -> None:
    clock.move_to(LAST_DAY)
    await do(units, case_id, propose(LAST_DAY.date()), all_in_one)
    clock.move_to(NEXT_DAY)

    with pytest.raises(ImpossibleEvent) as caught:
        await do(units, case_id, consent(LAST_DAY.date()), all_in_one)

    assert caught.value.facts["code"] == "extension_after_expiry"
    assert "第三十三条" in str(caught.value.facts["article"])


async def test_extension_recorded_on_the_last_day_counts(
    units: Units, clock: FrozenClock, case_id: int, all_in_one: Actor
) -> None:
    clock.move_to(LAST_DAY)
    await do(units, case_id, propose(LAST_DAY.date()), all_in_one)
    await do(units, case_id, consent(LAST_DAY.date()), all_in_one)

    async with units.reading() as unit:
        assert (await require_case(unit, all_in_one, case_id)).due_on == date(2026, 4, 14)


async def test_extension_is_not_proposed_after_expiry(
    units: Units, clock: FrozenClock, case_id: int, all_in_one: Actor
) -> None:
    clock.move_to(NEXT_DAY)

    with pytest.raises(ImpossibleEvent) as caught:
        await do(units, case_id, propose(FILED), all_in_one)

    assert caught.value.facts["code"] == "extension_after_expiry"


async def test_extension_is_not_proposed_once_its_days_are_used_up(
    units: Units, case_id: int, all_in_one: Actor
) -> None:
    await do(units, case_id, propose(days=20), all_in_one)
    await do(units, case_id, consent(FILED, days=20), all_in_one)

    with pytest.raises(ImpossibleEvent) as caught:
        await do(units, case_id, propose(days=1), all_in_one)

    assert caught.value.facts["code"] == "extension_too_long"
    assert "第三十三条" in str(caught.value.facts["article"])


async def test_one_request_is_not_charged_by_both_tariffs(units: Units, case_id: int, all_in_one: Actor) -> None:
    def fee(basis: str) -> Step:
        return Step(
            action=Action.NOTIFY_FEE, on=FILED, reason="数量明显超过合理范围", facts={"basis": basis, "quantity": 40}
        )

    await do(units, case_id, fee("per_page"), all_in_one)
    await do(units, case_id, Step(action=Action.FEE_NOTICE_RECEIVED, on=FILED, proof={"way": "in_person"}), all_in_one)
    await do(units, case_id, Step(action=Action.RECORD_PAYMENT, on=FILED), all_in_one)

    with pytest.raises(ImpossibleEvent) as caught:
        await do(units, case_id, fee("per_case"), all_in_one)

    assert "同一申请不能同时按件、按量收费" in str(caught.value.facts["message"])
    assert "第三条" in str(caught.value.facts["article"])


@pytest.mark.parametrize(
    ("outcome", "fault", "ground"),
    [
        (
            "u3_still_unclear",
            "never_corrected",
            (
                Step(action=Action.REQUEST_CORRECTION, on=FILED, reason="请写明年份"),
                Step(action=Action.RECEIVE_CORRECTION, on=FILED, private={"text": "2025 年"}),
            ),
        ),
        (
            "n4_bulk_repetitive",
            "reasons_never_asked",
            (Step(action=Action.ASK_REASONS, on=FILED, reason="本月申请较多"),),
        ),
    ],
)
async def test_outcome_without_its_ground_in_history_is_refused(
    units: Units, case_id: int, all_in_one: Actor, outcome: str, fault: str, ground: tuple[Step, ...]
) -> None:
    answer = Step(action=Action.ANSWER, on=FILED, outcome=outcome, reason="理由", private={"text": "答复"})

    with pytest.raises(InvalidInput) as caught:
        await do(units, case_id, answer, all_in_one)
    assert caught.value.fields == {"outcome": fault}

    for step in ground:
        await do(units, case_id, step, all_in_one)
    await do(units, case_id, answer, all_in_one)


@pytest.mark.parametrize(
    ("outcome", "opened"),
    [
        ("granted", {"reconsideration", "lawsuit_direct"}),
        ("d1_state_secret", {"reconsideration"}),
        ("n2_repeat", {"reconsideration"}),  # not to be sued on, yet its letter names reconsideration
        ("d8_admin_query", set()),
    ],
)
async def test_service_opens_the_remedies_there_are_against_the_outcome(
    units: Units, case_id: int, all_in_one: Actor, outcome: str, opened: set[str]
) -> None:
    given = Step(action=Action.ANSWER, on=FILED, outcome=outcome, reason="理由", private={"text": "答复"})
    await do(units, case_id, given, all_in_one)
    await do(units, case_id, Step(action=Action.RECORD_SERVICE, on=FILED, proof={"way": "in_person"}), all_in_one)

    async with units.reading() as unit:
        assert {limit.key for limit in await live_limits(unit.session, case_id)} == opened


async def test_a_reply_is_put_away_once_its_service_is_proved(units: Units, case_id: int, all_in_one: Actor) -> None:
    archive = Step(action=Action.ARCHIVE, on=FILED)
    await do(units, case_id, GRANT, all_in_one)
    with pytest.raises(NotPermitted) as caught:
        await do(units, case_id, archive, all_in_one)
    assert caught.value.key == "case.service_unproven"

    await do(units, case_id, Step(action=Action.RECORD_SERVICE, on=FILED, proof={"way": "post"}), all_in_one)
    await do(units, case_id, archive, all_in_one)


async def test_reply_is_not_served_before_it_was_given(
    units: Units, clock: FrozenClock, case_id: int, all_in_one: Actor
) -> None:
    clock.move_to(datetime(2026, 3, 10, 2, tzinfo=UTC))
    given = Step(action=Action.ANSWER, on=date(2026, 3, 10), outcome="granted", private={"text": "答复"})
    await do(units, case_id, given, all_in_one)

    with pytest.raises(InvalidInput):
        await do(units, case_id, Step(action=Action.RECORD_SERVICE, on=FILED, proof={"way": "post"}), all_in_one)


@pytest.mark.parametrize(("basis", "quantity"), [("per_page", 30), ("per_case", 10)])
async def test_a_notice_never_demands_nothing(
    units: Units, case_id: int, all_in_one: Actor, basis: str, quantity: int
) -> None:
    facts = {"basis": basis, "quantity": quantity}
    step = Step(action=Action.NOTIFY_FEE, on=FILED, reason="申请较多", facts=facts)

    with pytest.raises(InvalidInput) as caught:
        await do(units, case_id, step, all_in_one)

    assert caught.value.fields == {"quantity": "nothing_to_charge"}


async def test_a_fee_rests_on_the_facts_of_art_42(units: Units, case_id: int, all_in_one: Actor) -> None:
    step = Step(action=Action.NOTIFY_FEE, on=FILED, facts={"basis": "per_page", "quantity": 40})

    with pytest.raises(InvalidInput) as caught:
        await do(units, case_id, step, all_in_one)

    assert caught.value.fields == {"reason": "required"}


async def test_a_second_extension_is_refused_even_when_equal_to_the_first(
    units: Units, case_id: int, all_in_one: Actor
) -> None:
    await do(units, case_id, propose(), all_in_one)
    await do(units, case_id, consent(FILED), all_in_one)

    with pytest.raises(ImpossibleEvent) as caught:
        await do(units, case_id, propose(), all_in_one)

    assert caught.value.facts["code"] == "second_extension"
    assert "只能延长一次" in str(caught.value.facts["message"])


async def test_a_period_begun_anew_may_be_extended_once_itself(
    units: Units, clock: FrozenClock, case_id: int, all_in_one: Actor
) -> None:
    await do(units, case_id, propose(), all_in_one)
    await do(units, case_id, consent(FILED), all_in_one)
    await do(units, case_id, Step(action=Action.REQUEST_CORRECTION, on=FILED, reason="请写明年份"), all_in_one)
    clock.move_to(datetime(2026, 3, 10, 2, tzinfo=UTC))
    corrected = Step(action=Action.RECEIVE_CORRECTION, on=date(2026, 3, 10), private={"text": "2025 年"})
    await do(units, case_id, corrected, all_in_one)

    await do(units, case_id, propose(date(2026, 3, 10)), all_in_one)
    await do(units, case_id, consent(date(2026, 3, 10)), all_in_one)

    async with units.reading() as unit:
        assert (await require_case(unit, all_in_one, case_id)).due_on == date(2026, 4, 22)


SENT = Event(type=EventType.CONSULT_SENT, on=FILED, id="第1份", kind=ConsultKind.THIRD_PARTY)
DELIVERED = Event(type=EventType.CONSULT_LETTER_RECEIVED, on=FILED, id="第1份")
OPINED = Event(type=EventType.CONSULT_REPLY_RECEIVED, on=FILED, id="第1份")
GRANT = Step(action=Action.ANSWER, on=FILED, outcome="granted", private={"text": "答复"})
TIME_OVER = datetime(2026, 3, 24, 2, tzinfo=UTC)  # fifteen working days after 2 March end on the 23rd


async def ask_third_party(units: Units, case_id: int, actor: Actor) -> None:
    proof = {"way": "post"}
    await do(units, case_id, Step(action=Action.SEND_OPINION_LETTER, on=FILED, clock_events=(SENT,)), actor)
    arrived = Step(action=Action.RECORD_LETTER_RECEIVED, on=FILED, clock_events=(DELIVERED,), proof=proof)
    await do(units, case_id, arrived, actor)


async def test_silence_is_noted_once_the_time_is_over_and_only_once(
    units: Units, clock: FrozenClock, case_id: int, all_in_one: Actor
) -> None:
    lapse = Step(action=Action.LAPSE_OPINION, on=FILED, facts={"letter": "第1份"})
    await ask_third_party(units, case_id, all_in_one)
    with pytest.raises(ImpossibleEvent) as caught:
        await do(units, case_id, lapse, all_in_one)
    assert caught.value.facts["code"] == "lapse_too_early"

    clock.move_to(TIME_OVER)
    lapse = replace(lapse, on=TIME_OVER.date())
    await do(units, case_id, lapse, all_in_one)

    async with units.reading() as unit:
        assert "third_party_opinion" not in {one.key for one in await live_limits(unit.session, case_id)}
    with pytest.raises(InvalidInput) as again:
        await do(units, case_id, lapse, all_in_one)
    assert again.value.fields == {"letter": "lapse_recorded"}
    await do(units, case_id, replace(GRANT, on=TIME_OVER.date()), all_in_one)


async def test_nothing_is_released_before_the_third_party_was_heard(
    units: Units, case_id: int, all_in_one: Actor
) -> None:
    await ask_third_party(units, case_id, all_in_one)

    with pytest.raises(ImpossibleEvent) as caught:
        await do(units, case_id, GRANT, all_in_one)
    assert caught.value.facts["code"] == "opinion_outstanding"

    override = Step(action=Action.OVERRIDE_OPINION, on=FILED, reason="关系公众健康", proof={"way": "post"})
    with pytest.raises(ImpossibleEvent) as nobody:
        await do(units, case_id, replace(override, facts={"letter": "第2份"}), all_in_one)
    assert nobody.value.facts["code"] == "never_asked"
    await do(units, case_id, replace(override, facts={"letter": "第1份"}), all_in_one)
    await do(units, case_id, GRANT, all_in_one)


async def test_release_against_an_objection_needs_its_grounds(units: Units, case_id: int, all_in_one: Actor) -> None:
    facts = {"letter": "第1份", "opinion": "disagrees"}
    await ask_third_party(units, case_id, all_in_one)
    objection = Step(action=Action.RECORD_OPINION, on=FILED, clock_events=(OPINED,), facts=facts)
    await do(units, case_id, objection, all_in_one)

    with pytest.raises(ImpossibleEvent) as caught:
        await do(units, case_id, GRANT, all_in_one)
    assert caught.value.facts["code"] == "objection_unanswered"

    await do(units, case_id, replace(GRANT, reason="所述不属于商业秘密"), all_in_one)


REOPENED, EFFECTIVE = EventType.REOPENED, EventType.JUDGMENT_EFFECTIVE


@pytest.mark.parametrize(
    ("event", "due_on", "limit"),
    [
        (Event(type=REOPENED, on=date(2026, 4, 1)), date(2026, 4, 30), "reply"),
        (Event(type=REOPENED, on=date(2026, 4, 1), working_days=10), date(2026, 4, 16), "reply"),
        (Event(type=EFFECTIVE, on=date(2026, 4, 1)), date(2026, 4, 30), "court_ordered_disclosure"),
    ],
)
async def test_a_case_taken_up_again_has_a_period_of_its_own_and_not_the_old_day(
    units: Units, clock: FrozenClock, case_id: int, all_in_one: Actor, event: Event, due_on: date, limit: str
) -> None:
    given = Step(action=Action.ANSWER, on=FILED, outcome="d6_process", reason="理由", private={"text": "答复"})
    await do(units, case_id, given, all_in_one)
    clock.move_to(datetime(2026, 4, 1, 2, tzinfo=UTC))

    reopen = Step(action=Action.REOPEN, on=event.on, clock_events=(event,), reason="要求重新办理")
    await do(units, case_id, reopen, all_in_one)

    async with units.reading() as unit:
        shown_on = (await require_case(unit, all_in_one, case_id)).due_on
        running = {one.key: one.due_on for one in await live_limits(unit.session, case_id)}
    assert shown_on == due_on
    assert running == {limit: due_on}


async def test_an_abandoned_case_taken_up_again_runs_and_may_be_extended(
    units: Units, clock: FrozenClock, case_id: int, all_in_one: Actor
) -> None:
    asked = Step(action=Action.REQUEST_CORRECTION, on=FILED, reason="请写明年份", facts={"allowed_working_days": 1})
    await do(units, case_id, asked, all_in_one)
    clock.move_to(datetime(2026, 4, 1, 2, tzinfo=UTC))
    await do(units, case_id, Step(action=Action.LAPSE_CORRECTION, on=date(2026, 4, 1)), all_in_one)

    await do(units, case_id, Step(action=Action.REOPEN, on=date(2026, 4, 1), reason="有正当理由"), all_in_one)
    await do(units, case_id, propose(date(2026, 4, 1)), all_in_one)
    await do(units, case_id, consent(date(2026, 4, 1)), all_in_one)

    async with units.reading() as unit:
        assert (await require_case(unit, all_in_one, case_id)).due_on == date(2026, 5, 18)
