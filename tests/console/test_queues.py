"""Lists at the desk: narrowed, sorted, leafed through, kept under a name."""

import re

import pytest

from requests_db.services.request_form import Wanted
from tests import factories


@pytest.fixture
async def cases(units, agency):
    citizen = await factories.make_conversation(units)
    return [
        await factories.file_request(
            units, agency, citizen, submit_key=f"k{at}", wanted=Wanted(name=f"第{at:02}号道路资料", features="道路资料")
        )
        for at in range(27)
    ]


async def test_pages_lead_on_and_back_and_to_the_first(signed_in, cases):
    registrar = await signed_in("registrar")
    page = await registrar.get("/staff/cases?queue=all&sort=number")
    assert "共 27 件" in page.text
    assert "第00号道路资料" in page.text
    assert "第26号道路资料" not in page.text
    page = await registrar.get(page.link("下一页"))
    assert "第26号道路资料" in page.text
    assert page.source.count('scope="row"') == 2
    assert "第00号道路资料" in (await registrar.get(page.link("回到第一页"))).text
    assert "第00号道路资料" in (await registrar.get(page.link("上一页"))).text


async def test_a_heading_sorts_rising_then_falling_and_says_so(signed_in, cases):
    registrar = await signed_in("registrar")
    page = await registrar.get("/staff/cases?queue=open&q=道路")
    assert 'aria-sort="ascending"' in page.source
    page = await registrar.get(page.link("所需信息"))
    assert "sort=number" in page.path
    assert "queue=open" in page.path
    page = await registrar.get(page.link("所需信息"))
    assert "sort=-number" in page.path
    assert 'aria-sort="descending"' in page.source


async def test_nonsense_in_the_address_narrows_nothing(signed_in, cases):
    registrar = await signed_in("registrar")
    page = await registrar.get(
        "/staff/cases?queue=all&unit=x&holder=99999999999999999999&state=nope&received_from=2026-99-99&within=7&sort=up"
        "&at=a.zzz&field=secret&pause=no&channel=&kind=%00"
    )
    assert page.status == 200
    assert "共 27 件" in page.text


async def test_a_filter_is_kept_opened_renamed_and_deleted(signed_in, cases):
    registrar = await signed_in("registrar")
    page = await registrar.get("/staff/cases?queue=open&q=第03号&field=subject")
    assert page.has_form("/staff/cases/filters")
    given = {"c_queue": "open", "c_q": "第03号", "c_field": "subject", "c_evil": "x"}
    page = await registrar.post("/staff/cases/filters", {**given, "name": ""})
    assert page.status == 422
    assert page.value("c_q") == "第03号"
    page = await registrar.post("/staff/cases/filters", {**given, "name": "三号件"})
    assert "筛选已保存" in page.text
    assert "共 1 件" in page.text
    page = await registrar.get((await registrar.get("/staff/cases")).link("三号件"))
    assert "第03号道路资料" in page.text
    assert "evil" not in page.path
    page = await registrar.post("/staff/cases/filters/1/rename", {"name": "长" * 30})
    assert page.status == 422
    page = await registrar.post("/staff/cases/filters/1/rename", {"name": "我的三号"})
    assert "我的三号" in page.text
    other = await signed_in("registrar", username="other")
    assert (await other.post("/staff/cases/filters/1/rename", {"name": "偷来的"})).status == 404
    assert "我的三号" not in (await other.get("/staff/cases")).text
    page = await registrar.post("/staff/cases/filters/1/remove")
    assert "还没有保存过筛选" in page.text


async def test_ticked_cases_are_given_at_once_and_each_result_is_told(signed_in, cases):
    registrar = await signed_in("registrar")
    rival = await signed_in("registrar", username="rival")
    page = await registrar.get("/staff/cases?queue=new&sort=number")
    assert page.has_form("/staff/cases/share")
    first, second = cases[0].case_id, cases[1].case_id
    seen = await rival.get(f"/staff/cases/{second}")
    await rival.post(f"/staff/cases/{second}/assign", {"version": seen.value("version"), "unit_id": "3"})

    ticked = [("case", box) for box in re.findall(r'name="case" value="(\d+\.\d+)"', page.source)[:2]]
    assert [box.partition(".")[0] for _, box in ticked] == [str(first), str(second)]
    ticked += [("case", "9999.1"), ("case", "x")]
    page = await registrar.post("/staff/cases/share", ticked)
    assert page.status == 422
    assert "还没有动" in page.text
    page = await registrar.post("/staff/cases/share", [*ticked, ("unit_id", "2")])
    assert page.status == 200
    assert "已办好 1 件" in page.text
    assert "示例registrar已于" in page.text
    assert "不在您的可见范围" in page.text
    again = page.value("case")
    assert again.startswith(f"{second}.")
    page = await registrar.post("/staff/cases/share", [("case", again), ("unit_id", "2")])
    assert "已办好 1 件" in page.text
    page = await registrar.post("/staff/cases/share", [("unit_id", "2")])
    assert "还没有选中任何一件" in page.text


async def test_who_may_not_share_out_sees_no_boxes(signed_in, cases):
    supervisor = await signed_in("supervisor")
    page = await supervisor.get("/staff/cases?queue=all")
    assert not page.has_form("/staff/cases/share")
    assert 'name="case"' not in page.source
