"""The reply to a request as its history holds it: drafted in steps, given once (答复)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from requests_db.services.case_files import REPLY
from requests_db.services.files import FOR_APPLICANT
from requests_db.services.history import private_part
from requests_db.statute.workflow import Action
from requests_db.store.repositories import chains, files
from requests_db.store.secrets import FieldCipher
from requests_db.store.tables_cases import CaseEventRow, CaseRow
from requests_db.store.unit_of_work import UnitOfWork

DRAFTING = (Action.SAVE_DRAFT, Action.SUBMIT_FOR_REVIEW, Action.ANSWER, Action.DISPATCH)
STARTS_ANEW = (Action.REOPEN,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What has been written so far, the latest words of each kind."""

    outcome: str = ""
    grounds: str = ""
    text: str = ""
    file_tokens: tuple[str, ...] = ()


def draft_of(cipher: FieldCipher, history: Iterable[CaseEventRow]) -> Draft:
    """Return the draft, or once the case is answered the reply, that a history holds."""
    draft = Draft()
    for row in history:
        if row.action in STARTS_ANEW:
            draft = Draft()
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
    return draft


async def reply_of(unit: UnitOfWork, case: CaseRow) -> Draft | None:
    """Return the reply of an answered case; None before."""
    if case.answered_on is None:
        return None
    return draft_of(unit.cipher, await chains.events_of(unit.session, case.id))


async def publish_reply_files(unit: UnitOfWork, case: CaseRow, new_files: Mapping[str, Sequence[str]]) -> None:
    """Let the applicant have the files of the reply that is given now."""
    drafted = draft_of(unit.cipher, await chains.events_of(unit.session, case.id)).file_tokens
    tokens = tuple(new_files.get(REPLY, ())) or drafted
    rows = await files.files_by_token(unit.session, tokens)
    await files.attach(unit.session, [row.id for row in rows], case.id, REPLY, FOR_APPLICANT)
