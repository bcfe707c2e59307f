"""Accounts, sign-in, sessions and linked chats; on both databases."""

import time
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import text

from requests_db.clock import FrozenClock
from requests_db.services import conversations, staff, staff_chats, staff_codes
from requests_db.services.actors import Actor, ActorKind
from requests_db.services.agency import AgencyProfile
from requests_db.services.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from requests_db.services.retrying import in_unit
from requests_db.services.staff import NewAccount, NewStaff, SignedIn
from requests_db.statute.workflow import Role
from requests_db.store.unit_of_work import Units


async def added(units: Units, agency: AgencyProfile, *roles: Role, username: str = "sample.one") -> NewAccount:
    new = NewStaff(
        agency_id=agency.id,
        username=username,
        display_name="示例登记员",
        roles=frozenset(roles or {Role.REGISTRAR}),
        unit_id=agency.units[0].id,
    )
    return await in_unit(units, lambda unit: staff.add_staff(unit, new))


async def enter(units: Units, account: NewAccount, **more: str) -> SignedIn:
    return await staff.sign_in(units, account.username, account.one_time_password, **more)


async def test_the_one_time_password_signs_in_and_must_be_changed(units: Units, agency: AgencyProfile) -> None:
    account = await added(units, agency)
    signed = await enter(units, account, agent="Browser")
    assert signed.must_change_password
    assert signed.actor.roles == {Role.REGISTRAR}
    assert (signed.actor.agency_id, signed.actor.unit_id) == (agency.id, agency.units[0].id)
    await staff.change_password(
        units, account.staff_id, present=account.one_time_password, new="一句很长的口令 2026", token=signed.token
    )
    again = await staff.sign_in(units, " Sample.ONE ", "一句很长的口令 2026")
    assert not again.must_change_password


async def test_no_password_and_no_token_is_readable_in_the_database(units: Units, agency: AgencyProfile) -> None:
    account = await added(units, agency)
    signed = await enter(units, account)
    async with units.reading() as unit:
        stored = (await unit.session.execute(text("SELECT password_hash FROM staff"))).scalar_one()
        digest = (await unit.session.execute(text("SELECT token_digest FROM staff_sessions"))).scalar_one()
    assert stored.startswith("$argon2id$")
    assert account.one_time_password not in stored
    assert signed.token.encode() not in bytes(digest)


async def test_five_failures_lock_for_a_quarter_of_an_hour(
    units: Units, agency: AgencyProfile, clock: FrozenClock
) -> None:
    account = await added(units, agency)
    for attempt in range(5):
        with pytest.raises(NotSignedIn) as refused:
            await staff.sign_in(units, account.username, "falsch")
        assert refused.value.key == ("staff.locked" if attempt == 4 else "staff.wrong")
    with pytest.raises(NotSignedIn, match="locked"):
        await enter(units, account)
    clock.advance(timedelta(minutes=15, seconds=1))
    assert (await enter(units, account)).token


async def test_a_success_forgets_earlier_failures(units: Units, agency: AgencyProfile) -> None:
    account = await added(units, agency)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(NotSignedIn, match="wrong"):
                await staff.sign_in(units, account.username, "falsch")
        await enter(units, account)


async def test_an_unknown_name_is_told_and_takes_as_long_as_a_wrong_password(
    units: Units, agency: AgencyProfile
) -> None:
    account = await added(units, agency)
    took: dict[str, float] = {"nobody": 9.0, account.username: 9.0}
    for name in ("nobody", account.username, "nobody", account.username):
        began = time.perf_counter()
        with pytest.raises(NotSignedIn, match="wrong"):
            await staff.sign_in(units, name, "falsch")
        took[name] = min(took[name], time.perf_counter() - began)
    assert took["nobody"] > 0.4 * took[account.username]


async def test_a_session_ends_when_idle_for_an_hour(units: Units, agency: AgencyProfile, clock: FrozenClock) -> None:
    token = (await enter(units, await added(units, agency))).token
    for _ in range(3):
        clock.advance(timedelta(minutes=50))
        async with units.reading() as unit:
            found = await staff.session(unit, token)
        assert found is not None
        assert found.is_seen_stale
        await in_unit(units, lambda unit: staff.touch_session(unit, token))
    clock.advance(timedelta(minutes=60))
    async with units.reading() as unit:
        assert await staff.session_actor(unit, token) is None


async def test_a_session_ends_after_twelve_hours_however_busy(
    units: Units, agency: AgencyProfile, clock: FrozenClock
) -> None:
    token = (await enter(units, await added(units, agency))).token
    for _ in range(24):
        async with units.reading() as unit:
            assert await staff.session_actor(unit, token) is not None
        clock.advance(timedelta(minutes=30))
        await in_unit(units, lambda unit: staff.touch_session(unit, token))
    async with units.reading() as unit:
        assert await staff.session_actor(unit, token) is None


async def test_sessions_are_listed_and_can_be_ended_one_by_one(units: Units, agency: AgencyProfile) -> None:
    account = await added(units, agency)
    here, there = (await enter(units, account, agent="A")).token, (await enter(units, account, agent="B")).token
    async with units.reading() as unit:
        listed = await staff.sessions(unit, account.staff_id, here)
    assert {(one.agent, one.is_present) for one in listed} == {("A", True), ("B", False)}
    other = next(one.id for one in listed if not one.is_present)
    await in_unit(units, lambda unit: staff.revoke(unit, account.staff_id, other))
    async with units.reading() as unit:
        assert await staff.session_actor(unit, there) is None
        assert await staff.session_actor(unit, here) is not None
        assert await staff.session_actor(unit, "wrong") is None
    with pytest.raises(NotFound):
        await in_unit(units, lambda unit: staff.revoke(unit, account.staff_id + 1, listed[0].id))
    await in_unit(units, lambda unit: staff.sign_out(unit, here))
    async with units.reading() as unit:
        assert await staff.sessions(unit, account.staff_id) == ()


async def test_a_new_password_ends_the_other_sessions(units: Units, agency: AgencyProfile) -> None:
    account = await added(units, agency)
    here, there = (await enter(units, account)).token, (await enter(units, account)).token
    password = account.one_time_password
    for present, new in (("falsch", "x" * 12), (password, "short"), (password, password)):
        with pytest.raises(InvalidInput):
            await staff.change_password(units, account.staff_id, present=present, new=new)
    await staff.change_password(units, account.staff_id, present=password, new="vier ganz neue Worte", token=here)
    async with units.reading() as unit:
        assert await staff.session_actor(unit, here) is not None
        assert await staff.session_actor(unit, there) is None


async def test_a_code_is_asked_for_once_set_and_works_once(
    units: Units, agency: AgencyProfile, clock: FrozenClock
) -> None:
    account = await added(units, agency, Role.ADMINISTRATOR)
    async with units.reading() as unit:
        offer = await staff_codes.offer_code(unit, account.staff_id, issuer="示例服务台")
    assert offer.secret in offer.address

    async def enrol(code: str) -> None:
        await in_unit(units, lambda unit: staff_codes.set_code(unit, account.staff_id, secret=offer.secret, code=code))

    def code() -> str:
        return pyotp.TOTP(offer.secret).at(clock.now())

    for wrong in ("", "000000x", "12345"):
        with pytest.raises(InvalidInput):
            await enrol(wrong)
    assert (await enter(units, account)).token
    await enrol(code())
    with pytest.raises(NotSignedIn, match="code_needed"):
        await enter(units, account)
    with pytest.raises(NotSignedIn, match="wrong"):
        await enter(units, account, totp=code())  # the code that proved the app was its own use
    clock.advance(timedelta(seconds=30))
    token = (await enter(units, account, totp=code())).token
    with pytest.raises(NotSignedIn, match="wrong"):
        await enter(units, account, totp=code())
    async with units.reading() as unit:
        found = await staff.session(unit, token)
        stored = (await unit.session.execute(text("SELECT totp_sealed FROM staff"))).scalar_one()
    assert found is not None
    assert found.has_code
    assert offer.secret.encode() not in bytes(stored)
    await in_unit(units, lambda unit: staff_codes.remove_code(unit, account.staff_id))
    assert (await enter(units, account)).token


async def test_a_recovery_code_stands_in_once_and_leaves_with_the_code(
    units: Units, agency: AgencyProfile, clock: FrozenClock
) -> None:
    account = await added(units, agency, Role.ADMINISTRATOR)
    async with units.reading() as unit:
        offer = await staff_codes.offer_code(unit, account.staff_id, issuer="示例服务台")
    code = pyotp.TOTP(offer.secret).at(clock.now())
    first, second, *_ = await in_unit(
        units, lambda unit: staff_codes.set_code(unit, account.staff_id, secret=offer.secret, code=code)
    )
    assert (await enter(units, account, totp=f" {first.lower()} ")).token
    with pytest.raises(NotSignedIn, match="wrong"):
        await enter(units, account, totp=first)
    async with units.reading() as unit:
        assert await staff_codes.recovery_codes_left(unit, account.staff_id) == 9
        stored = (await unit.session.execute(text("SELECT code_digest FROM staff_recovery_codes"))).all()
    assert first.encode() not in b"".join(bytes(row.code_digest) for row in stored)
    other = await added(units, agency, username="other")
    own, by = (Actor(kind=ActorKind.STAFF, staff_id=one.staff_id) for one in (account, other))
    with pytest.raises(NotPermitted):
        await in_unit(units, lambda unit: staff_codes.reset_code(unit, account.staff_id, by=own))
    await in_unit(units, lambda unit: staff_codes.reset_code(unit, account.staff_id, by=by))
    assert (await enter(units, account, totp=second)).token  # no code is asked for, and none is kept
    async with units.reading() as unit:
        assert await staff_codes.recovery_codes_left(unit, account.staff_id) == 0


async def test_an_account_needs_a_free_name_and_a_role(units: Units, agency: AgencyProfile) -> None:
    await added(units, agency)
    with pytest.raises(InvalidInput) as refused:
        await added(units, agency, username=" SAMPLE.one")
    assert refused.value.fields == {"username": "staff.username.taken"}
    empty = NewStaff(agency_id=agency.id, username="", display_name="", roles=frozenset(), unit_id=999)
    with pytest.raises(InvalidInput) as refused:
        await in_unit(units, lambda unit: staff.add_staff(unit, empty))
    assert set(refused.value.fields) == {"username", "roles", "unit_id"}


async def test_a_disabled_account_is_out_at_once(units: Units, agency: AgencyProfile) -> None:
    account = await added(units, agency)
    token = (await enter(units, account)).token
    await in_unit(units, lambda unit: staff.disable_staff(unit, account.staff_id))
    async with units.reading() as unit:
        assert await staff.session_actor(unit, token) is None
    with pytest.raises(NotSignedIn, match="wrong"):
        await enter(units, account)
    await in_unit(units, lambda unit: staff.enable_staff(unit, account.staff_id))
    assert (await enter(units, account)).token


async def test_the_last_administrator_stays(units: Units, agency: AgencyProfile) -> None:
    first = await added(units, agency, Role.ADMINISTRATOR, username="admin.one")
    with pytest.raises(NotPermitted):
        await in_unit(units, lambda unit: staff.disable_staff(unit, first.staff_id))
    await added(units, agency, Role.ADMINISTRATOR, username="admin.two")
    await in_unit(units, lambda unit: staff.disable_staff(unit, first.staff_id))
    async with units.reading() as unit:
        assert [one.is_active for one in await staff.list_staff(unit, agency.id)] == [False, True]


async def test_a_reset_gives_a_new_one_time_password_and_unlocks(units: Units, agency: AgencyProfile) -> None:
    account = await added(units, agency)
    token = (await enter(units, account)).token
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            await staff.sign_in(units, account.username, "falsch")
    fresh = await in_unit(units, lambda unit: staff.reset_password(unit, account.staff_id))
    with pytest.raises(NotSignedIn):
        await enter(units, account)
    assert (await enter(units, fresh)).must_change_password
    async with units.reading() as unit:
        assert await staff.session_actor(unit, token) is None


async def test_a_chat_is_linked_by_a_code_that_works_once(
    units: Units, agency: AgencyProfile, clock: FrozenClock
) -> None:
    account = await added(units, agency)
    chat = await in_unit(units, lambda unit: conversations.find_or_create(unit, "telegram", "100"))
    stale = await in_unit(units, lambda unit: staff_chats.link_code(unit, account.staff_id))
    code = await in_unit(units, lambda unit: staff_chats.link_code(unit, account.staff_id))

    async def link(typed: str) -> str:
        view = await in_unit(units, lambda unit: staff_chats.link_chat(unit, typed, chat.id))
        return view.username

    for wrong in (stale, "AAAAAAAA"):
        with pytest.raises(NotFound):
            await link(wrong)
    assert await link(code.lower()) == account.username
    with pytest.raises(NotFound):
        await link(code)
    async with units.reading() as unit:
        assert (await conversations.conversation(unit, chat.id)).staff_id == account.staff_id
        assert (await staff.account_of(unit, account.staff_id)).is_linked
    assert await in_unit(units, lambda unit: staff_chats.unlink(unit, account.staff_id)) == 1
    late = await in_unit(units, lambda unit: staff_chats.link_code(unit, account.staff_id))
    clock.advance(timedelta(minutes=11))
    with pytest.raises(NotFound):
        await link(late)


async def test_what_happens_to_an_account_stands_in_the_register(units: Units, agency: AgencyProfile) -> None:
    account = await added(units, agency)
    await enter(units, account)
    with pytest.raises(NotSignedIn):
        await staff.sign_in(units, account.username, "falsch")
    await in_unit(units, lambda unit: staff.disable_staff(unit, account.staff_id))
    async with units.reading() as unit:
        lines = (
            await unit.session.execute(text("SELECT kind, subject, facts FROM register_entries ORDER BY seq"))
        ).all()
        stored = str([tuple(line) for line in lines])
    whats = [(line.kind, line.subject) for line in lines if line.subject == f"staff:{account.staff_id}"]
    assert [kind for kind, _ in whats] == ["staff", "sign_in", "sign_in", "staff"]
    assert account.one_time_password not in stored
    assert "falsch" not in stored
