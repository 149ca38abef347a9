"""Amounts, the one rounding rule, and fair shares."""
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.money import BASIS, decimals, parse, plain, portion, rounded, shares, tax_within
from tests.counts import count

AMOUNTS = st.integers(-10**9, 10**9)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


@pytest.mark.parametrize(("currency", "places"), [("CNY", 2), ("JPY", 0), ("KWD", 3), ("EUR", 2)])
def test_decimals_are_the_currency_s(currency: str, places: int) -> None:
    assert decimals(currency) == places


@pytest.mark.parametrize(("text", "currency", "minor"), [
    ("42", "CNY", 4200), ("42.5", "CNY", 4250), (" 42.50 ", "CNY", 4250), ("0.01", "EUR", 1), (".5", "EUR", 50), ("5.", "EUR", 500),
    ("420", "JPY", 420), ("420.0", "JPY", 420), ("1.234", "KWD", 1234), ("42.500", "CNY", 4250), ("-3", "CNY", -300), ("+3", "CNY", 300)])
def test_a_typed_amount(text: str, currency: str, minor: int) -> None:
    assert parse(text, currency) == minor


@pytest.mark.parametrize(("text", "currency"), [
    ("", "CNY"), (".", "CNY"), ("-", "CNY"), ("a", "CNY"), ("1.005", "CNY"), ("0.5", "JPY"), ("1e3", "CNY"), ("1_000", "CNY"), ("1,000", "CNY"),
    ("NaN", "CNY"), ("Infinity", "CNY"), ("4 2", "CNY"), ("１２", "CNY"), ("1" * 5000, "CNY"), ("12345678901", "JPY"), ("¥5", "CNY"),
    ("0." + "0" * 40 + "1", "CNY"), ("4\u00002", "CNY")])
def test_what_is_no_amount_of_the_currency(text: str, currency: str) -> None:
    with pytest.raises(ValueError):
        parse(text, currency)


@given(AMOUNTS, st.sampled_from(["CNY", "JPY", "KWD"]))
@settings(max_examples=count(100, 5_000))
def test_what_a_form_shows_is_read_as_the_same_amount(minor: int, currency: str) -> None:
    assert parse(plain(minor, currency), currency) == minor


@pytest.mark.parametrize(("value", "minor"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-0.5", -1), ("-2.5", -3), ("-2.4", -2)])
def test_half_goes_up_away_from_zero(value: str, minor: int) -> None:
    assert rounded(Decimal(value)) == minor


@pytest.mark.parametrize(("amount", "rate", "part"), [(4200, 600, 252), (25, 1000, 3), (24, 1000, 2), (-25, 1000, -3), (0, 600, 0), (999, 0, 0)])
def test_a_rate_is_rounded_once(amount: int, rate: int, part: int) -> None:
    assert portion(amount, rate) == part


@pytest.mark.parametrize(("gross", "rate", "tax"), [(10600, 600, 600), (4200, 600, 238), (1100, 1000, 100), (0, 600, 0), (500, 0, 0)])
def test_the_tax_within_a_gross_amount(gross: int, rate: int, tax: int) -> None:
    assert tax_within(gross, rate) == tax


@given(st.integers(0, 10**9), st.integers(0, BASIS))
@settings(max_examples=count(100, 5_000))
def test_tax_within_and_on_top_agree(net: int, rate: int) -> None:
    gross = net + portion(net, rate)
    assert abs(tax_within(gross, rate) - portion(net, rate)) <= 1


@pytest.mark.parametrize(("amount", "weights", "parts"), [
    (100, [1, 1, 1], [34, 33, 33]), (100, [1, 2], [33, 67]), (1, [3, 5], [0, 1]), (5, [1, 1], [3, 2]), (1, [2, 2, 1], [1, 0, 0]),
    (10, [0, 0], [5, 5]), (3, [0, 0], [2, 1]), (7, [0, 1], [0, 7]), (-100, [1, 1, 1], [-34, -33, -33]), (0, [4, 2], [0, 0]), (9, [3], [9]),
    (3, [1, 1, 3, 1], [1, 0, 2, 0]), (1, [1, 3, 1, 3], [0, 1, 0, 0])])
def test_largest_remainder_with_ties_to_the_larger_share(amount: int, weights: list[int], parts: list[int]) -> None:
    assert shares(amount, weights) == parts


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_nobody_to_share_with(weights: list[int]) -> None:
    with pytest.raises(ValueError):
        shares(10, weights)


@given(AMOUNTS, WEIGHTS)
@settings(max_examples=count(200, 20_000))
def test_shares_add_up_and_are_fair(amount: int, weights: list[int]) -> None:
    parts, total = shares(amount, weights), sum(weights)
    assert sum(parts) == amount
    assert all(part == 0 or (part < 0) == (amount < 0) for part in parts)
    if total:
        assert all(abs(Decimal(part) - Decimal(amount) * weight / total) < 1 for part, weight in zip(parts, weights, strict=True))
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)
    in_order = sorted(zip(weights, map(abs, parts), strict=True))
    assert all(small[1] <= large[1] for small, large in pairwise(in_order) if small[0] < large[0])


@given(AMOUNTS, WEIGHTS)
@settings(max_examples=count(100, 5_000))
def test_taking_off_is_the_mirror_of_adding(amount: int, weights: list[int]) -> None:
    assert shares(-amount, weights) == [-part for part in shares(amount, weights)]
