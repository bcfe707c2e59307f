"""What a form's orders bring back without a database, and a chat brought as far as the summary."""

from datetime import date

from handlers.dialogue.messages import Attachment
from handlers.dialogue.order_kinds import Filed, FindSimilar, Order, OrderResult, SubmitForm
from requests_db.services.intake import Receipt
from requests_db.statute.deadlines import Ask, ClockState, DueDate, Reason
from tests.dialogue.engine_alone import AGENCY, EngineAlone
from tests.filing_script import APPLICANT, NO_MATERIAL, WANTED

DUE = DueDate(
    asked=Ask.REPLY_DUE,
    state=ClockState.RUNNING,
    due_on=date(2026, 3, 30),
    provisional=False,
    remaining_working_days=20,
    because=(Reason(on=date(2026, 3, 2), text="3月2日收到申请，当日不计。"),),
)
RECEIPT = Receipt(
    case_id=1,
    ref="示公开2026-00001",
    access_code="ABCD-EFGH",
    agency_name=AGENCY.name,
    is_sample=True,
    submitted_on=date(2026, 3, 2),
    received_on=date(2026, 3, 2),
    due=DUE,
    brief=("3月2日收到，次日起算。",),
)
PRINTED = Attachment(token="t", name="收件回执.html", media_type="text/html", size=10)


def filing(order: Order) -> OrderResult:
    if isinstance(order, FindSimilar):
        return OrderResult(value=())
    if isinstance(order, SubmitForm):
        return OrderResult(value=Filed(receipt=RECEIPT, printed=PRINTED))
    return OrderResult()


def submitted(engine: EngineAlone) -> SubmitForm:
    return next(order for order in engine.orders if isinstance(order, SubmitForm))


async def at_summary(engine: EngineAlone, *, wanted: str = WANTED):
    chat = await engine.chat().says("我要申请公开")
    return await chat.fills(wanted, *APPLICANT, NO_MATERIAL)
