"""Single cells, as people type them."""
from collections.abc import Callable
from datetime import date

import pytest

from app.chain import cells
from app.chain.cells import Closed, Window
from app.chain.mistakes import Expected


def hours(weekdays: str, *times: tuple[int, int]) -> list[Window]:
    return [Window(int(weekday), *span) for weekday in weekdays for span in times]


LUNCH, EVENING, LATE = (630, 870), (1020, 1320), (630, 1560)


@pytest.mark.parametrize(("typed", "meant"), [
    ("10:30-14:30", hours("0123456", LUNCH)),
    ("mon-fri 10:30-14:30 17:00-22:00", hours("01234", LUNCH, EVENING)),
    ("mon-fri 10:30-14:30 17:00-22:00; sat,sun 10:30-02:00", hours("01234", LUNCH, EVENING) + hours("56", LATE)),
    ("Mon - Fri 10:30 - 14:30", hours("01234", LUNCH)),
    ("周一－周五　１０：３０－１４：３０；周六，周日 10:30–02:00", hours("01234", LUNCH) + hours("56", LATE)),
    ("mon, wed 10:30-14:30, 17:00-22:00;", hours("02", LUNCH, EVENING)),
    ("sat-mon 10:30:00-14:30:00", hours("056", LUNCH)),
    ("sun 00:00-24:00", [Window(6, 0, 1440)]),
    ("fri 17:00-22:00\nfri 10:30-14:30", hours("4", LUNCH, EVENING)),
])
def test_opening_hours(typed: str, meant: list[Window]) -> None:
    assert list(cells.opening_hours(typed)) == meant


@pytest.mark.parametrize(("typed", "said"), [
    ("mon-fri", "times after the weekdays"),
    ("mon-fry 10:00-12:00", '"mon-fry" is neither'),
    ("10:30", '"10:30" is not a span'),
    ("10:30-25:00", '"10:30-25:00" is not a span'),
    ("10:75-12:00", "is not a span"),
    ("10:00-10:00", "two different times"),
    ("24:00-02:00", "two different times"),
    ("mon 10:00-12:00 tue 10:00-12:00", "a semicolon before other weekdays"),
    ("mon 10:00-14:00 13:00-15:00", "do not overlap"),
    ("mon 20:00-03:00; tue 02:00-05:00", "do not overlap"),
    ("sun 20:00-03:00; mon 02:00-05:00", "do not overlap"),
])
def test_opening_hours_that_make_no_sense(typed: str, said: str) -> None:
    with pytest.raises(Expected, match=said):
        cells.opening_hours(typed)


def test_a_dish_may_be_served_on_whole_days() -> None:
    assert list(cells.served_times("sat,sun")) == [Window(5, 0, 1440), Window(6, 0, 1440)]
    assert list(cells.served_times("mon 11:00-14:00")) == [Window(0, 660, 840)]


def test_closed_days() -> None:
    assert list(cells.closed_days("2026-12-24..2026-12-26 Christmas; 2027-01-01 New Year")) == [
        Closed(date(2026, 12, 24), date(2026, 12, 26), "Christmas"), Closed(date(2027, 1, 1), date(2027, 1, 1), "New Year")]
    assert list(cells.closed_days("2027/2/5…2027/2/7 春节；2026-10-01")) == [
        Closed(date(2026, 10, 1), date(2026, 10, 1), ""), Closed(date(2027, 2, 5), date(2027, 2, 7), "春节")]


@pytest.mark.parametrize("typed", ["Christmas", "24.12.2026", "2026-02-30", "2026-12-26..2026-12-24", "2026-12-24..", "2026-12"])
def test_closed_days_that_make_no_sense(typed: str) -> None:
    with pytest.raises(Expected):
        cells.closed_days(typed)


@pytest.mark.parametrize(("parse", "typed", "meant"), [
    (cells.amount("CNY"), "42", 4200), (cells.amount("CNY"), "42.5", 4250), (cells.amount("CNY"), "４２．５０", 4250),
    (cells.amount("JPY"), "980", 980), (cells.amount("KWD"), "1.250", 1250),
    (cells.amount("EUR", comma=True), "12,50", 1250), (cells.amount("EUR", comma=True), "12.50", 1250),
    (cells.amount("CNY", negative=True), "-4", -400), (cells.amount("CNY", negative=True), "−4", -400),
    (cells.amount("CNY", negative=True), "+6", 600), (cells.amount(None), "1.2345", 0),
    (cells.weekday_bits, "mon-fri", 31), (cells.weekday_bits, "sun", 64), (cells.weekday_bits, "周六、周日", 96),
    (cells.day, "2026/1/5", date(2026, 1, 5)), (cells.minute, "9:05", 545), (cells.minute, "24:00", 1440),
    (cells.yes, "是", True), (cells.yes, "YES", True), (cells.yes, "1", True), (cells.yes, "否", False), (cells.yes, "no", False),
    (cells.whole(1, 99), "１２", 12), (cells.username, "Lin.W", "lin.w"), (cells.degrees(90, comma=True), "52,5", 52.5),
    (cells.slug, "old-town", "old-town"), (cells.code, "牛肉面-1", "牛肉面-1"),
])
def test_values(parse: Callable[[str], object], typed: str, meant: object) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(("parse", "typed"), [
    (cells.amount("CNY"), "42.505"), (cells.amount("JPY"), "42.0"), (cells.amount("CNY"), "¥42"), (cells.amount("CNY"), "1,200"),
    (cells.amount("CNY"), "42,50"), (cells.amount("EUR", comma=True), "1.200,50"), (cells.amount("CNY"), "-1"), (cells.amount("CNY"), "1e3"),
    (cells.amount("CNY"), "1_000"), (cells.amount("CNY"), "NaN"), (cells.amount("CNY"), "10000000"), (cells.amount("CNY", negative=True), "--4"),
    (cells.weekday_bits, "noday"), (cells.day, "5.1.2026"), (cells.day, "2026-13-01"), (cells.minute, "24:01"), (cells.minute, "9.30"),
    (cells.yes, "perhaps"), (cells.whole(1, 99), "0"), (cells.whole(1, 99), "1.5"), (cells.whole(1, 99), "9" * 40),
    (cells.username, "two words"), (cells.degrees(90, comma=False), "52,5"), (cells.degrees(90, comma=False), "91"),
    (cells.slug, "Old Town"), (cells.slug, "-x"), (cells.slug, "x" * 41), (cells.code, "a b"), (cells.tag, "spicy-4"), (cells.tag, "très"),
])
def test_values_that_make_no_sense(parse: Callable[[str], object], typed: str) -> None:
    with pytest.raises(Expected):
        parse(typed)
