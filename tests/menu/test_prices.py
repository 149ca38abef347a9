"""The most specific price that holds wins; windows may pass midnight."""
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest

from app.menu.catalogue import PriceRow, price_at

MONDAY = datetime(2026, 11, 23, 12, 0)      # noqa: DTZ001  (a store's wall clock)
HOUR = timedelta(hours=1)
CONDITIONS: list[dict[str, object]] = [
    {"store_id": 1}, {"valid_from": date(2026, 11, 1)}, {"from_minute": 660, "to_minute": 840}, {"weekdays": 1}, {"kind": "dine_in"}]


def price(*rows: PriceRow, at: datetime = MONDAY, store: int = 1, kind: str = "dine_in") -> int | None:
    return price_at(rows, store, kind, at)


def test_no_row_no_price() -> None:
    assert price() is None
    assert price(PriceRow(100, store_id=2)) is None


@pytest.mark.parametrize(("row", "holds"), [
    (PriceRow(1), True), (PriceRow(1, store_id=1), True), (PriceRow(1, store_id=2), False), (PriceRow(1, kind="pickup"), False),
    (PriceRow(1, weekdays=0b0000001), True), (PriceRow(1, weekdays=0b1111110), False),
    (PriceRow(1, from_minute=660, to_minute=720), False), (PriceRow(1, from_minute=720), True), (PriceRow(1, to_minute=720), False),
    (PriceRow(1, to_minute=721), True), (PriceRow(1, valid_from=date(2026, 11, 23)), True), (PriceRow(1, valid_from=date(2026, 11, 24)), False),
    (PriceRow(1, valid_to=date(2026, 11, 23)), True), (PriceRow(1, valid_to=date(2026, 11, 22)), False)])
def test_when_a_row_holds(row: PriceRow, holds: bool) -> None:
    assert (price(row) is not None) is holds


def test_the_next_midday_is_another_day() -> None:
    row = PriceRow(1, weekdays=1)
    assert [price(row, at=MONDAY + 24 * days * HOUR) for days in range(8)] == [1, None, None, None, None, None, None, 1]


@pytest.mark.parametrize("number", range(1, len(CONDITIONS) + 1))
def test_more_conditions_win(number: int) -> None:
    for more in combinations(CONDITIONS, number):
        for fewer in combinations(CONDITIONS, number - 1):
            rows = [PriceRow(1, **{k: v for c in more for k, v in c.items()}), PriceRow(2, **{k: v for c in fewer for k, v in c.items()})]  # type: ignore[arg-type]
            assert price(*rows) == price(*reversed(rows)) == 1


@pytest.mark.parametrize(("first", "second"), list(combinations(range(len(CONDITIONS)), 2)))
def test_among_as_many_store_then_dates_hours_weekdays_kind(first: int, second: int) -> None:
    rows = [PriceRow(1, **CONDITIONS[first]), PriceRow(2, **CONDITIONS[second])]        # type: ignore[arg-type]
    assert price(*rows) == price(*reversed(rows)) == 1


def test_among_equals_the_latest() -> None:
    assert price(PriceRow(1, store_id=1), PriceRow(2, store_id=1)) == 2


def test_a_window_past_midnight_is_of_the_evening_it_began() -> None:
    late = PriceRow(1, from_minute=1320, to_minute=1560, weekdays=1)          # Monday 22:00 to 02:00
    assert [price(late, at=MONDAY + hours * HOUR) for hours in (9.9, 10, 13.9, 14)] == [None, 1, 1, None]
    assert price(late, at=MONDAY - 11 * HOUR) is None                         # Monday 01:00 is Sunday's night


def test_the_dates_of_a_window_past_midnight_are_those_of_the_evening() -> None:
    night = PriceRow(1, from_minute=1320, to_minute=1560, valid_from=date(2026, 11, 23), valid_to=date(2026, 11, 23))
    assert price(night, at=MONDAY + 13 * HOUR) == 1                           # Tuesday 01:00
    assert price(night, at=MONDAY - 11 * HOUR) is None                        # Monday 01:00
