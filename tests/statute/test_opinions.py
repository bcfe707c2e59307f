"""Silence and what must be in before releasing: Arts 32 to 34, each kind of addressee by its own rule."""

from datetime import date
from typing import Any

import pytest

from requests_db.statute.deadlines import ImpossibleHistory, parse_event
from requests_db.statute.history import History, read_history
from requests_db.statute.opinions import check_objections, check_opinions, check_silence, check_third_party, is_silent
from tests.statute.case_entries import CALENDAR, letter, opinion, received, sent

RECEIVED = received("2026-03-02")


def history(*entries: dict[str, Any]) -> History:
    return read_history(parse_event(entry) for entry in (RECEIVED, *entries))


def delivered(kind: str = "third_party") -> History:
    """A letter received on 4 March: fifteen working days end on 25 March 2026."""
    return history(sent("2026-03-03", kind=kind), letter("2026-03-04"))


@pytest.mark.parametrize(
    ("facts", "on", "code", "article"),
    [
        (history(), "2026-03-26", "never_asked", "第三十二条"),
        (history(sent("2026-03-03")), "2026-03-26", "letter_not_delivered", "第三十二条"),
        (delivered(), "2026-03-25", "lapse_too_early", "第三十二条"),
        (delivered("joint_agency"), "2026-03-25", "lapse_too_early", "第三十四条"),
        (delivered("other_agency"), "2026-12-01", "silence_without_period", "第三十三条"),
        (
            history(sent("2026-03-03"), letter("2026-03-04"), opinion("2026-03-05")),
            "2026-03-26",
            "lapse_after_opinion",
            "第三十二条",
        ),
        (history(sent("2026-12-20"), letter("2026-12-21")), "2027-03-01", "lapse_unsettled", "第三十二条"),
    ],
)
def test_silence_means_nothing_before_the_addressees_time_is_over(
    facts: History, on: str, code: str, article: str
) -> None:
    with pytest.raises(ImpossibleHistory) as caught:
        check_silence(facts, "甲", date.fromisoformat(on), CALENDAR)

    assert caught.value.code == code
    assert article in caught.value.article


@pytest.mark.parametrize("kind", ["third_party", "joint_agency"])
def test_silence_counts_from_the_day_after_the_last(kind: str) -> None:
    facts = delivered(kind)

    check_silence(facts, "甲", date(2026, 3, 26), CALENDAR)
    assert is_silent(facts.consultations[0], date(2026, 3, 26), CALENDAR)
    assert not is_silent(facts.consultations[0], date(2026, 3, 25), CALENDAR)


@pytest.mark.parametrize(("kind", "article"), [("third_party", "第三十二条"), ("joint_agency", "第三十四条")])
def test_nothing_is_released_while_an_opinion_is_outstanding(kind: str, article: str) -> None:
    with pytest.raises(ImpossibleHistory) as caught:
        check_opinions(delivered(kind), (), ())

    assert article in caught.value.article
    assert "登记反馈意见" in caught.value.message
    check_opinions(delivered(kind), ("甲",), ())


def test_public_interest_overrides_a_third_party_and_nobody_else() -> None:
    check_opinions(delivered(), (), ("甲",))
    check_opinions(delivered("other_agency"), (), ())
    with pytest.raises(ImpossibleHistory):
        check_opinions(delivered("joint_agency"), (), ("甲",))


def test_release_against_an_objection_says_why() -> None:
    with pytest.raises(ImpossibleHistory):
        check_objections(["甲"], " ", ())

    check_objections(["甲"], "不属于商业秘密", ())
    check_objections(["甲"], "", ("甲",))
    check_objections([], "", ())


def test_only_a_third_party_that_was_asked_is_told_of_a_release() -> None:
    check_third_party(delivered(), "甲")
    for history, name in ((delivered(), "乙"), (delivered("joint_agency"), "甲")):
        with pytest.raises(ImpossibleHistory):
            check_third_party(history, name)


def test_each_objection_is_met_by_grounds_or_by_a_decision_for_itself() -> None:
    with pytest.raises(ImpossibleHistory):
        check_objections(["甲", "乙"], "", ("甲",))

    check_objections(["甲", "乙"], "", ("甲", "乙"))
