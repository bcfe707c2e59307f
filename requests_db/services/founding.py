"""Setting an installation up: an agency in service, its people, and somebody who may administer it."""

from requests_db.services import staff
from requests_db.services.agency import AgencyPlan, StaffPlan, UnitView, agencies, apply_agency
from requests_db.services.agency import agency as agency_by_id
from requests_db.services.staff import NewStaff
from requests_db.statute.workflow import Role
from requests_db.store.unit_of_work import UnitOfWork

ADMINISTRATOR = "admin"
ADMINISTRATOR_NAME = "系统管理员"


async def found(unit: UnitOfWork, plan: AgencyPlan | None, *, sample: AgencyPlan) -> list[tuple[str, str]]:
    """Set up the agency of `plan`; without one, the sample where no agency is in service yet.

    Accounts that exist are left as they are, so founding twice changes nothing.

    Returns:
        User name and one-time password of every account made.
    """
    in_service = await agencies(unit)
    made: list[tuple[str, str]] = []
    if plan is None and in_service:
        agency_id = in_service[0].id
    else:
        agency_id, people = await apply_agency(unit, plan or sample)
        made = await _accounts(unit, agency_id, people)
    if not await _has_administrator(unit, agency_id):
        made.append(await _account(unit, agency_id, ADMINISTRATOR, ADMINISTRATOR_NAME, frozenset({Role.ADMINISTRATOR})))
    return made


async def _accounts(unit: UnitOfWork, agency_id: int, people: tuple[StaffPlan, ...]) -> list[tuple[str, str]]:
    known = {person.username for person in await staff.list_staff(unit)}
    units = (await agency_by_id(unit, agency_id)).units
    return [
        await _account(
            unit,
            agency_id,
            person.username,
            person.display_name,
            frozenset(person.roles),
            unit_id=_unit_id(units, person.unit_code),
        )
        for person in people
        if person.username.strip().lower() not in known
    ]


async def _account(
    unit: UnitOfWork,
    agency_id: int,
    username: str,
    display_name: str,
    roles: frozenset[Role],
    *,
    unit_id: int | None = None,
) -> tuple[str, str]:
    new = NewStaff(agency_id=agency_id, username=username, display_name=display_name, roles=roles, unit_id=unit_id)
    account = await staff.add_staff(unit, new)
    return account.username, account.one_time_password


async def _has_administrator(unit: UnitOfWork, agency_id: int) -> bool:
    people = await staff.list_staff(unit, agency_id)
    return any(person.is_active and Role.ADMINISTRATOR in person.roles for person in people)


def _unit_id(units: tuple[UnitView, ...], code: str) -> int | None:
    return next((unit.id for unit in units if unit.code == code), None)
