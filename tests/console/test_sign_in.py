"""Signing in, the session cookie, and one's own account."""

from datetime import timedelta

import pytest

from handlers.console.deps import SIGN_INS
from handlers.throttling import Rate
from requests_db.clock import FrozenClock
from requests_db.services import staff as accounts
from requests_db.services.retrying import in_unit
from requests_db.services.staff import NewStaff
from requests_db.statute.workflow import Role
from tests.console.browser import PASSWORD

COOKIE = "desk_session"


async def test_signing_in_leads_to_the_page_first_asked_for(stranger, units, agency, signed_in):
    await signed_in("administrator", username="admin")
    asked = await stranger.get("/staff/people")
    assert asked.path.startswith("/staff/sign-in?next=")
    page = await stranger.post(
        "/staff/sign-in", {"username": "admin", "password": PASSWORD, "next": asked.value("next")}
    )
    assert page.status == 200
    assert page.path == "/staff/people"


async def test_wrong_password_keeps_the_name_and_tells_nothing_more(stranger, signed_in):
    await signed_in("handler", username="one")
    wrong = await stranger.sign_in("one", "nonsense")
    unknown = await stranger.sign_in("nobody", "nonsense")
    assert (wrong.status, unknown.status) == (401, 401)
    assert wrong.value("username") == "one"
    assert "账号或密码不对" in wrong.text
    assert "账号或密码不对" in unknown.text
    assert "nonsense" not in wrong.source


async def test_five_wrong_passwords_lock_the_account_in_words_that_tell_no_stranger_whether_it_exists(
    stranger, signed_in
):
    await signed_in("handler", username="one")
    for _ in range(5):
        page = await stranger.sign_in("one", "nonsense")
    locked, unknown = await stranger.sign_in("one", PASSWORD), await stranger.sign_in("nobody", PASSWORD)
    assert (page.status, locked.status) == (401, 401)
    assert locked.text.replace("one", "") == unknown.text.replace("nobody", "")


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/x", "/staff/\\evil.example", "/other"])
async def test_signing_in_never_leads_to_another_site(stranger, signed_in, address):
    await signed_in("handler", username="one")
    page = await stranger.post("/staff/sign-in", {"username": "one", "password": PASSWORD, "next": address})
    assert page.response.url.host == "127.0.0.1"
    assert page.path == "/staff/"


async def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger, signed_in):
    await signed_in("handler", username="one")
    response = await stranger.client.post(
        "/staff/sign-in",
        data={"username": "one", "password": PASSWORD},
        headers={"Sec-Fetch-Site": "same-origin"},
        allow_redirects=False,
    )
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/staff"
    assert not cookie["secure"]


class TestBehindHttps:
    @pytest.fixture
    def public_url(self) -> str:
        return "https://desk.example"

    async def test_session_cookie_is_sent_over_https_only(self, stranger, units, agency):
        new = NewStaff(agency_id=agency.id, username="one", display_name="示例", roles=frozenset({Role.HANDLER}))
        made = await in_unit(units, lambda unit: accounts.add_staff(unit, new))
        response = await stranger.client.post(
            "/staff/sign-in",
            data={"username": "one", "password": made.one_time_password},
            headers={"Origin": "https://desk.example"},
            allow_redirects=False,
        )
        assert response.status == 303
        assert response.cookies[COOKIE]["secure"]

    async def test_only_the_public_address_may_post(self, stranger):
        page = await stranger.post("/staff/sign-in", {}, headers={"Origin": "http://desk.example"})
        assert page.status == 403


async def test_a_new_account_must_change_its_password_first(stranger, units, agency):
    new = NewStaff(agency_id=agency.id, username="one", display_name="示例", roles=frozenset({Role.HANDLER}))
    made = await in_unit(units, lambda unit: accounts.add_staff(unit, new))
    page = await stranger.sign_in("one", made.one_time_password)
    assert page.path == "/staff/account"
    assert (await stranger.get("/staff/")).path == "/staff/account"
    form = {"present": made.one_time_password, "new": "short", "again": "short"}
    assert (await stranger.post("/staff/account/password", form)).status == 422
    form = {"present": made.one_time_password, "new": PASSWORD, "again": PASSWORD}
    page = await stranger.post("/staff/account/password", form)
    assert page.status == 200
    assert page.path.startswith("/staff/?done=")


async def test_an_idle_session_ends(signed_in, clock: FrozenClock):
    browser = await signed_in("handler")
    clock.advance(timedelta(minutes=59))
    assert (await browser.get("/staff/account")).path == "/staff/account"
    clock.advance(timedelta(minutes=59))
    assert (await browser.get("/staff/account")).path == "/staff/account"
    clock.advance(timedelta(minutes=61))
    assert (await browser.get("/staff/account")).path.startswith("/staff/sign-in")


async def test_signing_out_ends_the_session_for_good(signed_in):
    browser = await signed_in("handler")
    cookies = {cookie.key: cookie.value for cookie in browser.client.session.cookie_jar}
    page = await browser.post("/staff/sign-out")
    assert page.path == "/staff/sign-in"
    replayed = await browser.get("/staff/account", cookies=cookies)
    assert replayed.path.startswith("/staff/sign-in")


async def test_other_sessions_are_listed_and_can_be_ended(signed_in, stranger):
    await signed_in("handler", username="one")
    await stranger.sign_in("one", PASSWORD)
    page = await stranger.get("/staff/account")
    end = page.source.split('action="/staff/account/sessions/')[1].split('"')[0]
    page = await stranger.post(f"/staff/account/sessions/{end}")
    assert "已经结束" in page.text


async def test_linking_code_is_shown_once(signed_in):
    browser = await signed_in("handler")
    assert "/link " in (await browser.post("/staff/account/link")).text
    assert "/link " not in (await browser.get("/staff/account")).text


async def test_administrator_adds_resets_disables_and_enables_accounts(signed_in, stranger):
    browser = await signed_in("administrator", username="admin")
    form = {"username": "New.One", "display_name": "示例承办员", "roles": "handler"}
    page = await browser.post("/staff/people", form)
    assert page.status == 201
    password = page.source.split('class="secret">')[1].split("<")[0]
    assert (await stranger.sign_in("new.one", password)).path == "/staff/account"
    person = page.source.split("/staff/people/")[-1].split("/")[0]
    people = {part.split("/")[0] for part in page.source.split('action="/staff/people/')[1:]}
    own = str(browser.actor.staff_id)
    person = (people - {own}).pop()
    assert "一次性密码" in (await browser.post(f"/staff/people/{person}/reset")).text
    assert "已停用" in (await browser.post(f"/staff/people/{person}/disable")).text
    assert "重新启用" in (await browser.post(f"/staff/people/{person}/enable")).text
    assert (await browser.post("/staff/people/999/reset")).status == 404
    last = await browser.post(f"/staff/people/{own}/disable")
    assert "最后一个管理员" in last.text


async def test_faults_in_a_new_account_keep_what_was_typed(signed_in):
    browser = await signed_in("administrator")
    page = await browser.post("/staff/people", {"username": "a b", "display_name": '"><script>x</script>'})
    assert page.status == 422
    assert page.value("display_name") == '"><script>x</script>'
    assert "<script>x" not in page.source
    assert "至少勾选一个角色" in page.text


async def test_an_address_that_tries_too_often_waits_and_keeps_the_name(stranger, agency, server, monkeypatch):
    console = next(app for app in server.app._subapps)
    seconds = [0.0]
    monkeypatch.setattr(console[SIGN_INS], "_monotonic", lambda: seconds[0])
    monkeypatch.setattr(console[SIGN_INS], "_rate", Rate(burst=2, per_second=0.5))
    for _ in range(2):
        assert (await stranger.sign_in("nobody", "nonsense")).status == 401
    page = await stranger.sign_in("nobody", "nonsense")
    assert page.status == 429
    assert page.value("username") == "nobody"
    assert "2 秒后再试" in page.text
    seconds[0] = 2.0
    assert (await stranger.sign_in("nobody", "nonsense")).status == 401
