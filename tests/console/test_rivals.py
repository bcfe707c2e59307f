"""Two people on one case: no form of any action overwrites the other's work or loses what was typed."""

from datetime import timedelta

import pytest

from handlers.console.action_forms import ACTION_FORMS, FieldKind
from requests_db.services.retrying import in_unit
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action
from tests import factories
from tests.console.test_every_action import ALL_ROLES, WAYS, agency, day_of

__all__ = ["agency"]
LOOKING = (Action.OPEN_PERSONAL_DATA,)  # changes nothing, so nothing can be overwritten


def last_of(action: str) -> tuple[str, int]:
    """Return a way in which the action is pressed, and its place there."""
    for name, way in WAYS.items():
        for place, step in enumerate(way):
            if not isinstance(step, int) and step[0] == action:
                return name, place
    raise AssertionError(action)


async def note(unit, case_id, colleague) -> None:
    case = await require_case(unit, colleague, case_id, hold=True)
    step = Step(action=Action.NOTE, on=unit.today, private={"text": "同事刚写的备注"})
    await apply(unit, case, step, colleague)


@pytest.mark.parametrize(
    "action", [action.value for action in ACTION_FORMS if action not in (*LOOKING, Action.CONFIRM_RECEIPT)]
)
async def test_a_form_opened_before_somebody_else_acted_is_shown_again_as_it_was_filled_in(
    signed_in, units, agency, clock, action
):
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    address = f"/staff/cases/{receipt.case_id}"
    name, place = last_of(action)
    one = await signed_in(*ALL_ROLES, username="one")
    for step in WAYS[name][:place]:
        if isinstance(step, int):
            clock.advance(timedelta(days=step))
            await one.sign_in("one", "correct horse battery")
            continue
        page = await one.get(address, params={"do": step[0]})
        filled = {**step[1], **({"on": day_of(clock)} if step[1].get("on") == "" else {})}
        await one.post(f"{address}/{step[0]}", {"version": page.value("version"), **filled})
    fields = WAYS[name][place][1]
    fields = {**fields, **({"on": day_of(clock)} if fields.get("on") == "" else {})}
    opened = await one.get(address, params={"do": action, "variant": fields.get("variant", "")})
    colleague = await factories.make_staff(units, agency, *ALL_ROLES)
    await in_unit(units, lambda unit: note(unit, receipt.case_id, colleague))

    stale = {"version": opened.value("version"), "seen": opened.value("seen"), **fields}
    page = await one.post(f"{address}/{action}", stale)

    assert page.status == 409
    assert "刚刚有人改过" in page.text
    assert "同事刚写的备注" in page.text.split("可以做的事")[0]
    for field in ACTION_FORMS[Action(action)]:
        if field.kind is not FieldKind.FILES and fields.get(field.name):
            assert page.value(field.name) == fields[field.name], field.name
    again = await one.post(
        f"{address}/{action}", {**stale, "version": page.value("version"), "seen": page.value("seen")}
    )
    assert again.status == 200, again.text
    assert "同事刚写的备注" in again.text


async def test_what_was_typed_stays_on_the_page_when_the_step_is_over(signed_in, units, agency):
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    address = f"/staff/cases/{receipt.case_id}"
    one, other = await signed_in(*ALL_ROLES, username="one"), await signed_in(*ALL_ROLES, username="other")
    await one.post(f"{address}/claim", {"version": (await one.get(address)).value("version")})
    opened = await one.get(f"{address}?do=save_draft")
    seen = await other.get(address)
    await other.post(f"{address}/withdraw", {"version": seen.value("version"), "reason": "来函撤回"})
    given = {"version": opened.value("version"), "seen": opened.value("seen"), "outcome": "granted"}
    files = {"files": ("许可.pdf", b"%PDF-1.7 draft\n1 0 obj endobj\n%%EOF")}
    page = await one.post_files(f"{address}/save_draft", {**given, "text": "写了一上午的答复"}, **files)
    assert page.status == 409
    assert "写了一上午的答复" in page.text
    assert "许可.pdf" in page.text
    assert "撤回申请" in page.text


async def test_a_plain_press_after_somebody_else_says_who_and_what(signed_in, units, agency):
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    address = f"/staff/cases/{receipt.case_id}"
    one, other = await signed_in(*ALL_ROLES, username="one"), await signed_in(*ALL_ROLES, username="other")
    opened, seen = await one.get(address), await other.get(address)
    await other.post(f"{address}/claim", {"version": seen.value("version")})
    page = await one.post(f"{address}/claim", {"version": opened.value("version"), "seen": opened.value("seen")})
    assert page.status == 409
    assert "在您填写的时候" in page.text
    assert "领取" in page.text
