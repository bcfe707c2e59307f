"""The reply period is drawn, and said in words as well."""

import re
from datetime import UTC, datetime

from requests_db.services.desk_actions import take_step
from requests_db.services.retrying import in_unit
from requests_db.services.steps import Step
from requests_db.statute.workflow import Action


def drawn(page) -> list[tuple[str, int, int]]:
    found = re.findall(r'<rect class="reach__(\w+)" x="(\d+)" width="(\d+)"', page.source)
    return [(kind, int(left), int(width)) for kind, left, width in found]


async def test_used_and_left_days_lie_side_by_side_and_are_read_aloud(signed_in, clock, receipt):
    registrar = await signed_in("registrar")
    clock.move_to(datetime(2026, 3, 10, 2, tzinfo=UTC))
    await registrar.sign_in("registrar.office", "correct horse battery")

    page = await registrar.get(f"/staff/cases/{receipt.case_id}")

    assert drawn(page) == [("used", 0, 8), ("left", 8, 20)]
    assert "已用 2026年3月3日至2026年3月10日，6 个工作日" in page.source
    assert "2026年3月30日届满" in page.text


async def test_a_restart_shows_what_ran_before_it(signed_in, clock, receipt, units):
    registrar = await signed_in("registrar", "handler")
    asked = Step(
        action=Action.REQUEST_CORRECTION,
        on=units.clock.today(),
        reason="请写明年份",
        facts={"allowed_working_days": 10},
    )
    await in_unit(units, lambda unit: take_step(unit, receipt.case_id, asked, registrar.actor))
    waiting = await registrar.get(f"/staff/cases/{receipt.case_id}")
    clock.move_to(datetime(2026, 3, 6, 2, tzinfo=UTC))
    await registrar.sign_in("registrar-handler.office", "correct horse battery")
    given = Step(action=Action.RECEIVE_CORRECTION, on=units.clock.today(), private={"text": "2025 年"})
    await in_unit(units, lambda unit: take_step(unit, receipt.case_id, given, registrar.actor))

    page = await registrar.get(f"/staff/cases/{receipt.case_id}")

    assert drawn(waiting) == []
    assert [kind for kind, _, _ in drawn(page)] == ["restarted", "left"]
