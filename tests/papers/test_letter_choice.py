from itertools import chain

import pytest

from handlers.papers.letter_choice import ACTION_LETTERS, OPINION_LETTERS, fee_details, letters_for
from handlers.papers.letters import letter_kinds
from requests_db.statute.events import ConsultKind
from requests_db.statute.fees import FeeBasis, fee
from requests_db.statute.outcomes import OUTCOMES
from requests_db.statute.workflow import TRANSITIONS, Action, Effect


@pytest.mark.parametrize(
    "row", [row for row in TRANSITIONS if Effect.QUEUE_LETTER in row.effects], ids=lambda row: row.action
)
def test_every_step_that_sends_a_letter_has_one(row: object) -> None:
    assert letters_for(row.action, outcome="granted", consulted=ConsultKind.THIRD_PARTY)


@pytest.mark.parametrize("action", [Action.ANSWER, Action.DISPATCH])
@pytest.mark.parametrize("key", [key for key, outcome in OUTCOMES.items() if outcome.letter])
def test_answer_is_written_on_the_letter_of_its_outcome(action: Action, key: str) -> None:
    assert letters_for(action, outcome=key) == (key,)


def test_each_addressee_is_asked_by_its_own_letter_and_the_applicant_is_told() -> None:
    for kind in ConsultKind:
        letters = letters_for(Action.SEND_OPINION_LETTER, consulted=kind)

        assert letters[0] == f"{kind}_letter"
        assert letters[-1] == "consultation_notice"


def test_every_letter_named_exists() -> None:
    named = set(chain.from_iterable((*ACTION_LETTERS.values(), *OPINION_LETTERS.values())))

    assert named <= set(letter_kinds())


def test_silent_step_has_no_letter() -> None:
    assert letters_for(Action.NOTE) == ()


def test_fee_notice_takes_its_sum_from_the_tariff() -> None:
    details = fee_details(fee(FeeBasis.PER_PAGE, 101))

    assert details["amount"] == 720
    assert details["fee_basis"] == "按量"
    assert details["fee_quantity"] == "101页"
    assert any("第31至100页" in line for line in details["calculation"])
