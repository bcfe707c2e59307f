"""Letters kept with a case: numbered, stored with their digest, replaced by the sealed copy, given out (文书).

A letter is a note in the history of its case. Nobody outside sees it before it is given out, or, where it is the
letter of the reply, before the case is answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from requests_db.services import outbox
from requests_db.services.actors import Actor
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.case_page import open_personal_data
from requests_db.services.errors import InvalidInput, NotFound
from requests_db.services.files import FOR_APPLICANT, recognise, store_file
from requests_db.services.mail_notices import BY_MAIL, follow_by_mail
from requests_db.services.replies import GIVING, LETTER, PAPER, REPLACES
from requests_db.services.steps import Step
from requests_db.services.transitions import apply, check_version
from requests_db.services.visibility import may_act, require_case
from requests_db.statute.workflow import Action
from requests_db.store.case_views import ApplicantView, HistoryLine
from requests_db.store.repositories import agencies, chains, files
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import FileView

GIVEN = "given"
CHAT = "chat"
NOTICE = "case.letter"
SEALED_TYPES = ("application/pdf", "application/ofd")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """A letter about to be kept."""

    kind: str  # one of the kinds of letter the papers know
    title: str
    number: str = ""  # 文号; empty for papers without one
    content: bytes
    name: str  # of the file
    is_for_applicant: bool = True  # goes to the applicant, not to somebody else or into the file alone


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """A letter as it lies with its case."""

    token: str
    kind: str
    title: str
    number: str
    on: date
    by: str
    file: FileView | None  # None: not among the files of the case any more
    is_for_applicant: bool
    is_sealed: bool = False  # the office's own sealed copy
    is_replaced: bool = False  # a sealed copy took its place
    given_on: date | None = None
    way: str = ""  # how it was given out; empty with a given day: with the reply


async def next_number(unit: UnitOfWork, agency: AgencyProfile, year: int) -> int:
    """Return the next running number of a letter of an agency and year; it is used up with the unit's commit."""
    return await agencies.take_paper_number(unit.session, agency.id, year)


async def open_for_letter(
    unit: UnitOfWork, actor: Actor, case_id: int, *, reason: str, expected_version: int | None
) -> ApplicantView:
    """Return the applicant's data for a letter; who looked and why is recorded, the caller commits.

    Raises:
        NotFound: unknown or out of sight.
        NotPermitted: the actor's roles do not include looking.
        Conflict: the case is not the version the actor saw.
    """
    await check_version(unit, await require_case(unit, actor, case_id, hold=True), expected_version)
    return await open_personal_data(unit, actor, case_id, reason)


async def keep_letter(unit: UnitOfWork, actor: Actor, case_id: int, letter: NewLetter) -> str:
    """Keep a letter with its case and return its outside name; the caller commits.

    Raises:
        NotFound: the case is unknown or out of sight.
        Refusal: `file.*`, see `store_file`.
    """
    case = await _held(unit, actor, case_id)
    return await _keep(unit, actor, case, letter, {})


async def replace_letter(unit: UnitOfWork, actor: Actor, case_id: int, token: str, content: bytes, *, name: str) -> str:
    """Let the office's own sealed PDF or OFD take the place of a letter; both stay with the case.

    Raises:
        NotFound: the case or the letter is unknown or out of sight.
        InvalidInput: the file is neither PDF nor OFD.
        Refusal: `file.*`, see `store_file`.
    """
    case = await _held(unit, actor, case_id)
    facts = await _facts_of(unit, case, token)
    if recognise(content, name)[0] not in SEALED_TYPES:
        raise InvalidInput({"sealed": "not_sealed"})
    letter = NewLetter(
        kind=str(facts[PAPER]),
        title=str(facts["title"]),
        number=str(facts.get("document_number", "")),
        content=content,
        name=name,
        is_for_applicant=bool(facts["is_for_applicant"]),
    )
    return await _keep(unit, actor, case, letter, {REPLACES: token})


async def give_letter(
    unit: UnitOfWork, actor: Actor, case_id: int, token: str, *, on: date, proof: Mapping[str, str]
) -> None:
    """Record that a letter was given out; the applicant's own letter may be fetched from then on.

    Args:
        unit: a writing unit.
        actor: who gives it out.
        case_id: the case.
        token: outside name of the letter.
        on: the legal day.
        proof: way, and the number of the proof where there is one.

    Raises:
        NotFound: the case or the letter is unknown or out of sight.
        InvalidInput: the day lies ahead.
    """
    case = await _held(unit, actor, case_id)
    facts = await _facts_of(unit, case, token)
    named = {name: facts[name] for name in ("title", "document_number") if facts.get(name)}
    step = Step(action=Action.NOTE, on=on, proof=dict(proof), facts={GIVEN: token, **named})
    await apply(unit, case, step, actor)
    if not facts["is_for_applicant"]:
        return
    row = await files.file_by_token(unit.session, token)
    if row is not None:
        await files.attach(unit.session, [row.id], case.id, LETTER, FOR_APPLICANT)
    told = {"ref": case.ref, "title": facts["title"], "number": facts.get("document_number", ""), "on": on}
    by_mail = await follow_by_mail(unit, case) and proof.get("way") == BY_MAIL
    tokens = (token,) if by_mail or proof.get("way") == CHAT else ()
    await outbox.notify_followers(unit, case.id, NOTICE, told, file_tokens=tokens)


def kept_letters(history: Sequence[HistoryLine], known_files: Sequence[FileView]) -> tuple[KeptLetter, ...]:
    """Return the letters that the history of a case tells of, the latest first."""
    by_token = {file.token: file for file in known_files}
    letters: dict[str, KeptLetter] = {}
    outcome = ""
    for line in history:
        outcome = str(line.facts.get("outcome") or outcome)
        if line.facts.get(PAPER):
            letter = _kept(line, by_token)
            letters[letter.token] = letter
            _change(letters, str(line.facts.get(REPLACES, "")), is_replaced=True)
        elif line.facts.get(GIVEN):
            way = str((line.facts.get("proof") or {}).get("way", ""))
            _change(letters, str(line.facts[GIVEN]), given_on=line.on, way=way)
        elif line.action in GIVING:
            for letter in [one for one in letters.values() if one.kind == outcome and not one.is_replaced][-1:]:
                _change(letters, letter.token, given_on=letter.given_on or line.on)
    return tuple(reversed(letters.values()))


def _kept(line: HistoryLine, by_token: Mapping[str, FileView]) -> KeptLetter:
    token = str(line.facts["files"][0]["file"])
    return KeptLetter(
        token=token,
        kind=str(line.facts[PAPER]),
        title=str(line.facts["title"]),
        number=str(line.facts.get("document_number", "")),
        on=line.on,
        by=line.actor_label,
        file=by_token.get(token),
        is_for_applicant=bool(line.facts["is_for_applicant"]),
        is_sealed=bool(line.facts.get(REPLACES)),
    )


def _change(letters: dict[str, KeptLetter], token: str, **changes: object) -> None:
    if token in letters:
        letters[token] = replace(letters[token], **changes)  # type: ignore[arg-type]


async def _held(unit: UnitOfWork, actor: Actor, case_id: int) -> CaseRow:
    """Return the case held for writing; a unit that only helps writes no letters."""
    case = await require_case(unit, actor, case_id, hold=True)
    if not await may_act(unit, actor, case, Action.OPEN_PERSONAL_DATA):
        raise NotFound("case.unknown")
    return case


async def _keep(unit: UnitOfWork, actor: Actor, case: CaseRow, letter: NewLetter, more: Mapping[str, object]) -> str:
    view = await store_file(unit, letter.content, letter.name, LETTER, case_id=case.id, uploaded_by=actor.label)
    row = await files.file_by_token(unit.session, view.token)
    digest = row.content_hash.hex() if row is not None else ""
    facts: dict[str, object] = {
        PAPER: letter.kind,
        "title": letter.title,
        "is_for_applicant": letter.is_for_applicant,
        "files": [{"file": view.token, "kind": LETTER, "digest": digest}],
        **({"document_number": letter.number} if letter.number else {}),
        **more,
    }
    await apply(unit, case, Step(action=Action.NOTE, on=unit.today, facts=facts), actor)
    return view.token


async def _facts_of(unit: UnitOfWork, case: CaseRow, token: str) -> Mapping[str, object]:
    for row in await chains.events_of(unit.session, case.id):
        if row.facts.get(PAPER) and row.facts["files"][0]["file"] == token:
            return row.facts
    raise NotFound("file.unknown")
