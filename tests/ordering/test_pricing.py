"""The arithmetic of a check."""
from hypothesis import given, settings
from hypothesis import strategies as st

from app.money import portion, tax_within
from app.ordering.pricing import PricedLine, TaxLine, charge_shares, totals
from tests.counts import count

RATES = [("food", 600, True), ("drink", 1300, True), ("city", 875, False)]
LINES = st.lists(st.builds(lambda price, tax, off: PricedLine(0, price, tax[1], tax[2], tax[0], -min(price, off)),
                           st.integers(0, 100_000), st.sampled_from(RATES), st.integers(0, 5_000)), max_size=15)


def test_taxes_are_rounded_once_per_rate() -> None:
    lines = [PricedLine(number, 105, 875, False, "city") for number in range(10)]
    assert totals(lines).taxes == (TaxLine("city", 875, False, 1050, 92),)          # 91.875; line by line it were 90
    assert totals(lines).total_minor == 1142


def test_taxes_within_and_on_top_stand_side_by_side() -> None:
    found = totals([PricedLine(1, 1060, 600, True, "food"), PricedLine(2, 1000, 875, False, "city", 100)])
    assert (found.goods_minor, found.adjusted_minor, found.tax_on_top_minor, found.total_minor) == (2060, 100, 96, 2256)
    assert [(tax.code, tax.base_minor, tax.tax_minor) for tax in found.taxes] == [("city", 1100, 96), ("food", 1060, 60)]


def test_nothing_costs_nothing() -> None:
    assert (totals([]).total_minor, totals([]).taxes) == (0, ())
    assert charge_shares(1000, []) == []
    assert charge_shares(1000, [0, 0]) == [0, 0]


@given(LINES)
@settings(max_examples=count(100, 10_000))
def test_a_total_is_its_parts(lines: list[PricedLine]) -> None:
    found = totals(lines)
    assert found.goods_minor == sum(line.price_minor for line in lines)
    assert found.total_minor == found.goods_minor + found.adjusted_minor + sum(tax.tax_minor for tax in found.taxes if not tax.included)
    assert sum(tax.base_minor for tax in found.taxes) == found.goods_minor + found.adjusted_minor
    for tax in found.taxes:
        assert tax.tax_minor == (tax_within if tax.included else portion)(tax.base_minor, tax.rate)


@given(st.integers(0, 3000), st.lists(st.integers(0, 100_000), min_size=1, max_size=12))
@settings(max_examples=count(100, 10_000))
def test_a_charge_is_its_shares(rate: int, bases: list[int]) -> None:
    parts = charge_shares(rate, bases)
    assert sum(parts) == portion(sum(bases), rate)
    assert all(part >= 0 for part in parts)
