"""Checks of identity numbers: arithmetic only, advisory only."""

import random
from datetime import date

import pytest
from stdnum.cn import ric, uscc

from requests_db.statute.identity import (
    CREDIT_ALPHABET,
    check_credit_code,
    check_resident_id,
    credit_check_letter,
    mask,
    resident_check_digit,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "number",
    ["11010519491231002X", "11010519491231002x", " 110105 1949-1231-002X ", "１１０１０５１９４９１２３１００２Ｘ"],
)
def test_sound_resident_numbers_pass_however_they_are_typed(number: str):
    check = check_resident_id(number, TODAY)

    assert (check.ok, check.normalised, check.problem) == (True, "11010519491231002X", "")


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("110105194912310021", "check_digit"),
        ("1101051949123100", "length"),
        ("11010519491231002A", "characters"),
        ("11010519490231002X", "birth_date"),
        ("110105209912310028", "birth_date"),
        ("", "length"),
    ],
)
def test_a_problem_is_named(number: str, problem: str):
    check = check_resident_id(number, TODAY)

    assert (check.ok, check.problem_key) == (False, problem)
    assert check.problem


@pytest.mark.parametrize("region", ["440681", "810000", "820000", "830000", "999999"])
def test_no_region_is_refused(region: str):
    body = f"{region}19900101001"

    assert check_resident_id(body + resident_check_digit(body), TODAY).ok


def test_resident_check_digit_agrees_with_stdnum():
    chance = random.Random(20190515)

    for _ in range(2000):
        body = "".join(chance.choices("0123456789", k=17))
        assert resident_check_digit(body) == ric.calc_check_digit(body + "0")


@pytest.mark.parametrize(
    "code",
    ["11533025015264594R", "11370812004339255B", "91110000600037341L", "n2330106MA2CDEFGH2", "91110000 600037341L"],
)
def test_sound_credit_codes_pass_letters_in_front_included(code: str):
    assert check_credit_code(code).ok


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91110000600037341M", "check_digit"),
        ("9111000060003734IL", "characters"),
        ("9111000060003734", "length"),
    ],
)
def test_a_problem_of_a_credit_code_is_named(code: str, problem: str):
    assert check_credit_code(code).problem_key == problem


def test_credit_check_letter_agrees_with_stdnum_where_it_accepts_the_code():
    chance = random.Random(32100)

    for _ in range(2000):
        body = "".join(chance.choices("0123456789", k=8) + chance.choices(CREDIT_ALPHABET, k=9))
        assert credit_check_letter(body) == uscc.calc_check_digit(body)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("11010519491231002X", "110*************2X"), ("1234567", "*******"), ("", ""), ("12345678", "123***78")],
)
def test_a_number_is_shown_masked(number: str, shown: str):
    assert mask(number) == shown
