"""Parts of a case that several views show alike: its subject, its reply, its periods."""

from collections.abc import Sequence

from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.announcing import announcement_of
from requests_db.services.case_figures import SUBJECT_LENGTH
from requests_db.services.files import file_view
from requests_db.services.outcome_rules import outcome_label
from requests_db.services.replies import draft_of
from requests_db.store.case_views import CaseReply
from requests_db.store.repositories import files
from requests_db.store.tables_cases import CaseEventRow, CaseRow, FileRow
from requests_db.store.unit_of_work import UnitOfWork


async def reply_view(
    unit: UnitOfWork,
    case: CaseRow,
    history: Sequence[CaseEventRow],
    agency: AgencyProfile,
    known_files: Sequence[FileRow] | None = None,
) -> CaseReply | None:
    """Return the reply of an answered case with its files, looked up where not given; None before."""
    if case.answered_on is None:
        return None
    draft = draft_of(unit.cipher, history, outcome=case.outcome or "")
    by_token = {row.token: row for row in known_files} if known_files is not None else None
    if by_token is None:
        by_token = {row.token: row for row in await files.files_by_token(unit.session, draft.given_tokens)}
    rows = [by_token[token] for token in draft.given_tokens if token in by_token]
    announced = announcement_of(case, agency, reasons=draft.grounds)
    return CaseReply(
        outcome=case.outcome or "",
        outcome_label=outcome_label(case.outcome),
        text=draft.text,
        files=tuple(file_view(unit, row) for row in rows),
        basis=announced.basis if announced else "",
        reasons=draft.grounds,
        remedies=announced.remedies if announced else "",
        announcement=announced,
    )


def subject_of(wanted: dict[str, str]) -> str:
    """Return the line by which a request is called in lists."""
    text = wanted.get("name") or wanted.get("document_number") or wanted.get("features") or ""
    return " ".join(text.split())[:SUBJECT_LENGTH]
