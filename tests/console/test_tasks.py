"""Things a person must look at, and warnings that were seen."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from requests_db.clock import FrozenClock
from requests_db.services import tasks
from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.services.reminders import due_reminders, fire
from requests_db.services.retrying import in_unit
from requests_db.services.triage import assign
from tests import factories


async def open_one(units, agency, **given):
    await in_unit(units, lambda unit: tasks.open_task(unit, agency_id=agency.id, **given))


async def test_a_notice_that_cannot_be_delivered_is_a_task_until_somebody_did_it(signed_in, units, agency):
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    await open_one(units, agency, kind="undeliverable", key="undeliverable:1", facts={}, case_id=receipt.case_id)
    registrar = await signed_in("registrar")
    page = await registrar.get("/staff/tasks")
    assert "通知送不到" in page.text
    assert (await registrar.get(page.link("打开这一件"))).status == 200
    page = await registrar.post("/staff/tasks/1/resolve")
    assert "已处理" in page.text
    assert "通知送不到" not in page.text
    assert (await registrar.post("/staff/tasks/1/resolve")).status == 404


async def test_dates_that_moved_are_listed_case_by_case(signed_in, units, agency):
    change = {"ref": "示公开2026-00001", "before": "2027-01-29", "after": "2027-02-01", "provisional": False}
    facts = {"year": 2027, "notice": "示例通知", "changed": 1, "changes": [change], "unsettled": []}
    await open_one(units, agency, kind="dates_changed", key="dates_changed:1", facts=facts)
    supervisor = await signed_in("supervisor")
    assert "示公开2026-00001：2027年1月29日 → 2027年2月1日" in (await supervisor.get("/staff/tasks")).text


async def test_a_task_about_a_case_out_of_sight_is_out_of_sight(signed_in, units, agency):
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    await open_one(units, agency, kind="undeliverable", key="undeliverable:1", facts={}, case_id=receipt.case_id)
    administrator = await signed_in("administrator")
    assert "通知送不到" not in (await administrator.get("/staff/tasks")).text
    assert (await administrator.post("/staff/tasks/1/resolve")).status == 404


async def test_a_kind_of_task_the_desk_does_not_know_is_still_shown(signed_in, units, agency):
    await open_one(units, agency, kind="something_new", key="something_new:1", facts={})
    administrator = await signed_in("administrator")
    assert "请人工查看" in (await administrator.get("/staff/tasks")).text


async def test_warnings_of_a_case_are_listed_and_can_be_acknowledged(signed_in, units, agency, clock: FrozenClock):
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    address = f"/staff/cases/{receipt.case_id}"
    registrar = await signed_in("registrar", username="reg")
    page = await registrar.get(address)
    assert "提醒" in page.text
    assert not page.has_form(f"{address}/reminders/acknowledge")
    clock.advance(timedelta(days=35))
    async with units.reading() as unit:
        due = await due_reminders(unit)
    for reminder_id in due:
        await in_unit(units, lambda unit, reminder_id=reminder_id: fire(unit, reminder_id))
    await registrar.sign_in("reg", "correct horse battery")
    page = await registrar.get(address)
    assert page.has_form(f"{address}/reminders/acknowledge")
    page = await registrar.post(f"{address}/reminders/acknowledge")
    assert "已记下您看过提醒" in page.text
    assert not page.has_form(f"{address}/reminders/acknowledge")


async def test_an_administrator_is_led_to_set_up_and_never_to_closed_doors(signed_in):
    administrator = await signed_in("administrator")
    page = await administrator.get("/staff/")
    assert "添加登记、承办等工作人员的账号" in page.text
    for address in set(page.source.split('href="')[1:]):
        path = address.split('"')[0]
        if path.startswith("/staff/"):
            assert (await administrator.get(path)).status == 200, path


async def test_every_kind_of_gap_is_told_in_words(signed_in, units, agency):
    registrar = await signed_in("registrar")
    kinds = ("message", "receipt", "keeper", "period", "warning", "late_warning", "notice")
    for kind in kinds:
        facts = {"ref": "示公开2026-00001", "conversation_id": 7}
        await in_unit(
            units,
            lambda unit, kind=kind, facts=facts: tasks.open_task(
                unit, kind=f"gap_{kind}", key=kind, facts=facts, agency_id=agency.id
            ),
        )

    page = await registrar.get("/staff/tasks")

    assert page.text.count("对账：") == 2 * len(kinds)  # the heading, and the name of the button
    assert page.text.count("示公开2026-00001") == len(kinds) - 1


async def test_service_of_a_reply_is_recorded_from_its_task(signed_in, units, agency):
    registrar = await signed_in("registrar", "handler")
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)  # to be answered by e-mail
    command = AnswerCase(case_id=receipt.case_id, outcome="granted", text="现予公开。")
    await in_unit(units, lambda unit: answer_case(unit, command, registrar.actor))
    page = await registrar.get("/staff/tasks")
    assert page.value("way") == "email"
    assert not page.has_form("/staff/tasks/1/resolve")
    assert (await registrar.post("/staff/tasks/1/resolve")).status == 403

    form = {"version": page.value("version"), "on": "2026-03-02", "way": "post", "proof": "RA123456785CN"}
    page = await registrar.post(f"/staff/cases/{receipt.case_id}/record_service", form)

    assert "RA123456785CN" in page.text
    assert "没有要人看的事" in (await registrar.get("/staff/tasks")).text


async def test_who_records_no_service_sees_the_task_without_the_form(signed_in, units, agency):
    officer, supervisor = await signed_in("registrar", "handler"), await signed_in("supervisor")
    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))
    command = AnswerCase(case_id=receipt.case_id, outcome="granted", text="现予公开。")
    await in_unit(units, lambda unit: answer_case(unit, command, officer.actor))

    page = await supervisor.get("/staff/tasks")

    assert "答复还没有送达" in page.text
    assert not page.has_form(f"/staff/cases/{receipt.case_id}/record_service")


async def test_a_handler_finds_the_replies_to_be_sent_and_nothing_else(signed_in, units, agency):
    handler, registrar = await signed_in("handler", unit="roads"), await signed_in("registrar")
    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))
    roads = next(one.id for one in agency.units if one.code == "roads")
    await in_unit(units, lambda unit: assign(unit, receipt.case_id, roads, None, registrar.actor))
    command = AnswerCase(case_id=receipt.case_id, outcome="granted", text="现予公开。")
    await in_unit(units, lambda unit: answer_case(unit, command, handler.actor))
    await open_one(units, agency, kind="something_new", key="something_new:1", facts={})

    page = await handler.get("/staff/tasks")

    assert page.has_form(f"/staff/cases/{receipt.case_id}/record_service")
    assert "请人工查看" not in page.text
    assert (await handler.post("/staff/tasks/1/resolve")).status == 403
    stranger = await signed_in("handler", unit="finance", username="stranger")
    assert "答复还没有送达" not in (await stranger.get("/staff/tasks")).text


async def test_a_full_list_of_others_matters_hides_no_reply_from_its_handler(signed_in, units, agency, monkeypatch):
    monkeypatch.setattr("requests_db.services.desk_queries.TASKS_SHOWN", 1)
    handler, registrar = await signed_in("handler", unit="roads"), await signed_in("registrar")
    await open_one(units, agency, kind="something_new", key="something_new:1", facts={})
    command = AnswerCase(case_id=0, outcome="granted", text="现予公开。")
    places = {one.code: one.id for one in agency.units}
    for code in ("finance", "roads"):
        receipt = await factories.file_request(
            units, agency, await factories.make_conversation(units, key=code), submit_key=code
        )
        await in_unit(
            units, partial(assign, case_id=receipt.case_id, unit_id=places[code], holder_id=None, actor=registrar.actor)
        )
        officer = await signed_in("handler", unit=code, username=f"of-{code}")
        await in_unit(
            units, partial(answer_case, command=replace(command, case_id=receipt.case_id), actor=officer.actor)
        )

    page = await handler.get("/staff/tasks")

    assert page.has_form(f"/staff/cases/{receipt.case_id}/record_service")
