"""What a flow may want to have done: orders and what comes back.

Values only; `orders.py` carries them out. An order names what the citizen wants, never how it is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from handlers.dialogue.messages import Attachment
from requests_db.services.intake import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSimilar:
    """Look for open requests of the same person that ask for nearly the same."""

    form: Mapping[str, Any]
    agency_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitForm:
    """File the request (提交申请). `submit_key` makes a repeat return the same receipt."""

    form: Mapping[str, Any]
    agency_code: str
    submit_key: str


class ListPurpose(StrEnum):
    """Why the requests of a conversation are listed."""

    FOLLOW = "follow"
    CORRECT = "correct"  # only those that wait for a correction
    REASONS = "reasons"  # only those that wait for reasons
    ATTACH = "attach"  # only those that take material
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCases:
    """List what this conversation follows."""

    purpose: ListPurpose = ListPurpose.FOLLOW


class CaseView(StrEnum):
    """What is to be shown of one request."""

    PROGRESS = "progress"
    REASONING = "reasoning"  # 怎么算的
    REPLY = "reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCase:
    """Show one request; without a code only to a conversation that follows it."""

    ref: str
    access_code: str = ""
    view: CaseView = CaseView.PROGRESS


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMaterial:
    """Add words or files to a request (补充材料)."""

    ref: str
    text: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCorrection:
    """Answer a correction notice (补正, Art. 30)."""

    ref: str
    text: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReasons:
    """Explain why so much is asked for (说明理由, Art. 35)."""

    ref: str
    text: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Withdraw a request (撤回)."""

    ref: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicket:
    """Pass a question on to a person (转人工)."""

    text: str
    agency_code: str
    kind: str = "question"  # question, complaint, suggestion
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStaff:
    """Link this chat to a staff account by its one-time code."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMostAsked:
    """Look for the entries most asked for this week (大家在问)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteQuestion:
    """Keep a masked question and how it went (反馈)."""

    question: str
    verdict: str  # asked, useful, useless, unanswered
    status: str  # AnswerStatus
    entry_id: int | str | None = None


Order = (
    FindSimilar
    | SubmitForm
    | ListCases
    | ShowCase
    | AddMaterial
    | SendCorrection
    | SendReasons
    | Withdraw
    | OpenTicket
    | LinkStaff
    | NoteQuestion
    | FindMostAsked
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A request that was filed: its receipt, and the receipt as a file."""

    receipt: Receipt
    printed: Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why an order was not carried out: a wording key under `refusal.` and its facts."""

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderResult:
    """What came of an order: a value of the service, or a refusal."""

    value: object = None
    refusal: Refused | None = None
