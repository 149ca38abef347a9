"""Arithmetic on checks: shares add up, taxes are rounded once per rate, totals are exact, with and without decimals."""
from hypothesis import given, settings
from hypothesis import strategies as st

from app.money import portion, shares, tax_within
from app.ordering.pricing import PricedLine, Totals, charge_shares, totals
from tests.counts import count

RATES = st.sampled_from([0, 500, 600, 800, 1000, 1900])
PRICES = st.integers(0, 100_000)


@st.composite
def checks(draw: st.DrawFn) -> list[PricedLine]:
    """Lines with discounts that take off at most their price, and a service charge on what is left."""
    count_ = draw(st.integers(0, 12))
    prices = draw(st.lists(PRICES, min_size=count_, max_size=count_))
    discounts = [-draw(st.integers(0, price)) for price in prices]
    charges = charge_shares(draw(RATES), [price + off for price, off in zip(prices, discounts, strict=True)])
    included = draw(st.booleans())
    return [PricedLine(number, price, draw(RATES), included, "food", off + charge)
            for number, (price, off, charge) in enumerate(zip(prices, discounts, charges, strict=True))]


@given(checks())
@settings(max_examples=count(300, 10_000))
def test_totals_are_exact(lines: list[PricedLine]) -> None:
    found = totals(lines)
    assert found.goods_minor == sum(line.price_minor for line in lines)
    assert found.adjusted_minor == sum(line.adjusted_minor for line in lines)
    assert found.total_minor == found.goods_minor + found.adjusted_minor + found.tax_on_top_minor
    assert sum(tax.base_minor for tax in found.taxes) == sum(line.base_minor for line in lines)
    assert found.total_minor >= 0


@given(checks())
@settings(max_examples=count(200, 5000))
def test_a_tax_is_rounded_once_per_rate(lines: list[PricedLine]) -> None:
    for tax in totals(lines).taxes:
        base = sum(line.base_minor for line in lines if line.tax_rate == tax.rate)
        assert tax.base_minor == base
        assert tax.tax_minor == (tax_within(base, tax.rate) if tax.included else portion(base, tax.rate))
        assert abs(tax.tax_minor * ((10_000 + tax.rate) if tax.included else 10_000) - base * tax.rate) <= 10_000


@given(checks(), st.randoms())
@settings(max_examples=count(100, 1000))
def test_the_order_of_lines_does_not_matter(lines: list[PricedLine], random: object) -> None:
    mixed = list(lines)
    random.shuffle(mixed)
    assert totals(mixed) == totals(lines)


@given(st.integers(-10**9, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
@settings(max_examples=count(300, 10_000))
def test_shares_add_up_and_are_fair(amount: int, weights: list[int]) -> None:
    parts = shares(amount, weights)
    even = weights if any(weights) else [1] * len(weights)
    assert sum(parts) == amount
    assert all(abs(part * sum(even) - amount * weight) < sum(even) for part, weight in zip(parts, even, strict=True))


@given(RATES, st.lists(PRICES, max_size=12))
@settings(max_examples=count(200, 5000))
def test_a_charge_is_shared_out_whole(rate: int, bases: list[int]) -> None:
    assert sum(charge_shares(rate, bases)) == (portion(sum(bases), rate) if bases else 0)


def test_yen_on_top() -> None:
    """Ten per cent on top, at the table, without decimals."""
    lines = [PricedLine(1, 980, 1000, False, "food"), PricedLine(2, 455, 1000, False, "food")]
    assert (totals(lines).tax_on_top_minor, totals(lines).total_minor) == (144, 1579)       # 143.5 is rounded up


def test_euros_with_two_rates_inside() -> None:
    lines = [PricedLine(1, 1250, 1900, True, "drink"), PricedLine(2, 1890, 700, True, "food")]
    assert [(tax.code, tax.base_minor, tax.tax_minor) for tax in totals(lines).taxes] == [("drink", 1250, 200), ("food", 1890, 124)]
    assert totals(lines).total_minor == 3140


def test_nothing_costs_nothing() -> None:
    assert totals([]) == Totals(0, 0, (), 0)
