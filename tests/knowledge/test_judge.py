"""How sure an answer is."""

from dataclasses import replace

from knowledge.index import Signals
from knowledge.judge import confidence, is_worth_offering

STRONG = Signals(
    subject_grams=15,
    mean_idf=0.6,
    understood=1.0,
    told=0.9,
    covered=0.95,
    text=3.0,
    opening=3.0,
    bm25=90.0,
    lead=2.5,
    other_place=False,
    wording=0.0,
)


def test_nothing_found_is_no_confidence() -> None:
    assert confidence(None) == 0.0


def test_clear_lead_is_surer_than_a_tie() -> None:
    assert confidence(STRONG) > confidence(replace(STRONG, lead=0.1))


def test_words_no_entry_has_make_it_less_sure() -> None:
    assert confidence(STRONG) > confidence(replace(STRONG, understood=0.4))


def test_words_the_entry_only_mentions_in_passing_make_it_less_sure() -> None:
    assert confidence(STRONG) > confidence(replace(STRONG, told=0.1))


def test_weak_match_is_no_answer() -> None:
    weak = replace(STRONG, bm25=4.0, text=0.1, opening=0.0, lead=0.1)

    assert confidence(weak) < 0.1


def test_known_wording_is_certain() -> None:
    assert confidence(replace(STRONG, bm25=1.0, text=0.0, wording=0.97)) == 1.0


def test_short_question_said_whole_is_worth_offering_though_many_entries_say_it() -> None:
    said = replace(STRONG, subject_grams=3, lead=0.0, understood=1.0, covered=1.0)

    assert is_worth_offering(said)
    assert not is_worth_offering(replace(said, covered=0.5))
    assert not is_worth_offering(None)


def test_wording_like_the_question_makes_it_surer() -> None:
    weaker = replace(STRONG, bm25=20.0, text=1.0, lead=0.5)

    assert confidence(replace(weaker, wording=0.55)) > confidence(weaker)
