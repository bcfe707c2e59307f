"""Quiet hours and the hour of the digest are set by the administrator, and who set them stays on record."""

from requests_db.services.agency import agencies
from requests_db.services.audit_check import verify

FORM = {"quiet_start": "22:00", "quiet_end": "07:30", "digest_hour": "7"}


async def test_an_administrator_sets_the_hours_and_the_page_says_who_did(signed_in, units):
    administrator = await signed_in("administrator")
    assert "没有改过" in (await administrator.get("/staff/hours")).text

    page = await administrator.post("/staff/hours", FORM)

    assert "时间已保存" in page.text
    assert "免打扰 22:00 至 07:30，晨报 7 点" in page.text
    assert administrator.actor.label in page.text
    async with units.reading() as unit:
        (own,) = await agencies(unit)
        assert await verify(unit) == ()
    assert (own.quiet.start, own.quiet.end, own.reminders.digest_hour) == ("22:00", "07:30", 7)
    assert own.reminders.before_working_days == (5, 3, 1, 0)


async def test_a_time_that_is_none_is_told_and_nothing_changes(signed_in, units):
    administrator = await signed_in("administrator")

    page = await administrator.post("/staff/hours", {**FORM, "quiet_start": "25:00"})

    assert page.status == 422
    assert page.value("quiet_start") == "25:00"
    assert page.value("quiet_end") == "07:30"
    async with units.reading() as unit:
        (own,) = await agencies(unit)
    assert own.quiet.end == "08:00"


async def test_nobody_else_sets_them(signed_in):
    head = await signed_in("head")
    assert (await head.get("/staff/hours")).status == 403
