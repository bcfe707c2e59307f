"""At night no notice rings at an applicant's; the web page shows it at once, and no alarm to staff waits."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from requests_db.clock import FrozenClock
from requests_db.services import conversations, outbox
from requests_db.services.agency import AgencyProfile
from requests_db.services.agency_file import AgencyFileFaults, read_agency_file
from requests_db.services.agency_settings import QuietHours
from requests_db.services.retrying import in_unit
from requests_db.store.tables_agency import AgencyRow
from requests_db.store.tables_cases import CaseFollowerRow
from requests_db.store.tables_conversations import ConversationRow
from requests_db.store.unit_of_work import UnitOfWork, Units
from tests import factories

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKER = outbox.Claimant(name="w1")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("local", "end"),
    [
        ("2026-03-02 20:59:59", None),
        ("2026-03-02 21:00", "2026-03-03 08:00"),
        ("2026-03-02 23:59:59", "2026-03-03 08:00"),
        ("2026-03-03 00:00", "2026-03-03 08:00"),
        ("2026-03-03 07:59:59", "2026-03-03 08:00"),
        ("2026-03-03 08:00", None),
        ("2026-12-31 22:00", "2027-01-01 08:00"),
    ],
)
def test_the_night_begins_and_ends_to_the_second(local: str, end: str | None) -> None:
    assert QuietHours().end_after(at(local)) == (at(end) if end else None)


def test_hours_of_one_day_and_no_hours_at_all() -> None:
    noon = QuietHours(start="12:00", end="14:00")
    assert noon.end_after(at("2026-03-02 13:59")) == at("2026-03-02 14:00")
    assert noon.end_after(at("2026-03-02 14:00")) is None
    assert QuietHours(start="08:00", end="08:00").end_after(at("2026-03-02 08:00")) is None


@pytest.fixture
async def followers(units: Units, agency: AgencyProfile) -> tuple[int, int, int]:
    """A case with its web conversation, followed from Telegram as well: case, web, Telegram."""
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    other = await factories.make_conversation(units, key="100", channel="telegram")
    async with units.writing() as unit:
        unit.session.add(
            CaseFollowerRow(case_id=receipt.case_id, conversation_id=other.conversation_id or 0, since_at=unit.now)
        )
        await unit.commit()
    return receipt.case_id, citizen.conversation_id or 0, other.conversation_id or 0


async def tell(units: Units, case_id: int) -> None:
    await in_unit(units, lambda unit: outbox.notify_followers(unit, case_id, "case.claim", {"ref": "x"}))


async def leased(units: Units) -> list[str]:
    items = await in_unit(units, lambda unit: outbox.lease_due(unit, WORKER, 20))
    for item in items:
        await in_unit(units, lambda unit, item=item: outbox.mark_sent(unit, item, WORKER.name))
    return [item.body.get("notice") or item.body["text"] for item in items]


async def test_a_notice_of_the_night_is_sent_in_the_morning_and_shown_at_once(
    units: Units, followers: tuple[int, int, int], clock: FrozenClock
) -> None:
    case_id, web, _ = followers
    clock.move_to(at("2026-03-02 21:00").astimezone(UTC))
    await tell(units, case_id)

    async with units.reading() as unit:
        shown = await conversations.replies_after(unit, web)
    assert [one.body["notice"] for one in shown][-1] == "case.claim"
    assert await leased(units) == []
    clock.move_to(at("2026-03-03 07:59:59").astimezone(UTC))
    assert await leased(units) == []
    clock.move_to(at("2026-03-03 08:00").astimezone(UTC))
    assert await leased(units) == ["case.claim"]


async def test_by_day_it_is_sent_at_once(units: Units, followers: tuple[int, int, int], clock: FrozenClock) -> None:
    clock.move_to(at("2026-03-02 20:59:59").astimezone(UTC))
    await tell(units, followers[0])
    assert await leased(units) == ["case.claim"]


async def test_the_agency_sets_its_own_night(
    units: Units, agency: AgencyProfile, followers: tuple[int, int, int], clock: FrozenClock
) -> None:
    async with units.writing() as unit:
        row = await unit.session.get(AgencyRow, agency.id)
        assert row is not None
        row.profile = {**row.profile, "quiet": {"start": "00:00", "end": "00:00"}}
        await unit.commit()
    clock.move_to(at("2026-03-02 23:00").astimezone(UTC))
    await tell(units, followers[0])
    assert await leased(units) == ["case.claim"]


async def test_who_writes_at_night_is_answered_at_night(
    units: Units, followers: tuple[int, int, int], clock: FrozenClock
) -> None:
    case_id, _, chat = followers
    clock.move_to(at("2026-03-02 22:00").astimezone(UTC))
    await tell(units, case_id)

    async def answer(unit: UnitOfWork) -> None:
        await conversations.say(unit, chat, [{"text": "您好", "status": "info"}])

    await in_unit(units, answer)
    assert await leased(units) == ["您好"]
    clock.move_to(at("2026-03-03 08:00").astimezone(UTC))
    assert await leased(units) == ["case.claim"]


async def test_a_failed_sending_still_keeps_the_order(
    units: Units, followers: tuple[int, int, int], clock: FrozenClock
) -> None:
    case_id, _, chat = followers
    await tell(units, case_id)
    (item,) = await in_unit(units, lambda unit: outbox.lease_due(unit, WORKER, 20))
    await in_unit(units, lambda unit: outbox.mark_failed(unit, item, WORKER.name, "Busy", wait=timedelta(minutes=5)))
    await in_unit(units, lambda unit: conversations.say(unit, chat, [{"text": "您好", "status": "info"}]))
    assert await leased(units) == []


async def test_no_alarm_to_staff_waits(
    units: Units, agency: AgencyProfile, followers: tuple[int, int, int], clock: FrozenClock
) -> None:
    case_id, _, chat = followers
    holder = await factories.make_staff(units, agency, "handler")
    async with units.writing() as unit:
        row = await unit.session.scalar(select(ConversationRow).where(ConversationRow.id == chat))
        assert row is not None
        row.staff_id = holder.staff_id
        await unit.commit()
    clock.move_to(at("2026-03-02 23:00").astimezone(UTC))
    facts = {"ref": "x"}
    await in_unit(
        units, lambda unit: outbox.tell_chats(unit, holder.staff_id or 0, "staff.overdue", facts, case_id=case_id)
    )
    assert await leased(units) == ["staff.overdue"]


def test_the_agency_file_says_hours_as_a_clock_does() -> None:
    with pytest.raises(AgencyFileFaults) as faults:
        read_agency_file(f'{factories.agency_file()}\n[quiet_hours]\nstart = "9点"\nend = "25:00"\n')
    assert [fault.split()[1] for fault in faults.value.faults] == ["start", "end"]
    plan = read_agency_file(f'{factories.agency_file()}\n[quiet_hours]\nstart = "22:30"\n')
    assert plan.settings.quiet == QuietHours(start="22:30", end="08:00")
