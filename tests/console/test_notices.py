"""What a member of staff was told stands at the desk until they have looked."""

from requests_db.services.retrying import in_unit
from requests_db.services.staff_notices import StaffNotice, notify


async def test_what_was_told_waits_on_the_first_page_and_is_read_once(signed_in, units, agency):
    handler = await signed_in("handler")
    facts = {"ref": "示公开2026-00001", "limit": "答复期限", "due_on": "2026-03-30"}
    notice = StaffNotice(agency_id=agency.id, key="staff.due", facts=facts)
    await in_unit(units, lambda unit: notify(unit, [handler.actor.staff_id], notice))

    home = await handler.get("/staff/")
    page = await handler.get("/staff/notices")
    again = await handler.get("/staff/notices")

    assert "1 没看的提醒" in home.text
    assert "新 2026年3月2日 10:00 事项 示公开2026-00001 的答复期限今天到期（2026年3月30日）。" in page.text
    assert "新 2026" not in again.text
    assert "0 没看的提醒" in (await handler.get("/staff/")).text


async def test_nothing_told_yet_is_said_so_and_others_notices_are_not_shown(signed_in, units, agency):
    handler, other = await signed_in("handler"), await signed_in("registrar")
    notice = StaffNotice(agency_id=agency.id, key="staff.step", facts={"ref": "示1", "state_label": "待承办"})
    await in_unit(units, lambda unit: notify(unit, [handler.actor.staff_id], notice))

    assert "还没有提醒" in (await other.get("/staff/notices")).text


async def test_a_supervisor_asks_with_a_day_and_the_holder_answers(signed_in, units, agency, receipt):
    supervisor, registrar = await signed_in("supervisor"), await signed_in("registrar")
    address = f"/staff/cases/{receipt.case_id}"

    form = await supervisor.get(f"{address}?do=supervise")
    sent = {"version": form.value("version"), "reason": "为何还没有检索？", "answer_by_on": "2026-03-01"}
    late = await supervisor.post(f"{address}/supervise", sent)
    asked = await supervisor.post(f"{address}/supervise", {**sent, "answer_by_on": "2026-03-05"})
    told = await registrar.get("/staff/notices")
    form = await registrar.get(f"{address}?do=answer_supervision")
    answered = await registrar.post(
        f"{address}/answer_supervision", {"version": form.value("version"), "text": "今天检索。"}
    )

    assert late.status == 422
    assert late.value("reason") == "为何还没有检索？"
    assert "督办回复期限" in asked.text
    assert "示例supervisor督办，请在2026年3月5日前回复" in form.text
    assert "督办，请在" not in answered.text
    assert "请在2026年3月5日前回复" in told.text
    assert "为何还没有检索？" in answered.text
    assert "今天检索。" in answered.text
    assert "督办回复期限" not in answered.text
    assert "督办已有回复" in (await supervisor.get("/staff/notices")).text


async def test_opening_the_case_counts_as_having_seen_what_was_told_of_it(signed_in, units, agency, receipt):
    registrar = await signed_in("registrar")
    facts = {"ref": receipt.ref, "limit": "答复期限", "due_on": "2026-03-30"}
    notice = StaffNotice(agency_id=agency.id, key="staff.due", facts=facts, case_id=receipt.case_id)
    await in_unit(units, lambda unit: notify(unit, [registrar.actor.staff_id], notice))

    await registrar.get(f"/staff/cases/{receipt.case_id}")

    assert "0 没看的提醒" in (await registrar.get("/staff/")).text
