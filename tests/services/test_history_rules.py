"""What history forbids a step: days before the step it answers, late extensions, a second tariff, groundless ends."""

from datetime import UTC, date, datetime

import pytest

from requests_db.clock import FrozenClock
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.case_clock import ImpossibleEvent
from requests_db.services.errors import InvalidInput
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.deadlines import Event, EventType
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
        return Step(action=Action.NOTIFY_FEE, on=FILED, facts={"basis": basis, "quantity": 40})

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


async def test_reply_is_not_served_before_it_was_given(
    units: Units, clock: FrozenClock, case_id: int, all_in_one: Actor
) -> None:
    clock.move_to(datetime(2026, 3, 10, 2, tzinfo=UTC))
    given = Step(action=Action.ANSWER, on=date(2026, 3, 10), outcome="granted", private={"text": "答复"})
    await do(units, case_id, given, all_in_one)

    with pytest.raises(InvalidInput):
        await do(units, case_id, Step(action=Action.RECORD_SERVICE, on=FILED, proof={"way": "post"}), all_in_one)
