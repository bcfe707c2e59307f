"""What the selects of an action's form offer: units, colleagues, outcomes, letters, words of the law."""

from collections.abc import Iterable

from handlers.console.action_forms import Offers
from handlers.console.capacities import ANSWERING
from handlers.console.pages import day_text
from handlers.wording import Wording
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile, agency
from requests_db.services.completeness import BROUGHT_NAMES
from requests_db.services.desk_actions import is_reached_in_chat, letters_of
from requests_db.services.opinion_letters import Letter
from requests_db.services.staff_accounts import list_staff
from requests_db.services.visibility import require_case
from requests_db.statute.deadlines import ConsultKind
from requests_db.statute.fees import BASIS_LABELS
from requests_db.statute.outcomes import OUTCOMES, Outcome
from requests_db.statute.report_format import TABLE_FOUR_COLUMNS, TABLE_FOUR_PARTS, TOTAL
from requests_db.statute.workflow import Role
from requests_db.store.staff_views import StaffView
from requests_db.store.unit_of_work import UnitOfWork

CASE_ROLES = frozenset({Role.REGISTRAR, Role.HANDLER})
IN_CHAT = "chat"
WAYS = (IN_CHAT, "post", "in_person", "email", "fax", "entrusted")
OPINIONS = ("agrees", "disagrees", "in_part")
CAUSES = ("review_decision", "judgment_effective", "own_correction")
SERVED = ("review_decision_served", "judgment_effective")
ON_THE_SPOT = "on_the_spot"


async def offers_for(unit: UnitOfWork, actor: Actor, case_id: int, wording: Wording, *, variant: str = "") -> Offers:
    """Return every list of offers for forms about a case."""
    agency_id = actor.agency_id or 0
    profile = await agency(unit, agency_id)
    everybody = await list_staff(unit, agency_id)
    colleagues = [one for one in everybody if one.is_active and one.roles & CASE_ROLES]
    letters = await letters_of(unit, await require_case(unit, actor, case_id))
    return {
        "units": units_of(profile),
        "staff": people_of(everybody),
        "people": tuple(_person(one) for one in colleagues),
        "outcomes": tuple((one.key, one.label) for one in outcomes_for(variant)),
        "undelivered_letters": _letters(wording, (one for one in letters if one.received_on is None)),
        "unanswered_letters": _letters(wording, (one for one in letters if one.replied_on is None)),
        "silent_letters": _letters(wording, (one for one in letters if one.is_silent and not one.is_settled)),
        "third_party_letters": _letters(wording, (one for one in letters if one.kind is ConsultKind.THIRD_PARTY)),
        "consult_kinds": _words(wording, "consult_kind", (kind.value for kind in ConsultKind)),
        "ways": _words(wording, "way", await ways_of(unit, case_id)),
        "ways_outside": _words(wording, "way", (way for way in WAYS if way != IN_CHAT)),
        "opinions": _words(wording, "opinion", OPINIONS),
        "fee_bases": tuple((basis.value, label) for basis, label in BASIS_LABELS.items()),
        "procedures": tuple(TABLE_FOUR_PARTS.items()),
        "results": tuple((key, label) for key, label in TABLE_FOUR_COLUMNS.items() if key != TOTAL),
        "brought": _words(wording, "brought", BROUGHT_NAMES),
        "causes": _words(wording, "cause", CAUSES),
        "served": _words(wording, "served", SERVED),
    }


async def ways_of(unit: UnitOfWork, case_id: int) -> tuple[str, ...]:
    """Return the ways in which papers of a case can be served: in a chat only where somebody follows it from one."""
    is_in_chat = await is_reached_in_chat(unit, case_id)
    return tuple(way for way in WAYS if is_in_chat or way != IN_CHAT)


def units_of(profile: AgencyProfile) -> tuple[tuple[str, str], ...]:
    """Return the units of an agency as a select offers them."""
    return tuple((str(one.id), one.name) for one in profile.units)


def people_of(everybody: Iterable[StaffView]) -> tuple[tuple[str, str], ...]:
    """Return who can hold a case, as a select offers them."""
    return tuple(_person(one) for one in everybody if one.is_active and Role.HANDLER in one.roles)


def answering_people(everybody: Iterable[StaffView]) -> tuple[tuple[str, str], ...]:
    """Return who can answer questions of citizens, as a select offers them."""
    return tuple(_person(one) for one in everybody if one.is_active and not one.roles.isdisjoint(ANSWERING))


def outcomes_for(variant: str) -> tuple[Outcome, ...]:
    """Return the outcomes staff may choose; on the spot only what is public already."""
    chosen = tuple(one for one in OUTCOMES.values() if one.chosen_by_staff)
    if variant == ON_THE_SPOT:
        return tuple(one for one in chosen if one.key == "already_public")
    return chosen


def _person(one: StaffView) -> tuple[str, str]:
    return str(one.id), f"{one.display_name}（{one.unit_name}）"


def _letters(wording: Wording, letters: Iterable[Letter]) -> tuple[tuple[str, str], ...]:
    return tuple((one.id, _letter_text(one, wording)) for one in letters)


def _letter_text(letter: Letter, wording: Wording) -> str:
    kind = wording.text(f"desk.word.consult_kind.{letter.kind.value}")
    return " ".join(part for part in (letter.id, letter.addressee, f"{day_text(letter.sent_on)}", kind) if part)


def _words(wording: Wording, group: str, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, wording.text(f"desk.word.{group}.{key}")) for key in keys)
