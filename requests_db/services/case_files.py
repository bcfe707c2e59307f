"""Files that enter a case with a step of its history."""

from collections.abc import Mapping, Sequence

from requests_db.services.actors import Actor
from requests_db.services.files import FOR_APPLICANT, INTERNAL, owned_files
from requests_db.store.repositories import files
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

REPLY = "reply"
SHOWN_TO_APPLICANT = ("letter", "receipt")  # at once; a reply only once it is given


async def attach_files(
    unit: UnitOfWork, case: CaseRow, tokens_by_kind: Mapping[str, Sequence[str]], actor: Actor
) -> list[dict[str, str]]:
    """Put files the actor brought into a case and return what its history keeps of them: name outside, kind, digest.

    Raises:
        NotFound: a file is not the actor's, or belongs to a case already.
    """
    kept: list[dict[str, str]] = []
    for kind, tokens in tokens_by_kind.items():
        rows = await owned_files(unit, tuple(tokens), actor)
        visibility = FOR_APPLICANT if kind in SHOWN_TO_APPLICANT else INTERNAL
        await files.attach(unit.session, [row.id for row in rows], case.id, kind, visibility)
        kept.extend({"file": row.token, "kind": kind, "digest": row.content_hash.hex()} for row in rows)
    return kept
