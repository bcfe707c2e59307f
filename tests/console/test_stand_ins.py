"""Absences arranged at the desk."""

from tests import factories


async def test_an_absence_is_arranged_seen_on_the_case_and_taken_back(signed_in, units, agency):
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    one = await signed_in("handler", "registrar", username="one")
    other = await signed_in("handler", unit="roads", username="other")
    page = await one.get(f"/staff/cases/{receipt.case_id}")
    await one.post(f"/staff/cases/{receipt.case_id}/claim", {"version": page.value("version")})
    me, colleague = one.actor.staff_id, other.actor.staff_id

    page = await one.get((await one.get("/staff/account")).link("安排代办的人"))
    assert page.has_form(f"/staff/stand-ins/{me}")
    given = {"stand_in_id": str(colleague), "from_on": "2026-03-02", "until_on": "2026-02-01"}
    page = await one.post(f"/staff/stand-ins/{me}", given)
    assert page.status == 422
    assert "不能早于今天" in page.text
    assert page.value("until_on") == "2026-02-01"
    page = await one.post(f"/staff/stand-ins/{me}", {**given, "until_on": "2026-03-04"})
    assert "代办安排已保存" in page.text
    assert "外出中" in page.text

    assert "由示例handler代办到2026年3月4日" in (await one.get(f"/staff/cases/{receipt.case_id}")).text
    page = await other.get("/staff/cases?queue=mine")
    assert receipt.ref in page.text
    assert (await other.post(f"/staff/stand-ins/{me}/end")).status == 403
    page = await one.post(f"/staff/stand-ins/{me}/end")
    assert "代办安排已取消" in page.text
    assert receipt.ref not in (await other.get("/staff/cases?queue=mine")).text


async def test_what_a_leaver_held_becomes_a_task_and_is_handed_over(signed_in, units, agency):
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    leaver = await signed_in("handler", "registrar", username="leaver")
    heir = await signed_in("handler", username="heir")
    office = await signed_in("administrator", "head", username="boss")
    page = await leaver.get(f"/staff/cases/{receipt.case_id}")
    await leaver.post(f"/staff/cases/{receipt.case_id}/claim", {"version": page.value("version")})

    page = await office.post(f"/staff/people/{leaver.actor.staff_id}/disable")
    assert "手上 1 件在办" in page.text
    tasks = await office.get("/staff/tasks")
    assert "名下还有 1 件在办" in tasks.text
    page = await office.get(f"/staff/cases?queue=open&holder={leaver.actor.staff_id}")
    assert receipt.ref in page.text
    page = await office.post(
        "/staff/cases/share", {"case": page.value("case"), "holder_id": str(heir.actor.staff_id), "unit_id": ""}
    )
    assert "已办好 1 件" in page.text
    assert "手上 1 件在办" in (await office.get("/staff/people")).text
    page = await heir.get("/staff/cases?queue=mine")
    assert receipt.ref in page.text
    assert "办理中" in page.text
