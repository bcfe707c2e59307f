"""What the selects of an action's form offer: units, colleagues, outcomes, letters, words of the law."""

from collections.abc import Iterable

from handlers.console.action_forms import Offers
from handlers.console.pages import day_text
from handlers.wording import Wording
from requests_db.services.actors import Actor
from requests_db.services.agency import agency
from requests_db.services.desk_actions import Letter, letters_of
from requests_db.services.staff_accounts import list_staff
from requests_db.statute.deadlines import ConsultKind
from requests_db.statute.fees import BASIS_LABELS
from requests_db.statute.outcomes import OUTCOMES, Outcome
from requests_db.statute.report_format import TABLE_FOUR_COLUMNS, TABLE_FOUR_PARTS, TOTAL
from requests_db.statute.workflow import Role
from requests_db.store.staff_views import StaffView
from requests_db.store.unit_of_work import UnitOfWork

CASE_ROLES = frozenset({Role.REGISTRAR, Role.HANDLER})
WAYS = ("chat", "post", "in_person", "email", "fax", "entrusted")
OPINIONS = ("agrees", "disagrees", "in_part")
SERVED = ("review_decision_served", "judgment_effective")
ON_THE_SPOT = "on_the_spot"


async def offers_for(unit: UnitOfWork, actor: Actor, case_id: int, wording: Wording, *, variant: str = "") -> Offers:
    """Return every list of offers for forms about a case."""
    agency_id = actor.agency_id or 0
    profile = await agency(unit, agency_id)
    colleagues = [one for one in await list_staff(unit, agency_id) if one.is_active and one.roles & CASE_ROLES]
    return {
        "units": tuple((str(one.id), one.name) for one in profile.units),
        "staff": tuple(_person(one) for one in colleagues if Role.HANDLER in one.roles),
        "people": tuple(_person(one) for one in colleagues),
        "outcomes": tuple((one.key, one.label) for one in outcomes_for(variant)),
        "letters": tuple((one.id, _letter_text(one, wording)) for one in await letters_of(unit, case_id)),
        "consult_kinds": _words(wording, "consult_kind", (kind.value for kind in ConsultKind)),
        "ways": _words(wording, "way", WAYS),
        "opinions": _words(wording, "opinion", OPINIONS),
        "fee_bases": tuple((basis.value, label) for basis, label in BASIS_LABELS.items()),
        "procedures": tuple(TABLE_FOUR_PARTS.items()),
        "results": tuple((key, label) for key, label in TABLE_FOUR_COLUMNS.items() if key != TOTAL),
        "served": _words(wording, "served", SERVED),
    }


def outcomes_for(variant: str) -> tuple[Outcome, ...]:
    """Return the outcomes staff may choose; on the spot only what is public already."""
    chosen = tuple(one for one in OUTCOMES.values() if one.chosen_by_staff)
    if variant == ON_THE_SPOT:
        return tuple(one for one in chosen if one.key == "already_public")
    return chosen


def _person(one: StaffView) -> tuple[str, str]:
    return str(one.id), f"{one.display_name}（{one.unit_name}）"


def _letter_text(letter: Letter, wording: Wording) -> str:
    kind = wording.text(f"desk.word.consult_kind.{letter.kind.value}") if letter.kind else ""
    return f"{day_text(letter.sent_on)} {kind}"


def _words(wording: Wording, group: str, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, wording.text(f"desk.word.{group}.{key}")) for key in keys)
