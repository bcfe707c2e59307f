"""When somebody asks: a case, its number and access code, its receipt; and requests that staff enter (登记)."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from requests_db.services.actors import SYSTEM, Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.calendars import calendar_for
from requests_db.services.case_clock import main_ask, read_clock
from requests_db.services.case_figures import CODE_ALPHABET, CODE_GROUP, CODE_LENGTH
from requests_db.services.chain_hashes import form_digests, plain
from requests_db.services.completeness import notice_due, still_lacking
from requests_db.services.errors import InvalidInput, NotPermitted
from requests_db.services.history import clock_events_of, private_part
from requests_db.services.request_form import (
    CORRECTABLE,
    ORAL,
    RegisterRequest,
    SubmitRequest,
    files_of_form,
    form_faults,
)
from requests_db.services.resubmission import require_same
from requests_db.services.search_index import search_entries
from requests_db.services.steps import Step
from requests_db.services.supplements import add_material, receive_correction, receive_reasons, withdraw_request
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.deadlines import Channel, DueDate, Event, EventType, due_brief
from requests_db.statute.events import YEARS
from requests_db.statute.history import RECEIPT_EVENT
from requests_db.statute.workflow import Action, permitted
from requests_db.store.repositories import agencies, cases, chains
from requests_db.store.secrets import Digester
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

__all__ = [
    "Receipt",
    "RegisterRequest",
    "SubmitRequest",
    "access_digest",
    "add_material",
    "confirm_receipt",
    "receipt_of",
    "receive_correction",
    "receive_reasons",
    "register_request",
    "submit_request",
    "withdraw_request",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the applicant is given (收件回执); the access code is shown here and nowhere else."""

    case_id: int
    ref: str
    access_code: str
    agency_name: str
    is_sample: bool
    submitted_on: date
    received_on: date | None  # None while the receipt is to be confirmed
    due: DueDate
    brief: tuple[str, ...]  # the reasoning in a few lines
    receipt_file: str | None = None  # outside name of a printable receipt, where one was made
    lacking: tuple[str, ...] = ()  # what a paper came without and nobody asked for or brought yet
    notice_due: DueDate | None = None  # until when that is to be told (Art. 30); None: it cannot be asked now


async def submit_request(unit: UnitOfWork, command: SubmitRequest, actor: Actor) -> Receipt:
    """File a request; the same submission sent again returns the same receipt.

    Args:
        unit: a writing unit.
        command: the filled form.
        actor: the applicant in a conversation, who follows the case from now on.

    Raises:
        InvalidInput: something Art. 29 asks for is missing.
        OtherContent: another request was filed under this key.
        NotFound: no such agency, or a file that is not the applicant's.
    """
    key_digest = unit.digester.of("submit_key", command.submit_key)
    known = await cases.case_by_submit_key(unit.session, key_digest)
    if known is not None:
        await require_same(unit, known, command)
        return await receipt_of(unit, known)
    profile = await agency_profile(unit, command.agency_id)
    _refuse_faults(dict(form_faults(command.wanted, command.applicant)))
    today = unit.today
    form = _Form.of(command.wanted, command.applicant, consented_at=command.consented_at)
    step = Step(
        action=Action.SUBMIT,
        on=today,
        clock_events=(Event(type=EventType.SUBMITTED, on=today, channel=command.channel),),
        files=files_of_form(command.applicant, command.material_tokens),
        facts=form.digests(unit.digester),
        private={"access_code": form.access_code},
    )
    async with unit.together():
        case = await _new_case(unit, profile, form, channel=command.channel, submitted_on=today, key_digest=key_digest)
        if actor.conversation_id is not None:
            await cases.follow(unit.session, case.id, actor.conversation_id, is_applicant=True, at=unit.now)
        await apply(unit, case, step, actor)
        if profile.confirms_automatically or RECEIPT_EVENT[command.channel] is EventType.SUBMITTED:
            # The receipt itself tells the conversation it was filed from; no notice goes there besides.
            await _confirm(unit, case, today, replace(SYSTEM, conversation_id=actor.conversation_id))
    return await receipt_of(unit, case)


async def register_request(unit: UnitOfWork, command: RegisterRequest, actor: Actor) -> Receipt:
    """Enter a request that reached the office otherwise than by this house.

    The day of receipt follows from the channel (Art. 31); where it has not come yet the case waits for confirmation.

    Raises:
        InvalidInput: something is missing, or a day cannot be.
        OtherContent: another request was entered under this key.
        NotPermitted: the actor may not register requests.
    """
    profile = await agency_profile(unit, command.agency_id)
    if actor.agency_id != command.agency_id or not _may_register(actor, profile):
        raise NotPermitted("case.register")
    key_digest = unit.digester.of("submit_key", command.submit_key) if command.submit_key else None
    known = await cases.case_by_submit_key(unit.session, key_digest) if key_digest else None
    if known is not None:
        await require_same(unit, known, command)
        return await receipt_of(unit, known)
    channel = Channel.IN_PERSON if command.channel == ORAL else _channel(command.channel)
    faults = dict(form_faults(command.wanted, command.applicant))
    if command.is_incomplete:
        faults = {name: why for name, why in faults.items() if name not in CORRECTABLE}
    _refuse_faults({**faults, **_arrival_faults(command, channel, unit.today)})
    form = _Form.of(command.wanted, command.applicant, consented_at=None)
    arrived = (Event(type=EventType.ARRIVED, on=command.arrived_on),) if command.arrived_on else ()
    step = Step(
        action=Action.REGISTER,
        on=command.submitted_on,
        clock_events=(Event(type=EventType.SUBMITTED, on=command.submitted_on, channel=channel), *arrived),
        files=files_of_form(command.applicant, command.material_tokens),
        facts={**form.digests(unit.digester), "came_as": command.channel},
        private={"access_code": form.access_code, "taken_down_by": command.taken_down_by},
    )
    async with unit.together():
        case = await _new_case(
            unit, profile, form, channel=channel, submitted_on=command.submitted_on, key_digest=key_digest
        )
        await apply(unit, case, step, actor)
        received_on = _receipt_day(command, channel)
        if received_on is not None:
            await _confirm(unit, case, received_on, SYSTEM)
    return await receipt_of(unit, case)


async def confirm_receipt(
    unit: UnitOfWork, case_id: int, on: date, actor: Actor, *, expected_version: int | None = None
) -> Receipt:
    """Record the day on which a request counts as received (Art. 31: both sides confirmed, or signed for).

    Raises:
        NotFound, NotPermitted, Conflict, InvalidInput, ImpossibleEvent: see `transitions.apply`.
    """
    case = await require_case(unit, actor, case_id, hold=True)
    await _confirm(unit, case, on, actor, expected_version=expected_version)
    return await receipt_of(unit, case)


async def receipt_of(unit: UnitOfWork, case: CaseRow) -> Receipt:
    """Return the receipt of a case as it would be printed today."""
    profile = await agency_profile(unit, case.agency_id)
    events = await clock_events_of(unit, case.id)
    calendar = await calendar_for(unit, profile)
    reading = read_clock(events, main_ask(events), calendar, profile, today=unit.today)
    history = await chains.events_of(unit.session, case.id)
    return Receipt(
        case_id=case.id,
        ref=case.ref,
        access_code=private_part(unit.cipher, history[0]).get("access_code", ""),
        agency_name=profile.name,
        is_sample=profile.is_sample,
        submitted_on=case.submitted_on,
        received_on=case.received_on,
        due=reading,
        brief=due_brief(reading),
        lacking=still_lacking(unit.cipher.open(case.applicant_sealed), history),
        notice_due=notice_due(case, events, calendar, profile, today=unit.today),
    )


def folded_code(code: str) -> str:
    """Return an access code as it is compared: capitals without hyphens and spaces."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def access_digest(digester: Digester, ref: str, code: str) -> bytes:
    """Return the digest by which an access code is checked."""
    return digester.of("access_code", f"{ref}\x00{folded_code(code)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    wanted: Mapping[str, Any]
    applicant: Mapping[str, Any]
    access_code: str

    @classmethod
    def of(cls, wanted: Any, applicant: Any, *, consented_at: Any) -> "_Form":  # noqa: ANN401 - form values
        applicant_json = {**plain(asdict(applicant)), "consented_at": plain(consented_at)}
        return cls(wanted=plain(asdict(wanted)), applicant=applicant_json, access_code=_new_code())

    def digests(self, digester: Digester) -> dict[str, str]:
        return form_digests(digester, self.wanted, self.applicant)


async def _new_case(
    unit: UnitOfWork,
    profile: AgencyProfile,
    form: _Form,
    *,
    channel: Channel,
    submitted_on: date,
    key_digest: bytes | None,
) -> CaseRow:
    year = unit.today.year
    ref = profile.case_ref(year, await agencies.take_number(unit.session, profile.id, year))
    case = CaseRow(
        agency_id=profile.id,
        ref=ref,
        submit_key_digest=key_digest,
        access_digest=access_digest(unit.digester, ref, form.access_code),
        state="",
        is_open=True,
        channel=channel.value,
        applicant_kind=form.applicant["kind"],
        submitted_on=submitted_on,
        law_on=submitted_on,
        created_at=unit.now,
        wanted_sealed=unit.cipher.seal(form.wanted),
        applicant_sealed=unit.cipher.seal(form.applicant),
    )
    unit.session.add(case)
    await unit.session.flush()
    entries = search_entries(unit.digester, form.wanted, form.applicant)
    await cases.replace_search(unit.session, case.id, entries)
    return case


async def _confirm(
    unit: UnitOfWork, case: CaseRow, on: date, actor: Actor, *, expected_version: int | None = None
) -> None:
    kind = RECEIPT_EVENT[Channel(case.channel)]
    events = () if kind is EventType.SUBMITTED else (Event(type=kind, on=on),)
    step = Step(action=Action.CONFIRM_RECEIPT, on=on, clock_events=events, expected_version=expected_version)
    await apply(unit, case, step, actor)


def _receipt_day(command: RegisterRequest, channel: Channel) -> date | None:
    return command.submitted_on if RECEIPT_EVENT[channel] is EventType.SUBMITTED else command.received_on


def _may_register(actor: Actor, profile: AgencyProfile) -> bool:
    return any(row.action is Action.REGISTER for row in permitted(None, actor.roles, profile.review))


def _channel(name: str) -> Channel:
    if name not in set(Channel):
        raise InvalidInput({"channel": "unknown"})
    return Channel(name)


def _arrival_faults(command: RegisterRequest, channel: Channel, today: date) -> dict[str, str]:
    faults = _day_faults(command, today)
    if RECEIPT_EVENT[channel] is EventType.SUBMITTED and command.received_on not in (None, command.submitted_on):
        faults.setdefault("received_on", "received_when_handed_over")  # Art. 31: the day of submission is the receipt
    if command.channel == ORAL and not command.taken_down_by.strip():
        faults["taken_down_by"] = "required"  # Art. 29: staff write an oral request down
    return faults


def _day_faults(command: RegisterRequest, today: date) -> dict[str, str]:
    days = {"submitted_on": command.submitted_on, "arrived_on": command.arrived_on, "received_on": command.received_on}
    faults = {name: "future" for name, day in days.items() if day is not None and day > today}
    for name, day in days.items():
        if day is not None and day < command.submitted_on:
            faults[name] = "before_submitted"
        if day is not None and day.year not in YEARS:
            faults[name] = "not_this_century"
    return faults


def _refuse_faults(faults: Mapping[str, str]) -> None:
    if faults:
        raise InvalidInput(faults)


def _new_code() -> str:
    signs = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{signs[:CODE_GROUP]}-{signs[CODE_GROUP:]}"
