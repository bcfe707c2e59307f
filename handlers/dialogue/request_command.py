"""From the filled form of the dialogue to the command the register understands (提交申请)."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.dialogue.reading import document_number_in
from requests_db.services.request_form import Agent, Applicant, Contact, Identity, SubmitRequest, Wanted

NAME_LENGTH = 100  # characters of the description that serve as its name
_POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_TITLE = re.compile(r"《([^》]{2,})》")

Form = Mapping[str, Any]


def submit_command(form: Form, *, agency_id: int, submit_key: str) -> SubmitRequest:
    """Return the command that files the form.

    Raises:
        KeyError: the form is not complete; the flow files only complete ones.
    """
    return SubmitRequest(
        agency_id=agency_id,
        wanted=wanted_of(form),
        applicant=applicant_of(form),
        consented_at=datetime.fromisoformat(form["consent"]),
        material_tokens=tuple(form.get("materials", {}).get("files", ())),
        submit_key=submit_key,
    )


def wanted_of(form: Form) -> Wanted:
    """Return what is asked for (Art. 29 (2) and (3))."""
    features = "\n".join(part for part in (form["wanted"], form.get("detail")) if part)
    help_needed = form.get("help", "none")
    return Wanted(
        name=_name_of(form["wanted"], form.get("detail") or ""),
        document_number=document_number_in(features),
        features=features,
        supply_form=form["supply_form"],
        obtain_by=form["obtain_by"],
        accept_other=form.get("accept_other", "yes") == "yes",
        help_needed="" if help_needed == "none" else help_needed,
    )


def applicant_of(form: Form) -> Applicant:
    """Return who asks, with proof of identity and contact details (Art. 29 (1))."""
    is_citizen = form["applicant_kind"] == "natural"
    return Applicant(
        kind=form["applicant_kind"],
        name=form["name"],
        identity=_identity(form["identity"], form.get("identity_kind", "") if is_citizen else "credit_code"),
        contact=_contact(form),
        legal_representative=form.get("legal_representative", ""),
        agent=_agent(form) if form.get("agent") == "agent" else None,
    )


def _name_of(wanted: str, detail: str) -> str:
    """Return the name lists show: a title in 《》, else the first line, with what a vague one was made specific by."""
    title = _TITLE.search(f"{wanted}\n{detail}")
    lines = (part.strip().splitlines()[0] for part in (wanted, detail) if part.strip())
    return (title[1] if title else "：".join(lines))[:NAME_LENGTH]


def _contact(form: Form) -> Contact:
    reached = form.get("phone", "")
    address = form.get("address", "")
    postcode = _POSTCODE.search(address)
    return Contact(
        phone="" if "@" in reached else reached,
        email=form.get("email", "") or (reached if "@" in reached else ""),
        fax=form.get("fax", ""),
        address=address,
        postcode=postcode[0] if postcode else "",
        contact_person=form.get("contact_person", ""),
    )


def _agent(form: Form) -> Agent:
    return Agent(
        name=form["agent_name"],
        identity=_identity(form["agent_identity"], "resident_id"),
        phone=form.get("agent_phone", ""),
        authority_tokens=tuple(form.get("authority", {}).get("files", ())),
    )


def _identity(proof: Mapping[str, Any], kind: str) -> Identity:
    return Identity(kind=kind, number=proof["text"], file_tokens=tuple(proof["files"]))
