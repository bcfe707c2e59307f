"""The blind index of a case: digests by which it is found without being read (检索)."""

from collections.abc import Iterator, Mapping
from typing import Any

from requests_db.services.case_figures import SEARCHED_LENGTH
from requests_db.store.secrets import Digester

NAME, IDENTITY, PHONE, EMAIL, SUBJECT = "name", "identity", "phone", "email", "subject"
WHOLE_FIELDS = (NAME, IDENTITY, PHONE, EMAIL)


def search_entries(
    digester: Digester, wanted: Mapping[str, Any], applicant: Mapping[str, Any]
) -> Iterator[tuple[str, bytes]]:
    """Yield (field, digest) of everything a case can be found by: personal values whole, the subject in pieces."""
    for field, value in personal_values(applicant):
        yield field, digest_of(digester, field, value)
    for gram in digester.grams(SUBJECT, searched_text(wanted)):
        yield SUBJECT, gram


def personal_values(applicant: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (field, value) of the applicant's and the agent's searchable values that are not empty."""
    contact, agent = applicant.get("contact", {}), applicant.get("agent") or {}
    candidates = (
        (NAME, applicant.get("name")),
        (NAME, agent.get("name")),
        (NAME, contact.get("contact_person")),
        (NAME, applicant.get("legal_representative")),
        (IDENTITY, applicant.get("identity", {}).get("number")),
        (IDENTITY, agent.get("identity", {}).get("number")),
        (PHONE, contact.get("phone")),
        (PHONE, agent.get("phone")),
        (EMAIL, contact.get("email")),
    )
    yield from dict.fromkeys((field, value) for field, value in candidates if value)


def searched_text(wanted: Mapping[str, Any]) -> str:
    """Return the part of what is asked for that can be searched."""
    parts = (wanted.get(key, "") for key in ("name", "document_number", "index_number", "features"))
    return " ".join(part for part in parts if part)[:SEARCHED_LENGTH]


def digest_of(digester: Digester, field: str, value: str) -> bytes:
    """Return the digest by which a whole value is found; spaces, case and hyphens do not matter."""
    folded = "".join(sign for sign in value.lower() if sign.isalnum() or sign in "@.")
    return digester.of(field, folded)
