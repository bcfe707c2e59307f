"""Read an agency file (TOML): agency, contact, review, sign-in, reminders, calendar, privacy, units, staff and more.

Every fault is reported at once, each with the place where it stands.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_type_hints

from requests_db.services.agency_settings import (
    AUTOMATIC,
    BY_STAFF,
    AgencyPlan,
    AgencySettings,
    ContactPoint,
    LocalDays,
    QuietHours,
    ReminderPlan,
    StaffPlan,
    UnitPlan,
)
from requests_db.statute.deadlines import Conventions
from requests_db.statute.remedies import AgencyKind
from requests_db.statute.workflow import STAFF_ROLES, ReviewSwitches, Role

SECTIONS = (
    "agency",
    "contact",
    "review",
    "conventions",
    "sign_in",
    "reminders",
    "quiet_hours",
    "calendar",
    "privacy",
    "units",
    "staff",
)
AGENCY_KEYS = {
    "code": str,
    "name": str,
    "is_sample": bool,
    "region": str,
    "places": list,
    "kind": str,
    "reviewing_body": str,
    "court": str,
    "ref_prefix": str,
    "number_pattern": str,
    "paper_pattern": str,
    "opening_hours": str,
    "how_to_pay": str,
    "receipt_confirmation": str,
    "consultation_days": int,
    "interpretation_days": int,
    "authors_may_publish": bool,
    "re_review_months": int,
}
PRIVACY_KEYS = {"contact": str, "retention": str, "retention_months": int}
SIGN_IN_KEYS = {"code_required": list}
CALENDAR_KEYS = {"off": dict, "work": dict}
REMINDER_KEYS = {"before_working_days": list, "hour": int, "digest_hour": int}
UNIT_KEYS = {"code": str, "name": str, "handles": list, "is_office": bool}
STAFF_KEYS = {"username": str, "display_name": str, "roles": list, "unit": str}
LAST_HOUR = 23
MOST_LEVELS = 6  # of a place, from the province to the village
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TYPE_NAMES = {str: "文字", bool: " true 或 false", int: "整数", list: "列表", dict: "表（日期 = 原因）"}


class AgencyFileFaults(Exception):
    """The agency file cannot be used; `faults` holds one Chinese sentence for each reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_agency_file(text: str) -> AgencyPlan:
    """Return the plan an agency file describes.

    Raises:
        AgencyFileFaults: with every fault of the file.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AgencyFileFaults((f"文件不是有效的 TOML：{error}",)) from error
    faults = tuple(_faults(document))
    if faults:
        raise AgencyFileFaults(faults)
    return AgencyPlan(
        settings=_settings(document),
        units=tuple(UnitPlan(**{**entry, "handles": tuple(entry.get("handles", ()))}) for entry in document["units"]),
        staff=tuple(_staff(entry) for entry in document.get("staff", ())),
    )


def _settings(document: Mapping[str, Any]) -> AgencySettings:
    reminders = dict(document.get("reminders", {}))
    if "before_working_days" in reminders:
        reminders["before_working_days"] = tuple(reminders["before_working_days"])
    privacy = document.get("privacy", {})
    return AgencySettings(
        **{**document["agency"], "places": tuple(document["agency"].get("places", ()))},
        contact=ContactPoint(**document.get("contact", {})),
        review=ReviewSwitches(**document.get("review", {})),
        conventions=Conventions(**document.get("conventions", {})),
        reminders=ReminderPlan(**reminders),
        quiet=QuietHours(**document.get("quiet_hours", {})),
        calendar=LocalDays(**document.get("calendar", {})),
        code_required=tuple(document.get("sign_in", {}).get("code_required", ())),
        privacy_contact=privacy.get("contact", ""),
        retention=privacy.get("retention", ""),
        retention_months=privacy.get("retention_months", 0),
    )


def _staff(entry: Mapping[str, Any]) -> StaffPlan:
    return StaffPlan(
        username=entry["username"],
        display_name=entry["display_name"],
        roles=tuple(Role(role) for role in entry["roles"]),
        unit_code=entry.get("unit", ""),
    )


def _faults(document: Mapping[str, Any]) -> Iterator[str]:
    for section in document:
        if section not in SECTIONS:
            yield f"[{section}] 不是已知的部分；可用：{'、'.join(SECTIONS)}"
    yield from _table_faults("agency", document.get("agency"), AGENCY_KEYS, required=("code", "name"))
    yield from _table_faults("contact", document.get("contact", {}), get_type_hints(ContactPoint))
    yield from _table_faults("review", document.get("review", {}), get_type_hints(ReviewSwitches))
    yield from _table_faults("conventions", document.get("conventions", {}), get_type_hints(Conventions))
    yield from _table_faults("sign_in", document.get("sign_in", {}), SIGN_IN_KEYS)
    yield from _sign_in_faults(document.get("sign_in", {}))
    yield from _table_faults("reminders", document.get("reminders", {}), REMINDER_KEYS)
    yield from _table_faults("quiet_hours", document.get("quiet_hours", {}), get_type_hints(QuietHours))
    yield from _quiet_faults(document.get("quiet_hours", {}))
    yield from _table_faults("calendar", document.get("calendar", {}), CALENDAR_KEYS)
    yield from _local_day_faults(document.get("calendar", {}))
    yield from _table_faults("privacy", document.get("privacy", {}), PRIVACY_KEYS)
    yield from _value_faults(document)
    yield from _unit_faults(document.get("units"))
    yield from _staff_faults(document)


def _table_faults(place: str, table: object, keys: Mapping[str, Any], required: tuple[str, ...] = ()) -> Iterator[str]:
    if not isinstance(table, Mapping):
        yield f"[{place}] 缺失，或不是一个表"
        return
    for key in required:
        if not table.get(key):
            yield f"[{place}] 缺少 {key}"
    for key, value in table.items():
        expected = keys.get(key)
        if expected is None:
            yield f"[{place}] 不认识 {key}；可用：{'、'.join(keys)}"
        elif type(value) is not expected:
            yield f"[{place}] {key} 应为{TYPE_NAMES[expected]}"


def _value_faults(document: Mapping[str, Any]) -> Iterator[str]:
    yield from _contact_faults(document.get("contact", {}))
    agency = document.get("agency")
    if isinstance(agency, Mapping):
        if agency.get("receipt_confirmation", AUTOMATIC) not in (AUTOMATIC, BY_STAFF):
            yield f"[agency] receipt_confirmation 应为 {AUTOMATIC} 或 {BY_STAFF}"
        if str(agency.get("kind", AgencyKind.LOCAL_DEPARTMENT)) not in set(AgencyKind):
            yield f"[agency] 不认识机关类型 {agency['kind']}；kind 可用：{'、'.join(AgencyKind)}"
        yield from _place_faults(agency.get("places", []))
        for key in ("number_pattern", "paper_pattern"):
            yield from _pattern_faults(key, agency.get(key, getattr(AgencySettings(code="", name=""), key)))
        for key in ("consultation_days", "interpretation_days", "re_review_months"):
            if isinstance(agency.get(key, 1), int) and agency.get(key, 1) < 1:
                yield f"[agency] {key} 应为正整数"
    privacy = document.get("privacy", {})
    if isinstance(privacy, Mapping) and _whole(privacy.get("retention_months", 0)) < 0:
        yield "[privacy] retention_months 应为不小于 0 的整数"
    reminders = document.get("reminders", {})
    if isinstance(reminders, Mapping):
        for key in ("hour", "digest_hour"):
            if not 0 <= _whole(reminders.get(key, 0)) <= LAST_HOUR:
                yield f"[reminders] {key} 应为 0 到 {LAST_HOUR}"
        days = reminders.get("before_working_days", [])
        if isinstance(days, list) and any(_whole(day) < 0 for day in days):
            yield "[reminders] before_working_days 应为不小于 0 的整数列表"


def _place_faults(places: object) -> Iterator[str]:
    """Name places that do not say in what they lie, or lie in themselves."""
    for place in places if isinstance(places, list) else ():
        levels = place.split("/") if isinstance(place, str) else []
        if not 1 < len(levels) <= MOST_LEVELS or any(not level or level != level.strip() for level in levels):
            yield f"[agency] places 中的 {place} 应由上到下写成 浙江省/杭州市/西湖区 的形式，2 到 {MOST_LEVELS} 级"
        elif len(set(levels)) < len(levels):
            yield f"[agency] places 中的 {place} 有重复的地名"


def _contact_faults(contact: object) -> Iterator[str]:
    email = contact.get("email") if isinstance(contact, Mapping) else None
    if isinstance(email, str) and email and not EMAIL.fullmatch(email):
        yield "[contact] email 不像电子邮箱地址"


def _sign_in_faults(sign_in: object) -> Iterator[str]:
    roles = sign_in.get("code_required", []) if isinstance(sign_in, Mapping) else []
    for role in roles if isinstance(roles, list) else ():
        if role not in STAFF_ROLES:
            yield f"[sign_in] code_required 不认识角色 {role}；可用：{'、'.join(STAFF_ROLES)}"


def _quiet_faults(quiet: object) -> Iterator[str]:
    for key, value in quiet.items() if isinstance(quiet, Mapping) else ():
        if key in get_type_hints(QuietHours) and not HOUR.fullmatch(str(value)):
            yield f"[quiet_hours] {key} 应写成 21:00 的形式"


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _pattern_faults(key: str, pattern: object) -> Iterator[str]:
    try:
        made = {str(pattern).format(prefix="", year=year, number=number) for year in (0, 1) for number in (0, 1)}
    except (KeyError, ValueError, IndexError):
        made = set()
    if len(made) != len(((0, 0), (0, 1), (1, 0), (1, 1))):
        yield f"[agency] {key} 必须包含 {{year}} 和 {{number}}，并只使用 {{prefix}}、{{year}}、{{number}}"


def _local_day_faults(calendar: object) -> Iterator[str]:
    """Name days that do not exist, have no reason, or are both off and worked."""
    kinds = calendar if isinstance(calendar, Mapping) else {}
    days = [(str(day), reason) for kind in kinds.values() if isinstance(kind, Mapping) for day, reason in kind.items()]
    for day, reason in days:
        if not ISO_DAY.fullmatch(day) or not _is_day(day):
            yield f"[calendar] {day} 不是有效日期，请写成 2026-03-31 的形式"
        if not isinstance(reason, str) or not reason.strip():
            yield f"[calendar] {day} 缺少原因"
    for day, count in Counter(day for day, _ in days).items():
        if count > 1:
            yield f"[calendar] {day} 不能既放假又上班"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _unit_faults(units: object) -> Iterator[str]:
    if not isinstance(units, list) or not units:
        yield "至少要有一个 [[units]]"
        return
    for place, entry in enumerate(units, start=1):
        yield from _table_faults(f"units 第 {place} 个", entry, UNIT_KEYS, required=("code", "name"))
    entries = [entry for entry in units if isinstance(entry, Mapping)]
    yield from _repeated("units", "code", entries)
    if sum(1 for entry in entries if entry.get("is_office")) != 1:
        yield "units 中应恰有一个 is_office = true（政府信息公开工作机构）"


def _repeated(place: str, key: str, entries: list[Mapping[str, Any]]) -> Iterator[str]:
    values = Counter(str(entry[key]).strip().lower() for entry in entries if entry.get(key))
    for value in sorted(value for value, count in values.items() if count > 1):
        yield f"{place} 中 {key} = {value} 出现多次"


def _staff_faults(document: Mapping[str, Any]) -> Iterator[str]:
    units, staff = document.get("units"), document.get("staff", [])
    codes = {entry.get("code") for entry in units if isinstance(entry, Mapping)} if isinstance(units, list) else set()
    if not isinstance(staff, list):
        yield "[[staff]] 应为列表"
        return
    yield from _repeated("staff", "username", [entry for entry in staff if isinstance(entry, Mapping)])
    for place, entry in enumerate(staff, start=1):
        where = f"staff 第 {place} 个"
        yield from _table_faults(where, entry, STAFF_KEYS, required=("username", "display_name", "roles"))
        if not isinstance(entry, Mapping):
            continue
        if entry.get("unit") and entry["unit"] not in codes:
            yield f"[{where}] unit = {entry['unit']} 不在 units 中"
        roles = entry.get("roles")
        for role in roles if isinstance(roles, list) else ():
            if role not in STAFF_ROLES:
                yield f"[{where}] 不认识角色 {role}；可用：{'、'.join(STAFF_ROLES)}"
