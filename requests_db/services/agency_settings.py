"""What an agency decides for itself, as frozen values with a JSON form (机关设置)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from requests_db.statute.deadlines import Conventions
from requests_db.statute.remedies import AgencyKind
from requests_db.statute.workflow import ReviewSwitches, Role

AUTOMATIC = "automatic"
BY_STAFF = "staff"
NUMBER_PATTERN = "{prefix}{year}-{number:05d}"
PAPER_PATTERN = "（公开）〔{year}〕第{number}号"
CONSULTATION_DAYS = 3
INTERPRETATION_DAYS = 3
REMINDER_DAYS = (5, 3, 1, 0)
REMINDER_HOUR = 9
RE_REVIEW_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """Where the disclosure office is reached (联系方式)."""

    address: str = ""
    postcode: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPlan:
    """When warnings fire: working days before a date, and the hour of the day in the authority's zone."""

    before_working_days: tuple[int, ...] = REMINDER_DAYS
    hour: int = REMINDER_HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDays:
    """Own days on top of the national notices, such as a regional festival (地方假日): ISO day → reason."""

    off: Mapping[str, str] = field(default_factory=dict)
    work: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySettings:
    """How one agency is called and how it works."""

    code: str
    name: str
    is_sample: bool = False
    region: str = ""
    kind: str = AgencyKind.LOCAL_DEPARTMENT.value  # who reviews its decisions
    reviewing_body: str = ""
    court: str = ""
    ref_prefix: str = ""
    number_pattern: str = NUMBER_PATTERN
    paper_pattern: str = PAPER_PATTERN  # how the number of a letter is written (文号)
    opening_hours: str = ""
    contact: ContactPoint = field(default_factory=ContactPoint)
    receipt_confirmation: str = AUTOMATIC  # automatic: the receipt confirms; staff: a person does
    review: ReviewSwitches = field(default_factory=ReviewSwitches)
    conventions: Conventions = field(default_factory=Conventions)
    reminders: ReminderPlan = field(default_factory=ReminderPlan)
    calendar: LocalDays = field(default_factory=LocalDays)
    consultation_days: int = CONSULTATION_DAYS  # working days, a house target
    interpretation_days: int = INTERPRETATION_DAYS  # working days, 3 or 5 by place
    re_review_months: int = RE_REVIEW_MONTHS  # Art. 18: months after which a refusal is looked at again
    privacy_contact: str = ""
    retention: str = ""  # how long personal data is kept, as the privacy notice says it

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A unit that answers (承办单位)."""

    id: int
    code: str
    name: str
    handles: tuple[str, ...]
    is_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyProfile(AgencySettings):
    """An agency as the rest of the house sees it."""

    id: int
    units: tuple[UnitView, ...] = ()

    @property
    def confirms_automatically(self) -> bool:
        """Whether the system's receipt is the mutual confirmation of Art. 31."""
        return self.receipt_confirmation == AUTOMATIC

    def case_ref(self, year: int, number: int) -> str:
        """Return the number given to the applicant."""
        return self.number_pattern.format(prefix=self.ref_prefix, year=year, number=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlan:
    """A unit to be made or kept."""

    code: str
    name: str
    handles: tuple[str, ...] = ()
    is_office: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPlan:
    """An account to be made where it is missing; the one-time password is printed then."""

    username: str
    display_name: str
    roles: tuple[Role, ...]
    unit_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPlan:
    """Everything an agency file says."""

    settings: AgencySettings
    units: tuple[UnitPlan, ...]
    staff: tuple[StaffPlan, ...]


def profile_from_json(
    stored: Mapping[str, Any], *, agency_id: int, is_sample: bool, units: tuple[UnitView, ...]
) -> AgencyProfile:
    """Return the profile of a stored agency."""
    nested = {
        "contact": ContactPoint(**stored["contact"]),
        "review": ReviewSwitches(**stored["review"]),
        "calendar": LocalDays(**stored.get("calendar", {})),
        "conventions": Conventions(**stored["conventions"]),
        "reminders": ReminderPlan(
            before_working_days=tuple(stored["reminders"]["before_working_days"]), hour=stored["reminders"]["hour"]
        ),
    }
    return AgencyProfile(id=agency_id, units=units, **{**stored, **nested, "is_sample": is_sample})
