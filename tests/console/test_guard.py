"""Who gets through which door, and what every page carries."""

import pytest

from handlers.console.access import ROUTES, Route
from requests_db.statute.workflow import Role

STAFF_ROLES = tuple(role for role in Role if role not in {Role.APPLICANT, Role.SYSTEM})
FILLED = {
    r"{case:\d{1,18}}": "1",
    "{action:[a-z_]+}": "claim",
    r"{ticket:\d{1,18}}": "1",
    r"{task:\d{1,18}}": "1",
    r"{person:\d{1,18}}": "999",
    r"{session:\d{1,18}}": "999",
    r"{layout:[a-z0-9_]{1,60}}": "letter",
    r"{filter:\d{1,18}}": "999",
    r"{entry:\d{1,18}}": "1",
    "{step:submit}": "submit",
    "{step:return|publish|withdraw}": "publish",
    r"{synonym:\d{1,18}}": "999",
    "{file}": "unknown",
    r"{year:20\d\d}": "2025",
    "{form:xlsx|docx|html}": "xlsx",
    "{form:xlsx|csv}": "csv",
    "{form:xlsx}": "xlsx",
    "{kind:[a-z0-9_]{1,60}}": "receipt",
}
GUARDED = [route for route in ROUTES if not route.is_public]


def address(route: Route) -> str:
    path = route.path
    for pattern, value in FILLED.items():
        path = path.replace(pattern, value)
    assert "{" not in path, path
    return f"/staff{path}"


async def knock(browser, route):
    headers = {"Sec-Fetch-Site": "same-origin"} if route.method == "POST" else {}
    return await browser.client.request(route.method, address(route), headers=headers, allow_redirects=False)


@pytest.mark.parametrize("role", STAFF_ROLES)
async def test_every_route_opens_for_the_roles_of_the_table_and_for_nobody_else(signed_in, role):
    browser = await signed_in(role.value)
    for route in sorted(GUARDED, key=lambda one: one.name == "sign_out"):
        response = await knock(browser, route)
        may = route.roles is None or role in route.roles
        assert (response.status != 403) is may, f"{role} at {route.name}: {response.status}"
        assert response.status < 500, f"{route.name}: {response.status}"
        if may and route.method == "GET":
            assert response.status in {200, 404}, f"{route.name}: {response.status}"


async def test_no_guarded_route_opens_without_a_session(stranger):
    for route in GUARDED:
        response = await knock(stranger, route)
        assert response.status == 303, route.name
        assert response.headers["Location"].startswith("/staff/sign-in"), route.name


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "POST"], ids=lambda route: route.name)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
async def test_a_form_of_another_site_is_refused(stranger, route, headers):
    response = await stranger.client.post(address(route), headers=headers, allow_redirects=False)
    assert response.status == 403


async def test_our_own_origin_may_post_where_the_browser_names_no_site(stranger):
    origin = str(stranger.client.make_url("/")).rstrip("/")
    page = await stranger.post("/staff/sign-in", {"username": "x", "password": "y"}, headers={"Origin": origin})
    assert page.status == 401


async def test_every_page_carries_the_security_headers(signed_in, stranger):
    browser = await signed_in("administrator")
    pages = [await stranger.get("/staff/sign-in"), await browser.get("/staff/people"), await browser.get("/staff/x")]
    for page in pages:
        headers = page.response.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"


async def test_pages_hold_no_inline_script_or_style(signed_in):
    browser = await signed_in("administrator", "registrar", "handler", "supervisor")
    for path in ("/staff/", "/staff/cases", "/staff/board", "/staff/tickets", "/staff/people", "/staff/cases/new"):
        page = await browser.get(path)
        assert page.status == 200
        assert 'lang="zh-CN"' in page.source
        assert " style=" not in page.source
        assert "<style" not in page.source
        assert page.source.count("<script") == 1
        assert "http://" not in page.source
        assert "https://" not in page.source


async def test_static_files_are_served_and_nothing_beside_them(stranger):
    assert (await stranger.get("/staff/static/desk.css")).status == 200
    assert (await stranger.get("/staff/static/../access.py")).status == 404
    assert (await stranger.get("/staff/static/%2e%2e/access.py")).status in {403, 404}


async def test_an_unknown_page_says_so(stranger):
    page = await stranger.get("/staff/nonsense")
    assert page.status == 404
    assert "没有这一页" in page.text


async def test_a_get_changes_nothing_and_a_wrong_method_is_refused(signed_in):
    browser = await signed_in("handler")
    response = await browser.client.get("/staff/sign-out", allow_redirects=False)
    assert response.status == 405
    assert (await browser.get("/staff/account")).path == "/staff/account"


def matrix_size() -> dict[str, int]:
    """How large the permission matrix is that the walk above proves; printed with `-s`."""
    doors = len(GUARDED) * len(STAFF_ROLES)
    may = sum(len(route.roles) if route.roles is not None else len(STAFF_ROLES) for route in GUARDED)
    return {"routes": len(GUARDED), "roles": len(STAFF_ROLES), "doors": doors, "open": may, "closed": doors - may}


def test_the_matrix_closes_more_doors_than_it_opens_to_a_single_role():
    size = matrix_size()
    print("permission matrix:", size)
    assert size["doors"] == size["routes"] * size["roles"]
    assert size["closed"] > size["routes"]


def test_names_of_routes_are_unique_and_every_role_is_staff():
    assert len({route.name for route in ROUTES}) == len(ROUTES)
    assert all(set(route.roles or ()) <= set(STAFF_ROLES) for route in ROUTES)


async def test_a_fault_of_ours_is_told_by_a_number_and_nothing_else(signed_in, units, monkeypatch, caplog):
    browser = await signed_in("registrar")

    async def broken(*_given, **_named):
        raise RuntimeError("示例申请人 11010519491231002X")

    monkeypatch.setattr("handlers.console.queues.queue", broken)
    page = await browser.get("/staff/cases")
    assert page.status == 500
    number = page.text.split("事件编号 ")[1].split(" ")[0]
    assert number in caplog.text
    assert "11010519491231002X" not in page.source + caplog.text
