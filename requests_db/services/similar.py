"""Requests of one person that ask for nearly the same (相近申请): pointed out, never refused.

An applicant is told of requests their own conversation follows and of no others: a name and a number typed in another
chat prove nothing. The desk is shown them whatever the channel, within what the reader may see.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from requests_db.services.actors import Actor
from requests_db.services.case_figures import FOLLOWED_CASES, SIMILAR_CANDIDATES, SIMILAR_SHARE, SIMILAR_WITHIN
from requests_db.services.case_reading import subject_of
from requests_db.services.search_index import EMAIL, IDENTITY, NAME, PHONE, digest_of, personal_values, searched_text
from requests_db.services.visibility import visible_cases
from requests_db.statute.workflow import State, label
from requests_db.store.case_views import SimilarCase
from requests_db.store.repositories import case_lists, cases
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

PIECE = 2  # characters
REACHED_BY = (PHONE, EMAIL)


async def near_open_of_conversation(
    unit: UnitOfWork, conversation_id: int, wanted: Mapping[str, Any], *, name: str = "", identity_number: str = ""
) -> list[CaseRow]:
    """Return the open requests a conversation follows that ask for nearly the same, newest first.

    Where a name or number is given, requests filed here for somebody else are left out.
    """
    followed = await cases.followed_cases(unit.session, conversation_id, limit=FOLLOWED_CASES)
    same_person = await _of_person(unit, followed, name, identity_number)
    return [
        case
        for case in followed
        if case.is_open
        and (same_person is None or case.id in same_person)
        and is_near(wanted, unit.cipher.open(case.wanted_sealed))
    ]


async def near_cases_of_applicant(
    unit: UnitOfWork, actor: Actor, case: CaseRow, wanted: Mapping[str, Any], applicant: Mapping[str, Any]
) -> tuple[SimilarCase, ...]:
    """Return the cases of the same applicant that ask for nearly the same, open or lately closed, newest first.

    Args:
        unit: any unit.
        actor: who looks; only cases they see are named.
        case: the case looked at.
        wanted: what it asks for.
        applicant: who asks, as stored.
    """
    digests = [(field, digest_of(unit.digester, field, value)) for field, value in _traces(applicant)]
    found = await case_lists.cases_of_person(
        unit.session,
        visible_cases(actor),
        digests,
        other_than=case.id,
        closed_from=date.fromordinal(unit.today.toordinal() - SIMILAR_WITHIN.days),
        limit=SIMILAR_CANDIDATES,
    )
    near: list[SimilarCase] = []
    for other in found:
        asked = unit.cipher.open(other.wanted_sealed)
        if is_near(wanted, asked) and is_same_person(applicant, unit.cipher.open(other.applicant_sealed)):
            near.append(_shown(other, asked))
    return tuple(near)


def is_near(wanted: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two requests ask for nearly the same."""
    return _likeness(searched_text(wanted), searched_text(other)) >= SIMILAR_SHARE


def is_same_person(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two applicants are one: by the number of their paper, else by name with phone or e-mail."""
    numbers = [_folded(_number(each)) for each in (one, other)]
    if all(numbers):
        return numbers[0] == numbers[1]
    names = [_folded(each.get("name", "")) for each in (one, other)]
    reached = [{pair for pair in personal_values(each) if pair[0] in REACHED_BY} for each in (one, other)]
    return bool(names[0]) and names[0] == names[1] and bool(reached[0] & reached[1])


async def _of_person(unit: UnitOfWork, followed: Sequence[CaseRow], name: str, identity_number: str) -> set[int] | None:
    fields = ((NAME, name), (IDENTITY, identity_number))
    digests = [(field, digest_of(unit.digester, field, value)) for field, value in fields if value.strip()]
    if not digests:
        return None
    return {row.id for row in await cases.open_cases_matching(unit.session, digests, limit=len(followed))}


def _traces(applicant: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the values by which other cases of the applicant can be found; `is_same_person` judges them."""
    number, name = _number(applicant), applicant.get("name", "")
    return [(field, value) for field, value in ((IDENTITY, number), (NAME, name)) if value.strip()]


def _number(applicant: Mapping[str, Any]) -> str:
    return str(applicant.get("identity", {}).get("number") or "")


def _shown(case: CaseRow, wanted: Mapping[str, Any]) -> SimilarCase:
    return SimilarCase(
        id=case.id,
        ref=case.ref,
        subject=subject_of(dict(wanted)),
        state_label=label(State(case.state)),
        is_open=case.is_open,
        channel=case.channel,
        submitted_on=case.submitted_on,
    )


def _likeness(one: str, other: str) -> float:
    """Return the share of two-character pieces two texts have in common, of the shorter one's."""
    pieces = [{text[at : at + PIECE] for at in range(max(len(text) - 1, 1))} for text in (_folded(one), _folded(other))]
    smaller = min(len(piece) for piece in pieces)
    return len(pieces[0] & pieces[-1]) / smaller if smaller else 0.0


def _folded(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())
