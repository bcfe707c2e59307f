"""Hours set at the desk lose nothing that is set at the same time, and their history is theirs alone."""

import asyncio
from dataclasses import replace

from requests_db.services.agency import agency as read_agency
from requests_db.services.agency import apply_agency, read_agency_file
from requests_db.services.agency_settings import ReminderPlan
from requests_db.services.hours import Hours, hours_history, set_hours
from requests_db.services.payment import mark_of, payment_history, set_how_to_pay
from requests_db.services.retrying import in_unit, reading
from tests import factories

LATER = Hours(digest_hour=7, quiet_start="22:00", quiet_end="07:30")
REACHES_THE_LOCK_SECONDS = 0.5


async def test_an_agency_file_applied_at_the_same_time_is_not_overwritten(units, agency, staff):
    administrator = await staff("administrator")
    plan = read_agency_file(factories.agency_file())
    changed = replace(plan, settings=replace(plan.settings, reminders=ReminderPlan(before_working_days=(7, 2))))

    async with units.writing() as first:
        await apply_agency(first, changed)
        rival = asyncio.create_task(in_unit(units, lambda unit: set_hours(unit, administrator, LATER)))
        done, _ = await asyncio.wait({rival}, timeout=REACHES_THE_LOCK_SECONDS)
        assert not done
        await first.commit()
    await rival

    own = await reading(units, lambda unit: read_agency(unit, agency.id))
    assert own.reminders == ReminderPlan(before_working_days=(7, 2), digest_hour=7)
    assert own.quiet.start == "22:00"


async def test_hours_and_payment_set_at_once_both_stand(units, agency, staff):
    administrator = await staff("administrator")

    await asyncio.gather(
        in_unit(units, lambda unit: set_hours(unit, administrator, LATER)),
        in_unit(units, lambda unit: set_how_to_pay(unit, administrator, "缴费窗口（示例）", opened_with=mark_of(""))),
    )

    own = await reading(units, lambda unit: read_agency(unit, agency.id))
    assert (own.how_to_pay, own.reminders.digest_hour, own.quiet.end) == ("缴费窗口（示例）", 7, "07:30")


async def test_many_changes_of_other_settings_push_no_hours_out_of_their_history(units, agency, staff):
    administrator = await staff("administrator")
    await in_unit(units, lambda unit: set_hours(unit, administrator, LATER))

    async def change_something_else(unit):
        present = ""
        for each in range(60):
            changed = f"窗口 {each}（示例）"
            await set_how_to_pay(unit, administrator, changed, opened_with=mark_of(present))
            present = changed

    await in_unit(units, change_something_else)

    history = await reading(units, lambda unit: hours_history(unit, administrator))
    assert [one.hours for one in history] == [LATER]


async def test_an_agency_file_that_sets_other_hours_stands_in_their_history(units, agency, staff):
    administrator = await staff("administrator")
    await in_unit(units, lambda unit: set_hours(unit, administrator, LATER))
    file = factories.agency_file() + "\n[reminders]\ndigest_hour = 10\n"
    for _ in range(2):
        await in_unit(units, lambda unit: apply_agency(unit, read_agency_file(file)))

    latest, first = await reading(units, lambda unit: hours_history(unit, administrator))

    assert latest.by == ""
    assert latest.hours == Hours(digest_hour=10, quiet_start="21:00", quiet_end="08:00")
    assert (first.by, first.hours) == (administrator.label, LATER)


async def test_an_agency_file_that_changes_no_traced_setting_leaves_no_line(units, agency, staff):
    administrator = await staff("administrator")
    await in_unit(units, lambda unit: apply_agency(unit, read_agency_file(factories.agency_file())))

    assert await reading(units, lambda unit: hours_history(unit, administrator)) == ()
    assert await reading(units, lambda unit: payment_history(unit, administrator)) == ()
