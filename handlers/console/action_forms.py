"""Which fields each action of the workflow asks for, as data; the page shows them and the reader judges them.

Free text is private (it may name people) and is sealed; days, numbers and chosen words are facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handlers.console.forms import Form
from requests_db.statute.workflow import Action


class FieldKind(StrEnum):
    """How a field is typed in."""

    TEXT = "text"
    AREA = "area"
    DAY = "day"
    NUMBER = "number"
    SELECT = "select"
    FILES = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an action's form."""

    name: str
    kind: FieldKind
    required: bool = True
    options: str = ""  # of SELECT: where the offers come from, a key of `Offers`
    least: int = 1  # of NUMBER
    most: int = 100_000  # of NUMBER
    for_search: bool = False  # asked only where the chosen outcome must rest on a search


Offers = Mapping[str, tuple[tuple[str, str], ...]]
Typed = Mapping[str, str | int | date | None]

ON = Field(name="on", kind=FieldKind.DAY)
LATE_REASON = Field(name="late_reason", kind=FieldKind.TEXT, required=False)  # asked by the service where it is late
DATED = (ON, LATE_REASON)
REASON = Field(name="reason", kind=FieldKind.AREA)
TEXT = Field(name="text", kind=FieldKind.AREA)
REMARK = Field(name="remark", kind=FieldKind.AREA, required=False)
FILES = Field(name="files", kind=FieldKind.FILES, required=False)
OUTCOME = Field(name="outcome", kind=FieldKind.SELECT, options="outcomes")
GROUNDS = Field(name="grounds", kind=FieldKind.AREA, required=False)
WAY = Field(name="way", kind=FieldKind.SELECT, options="ways")
WAY_OUTSIDE = Field(name="way", kind=FieldKind.SELECT, options="ways_outside")  # to somebody in no chat
PROOF = Field(name="proof", kind=FieldKind.TEXT, required=False)
EXTENSION = Field(name="working_days", kind=FieldKind.NUMBER, most=20)  # Art. 33: at most 20 working days
BROUGHT = Field(name="brought", kind=FieldKind.SELECT, options="brought", required=False)  # asked only where it lacks
SEARCH = (
    Field(name="places", kind=FieldKind.AREA, required=False, for_search=True),
    Field(name="words", kind=FieldKind.TEXT, required=False, for_search=True),
    Field(name="found", kind=FieldKind.AREA, required=False, for_search=True),
)
REPLY = (OUTCOME, GROUNDS, TEXT, FILES)


def _letter(offered: str) -> Field:
    """Return the field that names a letter asking for an opinion, among those `offered`."""
    return Field(name="letter", kind=FieldKind.SELECT, options=offered)


ACTION_FORMS: Mapping[Action, tuple[Field, ...]] = {
    Action.CONFIRM_RECEIPT: (ON,),
    Action.ASSIGN: (
        Field(name="unit_id", kind=FieldKind.SELECT, options="units"),
        Field(name="holder_id", kind=FieldKind.SELECT, options="staff", required=False),
    ),
    Action.HAND_OVER: (
        Field(name="unit_id", kind=FieldKind.SELECT, options="units"),
        Field(name="holder_id", kind=FieldKind.SELECT, options="staff"),
        REMARK,
    ),
    Action.CLAIM: (),
    Action.RELEASE: (),
    Action.RETURN_TO_REGISTRY: (REASON,),
    Action.ASK_ASSISTANCE: (Field(name="unit_id", kind=FieldKind.SELECT, options="units"), TEXT),
    Action.REQUEST_CORRECTION: (
        *DATED,
        Field(name="reason", kind=FieldKind.AREA),
        Field(name="allowed_working_days", kind=FieldKind.NUMBER, most=60),
    ),
    Action.RECEIVE_CORRECTION: (*DATED, TEXT, FILES),
    Action.LAPSE_CORRECTION: (*DATED, REMARK),
    Action.ASK_REASONS: (*DATED, REASON, Field(name="allowed_working_days", kind=FieldKind.NUMBER, most=60)),
    Action.RECEIVE_REASONS: (*DATED, TEXT, FILES),
    Action.SEND_OPINION_LETTER: (
        Field(name="kind", kind=FieldKind.SELECT, options="consult_kinds"),
        Field(name="addressee", kind=FieldKind.TEXT),
        *DATED,
        Field(name="text", kind=FieldKind.AREA, required=False),
    ),
    Action.RECORD_LETTER_RECEIVED: (_letter("undelivered_letters"), *DATED, WAY_OUTSIDE, PROOF, FILES),
    Action.RECORD_OPINION: (
        _letter("unanswered_letters"),
        *DATED,
        Field(name="opinion", kind=FieldKind.SELECT, options="opinions"),
        REMARK,
        FILES,
    ),
    Action.LAPSE_OPINION: (_letter("silent_letters"), REMARK),
    Action.OVERRIDE_OPINION: (
        _letter("third_party_letters"),
        *DATED,
        Field(name="open_part", kind=FieldKind.AREA),
        REASON,
        WAY_OUTSIDE,
        PROOF,
        FILES,
    ),
    Action.PROPOSE_EXTENSION: (EXTENSION, REASON),
    Action.CONSENT_EXTENSION: (*DATED, EXTENSION, REMARK),
    Action.REFUSE_EXTENSION: (REASON,),
    Action.NOTIFY_FEE: (
        *DATED,
        Field(name="basis", kind=FieldKind.SELECT, options="fee_bases"),
        Field(name="quantity", kind=FieldKind.NUMBER),
        REASON,
        Field(name="how_to_pay", kind=FieldKind.AREA),
    ),
    Action.FEE_NOTICE_RECEIVED: (*DATED, WAY, PROOF),
    Action.RECORD_PAYMENT: DATED,
    Action.LAPSE_PAYMENT: (*DATED, REMARK),
    Action.RECORD_SEARCH: (
        Field(name="places", kind=FieldKind.AREA),
        Field(name="words", kind=FieldKind.TEXT),
        Field(name="found", kind=FieldKind.AREA),
    ),
    Action.SAVE_DRAFT: REPLY,
    Action.SUBMIT_FOR_REVIEW: (*REPLY, *SEARCH),
    Action.PASS_REVIEW: (REMARK,),
    Action.RETURN_DRAFT: (REASON,),
    Action.SIGN_OFF: (REMARK,),
    Action.ANSWER: (*REPLY, *SEARCH),
    Action.DISPATCH: (*DATED, WAY),
    Action.RECORD_SERVICE: (*DATED, WAY, PROOF, FILES),
    Action.REISSUE: (REASON, TEXT, FILES),
    Action.ARCHIVE: (),
    Action.REOPEN: (
        Field(name="cause", kind=FieldKind.SELECT, options="causes"),
        *DATED,
        Field(name="allowed_working_days", kind=FieldKind.NUMBER, required=False, most=60),
        REASON,
    ),
    Action.RECORD_REMEDY: (
        Field(name="procedure", kind=FieldKind.SELECT, options="procedures"),
        Field(name="result", kind=FieldKind.SELECT, options="results"),
        Field(name="served", kind=FieldKind.SELECT, options="served", required=False),
        *DATED,
        REMARK,
    ),
    Action.ADD_MATERIAL: (BROUGHT, TEXT, FILES),
    Action.WITHDRAW: (REASON,),
    Action.TRANSFER_ADVICE: (TEXT,),
    Action.SUPERVISE: (REASON, Field(name="answer_by_on", kind=FieldKind.DAY, required=False)),
    Action.ANSWER_SUPERVISION: (TEXT,),
    Action.NOTE: (TEXT,),
    Action.RESTRICT: (REASON,),
    Action.UNRESTRICT: (REASON,),
    Action.OPEN_PERSONAL_DATA: (REASON,),
}
"""What each action asks; actions that staff never press on a case page (submitting, importing) have no row."""


def read_fields(form: Form, fields: tuple[Field, ...], offers: Offers) -> dict[str, str | int | date | None]:
    """Return the typed values of `fields`, noting faults in the form; files are read apart."""
    return {field.name: _read(form, field, offers) for field in fields if field.kind is not FieldKind.FILES}


def _read(form: Form, field: Field, offers: Offers) -> str | int | date | None:
    match field.kind:
        case FieldKind.DAY:
            return form.day(field.name, required=field.required)
        case FieldKind.NUMBER:
            return form.number(field.name, required=field.required, least=field.least, most=field.most)
        case FieldKind.SELECT:
            allowed = [key for key, _ in offers.get(field.options, ())]
            return form.choice(field.name, allowed, required=field.required)
        case FieldKind.AREA:
            return form.long_text(field.name, required=field.required)
        case _:
            return form.text(field.name, required=field.required)
