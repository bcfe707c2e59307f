"""One-time codes at the desk: set, asked for, lost and reset; demanded of a role; sessions of others."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import text

from requests_db.clock import FrozenClock
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency import apply_agency, read_agency_file
from tests import factories
from tests.console.browser import PASSWORD, Browser, Page

CODE = "/staff/account/code"


async def set_code(browser: Browser, clock: FrozenClock) -> tuple[str, list[str], Page]:
    """Put a code into an app; return its secret, the recovery codes and the page that shows them."""
    page = await browser.get(CODE)
    secret = page.value("secret")
    code = pyotp.TOTP(secret).at(clock.now())
    page = await browser.post(CODE, {"secret": secret, "code": code, "present": PASSWORD})
    assert page.status == 200, page.text
    codes = page.source.split('class="code-list figures">')[1].split("</ul>")[0]
    clock.advance(timedelta(seconds=30))
    return secret, [part.split("</li>")[0] for part in codes.split("<li>")[1:]], page


async def enter(stranger: Browser, username: str, totp: str) -> Page:
    return await stranger.post("/staff/sign-in", {"username": username, "password": PASSWORD, "totp": totp})


async def test_a_code_is_drawn_proven_and_then_asked_for(signed_in, stranger, clock):
    browser = await signed_in("supervisor", username="one")
    page = await browser.get(CODE)
    assert "<svg" in page.source
    assert " style=" not in page.source
    secret = page.value("secret")
    wrong = await browser.post(CODE, {"secret": secret, "code": "000000", "present": PASSWORD})
    assert wrong.status == 422
    assert wrong.value("secret") == secret
    code = pyotp.TOTP(secret).at(clock.now())
    thief = await browser.post(CODE, {"secret": secret, "code": code, "present": "falsch"})
    assert "现在的密码不对" in thief.text

    _, recovery, _ = await set_code(browser, clock)

    assert len(set(recovery)) == 10
    assert "还需要动态口令" in (await enter(stranger, "one", "")).text
    later = await browser.get(CODE)
    assert not any(code in later.source for code in recovery)


async def test_a_recovery_code_opens_once_and_new_ones_replace_the_old(signed_in, stranger, clock):
    browser = await signed_in("supervisor", username="one")
    _, recovery, _ = await set_code(browser, clock)
    assert (await enter(stranger, "one", recovery[0].lower())).path == "/staff/"
    assert (await enter(stranger, "one", recovery[0])).status == 401
    assert "还有 9 个备用码" in (await browser.get(CODE)).text
    renewed = await browser.post(f"{CODE}/recovery", {"present": PASSWORD})
    assert renewed.status == 200
    assert (await enter(stranger, "one", recovery[1])).status == 401


async def test_one_code_never_opens_twice_and_guessing_locks(signed_in, stranger, clock):
    browser = await signed_in("administrator", username="one")
    secret, recovery, _ = await set_code(browser, clock)
    code = pyotp.TOTP(secret).at(clock.now())
    assert (await enter(stranger, "one", code)).path == "/staff/"
    assert (await enter(stranger, "one", code)).status == 401
    for guess in range(4):
        page = await enter(stranger, "one", f"{guess:06}")
    assert "已锁定" in page.text
    assert "已锁定" in (await enter(stranger, "one", recovery[0])).text


async def test_another_administrator_resets_a_lost_code_and_it_is_recorded(signed_in, stranger, clock, units):
    loser = await signed_in("administrator", username="loser")
    await set_code(loser, clock)
    own = await loser.post(f"/staff/people/{loser.actor.staff_id}/code/reset")
    assert own.status == 403
    helper = await signed_in("administrator", username="helper")
    page = await helper.post(f"/staff/people/{loser.actor.staff_id}/code/reset")
    assert "已重置" in page.text
    assert (await loser.get("/staff/account")).path.startswith("/staff/sign-in")
    assert (await enter(stranger, "loser", "")).path == "/staff/"
    async with units.reading() as unit:
        lines = await unit.session.execute(
            text("SELECT actor_id, facts FROM register_entries WHERE subject = :one"),
            {"one": f"staff:{loser.actor.staff_id}"},
        )
        resets = [line.actor_id for line in lines if "code_removed" in str(line.facts)]
    assert resets == [helper.actor.staff_id]


async def test_sessions_of_others_are_listed_and_ended_by_an_administrator(signed_in, stranger):
    browser = await signed_in("handler", username="one")
    await stranger.sign_in("one", PASSWORD)
    admin = await signed_in("administrator", username="admin")
    person = f"/staff/people/{browser.actor.staff_id}"
    page = await admin.get(person)
    end = page.source.split(f'action="{person}/sessions/')[1].split('"')[0]
    assert "已经结束" in (await admin.post(f"{person}/sessions/{end}")).text
    assert "都已结束" in (await admin.post(f"{person}/sessions/end")).text
    for one in (browser, stranger):
        assert (await one.get("/staff/account")).path.startswith("/staff/sign-in")


async def test_all_other_sessions_of_ones_own_end_at_once(signed_in, stranger):
    browser = await signed_in("handler", username="one")
    await stranger.sign_in("one", PASSWORD)
    page = await browser.post("/staff/account/sessions/end")
    assert "都已结束" in page.text
    assert (await stranger.get("/staff/account")).path.startswith("/staff/sign-in")


class TestDemanded:
    @pytest.fixture
    async def agency(self, units):
        demanding = factories.agency_file() + '\n[sign_in]\ncode_required = ["supervisor"]\n'
        async with units.writing() as unit:
            agency_id, _ = await apply_agency(unit, read_agency_file(demanding))
            await unit.commit()
            return await agency_profile(unit, agency_id)

    async def test_nothing_else_opens_before_a_demanded_code_is_set(self, signed_in, clock):
        browser = await signed_in("supervisor", username="one")
        for path in ("/staff/", "/staff/board", "/staff/cases"):
            assert (await browser.get(path)).path == CODE
        await set_code(browser, clock)
        assert (await browser.get("/staff/board")).path == "/staff/board"

    async def test_other_roles_work_without(self, signed_in):
        browser = await signed_in("handler")
        assert (await browser.get("/staff/")).path == "/staff/"
