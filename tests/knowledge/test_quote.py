"""What is cut from an entry."""

import numpy as np

from knowledge.entries import Entry, Passage
from knowledge.quote import LONGEST_QUOTE, WHOLE_LENGTH, excerpt
from knowledge.text import Grams

FILLER = "各单位应当提高认识，加强领导，明确分工，落实责任，把各项要求落到实处。"
RULE = "办理示例证件的期限，自受理之日起十五个工作日内办结。"


def even(keys: Grams) -> np.ndarray:
    return np.ones(len(keys))


def entry(text: str, *questions: str) -> Entry:
    return Entry(key="k", title="", passages=(Passage(position=0, text=text),), questions=questions)


def test_short_text_is_quoted_whole() -> None:
    assert excerpt("期限", entry(RULE), even) == RULE


def test_interpretation_is_quoted_whole_up_to_its_length() -> None:
    text = RULE + FILLER * 8

    assert len(text) > WHOLE_LENGTH
    assert excerpt("示例证件的期限", entry(text, "示例证件多久办好"), even) == text


def test_long_text_is_cut_to_what_answers() -> None:
    text = FILLER * 10 + RULE + FILLER * 10

    quoted = excerpt("办理示例证件的期限是多久", entry(text), even)

    assert quoted in text
    assert "十五个工作日" in quoted
    assert len(quoted) <= LONGEST_QUOTE


def test_question_that_shares_nothing_still_gets_words_of_the_text() -> None:
    text = FILLER * 20

    assert excerpt("xyz", entry(text), even) in text
