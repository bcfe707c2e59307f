"""Honest defaults for tests: an agency with two units, staff by role, a complete request."""

from datetime import UTC, date, datetime
from typing import Any

from requests_db.services.actors import Actor, ActorKind, applicant
from requests_db.services.agency import AgencyProfile, agency, apply_agency, read_agency_file
from requests_db.services.intake import Receipt, submit_request
from requests_db.services.request_form import Applicant, Contact, Identity, SubmitRequest, Wanted
from requests_db.statute.workflow import Role
from requests_db.store.tables_agency import StaffRow
from requests_db.store.tables_conversations import ConversationRow
from requests_db.store.unit_of_work import Units

AGENCY_FILE = """
[agency]
code = "{code}"
name = "示例市公共服务局（示例）"
is_sample = {is_sample}
ref_prefix = "示公开"
reviewing_body = "示例市人民政府"
receipt_confirmation = "{receipt_confirmation}"

[contact]
phone = "000-00000000"
address = "示例市示例路 1 号"

[review]
review = {review}
sign_off = {review}

[[units]]
code = "office"
name = "公开办（示例）"
handles = ["信息公开"]
is_office = true

[[units]]
code = "roads"
name = "道路科（示例）"
handles = ["道路", "施工"]

[[units]]
code = "finance"
name = "财务科（示例）"
handles = ["预算", "决算"]
"""


def agency_file(
    *, code: str = "test", is_sample: bool = True, receipt_confirmation: str = "automatic", review: bool = False
) -> str:
    """Return the text of an agency file."""
    return AGENCY_FILE.format(
        code=code,
        is_sample=str(is_sample).lower(),
        receipt_confirmation=receipt_confirmation,
        review=str(review).lower(),
    )


async def make_agency(units: Units, **options: Any) -> AgencyProfile:
    """Store the agency of `agency_file(**options)`."""
    async with units.writing() as unit:
        agency_id, _ = await apply_agency(unit, read_agency_file(agency_file(**options)))
        await unit.commit()
        return await agency(unit, agency_id)


async def make_staff(
    units: Units, of: AgencyProfile, *roles: str, unit_code: str = "office", username: str = ""
) -> Actor:
    """Store a member of staff without a usable password and return them as an actor."""
    unit_id = next(u.id for u in of.units if u.code == unit_code)
    held = frozenset(Role(role) for role in roles)
    async with units.writing() as unit:
        row = StaffRow(
            agency_id=of.id,
            unit_id=unit_id,
            username=username or f"{'-'.join(roles)}-{unit_code}",
            display_name=f"示例{'、'.join(roles)}",
            roles=[role.value for role in held],
            password_hash="!",
        )
        unit.session.add(row)
        await unit.commit()
        return Actor(
            kind=ActorKind.STAFF,
            staff_id=row.id,
            roles=held,
            unit_id=unit_id,
            agency_id=of.id,
            label=row.display_name,
        )


async def make_conversation(units: Units, key: str = "c1", channel: str = "web") -> Actor:
    """Store a conversation and return whoever speaks in it."""
    async with units.writing() as unit:
        row = ConversationRow(channel=channel, key=key, created_at=unit.now, active_at=unit.now)
        unit.session.add(row)
        await unit.commit()
        return applicant(row.id)


def day(text: str) -> date:
    """Return a legal day from its ISO form."""
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """Return an instant from its ISO form in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


WANTED = Wanted(
    name="示例路道路施工许可", features="示例路 2025 年道路施工许可文件", supply_form="email", obtain_by="email"
)
APPLICANT = Applicant(
    kind="natural",
    name="示例申请人",
    identity=Identity(kind="resident_id", number="11010519491231002X"),
    contact=Contact(phone="000-12345678", email="applicant@example.org"),
)


def submission(agency_id: int, *, submit_key: str = "c1:p1", **changes: Any) -> SubmitRequest:
    """Return a complete request; `changes` replace parts of it."""
    given: dict[str, Any] = {
        "agency_id": agency_id,
        "wanted": WANTED,
        "applicant": APPLICANT,
        "consented_at": datetime(2026, 3, 2, 1, 59, tzinfo=UTC),
        "submit_key": submit_key,
    }
    return SubmitRequest(**{**given, **changes})


async def file_request(units: Units, of: AgencyProfile, actor: Actor, **changes: Any) -> Receipt:
    """File a request and return its receipt."""
    async with units.writing() as unit:
        receipt = await submit_request(unit, submission(of.id, **changes), actor)
        await unit.commit()
        return receipt
