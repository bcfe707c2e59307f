import asyncio
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from requests_db.clock import FrozenClock
from requests_db.services import conversations
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.services.reminders import acknowledge_reminders, due_reminders, fire
from requests_db.services.retrying import in_unit
from requests_db.services.triage import assign
from requests_db.store.tables_cases import CaseLimitRow, ReminderRow
from requests_db.store.tables_conversations import ConversationRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker


async def planned(units: Units, key: str = "reply") -> list[tuple[str, str, str]]:
    async with units.reading() as unit:
        found = await unit.session.execute(
            select(ReminderRow.kind, ReminderRow.fire_at, ReminderRow.status)
            .join(CaseLimitRow)
            .where(CaseLimitRow.key == key)
            .order_by(ReminderRow.fire_at)
        )
        return [(kind, fire_at.strftime("%m-%d %H:%M"), status) for kind, fire_at, status in found]


async def fire_all(units: Units) -> int:
    async with units.writing() as unit:
        fired = [await fire(unit, reminder_id) for reminder_id in await due_reminders(unit)]
        await unit.commit()
    return sum(fired)


async def link_chat(units: Units, actor: Actor, key: str) -> int:
    chat = await factories.make_conversation(units, key=key, channel="telegram")
    async with units.writing() as unit:
        row = await unit.session.get_one(ConversationRow, chat.conversation_id)
        row.staff_id = actor.staff_id
        await unit.commit()
    return chat.conversation_id or 0


async def heard(units: Units, conversation_id: int) -> list[str]:
    async with units.reading() as unit:
        return [said.body["notice"] for said in await conversations.replies_after(unit, conversation_id)]


async def test_warnings_are_planned_working_days_before_at_nine_in_the_authoritys_zone(
    units: Units, agency: AgencyProfile
) -> None:
    citizen = await factories.make_conversation(units)

    await factories.file_request(units, agency, citizen)

    assert await planned(units) == [
        ("before_5", "03-23 01:00", "planned"),
        ("before_3", "03-25 01:00", "planned"),
        ("before_1", "03-27 01:00", "planned"),
        ("due", "03-30 01:00", "planned"),
    ]


async def test_due_warning_is_given_once_and_then_daily_while_overdue_until_acknowledged(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    registrar = await staff("registrar")
    head = await staff("head")
    chat, above = await link_chat(units, registrar, "t1"), await link_chat(units, head, "t2")

    clock.move_to(datetime(2026, 3, 30, 2, tzinfo=UTC))
    await fire_all(units)
    again = await fire_all(units)
    clock.move_to(datetime(2026, 3, 31, 2, tzinfo=UTC))
    await fire_all(units)
    async with units.writing() as unit:
        await acknowledge_reminders(unit, registrar, receipt.case_id)
        await unit.commit()
    clock.move_to(datetime(2026, 4, 1, 2, tzinfo=UTC))
    await fire_all(units)
    clock.move_to(datetime(2026, 4, 2, 2, tzinfo=UTC))
    after = await fire_all(units)

    assert again == 0
    reply = [entry for entry in await planned(units) if entry[0].startswith(("due", "overdue"))]
    assert reply == [
        ("due", "03-30 01:00", "fired"),
        ("overdue_1", "03-31 01:00", "fired"),
        ("overdue_2", "04-01 01:00", "cancelled"),
    ]
    assert after == 0
    assert (await heard(units, above)).count("staff.overdue") >= 1
    assert "staff.before" not in await heard(units, chat)


async def test_a_warning_given_after_the_last_day_says_how_late_it_is(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    await factories.file_request(units, agency, citizen)
    chat = await link_chat(units, await staff("registrar"), "t1")

    clock.move_to(datetime(2026, 4, 2, 2, tzinfo=UTC))
    await fire_all(units)

    async with units.reading() as unit:
        bodies = [said.body for said in await conversations.replies_after(unit, chat)]
    late = [body["facts"]["days"] for body in bodies if body["notice"] == "staff.overdue"]
    assert 3 in late
    assert not [body for body in bodies if body["notice"] in ("staff.due", "staff.before")]


async def test_missed_nights_make_a_warning_late_not_lost(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    await factories.file_request(units, agency, citizen)
    chat = await link_chat(units, await staff("registrar"), "t1")

    clock.move_to(datetime(2026, 3, 26, 12, tzinfo=UTC))
    await fire_all(units)

    assert (await heard(units, chat)).count("staff.before") >= 2


async def test_answered_case_warns_nobody(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    officer = await staff("registrar", "handler")
    async with units.writing() as unit:
        await answer_case(unit, AnswerCase(case_id=receipt.case_id, outcome="granted", text="见附件"), officer)
        await unit.commit()

    clock.advance(timedelta(days=60))
    fired = await fire_all(units)

    assert fired == 0
    assert {status for _, _, status in await planned(units)} == {"cancelled"}


async def test_unit_is_warned_of_an_unopened_case_and_the_warning_ends_when_it_is_taken_up(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    chat = await link_chat(units, handler, "t1")
    roads = next(u.id for u in agency.units if u.code == "roads")
    async with units.writing() as unit:
        await assign(unit, receipt.case_id, roads, None, registrar)
        await unit.commit()

    clock.move_to(datetime(2026, 3, 3, 2, tzinfo=UTC))
    await fire_all(units)

    assert await heard(units, chat) == ["staff.assign", "staff.due"]
    assert date(2026, 3, 3) == clock.today()


async def test_period_for_a_correction_notice_passes_quietly(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    await factories.file_request(units, agency, citizen)
    await staff("registrar")
    before = await planned(units, "correction_notice")

    clock.move_to(datetime(2026, 3, 13, 2, tzinfo=UTC))
    await fire_all(units)
    await fire_all(units)

    assert before == [("before_1", "03-10 01:00", "planned"), ("due", "03-11 01:00", "planned")]
    assert [kind for kind, _, _ in await planned(units, "correction_notice")] == ["before_1", "due"]


async def test_two_workers_give_a_warning_once(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    await factories.file_request(units, agency, citizen)
    chat = await link_chat(units, await staff("registrar"), "t1")
    clock.move_to(datetime(2026, 3, 23, 2, tzinfo=UTC))
    async with units.reading() as unit:
        due = await due_reminders(unit)

    async def work(reminder_id: int) -> bool:
        return await in_unit(units, lambda unit: fire(unit, reminder_id))

    given = await asyncio.gather(*(work(reminder_id) for reminder_id in [*due, *due]))

    assert sum(given) == len(await heard(units, chat)) > 0
    assert all(given[place] + given[place + len(due)] <= 1 for place in range(len(due)))


async def test_acknowledging_on_the_last_day_does_not_silence_the_alarm_of_the_day_after(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    registrar = await staff("registrar")
    clock.move_to(datetime(2026, 3, 30, 2, tzinfo=UTC))
    await fire_all(units)

    seen = await in_unit(units, lambda unit: acknowledge_reminders(unit, registrar, receipt.case_id))
    clock.move_to(datetime(2026, 3, 31, 2, tzinfo=UTC))
    await fire_all(units)

    assert seen > 0
    assert ("overdue_1", "03-31 01:00", "fired") in await planned(units)


async def test_the_last_day_reaches_the_units_own_head_and_lateness_the_supervisor(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    own, other, supervisor = await staff("head", unit="roads"), await staff("head"), await staff("supervisor")
    roads = next(u.id for u in agency.units if u.code == "roads")
    await in_unit(units, lambda unit: assign(unit, receipt.case_id, roads, handler.staff_id, registrar))
    chats = [await link_chat(units, one, f"t{n}") for n, one in enumerate((handler, own, other, supervisor))]

    for at in (datetime(2026, 3, 27, 2, tzinfo=UTC), datetime(2026, 3, 30, 2, tzinfo=UTC)):
        clock.move_to(at)
        await fire_all(units)
    on_the_day = [await heard(units, chat) for chat in chats]
    clock.move_to(datetime(2026, 3, 31, 2, tzinfo=UTC))
    await fire_all(units)
    late = [await heard(units, chat) for chat in chats]

    assert "staff.before" in on_the_day[0]
    assert "staff.before" not in on_the_day[1]
    assert "staff.due" in on_the_day[1]
    assert not [told for told in on_the_day[2] if told == "staff.due"]
    assert ["staff.overdue" in told for told in late] == [True, True, False, True]
