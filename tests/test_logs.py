"""The log: one line for every event, nothing but what it was told."""

import json
import logging
import sys

import pytest

from handlers.logs import JsonLines, TextLines


def record(message: str, *, is_failure: bool = False) -> logging.LogRecord:
    try:
        raise LookupError("示例")
    except LookupError:
        fault = sys.exc_info() if is_failure else None
    made = logging.LogRecord("gongkai.house", logging.WARNING, "bot.py", 1, message, ("7",), fault)
    made.created = 1_772_416_800.0
    return made


def test_a_line_for_people_tells_the_instant_in_utc() -> None:
    assert TextLines().format(record("router.not_read: %s")) == (
        "2026-03-02T02:00:00Z WARNING  router.not_read: 7 [gongkai.house]"
    )


@pytest.mark.parametrize("is_failure", [False, True])
def test_a_line_for_collectors_is_one_json_object(is_failure: bool) -> None:
    line = JsonLines().format(record("router.not_read: %s", is_failure=is_failure))

    told = json.loads(line)
    assert "\n" not in line
    assert ("LookupError: 示例" in told.pop("exception", "")) is is_failure
    assert told == {
        "timestamp": "2026-03-02T02:00:00Z",
        "level": "warning",
        "logger": "gongkai.house",
        "event": "router.not_read: 7",
    }
