"""What an agency decides for itself, as frozen values with a JSON form (机关设置)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, time, timedelta
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
QUIET_FROM, QUIET_UNTIL = "21:00", "08:00"
DIGEST_HOUR = 8
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
    digest_hour: int = DIGEST_HOUR  # of the supervisors' morning report


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """The hours of the night in which no notice rings at an applicant's, in the authority's zone (免打扰时段)."""

    start: str = QUIET_FROM  # hours and minutes, e.g. 21:00; the same as `end`: no hour is quiet
    end: str = QUIET_UNTIL

    def end_after(self, local: datetime) -> datetime | None:
        """Return when the quiet hours around `local` end; None where it is not quiet."""
        start, end = time.fromisoformat(self.start), time.fromisoformat(self.end)
        now = local.time()
        is_over_midnight = start > end
        is_quiet = (start <= now or now < end) if is_over_midnight else start <= now < end
        if not is_quiet:
            return None
        is_evening = is_over_midnight and now >= start
        day = local.date() + timedelta(days=1) if is_evening else local.date()
        return datetime.combine(day, end, tzinfo=local.tzinfo)


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
    region: str = ""  # where it works, written in full (浙江省杭州市)
    places: tuple[str, ...] = ()  # where places lie that are written without it: paths with strokes (杭州市/西湖区)
    kind: str = AgencyKind.LOCAL_DEPARTMENT.value  # who reviews its decisions
    reviewing_body: str = ""
    court: str = ""
    ref_prefix: str = ""
    number_pattern: str = NUMBER_PATTERN
    paper_pattern: str = PAPER_PATTERN  # how the number of a letter is written (文号)
    opening_hours: str = ""
    how_to_pay: str = ""  # how a processing fee is paid, as fee notices say it
    contact: ContactPoint = field(default_factory=ContactPoint)
    receipt_confirmation: str = AUTOMATIC  # automatic: the receipt confirms; staff: a person does
    review: ReviewSwitches = field(default_factory=ReviewSwitches)
    conventions: Conventions = field(default_factory=Conventions)
    reminders: ReminderPlan = field(default_factory=ReminderPlan)
    quiet: QuietHours = field(default_factory=QuietHours)
    calendar: LocalDays = field(default_factory=LocalDays)
    code_required: tuple[str, ...] = ()  # roles that must sign in with a one-time code
    consultation_days: int = CONSULTATION_DAYS  # working days, a house target
    interpretation_days: int = INTERPRETATION_DAYS  # working days, 3 or 5 by place
    authors_may_publish: bool = False  # an office of one: who writes an entry may also publish it
    re_review_months: int = RE_REVIEW_MONTHS  # Art. 18: months after which a refusal is looked at again
    privacy_contact: str = ""
    retention: str = ""  # how long personal data is kept, as the privacy notice says it
    retention_months: int = 0  # months after the end of a case before which personal data is not erased

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

    def keeper_of(self, code: str) -> int | None:
        """Return the unit with this code, or the disclosure office where the code is empty or unknown."""
        own = next((each.id for each in self.units if code and each.code == code), None)
        return own or next((each.id for each in self.units if each.is_office), None)

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
        "places": tuple(stored.get("places", ())),
        "code_required": tuple(stored.get("code_required", ())),
        "conventions": Conventions(**stored["conventions"]),
        "quiet": QuietHours(**stored.get("quiet", {})),
        "reminders": ReminderPlan(
            before_working_days=tuple(stored["reminders"]["before_working_days"]),
            hour=stored["reminders"]["hour"],
            digest_hour=stored["reminders"].get("digest_hour", DIGEST_HOUR),
        ),
    }
    return AgencyProfile(id=agency_id, units=units, **{**stored, **nested, "is_sample": is_sample})
