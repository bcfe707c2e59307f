"""What a conversation remembers between two messages (会话状态).

A value with a JSON form, kept sealed with the conversation. Steps go by name, never by position; an older form is
brought up step by step. It must not know what any flow does with what it keeps here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

SCHEMA = 1  # of the JSON form

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPrompt:
    """The question that stands open, as it was shown; its buttons carry only `id:key`."""

    id: str
    text: str
    labels: Mapping[str, str]  # key of a button → what is written on it, in order
    status: str = "prompt"  # ReplyStatus with which it was shown
    is_pick: bool = False  # true: a typed number picks a button

    def to_json(self) -> Json:
        """Return the stored form; the order of the buttons is kept."""
        return {
            "id": self.id,
            "text": self.text,
            "labels": [[key, label] for key, label in self.labels.items()],
            "status": self.status,
            "is_pick": self.is_pick,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the prompt whose stored form is `stored`."""
        return cls(
            id=stored["id"],
            text=stored["text"],
            labels={key: label for key, label in stored["labels"]},
            status=stored["status"],
            is_pick=stored["is_pick"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueState:
    """Where a conversation stands.

    `slots` belong to the flow that is open and go with it; `form` is the request being written and outlives every
    detour; `topic`, `asked` and `entry_id` are what the last question was about.
    """

    flow: str = ""  # name of the open flow, empty when none is
    step: str = ""
    slots: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    prompt: OpenPrompt | None = None
    topic: str = ""  # carried into the next question (那要多久？)
    asked: str = ""  # last question, masked; what 转人工 would pass on
    entry_id: int | str | None = None  # entry quoted last
    agency_code: str = ""  # agency chosen last, where there are several
    has_met: bool = False  # the greeting was said once

    def to_json(self) -> Json:
        """Return the stored form."""
        return {
            "schema": SCHEMA,
            "flow": self.flow,
            "step": self.step,
            "slots": dict(self.slots),
            "form": dict(self.form),
            "prompt": self.prompt.to_json() if self.prompt else None,
            "topic": self.topic,
            "asked": self.asked,
            "entry_id": self.entry_id,
            "agency_code": self.agency_code,
            "has_met": self.has_met,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Self:
        """Return the state whose stored form, of this or any older schema, is `stored`; None is a new conversation.

        Raises:
            ValueError: the form was written by a newer version of the house.
        """
        if not stored:
            return cls()
        current = upgraded(stored)
        prompt = current["prompt"]
        return cls(
            flow=current["flow"],
            step=current["step"],
            slots=current["slots"],
            form=current["form"],
            prompt=OpenPrompt.from_json(prompt) if prompt else None,
            topic=current["topic"],
            asked=current["asked"],
            entry_id=current["entry_id"],
            agency_code=current["agency_code"],
            has_met=current["has_met"],
        )


def upgraded(stored: Mapping[str, Any]) -> Json:
    """Return `stored` in the present schema.

    Raises:
        ValueError: the form was written by a newer version of the house.
    """
    form = dict(stored)
    if form["schema"] > SCHEMA:
        raise ValueError(f"dialogue state of schema {form['schema']}; this house reads up to {SCHEMA}")
    while form["schema"] < SCHEMA:
        form = _UPGRADES[form["schema"]](form)
    return form


# From each older schema to the next; a fixture in tests/dialogue/states holds one form of every schema.
_UPGRADES: Mapping[int, Callable[[Json], Json]] = {}
