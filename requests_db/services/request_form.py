"""What an applicant fills in, as frozen values; purpose is never among them (Arts 27 and 29)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from requests_db.services.case_figures import LONGEST_SHORT_TEXT, LONGEST_TEXT
from requests_db.statute.deadlines import Channel

SUPPLY_FORMS = ("paper", "email", "disc")
IN_CHAT = "chat"
WAYS_OF_OBTAINING = ("post", "courier", "email", "fax", "pickup", IN_CHAT)
IDENTITY_KINDS = (
    "resident_id",
    "passport",
    "hk_macao_permit",
    "taiwan_permit",
    "foreign_permanent",
    "credit_code",
    "other",
)
ORAL = "oral"  # an oral request is handed over in person and taken down by staff (Art. 29)
NATURAL = "natural"
APPLICANT_KINDS = (NATURAL, "business", "research", "charity", "legal_service", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for and how it is to be supplied (所需信息)."""

    name: str = ""
    document_number: str = ""
    index_number: str = ""
    features: str = ""
    supply_form: str = ""  # paper, email, disc
    obtain_by: str = ""  # post, courier, email, fax, pickup, chat
    accept_other: bool = True
    help_needed: str = ""  # Art. 43


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Proof of identity: a number, a picture, or both (身份证明)."""

    kind: str = ""
    number: str = ""
    file_tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How the applicant is reached (联系方式)."""

    phone: str = ""
    email: str = ""
    fax: str = ""
    address: str = ""
    postcode: str = ""
    contact_person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Who acts for the applicant, with a power of attorney (代理人)."""

    name: str
    identity: Identity = field(default_factory=Identity)
    phone: str = ""
    authority_tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who asks (申请人)."""

    kind: str  # natural, business, research, charity, legal_service, other
    name: str
    identity: Identity = field(default_factory=Identity)
    contact: Contact = field(default_factory=Contact)
    legal_representative: str = ""
    agent: Agent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRequest:
    """A request filed by the applicant (提交申请)."""

    agency_id: int
    wanted: Wanted
    applicant: Applicant
    consented_at: datetime
    material_tokens: tuple[str, ...] = ()
    channel: Channel = Channel.ONLINE
    submit_key: str  # the same submission sent twice is one request


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRequest:
    """A request that came by post, counter or fax, or was made orally, entered by staff (登记来件)."""

    agency_id: int
    wanted: Wanted
    applicant: Applicant
    channel: str  # in_person, registered_mail, ordinary_mail, online, fax, oral
    submitted_on: date  # handed over or sent
    received_on: date | None = None  # signed for, or confirmed with the sender; None: not yet
    arrived_on: date | None = None  # of ordinary mail
    taken_down_by: str = ""  # who wrote an oral request down
    is_incomplete: bool = False  # it came without proof of identity or contact: to be asked for by a correction
    material_tokens: tuple[str, ...] = ()
    submit_key: str = ""


CORRECTABLE = ("applicant.identity", "applicant.contact")  # a paper that came is registered without, Art. 30 asks


def lacking(applicant: Applicant) -> Iterator[str]:
    """Yield what of `CORRECTABLE` a form does not tell."""
    if not (applicant.identity.number.strip() or applicant.identity.file_tokens):
        yield "applicant.identity"
    contact = applicant.contact
    if not (contact.phone.strip() or contact.email.strip() or contact.address.strip()):
        yield "applicant.contact"


def form_faults(wanted: Wanted, applicant: Applicant) -> Iterator[tuple[str, str]]:
    """Yield (field, reason) of everything Art. 29 asks for and the form lacks, and of values that cannot be.

    The number of an identity paper is not judged here: a failed checksum leads to a question, not to refusal.
    """
    if not (wanted.name.strip() or wanted.document_number.strip() or wanted.features.strip()):
        yield "wanted", "required"
    if wanted.supply_form not in ("", *SUPPLY_FORMS):
        yield "wanted.supply_form", "unknown"
    if wanted.obtain_by not in ("", *WAYS_OF_OBTAINING):
        yield "wanted.obtain_by", "unknown"
    if applicant.kind not in APPLICANT_KINDS:
        yield "applicant.kind", "unknown"
    if not applicant.name.strip():
        yield "applicant.name", "required"
    yield from ((name, "required") for name in lacking(applicant))
    if applicant.identity.kind not in ("", *IDENTITY_KINDS):
        yield "applicant.identity.kind", "unknown"
    if applicant.agent is not None and not applicant.agent.name.strip():
        yield "applicant.agent", "required"
    yield from _too_long({"wanted": asdict(wanted), "applicant": asdict(applicant)})


def wanted_from_json(stored: Mapping[str, Any]) -> Wanted:
    """Return what is asked for from its stored form."""
    return Wanted(**stored)


def applicant_from_json(stored: Mapping[str, Any]) -> Applicant:
    """Return the applicant from the stored form; what the house keeps beside it is left out."""
    agent = stored.get("agent")
    return Applicant(
        kind=stored["kind"],
        name=stored["name"],
        identity=_identity(stored["identity"]),
        contact=Contact(**stored["contact"]),
        legal_representative=stored["legal_representative"],
        agent=Agent(
            name=agent["name"],
            identity=_identity(agent["identity"]),
            phone=agent["phone"],
            authority_tokens=tuple(agent["authority_tokens"]),
        )
        if agent
        else None,
    )


def files_of_form(applicant: Applicant, material_tokens: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the files of a form by kind."""
    agent = applicant.agent
    by_kind = {
        "material": material_tokens,
        "identity": (*applicant.identity.file_tokens, *(agent.identity.file_tokens if agent else ())),
        "authority": agent.authority_tokens if agent else (),
    }
    return {kind: tokens for kind, tokens in by_kind.items() if tokens}


def _identity(stored: Mapping[str, Any]) -> Identity:
    return Identity(kind=stored["kind"], number=stored["number"], file_tokens=tuple(stored["file_tokens"]))


def _too_long(values: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        place = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            yield from _too_long(value, place)
        elif isinstance(value, str) and len(value) > (LONGEST_TEXT if key == "features" else LONGEST_SHORT_TEXT):
            yield place, "too_long"
