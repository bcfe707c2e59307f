"""The reply to a request as its history holds it: drafted in steps, given once (答复)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from requests_db.services.case_files import REPLY
from requests_db.services.files import FOR_APPLICANT
from requests_db.services.history import private_part
from requests_db.statute.workflow import Action
from requests_db.store.repositories import chains, files
from requests_db.store.secrets import FieldCipher
from requests_db.store.tables_cases import CaseEventRow, CaseRow
from requests_db.store.unit_of_work import UnitOfWork

DRAFTING = (Action.SAVE_DRAFT, Action.SUBMIT_FOR_REVIEW, Action.ANSWER, Action.DISPATCH)
GIVING = (Action.ANSWER, Action.DISPATCH)
STARTS_ANEW = (Action.REOPEN,)
LETTER = "letter"
PAPER, REPLACES = "paper", "replaces"  # facts of a note that keeps a letter: its kind, the letter it stands in for


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What has been written so far, the latest words of each kind."""

    outcome: str = ""
    grounds: str = ""
    text: str = ""
    file_tokens: tuple[str, ...] = ()
    letter_token: str = ""  # the latest letter kept for the outcome; empty where none is

    @property
    def given_tokens(self) -> tuple[str, ...]:
        """Everything handed to the applicant: the letter first, then the files."""
        return (self.letter_token, *self.file_tokens) if self.letter_token else self.file_tokens


def draft_of(cipher: FieldCipher, history: Iterable[CaseEventRow], *, outcome: str = "") -> Draft:
    """Return the draft, or once the case is answered the reply, that a history holds.

    Args:
        cipher: opens the sealed parts.
        history: the case's lines in order.
        outcome: decided now, where the history does not tell it yet.
    """
    draft = Draft()
    letters: dict[str, str] = {}
    is_given = False
    for row in history:
        if row.action in STARTS_ANEW:
            draft, letters, is_given = Draft(), {}, False
        is_given = is_given or row.action in GIVING
        if PAPER in row.facts and not is_given:  # a letter kept later goes out by itself
            letters[str(row.facts[PAPER])] = row.facts["files"][0]["file"]
        if row.action not in DRAFTING:
            continue
        private = private_part(cipher, row)
        own_files = tuple(item["file"] for item in row.facts.get("files", ()) if item["kind"] == REPLY)
        draft = Draft(
            outcome=str(row.facts.get("outcome") or draft.outcome),
            grounds=str(private.get("grounds") or private.get("reason") or draft.grounds),
            text=str(private.get("text") or draft.text),
            file_tokens=own_files or draft.file_tokens,
        )
    return replace(draft, letter_token=letters.get(outcome or draft.outcome, ""))


async def reply_of(unit: UnitOfWork, case: CaseRow) -> Draft | None:
    """Return the reply of an answered case; None before."""
    if case.answered_on is None:
        return None
    return draft_of(unit.cipher, await chains.events_of(unit.session, case.id), outcome=case.outcome or "")


async def publish_reply_files(unit: UnitOfWork, case: CaseRow, new_files: Mapping[str, Sequence[str]]) -> None:
    """Let the applicant have the files of the reply that is given now, and the letter kept for its outcome."""
    drafted = draft_of(unit.cipher, await chains.events_of(unit.session, case.id), outcome=case.outcome or "")
    tokens = tuple(new_files.get(REPLY, ())) or drafted.file_tokens
    rows = await files.files_by_token(unit.session, tokens)
    await files.attach(unit.session, [row.id for row in rows], case.id, REPLY, FOR_APPLICANT)
    if drafted.letter_token:
        letters = await files.files_by_token(unit.session, (drafted.letter_token,))
        await files.attach(unit.session, [row.id for row in letters], case.id, LETTER, FOR_APPLICANT)
