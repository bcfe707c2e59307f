"""Personal data as it is shown: masked, until somebody opens it with a reason."""

from collections.abc import Mapping
from typing import Any

from requests_db.statute.identity import mask
from requests_db.store.case_views import ApplicantView

HIDDEN = "*"


def applicant_view(applicant: Mapping[str, Any], *, masked: bool) -> ApplicantView:
    """Return the applicant's view of the stored form, with every personal value masked or open."""
    identity, contact, agent = applicant["identity"], applicant["contact"], applicant.get("agent") or {}
    name = mask_name if masked else _open
    number = mask if masked else _open
    text = mask_text if masked else _open
    return ApplicantView(
        kind=applicant["kind"],
        name=name(applicant["name"]),
        identity_kind=identity["kind"],
        identity_number=number(identity["number"]),
        phone=number(contact["phone"]),
        email=text(contact["email"]),
        address=text(contact["address"]),
        postcode=contact["postcode"],
        contact_person=name(contact["contact_person"]),
        legal_representative=name(applicant.get("legal_representative", "")),
        agent_name=name(agent.get("name", "")),
        agent_identity=number(agent.get("identity", {}).get("number", "")),
        agent_phone=number(agent.get("phone", "")),
        consented_at=applicant.get("consented_at") or "",
        is_masked=masked,
    )


def mask_name(name: str) -> str:
    """Return a name of which only the first character shows."""
    return name[:1] + HIDDEN * (len(name) - 1)


def mask_text(text: str) -> str:
    """Return an address or e-mail of which only the first characters show."""
    shown = len(text) // len("abcd")
    return text[:shown] + HIDDEN * (len(text) - shown)


def _open(text: str) -> str:
    return text
