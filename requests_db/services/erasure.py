"""Lawful erasure of an applicant's personal data from a finished case; the history chain stays whole (删除个人信息).

What was asked and answered remains, because the register must; who asked goes: form, identity papers, agent's papers,
search entries and the access code. Digests stay, so that every line of history still verifies.
"""

from requests_db.services.actors import Actor
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.chain_hashes import form_digests, plain
from requests_db.services.errors import InvalidInput, NotPermitted
from requests_db.services.search_index import WHOLE_FIELDS
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Role
from requests_db.store.repositories import erasing
from requests_db.store.unit_of_work import UnitOfWork

MAY_ERASE = (Role.HEAD,)
PERSONAL_FILES = ("identity", "authority")
ERASED_ON = "erased_on"


async def erase_applicant(unit: UnitOfWork, case_id: int, reason: str, actor: Actor) -> None:
    """Erase who asked; recorded in the register with its reason. The caller commits.

    Raises:
        NotFound: unknown or out of sight.
        NotPermitted: the actor is not the head of the office, or the case is still open.
        InvalidInput: no reason is given.
    """
    case = await require_case(unit, actor, case_id, hold=True)
    if case.is_open or not actor.has(*MAY_ERASE):
        raise NotPermitted("case.erase", ref=case.ref)
    if not reason.strip():
        raise InvalidInput({"reason": "required"})
    form = erased_form(case.applicant_kind, plain(unit.today))
    case.applicant_sealed = unit.cipher.seal(form)
    case.access_digest = None
    await erasing.erase_search(unit.session, case.id, WHOLE_FIELDS)
    await erasing.erase_first_private(unit.session, case.id)
    files = await erasing.erase_files(unit.session, case.id, PERSONAL_FILES)
    await unit.session.flush()
    digests = form_digests(unit.digester, unit.cipher.open(case.wanted_sealed), form)
    facts = {"reason": reason.strip(), "files": files, "applicant_digest": digests["applicant_digest"]}
    await append_register(unit, RegisterKind.ERASURE, f"case:{case.id}", actor, facts)


def erased_form(kind: str, erased_on: str) -> dict[str, object]:
    """Return the applicant's form with nothing left in it but the kind the annual report counts."""
    return {
        "kind": kind,
        "name": "",
        "identity": {"kind": "", "number": "", "file_tokens": []},
        "contact": {"phone": "", "email": "", "address": "", "postcode": "", "contact_person": ""},
        "legal_representative": "",
        "agent": None,
        "consented_at": None,
        ERASED_ON: erased_on,
    }
