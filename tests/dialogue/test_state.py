"""The state of a conversation survives storage and newer houses."""

import json
from pathlib import Path

import pytest

from handlers.dialogue.state import SCHEMA, DialogueState, OpenPrompt

STATES = Path(__file__).parent / "states"


def test_a_state_survives_its_json_form() -> None:
    state = DialogueState(
        flow="request_form",
        step="wanted",
        slots={"doubt": "123"},
        form={"wanted": "示例", "identity": {"text": "", "files": ["t"]}},
        prompt=OpenPrompt(id="a", text="问", labels={"b": "乙", "a": "甲"}, is_pick=True),
        topic="题",
        entry_id=3,
        has_met=True,
    )

    restored = DialogueState.from_json(json.loads(json.dumps(state.to_json())))

    assert restored == state
    assert restored.prompt is not None
    assert list(restored.prompt.labels) == ["b", "a"]


def test_a_conversation_without_a_state_is_new() -> None:
    assert DialogueState.from_json(None) == DialogueState()


@pytest.mark.parametrize("schema", range(1, SCHEMA + 1))
def test_a_state_of_every_older_schema_can_be_read(schema: int) -> None:
    stored = json.loads((STATES / f"schema_{schema}.json").read_text("utf-8"))

    state = DialogueState.from_json(stored)

    assert stored["schema"] == schema
    assert state.form["wanted"] == "示例路改造工程的招标文件"
    assert state.prompt is not None
    assert state.prompt.labels["cancel"] == "取消"


def test_a_state_of_a_newer_house_is_refused() -> None:
    with pytest.raises(ValueError, match="schema"):
        DialogueState.from_json({"schema": SCHEMA + 1})
