"""Passwords that anybody would try first are told from those that hold."""

import pytest

from requests_db.store.passwords import is_guessable, one_time_password


@pytest.mark.parametrize("password", ["1234567890", "aaaaaaaaaaaa", "abcdefghijkl", "ababababab", "my.handler1"])
def test_runs_repeats_and_the_accounts_name_are_guessable(password: str) -> None:
    assert is_guessable(password, "handler1")


@pytest.mark.parametrize("password", ["correct horse battery", "sample-password-for-tests"])
def test_unrelated_words_are_not(password: str) -> None:
    assert not is_guessable(password, "handler1")


def test_a_one_time_password_is_not() -> None:
    assert not is_guessable(one_time_password(), "handler1")
