"""Commands for staff accounts."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from handlers.cli.running import AsJson, House, MakeHouse, fail, show, with_house
from requests_db.services import agency, staff, staff_codes
from requests_db.services.actors import operator
from requests_db.services.agency import AgencyProfile
from requests_db.services.errors import InvalidInput
from requests_db.services.staff import NewStaff
from requests_db.statute.workflow import Role
from requests_db.store.unit_of_work import UnitOfWork


def people_commands(make_house: MakeHouse) -> typer.Typer:
    """Return the `staff` commands."""
    commands = typer.Typer(no_args_is_help=True)

    @commands.command("add", help="新增工作人员账号，打印一次性密码。")
    def add(
        username: str,
        name: Annotated[str, typer.Option("--name", help="显示名")],
        role: Annotated[list[Role], typer.Option("--role", help="角色，可多次给出")],
        unit: Annotated[str, typer.Option("--unit", help="单位代码")] = "",
        as_json: AsJson = False,
    ) -> None:
        password = with_house(make_house, lambda house: _add(house, username, name, frozenset(role), unit))
        text = f"账号 {username} 已建立，一次性密码：{password}（首次登录后须修改）"
        show({"username": username, "one_time_password": password}, as_json=as_json, text=text)

    @commands.command("list", help="列出账号。")
    def list_accounts(as_json: AsJson = False) -> None:
        rows = with_house(make_house, _accounts)
        text = "\n".join(f"{row['username']}\t{row['display_name']}\t{'、'.join(row['roles'])}" for row in rows)
        show(rows, as_json=as_json, text=text)

    _add_account_commands(commands, make_house)
    return commands


def _add_account_commands(commands: typer.Typer, make_house: MakeHouse) -> None:
    """Add what is done to an account that exists."""

    @commands.command("reset-password", help="重设密码，打印一次性密码，并注销其全部登录。")
    def reset(username: str, as_json: AsJson = False) -> None:
        password = with_house(make_house, lambda house: _reset(house, username))
        text = f"{username} 的一次性密码：{password}"
        show({"username": username, "one_time_password": password}, as_json=as_json, text=text)

    @commands.command("disable", help="停用账号，并注销其全部登录。")
    def disable(username: str) -> None:
        with_house(make_house, lambda house: _disable(house, username))
        typer.echo(f"账号 {username} 已停用。")

    @commands.command("remove-code", help="取消账号的动态口令（手机和备用码都丢失时），并注销其全部登录。")
    def remove_code(username: str) -> None:
        with_house(make_house, lambda house: _remove_code(house, username))
        typer.echo(f"{username} 的动态口令已取消，凭密码登录后可重新开通。")


async def _add(house: House, username: str, name: str, roles: frozenset[Role], unit_code: str) -> str:
    async with house.units.writing() as unit:
        own = await _own_agency(unit)
        new = NewStaff(
            agency_id=own.id,
            username=username,
            display_name=name,
            roles=roles,
            unit_id=_unit_id(own, unit_code),
        )
        account = await staff.add_staff(unit, new)
        await unit.commit()
    return account.one_time_password


async def _own_agency(unit: UnitOfWork) -> AgencyProfile:
    own = await agency.agencies(unit)
    if not own:
        fail("还没有设置机关，请先运行 init 或 serve。")
    return own[0]


async def _accounts(house: House) -> list[dict[str, Any]]:
    async with house.units.reading() as unit:
        return [_row(asdict(person)) for person in await staff.list_staff(unit)]


async def _reset(house: House, username: str) -> str:
    async with house.units.writing() as unit:
        person = await staff.account_named(unit, username)
        account = await staff.reset_password(unit, person.id)
        await unit.commit()
    return account.one_time_password


async def _disable(house: House, username: str) -> None:
    async with house.units.writing() as unit:
        person = await staff.account_named(unit, username)
        await staff.disable_staff(unit, person.id)
        await unit.commit()


async def _remove_code(house: House, username: str) -> None:
    async with house.units.writing() as unit:
        person = await staff.account_named(unit, username)
        await staff_codes.reset_code(unit, person.id, by=operator())
        await unit.commit()


def _unit_id(profile: AgencyProfile, code: str) -> int | None:
    """Return the id of the unit with this code, none where none was named.

    Raises:
        InvalidInput: the agency has no such unit.
    """
    if not code:
        return None
    for unit in profile.units:
        if unit.code == code:
            return unit.id
    raise InvalidInput({"unit": "staff.unit.unknown"})


def _row(person: dict[str, Any]) -> dict[str, Any]:
    return {
        key: sorted(map(str, value)) if isinstance(value, frozenset | tuple) else value
        for key, value in person.items()
        if isinstance(value, str | int | bool | frozenset | tuple | type(None))
    }
