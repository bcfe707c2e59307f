"""A supervisor's question that stands on a case, shown on top of its page until somebody answers."""

from dataclasses import dataclass

from handlers.console.pages import day_text
from handlers.wording import Wording
from requests_db.statute.limits import LimitKey
from requests_db.statute.workflow import Action
from requests_db.store.case_views import CasePage

LIVE = ("open", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """What was asked, by whom, and until when an answer is due."""

    title: str
    text: str
    may_answer: bool


def open_question(page: CasePage, wording: Wording) -> OpenQuestion | None:
    """Return the question that waits for its answer, None where none does."""
    limit = next((one for one in page.limits if one.key == LimitKey.SUPERVISION and one.status in LIVE), None)
    asked = [line for line in page.history if line.action is Action.SUPERVISE]
    if limit is None or not asked:
        return None
    return OpenQuestion(
        title=wording.text("desk.board.questions.asked", who=asked[-1].actor_label, on=day_text(limit.due_on)),
        text=str(asked[-1].texts.get("reason", "")),
        may_answer=any(one.action is Action.ANSWER_SUPERVISION for one in page.permitted),
    )
