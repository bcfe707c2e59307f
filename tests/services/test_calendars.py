"""The calendar in force: loaded notices, own days of an agency, and the recount that follows a notice."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from requests_db.clock import FrozenClock
from requests_db.services import calendar_import, recalculation
from requests_db.services.actors import operator
from requests_db.services.agency import AgencyProfile, apply_agency, read_agency_file
from requests_db.services.agency_file import AgencyFileFaults
from requests_db.services.audit_check import verify
from requests_db.services.calendar_import import FaultyNotice, RecalculationReport, import_notice, recount_where_stale
from requests_db.services.calendars import working_calendar
from requests_db.services.consultations import OpenConsultation, open_consultation
from requests_db.services.desk_actions import take_step
from requests_db.services.history import clock_events_of
from requests_db.services.queries import queue_counts
from requests_db.services.retrying import in_unit
from requests_db.services.steps import Step
from requests_db.statute.deadlines import Ask, due
from requests_db.statute.desk_queues import QueueName
from requests_db.statute.workflow import Action
from requests_db.store.repositories import cases, chains, consultations, limits
from requests_db.store.tables_cases import CaseLimitRow, CaseRow, RegisterEntryRow, ReminderRow, TaskRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker

# A sample notice in the shape of real ones: 示例 days, not the State Council's.
SPRING = [f"2027-02-{day:02d},off,春节" for day in range(5, 13)]
NATIONAL = [f"2027-10-{day:02d},off,国庆节" for day in range(1, 8)]
NOTICE = "\n".join(
    [
        "# 示例通知：2027年部分节假日安排",
        "# https://example.org/notice-2027",
        "date,kind,festival",
        "2027-01-01,off,元旦",
        "2027-01-02,off,元旦",
        "2027-01-03,off,元旦",
        "2027-01-04,off,元旦",
        *SPRING,
        "2027-01-30,work,春节",
        "2027-04-05,off,清明节",
        *[f"2027-05-{day:02d},off,劳动节" for day in range(1, 6)],
        "2027-06-09,off,端午节",
        "2027-09-15,off,中秋节",
        *NATIONAL,
    ]
)
AMENDED = NOTICE.replace("2027-01-04,off,元旦", "2027-01-04,off,元旦\n2027-01-05,off,元旦")
AS_EXPECTED = NOTICE.replace("2027-01-04,off,元旦\n", "")
DECEMBER = datetime(2026, 12, 10, 2, 0, tzinfo=UTC)


async def load(units: Units, notice: str = NOTICE) -> RecalculationReport:
    return await import_notice(units, notice, operator())


async def file_in_december(units: Units, clock: FrozenClock, agency: AgencyProfile, number: int = 1) -> str:
    clock.move_to(DECEMBER)
    actor = await factories.make_conversation(units, f"c{number}")
    receipt = await factories.file_request(units, agency, actor, submit_key=f"c{number}:p1")
    return receipt.ref


async def broken_off(units: Units, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the notice in a process that dies after the first stretch."""

    async def killed() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(calendar_import, "_let_others_in", killed)
        with pytest.raises(KeyboardInterrupt):
            await load(units)


async def row_of(units: Units, ref: str) -> CaseRow:
    async with units.reading() as unit:
        found = await cases.case_by_ref(unit.session, ref)
        assert found is not None
        unit.session.expunge(found)
        return found


async def test_loading_a_notice_makes_provisional_days_final_as_the_clock_says(
    units: Units, clock: FrozenClock, agency: AgencyProfile
) -> None:
    ref = await file_in_december(units, clock, agency)
    before = await row_of(units, ref)

    report = await load(units)

    after = await row_of(units, ref)
    async with units.reading() as unit:
        calendar = await working_calendar(unit, agency.id)
        events = await clock_events_of(unit, after.id)
    expected = due(events, Ask.REPLY_DUE, calendar, today=clock.today())
    assert before.due_provisional
    assert (after.due_on, after.due_provisional) == (expected.due_on, False)
    assert after.calendar_version == calendar.version != before.calendar_version
    assert report.recomputed == 1
    assert [(change.ref, change.before, change.after) for change in report.changes] == [
        (ref, before.due_on, after.due_on)
    ]


async def test_a_provisional_day_that_stays_is_confirmed_without_a_line_of_history(
    units: Units, clock: FrozenClock, agency: AgencyProfile
) -> None:
    ref = await file_in_december(units, clock, agency)
    before = await row_of(units, ref)

    report = await load(units, AS_EXPECTED)

    after = await row_of(units, ref)
    assert (report.confirmed, report.changes) == (1, ())
    assert (after.due_on, after.due_provisional, after.version) == (before.due_on, False, before.version)


async def test_each_moved_day_is_a_line_of_history_and_an_item_for_the_supervisor(
    units: Units, clock: FrozenClock, agency: AgencyProfile
) -> None:
    ref = await file_in_december(units, clock, agency)
    before = await row_of(units, ref)

    await load(units)

    async with units.reading() as unit:
        line = (await chains.events_of(unit.session, before.id))[-1]
        task = (await unit.session.scalars(select(TaskRow).where(TaskRow.kind == "dates_changed"))).one()
        entry = await unit.session.scalar(select(RegisterEntryRow).where(RegisterEntryRow.digest == line.hash))
        unit.session.expunge_all()
    after = await row_of(units, ref)
    assert (line.action, line.due_before, line.due_after) == (Action.RECALCULATE, before.due_on, after.due_on)
    assert line.state_before == line.state_after == after.state
    assert task.facts["changes"] == [
        {
            "ref": ref,
            "before": before.due_on and before.due_on.isoformat(),
            "after": after.due_on and after.due_on.isoformat(),
            "provisional": False,
        }
    ]
    assert entry is not None


async def test_periods_and_warnings_follow_the_new_day(units: Units, clock: FrozenClock, agency: AgencyProfile) -> None:
    ref = await file_in_december(units, clock, agency)
    case = await row_of(units, ref)

    await load(units)

    after = await row_of(units, ref)
    async with units.reading() as unit:
        limits = (await unit.session.scalars(select(CaseLimitRow).where(CaseLimitRow.case_id == case.id))).all()
        reply = next(limit for limit in limits if limit.key == "reply")
        planned = select(ReminderRow.due_on).where(ReminderRow.limit_id == reply.id, ReminderRow.status == "planned")
        days = set(await unit.session.scalars(planned))
        unit.session.expunge_all()
    assert (reply.due_on, reply.provisional) == (after.due_on, False)
    assert days == {after.due_on}


async def test_the_target_of_a_waiting_question_follows_too(
    units: Units, clock: FrozenClock, agency: AgencyProfile
) -> None:
    clock.move_to(datetime(2026, 12, 31, 2, 0, tzinfo=UTC))
    actor = await factories.make_conversation(units)
    async with units.writing() as unit:
        question = OpenConsultation(conversation_id=actor.conversation_id or 0, agency_id=agency.id, text="示例问题")
        ticket = await open_consultation(unit, question, actor)
        await unit.commit()

    await load(units)

    async with units.reading() as unit:
        calendar = await working_calendar(unit, agency.id)
        row = await consultations.by_id(unit.session, ticket.id)
        limit = await limits.consultation_limit(unit.session, ticket.id)
        expected = calendar.add(date(2026, 12, 31), agency.consultation_days).on
        assert row is not None
        assert limit is not None
        assert ticket.due_on != expected == row.due_on == limit.due_on == date(2027, 1, 7)


async def test_the_same_notice_loaded_twice_is_one_version_and_changes_nothing(
    units: Units, clock: FrozenClock, agency: AgencyProfile
) -> None:
    ref = await file_in_december(units, clock, agency)
    first = await load(units)
    before = await row_of(units, ref)

    second = await load(units)

    assert (first.version, first.is_new, second.version, second.is_new) == (1, True, 1, False)
    assert second.changes == ()
    assert (await row_of(units, ref)).version == before.version


async def test_an_amended_notice_is_kept_beside_the_first_and_counts_from_then_on(
    units: Units, clock: FrozenClock, agency: AgencyProfile
) -> None:
    await file_in_december(units, clock, agency)
    await load(units)

    report = await load(units, AMENDED)

    async with units.reading() as unit:
        versions = list(await unit.session.scalars(text("SELECT version FROM calendar_notices ORDER BY version")))
        calendar = await working_calendar(unit)
    assert (report.version, versions) == (2, [1, 2])
    assert not calendar.is_working(date(2027, 1, 5))
    assert len(report.changes) == 1


async def test_others_write_between_two_stretches_of_a_recount(
    units: Units, clock: FrozenClock, agency: AgencyProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = [await file_in_december(units, clock, agency, number) for number in (1, 2, 3)]
    rival = await factories.make_conversation(units, "rival")
    filed: list[str] = []

    async def let_in() -> None:
        if len(filed) < len(early):
            key = f"rival:{len(filed)}"
            filed.append((await factories.file_request(units, agency, rival, submit_key=key)).ref)

    monkeypatch.setattr(recalculation, "RECALCULATION_BATCH", 1)
    monkeypatch.setattr(calendar_import, "_let_others_in", let_in)
    report = await load(units)

    late = [await row_of(units, ref) for ref in filed]
    assert len(filed) == len(early)
    assert {change.ref for change in report.changes} == set(early)  # who came later was counted with the notice at once
    assert [row.due_provisional for row in late] == [False] * len(late)


async def test_a_case_worked_on_meanwhile_is_among_the_differences(
    units: Units, clock: FrozenClock, agency: AgencyProfile, staff: StaffMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [await file_in_december(units, clock, agency, number) for number in (1, 2, 3)]
    officer, worked_on = await staff("registrar"), (await row_of(units, refs[2])).id
    done: list[int] = []

    async def let_in() -> None:
        if not done:
            done.append(worked_on)
            note = Step(action=Action.NOTE, on=clock.today(), private={"text": "已电话联系"})
            await in_unit(units, lambda unit: take_step(unit, worked_on, note, officer))

    monkeypatch.setattr(recalculation, "RECALCULATION_BATCH", 1)
    monkeypatch.setattr(calendar_import, "_let_others_in", let_in)
    report = await load(units)

    async with units.reading() as unit:
        task = (await unit.session.scalars(select(TaskRow).where(TaskRow.kind == "dates_changed"))).one()
        lines = await chains.events_of(unit.session, worked_on)
        faults = await verify(unit)
    assert {change.ref for change in report.changes} == set(refs)
    assert ({change["ref"] for change in task.facts["changes"]}, task.facts["changed"]) == (set(refs), 3)
    assert [line.action for line in lines][-2:] == ["recalculate", "note"]
    assert (lines[-2].due_after, lines[-1].due_before) == (lines[-1].due_after, lines[-1].due_after)
    assert faults == ()


async def test_a_recount_broken_off_is_ended_by_the_next_start_and_nothing_is_missing(
    units: Units, clock: FrozenClock, agency: AgencyProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [await file_in_december(units, clock, agency, number) for number in (1, 2, 3)]
    monkeypatch.setattr(recalculation, "RECALCULATION_BATCH", 1)
    await broken_off(units, monkeypatch)
    rows = [await row_of(units, ref) for ref in refs]
    await recount_where_stale(units)
    again = await recount_where_stale(units)

    async with units.reading() as unit:
        task = (await unit.session.scalars(select(TaskRow).where(TaskRow.kind == "dates_changed"))).one()
        listed = [change["ref"] for change in task.facts["changes"]]
        changed = task.facts["changed"]
        faults = await verify(unit)
    assert [row.due_provisional for row in rows] == [False, True, True]
    assert (listed, changed, again, faults) == (refs, 3, None, ())
    assert [(await row_of(units, ref)).due_provisional for ref in refs] == [False] * 3


async def test_loading_a_notice_again_after_it_was_broken_off_lists_every_difference(
    units: Units, clock: FrozenClock, agency: AgencyProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [await file_in_december(units, clock, agency, number) for number in (1, 2)]
    monkeypatch.setattr(recalculation, "RECALCULATION_BATCH", 1)
    await broken_off(units, monkeypatch)
    report = await load(units)

    assert [change.ref for change in report.changes] == refs
    assert (report.is_new, report.version, report.recomputed) == (False, 1, 1)


async def test_a_finished_case_keeps_its_day(units: Units, clock: FrozenClock, agency: AgencyProfile) -> None:
    ref = await file_in_december(units, clock, agency)
    async with units.writing() as unit:
        case = await cases.case_by_ref(unit.session, ref, hold=True)
        assert case is not None
        case.is_open = False
        await unit.session.execute(text("UPDATE case_limits SET status = 'met'"))
        await unit.commit()
    before = await row_of(units, ref)

    report = await load(units)

    assert report.recomputed == 0
    assert (await row_of(units, ref)).due_on == before.due_on


async def test_faults_are_all_named_and_nothing_is_kept(units: Units, agency: AgencyProfile) -> None:
    faulty = NOTICE.replace("2027-01-30,work", "2027-02-01,work").replace(
        "2027-09-15,off,中秋节", "2028-09-15,off,中秋节"
    )

    with pytest.raises(FaultyNotice) as refused:
        await load(units, faulty)

    named = " ".join(map(str, refused.value.faults))
    assert "2027-02-01" in named
    assert "2028-09-15" in named
    async with units.reading() as unit:
        assert (await unit.session.scalar(text("SELECT count(*) FROM calendar_notices"))) == 0


async def test_a_year_is_refused_while_one_before_it_is_missing(units: Units, agency: AgencyProfile) -> None:
    later = "\n".join(
        ["# 示例通知：2029年部分节假日安排", "date,kind,festival"]
        + ["2029-01-01,off,元旦", *(f"2029-02-{day},off,春节" for day in range(12, 19))]
        + ["2029-04-04,off,清明节", "2029-05-01,off,劳动节", "2029-05-02,off,劳动节", "2029-06-16,off,端午节"]
        + ["2029-09-22,off,中秋节", "2029-10-01,off,国庆节", "2029-10-02,off,国庆节", "2029-10-03,off,国庆节"]
    )

    with pytest.raises(FaultyNotice, match="2029"):
        await load(units, later)


async def test_an_agency_counts_with_its_own_days(units: Units, clock: FrozenClock) -> None:
    file = (
        factories.agency_file()
        + '\n[calendar]\noff = {"2026-03-10" = "示例节"}\nwork = {"2026-03-14" = "示例节补班"}\n'
    )
    async with units.writing() as unit:
        agency_id, _ = await apply_agency(unit, read_agency_file(file))
        await unit.commit()

    async with units.reading() as unit:
        local, national = await working_calendar(unit, agency_id), await working_calendar(unit)

    assert not local.is_working(date(2026, 3, 10))
    assert local.is_working(date(2026, 3, 14))
    assert national.is_working(date(2026, 3, 10))
    assert not national.is_working(date(2026, 3, 14))


async def test_near_dates_are_told_by_the_agencys_own_days(units: Units, clock: FrozenClock) -> None:
    agency = await factories.make_agency(units)
    officer = await factories.make_staff(units, agency, "registrar")
    filed = await factories.file_request(units, agency, await factories.make_conversation(units))
    clock.move_to(datetime(2026, 3, 24, 2, tzinfo=UTC))  # four working days before 30 March

    async with units.reading() as unit:
        before = await queue_counts(unit, officer)
    own = factories.agency_file() + '\n[calendar]\noff = {"2026-03-26" = "示例节"}\n'
    async with units.writing() as unit:
        await apply_agency(unit, read_agency_file(own))
        await unit.commit()
    async with units.reading() as unit:
        after = await queue_counts(unit, officer)

    assert filed.due.due_on == date(2026, 3, 30)
    assert (before[QueueName.DUE_SOON], after[QueueName.DUE_SOON]) == (0, 1)


async def test_a_changed_calendar_is_noticed_at_the_start_and_counted_once(units: Units, agency: AgencyProfile) -> None:
    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))
    file = factories.agency_file() + '\n[calendar]\noff = {"2026-03-10" = "示例节"}\n'
    untouched = await recount_where_stale(units)
    async with units.writing() as unit:
        await apply_agency(unit, read_agency_file(file))
        await unit.commit()

    recount = await recount_where_stale(units)
    again = await recount_where_stale(units)
    async with units.reading() as unit:
        task = (await unit.session.scalars(select(TaskRow).where(TaskRow.kind == "calendar_changed"))).one()
        changed = task.facts["changed"]

    assert untouched is None
    assert recount is not None
    assert [(change.ref, change.before, change.after) for change in recount.changes] == [
        (receipt.ref, receipt.due.due_on, date(2026, 3, 31))
    ]
    assert (again, changed) == (None, 1)


def test_own_days_that_cannot_be_are_named_with_the_other_faults_of_the_file() -> None:
    file = (
        factories.agency_file()
        + '\n[calendar]\noff = {"2026-02-30" = "示例节", "2026-03-14" = ""}\nwork = {"2026-03-14" = "补班"}\n'
    )

    with pytest.raises(AgencyFileFaults) as refused:
        read_agency_file(file)

    assert len(refused.value.faults) == 3
