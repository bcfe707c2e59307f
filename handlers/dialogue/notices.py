"""What was stored to be said, made ready to be shown: replies as they are, notices by their sentence (通知)."""

from collections.abc import Mapping
from typing import Any

from handlers.dialogue.announcing import ask_lines, closing_lines, day_words, grounds_lines
from handlers.dialogue.messages import Attachment, Reply, ReplyStatus
from handlers.wording import Wording
from requests_db.statute.outcomes import OUTCOMES

_EXTENSION = {
    "extended_by": "working_days",
    "extension_reason": "extension_reason",
    "before": "before_on",
}  # line → fact
_UNDATED = frozenset(
    {"case.withdraw", "case.notify_fee", "case.recalculate"}
)  # the reply date is moot, or told already


def render(wording: Wording, body: Mapping[str, Any], *, number: int = 0) -> Reply:
    """Return the reply that a stored body says.

    Args:
        wording: the sentences.
        body: a reply's JSON, or `{"notice": key, "facts": {…}, "attachments": […]}`.
        number: its number in the conversation.

    Raises:
        WordingFault: there is no sentence for the notice, or it needs a fact that was not kept.
    """
    if "notice" not in body:
        return Reply.from_json(body, number=number)
    attachments = tuple(Attachment(**item) for item in body.get("attachments", ()))
    lines = _lines(wording, body["notice"], body.get("facts", {}))
    if attachments:
        lines.append(wording.text("notice.more.files"))
    return Reply(text="\n".join(lines), status=ReplyStatus.NOTICE, attachments=attachments, number=number)


def _lines(wording: Wording, notice: str, stored: Mapping[str, Any]) -> list[str]:
    facts = {name: _readable(wording, name, value) for name, value in stored.items()}
    key = f"notice.{notice}"
    if not wording.has(key):
        key = f"notice.{notice.partition('.')[0]}.step"
    announced, asked = stored.get("announced"), stored.get("asked")
    lines = [wording.text(key, **facts)]
    if announced:
        lines += grounds_lines(wording, announced)
    lines += [str(facts["text"])] if facts.get("text") else []  # what staff wrote for the person, as it was written
    if facts.get("reason") and not announced:
        reason = "notice.asked.unclear" if notice == "case.request_correction" else "notice.more.reason"
        lines.append(wording.text(reason, reason=facts["reason"]))
    lines += closing_lines(wording, announced) if announced else []
    lines += ask_lines(wording, asked) if asked else []
    lines += [
        wording.text(f"notice.more.{place}", **{fact: facts[fact]})
        for place, fact in _EXTENSION.items()
        if notice == "case.consent_extension" and facts.get(fact)
    ]
    is_dated = notice.startswith("case.") and notice not in _UNDATED and not stored.get("outcome")
    return lines + _date_lines(wording, notice, facts) if is_dated else lines


def _date_lines(wording: Wording, notice: str, facts: Mapping[str, Any]) -> list[str]:
    if facts.get("due_on"):
        due = "notice.more.due_provisional" if facts.get("provisional") else "notice.more.due"
        return [wording.text(due, on=facts["due_on"])]
    return [wording.text("notice.more.standing")] if notice == "case.consent_extension" else []


def _readable(wording: Wording, name: str, value: object) -> object:
    """Return a fact as people read it: days written out, outcomes by their label, lists joined."""
    if isinstance(value, list | tuple):
        return "、".join(str(_readable(wording, name, item)) for item in value)
    if name == "outcome" and isinstance(value, str):
        return OUTCOMES[value].label if value in OUTCOMES else value
    if (name == "on" or name.endswith("_on")) and isinstance(value, str) and value.count("-") == 2:
        return day_words(wording, value)
    return value
