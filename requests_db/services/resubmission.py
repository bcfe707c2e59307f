"""The same submission sent twice is one request; another request under the same key is refused, never lost."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from requests_db.services.chain_hashes import plain
from requests_db.services.errors import Refusal
from requests_db.services.history import private_part
from requests_db.services.request_form import Applicant, RegisterRequest, SubmitRequest, Wanted, files_of_form
from requests_db.statute.deadlines import EventType
from requests_db.store.repositories import chains, files
from requests_db.store.tables_cases import CaseEventRow, CaseRow
from requests_db.store.unit_of_work import UnitOfWork

# Of a form sent again: files get a new name, and the moment of consent is told anew.
NOT_COMPARED = frozenset({"file_tokens", "authority_tokens", "consented_at"})


class OtherContent(Refusal):
    """The form was taken in before with other content; what is sent now is another request."""

    def __init__(self, ref: str) -> None:
        super().__init__("case.other_content", ref=ref)
        self.ref = ref


async def require_same(unit: UnitOfWork, case: CaseRow, command: SubmitRequest | RegisterRequest) -> None:
    """Refuse a submission under the key of `case` that asks for something else, or on behalf of somebody else.

    Raises:
        OtherContent: with the number of the case the key stands for.
    """
    first = (await chains.events_of(unit.session, case.id))[0]
    same = (
        case.agency_id == command.agency_id
        and _is_same_form(unit, case, command.wanted, command.applicant)
        and await _is_same_files(unit, first, files_of_form(command.applicant, command.material_tokens))
        and (not isinstance(command, RegisterRequest) or _is_same_arrival(unit, case, first, command))
    )
    if not same:
        raise OtherContent(case.ref)


def _is_same_form(unit: UnitOfWork, case: CaseRow, wanted: Wanted, applicant: Applicant) -> bool:
    kept = (unit.cipher.open(case.wanted_sealed), unit.cipher.open(case.applicant_sealed))
    return bool(_compared(kept) == _compared((asdict(wanted), asdict(applicant))))


async def _is_same_files(unit: UnitOfWork, first: CaseEventRow, tokens: Mapping[str, Sequence[str]]) -> bool:
    given = [
        (kind, row.content_hash.hex())
        for kind, names in tokens.items()
        for row in await files.files_by_token(unit.session, names)
    ]
    return sorted(given) == sorted((each["kind"], each["digest"]) for each in first.facts.get("files", ()))


def _is_same_arrival(unit: UnitOfWork, case: CaseRow, first: CaseEventRow, command: RegisterRequest) -> bool:
    arrived = [event["date"] for event in first.clock_events if event["type"] == EventType.ARRIVED]
    kept = (first.facts.get("came_as"), case.submitted_on, arrived, private_part(unit.cipher, first)["taken_down_by"])
    given = (command.channel, command.submitted_on, _days(command.arrived_on), command.taken_down_by)
    return kept == given and command.received_on in (None, case.received_on)


def _days(day: date | None) -> list[str]:
    return [day.isoformat()] if day is not None else []


def _compared(value: Any) -> Any:  # noqa: ANN401 - any part of a form
    """Return a form without what differs each time it is sent."""
    if isinstance(value, Mapping):
        return {key: _compared(each) for key, each in value.items() if key not in NOT_COMPARED}
    if isinstance(value, list | tuple):
        return [_compared(each) for each in value]
    return plain(value)
