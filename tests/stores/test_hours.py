"""When a store is open, and which day it is there."""
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.stores.hours import business_day, is_open, local, moment, next_opening, open_until, within
from app.stores.models import Closure, OpeningHours, Store

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)


def a_store(*hours: tuple[int, int, int], zone: ZoneInfo = SHANGHAI, day_ends: int = 300, closed: tuple[tuple[date, date], ...] = ()) -> Store:
    """(weekday, opens, closes) in minutes."""
    return Store(time_zone=str(zone), day_ends=day_ends, hours=[OpeningHours(weekday=d, opens=o, closes=c) for d, o, c in hours],
                 closures=[Closure(first_day=first, last_day=last) for first, last in closed])


def at(day: date, clock: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=zone)


LUNCH_AND_DINNER = [(0, 630, 870), (0, 1020, 1320)]


@pytest.mark.parametrize(("clock", "until"), [
    ("10:29", None), ("10:30", "14:30"), ("14:29", "14:30"), ("14:30", None), ("17:00", "22:00"), ("22:00", None)])
def test_open_between_its_hours(clock: str, until: str | None) -> None:
    store = a_store(*LUNCH_AND_DINNER)
    assert open_until(store, at(MONDAY, clock)) == (until and at(MONDAY, until))
    assert is_open(store, at(MONDAY, clock)) is (until is not None)


def test_past_midnight_belongs_to_the_evening_before() -> None:
    store = a_store((0, 1080, 1560))        # Monday 18:00 to 02:00
    tuesday = MONDAY + timedelta(days=1)
    assert open_until(store, at(tuesday, "01:59")) == at(tuesday, "02:00")
    assert not is_open(store, at(tuesday, "02:00"))
    assert not is_open(store, at(MONDAY, "01:00"))


def test_sunday_night_reaches_into_monday() -> None:
    assert is_open(a_store((6, 1080, 1560)), at(MONDAY, "01:00"))


def test_a_closure_shuts_what_begins_on_its_days() -> None:
    store = a_store((0, 1080, 1560), (1, 1080, 1560), closed=((MONDAY + timedelta(days=1), MONDAY + timedelta(days=1)),))
    tuesday = MONDAY + timedelta(days=1)
    assert is_open(store, at(tuesday, "01:00"))         # Monday's night goes on
    assert not is_open(store, at(tuesday, "19:00"))
    assert not is_open(store, at(tuesday + timedelta(days=1), "01:00"))


@pytest.mark.parametrize(("clock", "opens"), [("09:00", (0, "10:30")), ("10:30", (0, "17:00")), ("15:00", (0, "17:00")), ("23:00", (7, "10:30"))])
def test_the_next_opening(clock: str, opens: tuple[int, str]) -> None:
    days, hour = opens
    assert next_opening(a_store(*LUNCH_AND_DINNER), at(MONDAY, clock)) == at(MONDAY + timedelta(days=days), hour)


def test_the_next_opening_after_a_closure_and_none_at_all() -> None:
    shut = (MONDAY, MONDAY + timedelta(days=13))
    assert next_opening(a_store(*LUNCH_AND_DINNER, closed=(shut,)), at(MONDAY, "09:00")) == at(MONDAY + timedelta(days=14), "10:30")
    assert next_opening(a_store(), at(MONDAY, "09:00")) is None


@pytest.mark.parametrize(("clock", "day"), [("04:59", -1), ("05:00", 0), ("23:59", 0), ("00:00", -1)])
def test_the_business_day_turns_when_the_store_says(clock: str, day: int) -> None:
    assert business_day(a_store(day_ends=300), at(MONDAY, clock)) == MONDAY + timedelta(days=day)


def test_the_business_day_is_the_store_s_own() -> None:
    moment_ = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)      # Monday 06:00 in Shanghai, Sunday 23:00 in Berlin
    assert business_day(a_store(zone=SHANGHAI), moment_) == MONDAY
    assert business_day(a_store(zone=BERLIN), moment_) == MONDAY - timedelta(days=1)
    assert local(a_store(zone=BERLIN), moment_).hour == 23


# Berlin turns its clocks on 29 March 2026 (02:00 becomes 03:00) and on 25 October 2026 (03:00 becomes 02:00).

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def test_hours_follow_the_wall_clock_over_the_change() -> None:
    store = a_store((6, 600, 1320), zone=BERLIN)
    for sunday, offset in ((SPRING - timedelta(days=7), 1), (SPRING, 2), (AUTUMN - timedelta(days=7), 2), (AUTUMN, 1)):
        assert moment(store, sunday, 600).utcoffset() == timedelta(hours=offset)
        assert is_open(store, at(sunday, "10:00", BERLIN)) and not is_open(store, at(sunday, "09:59", BERLIN))


def test_a_night_in_autumn_does_not_open_twice() -> None:
    store = a_store((5, 1080, 1590), zone=BERLIN)            # Saturday 18:00 to 02:30
    first = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)        # 02:15 for the first time
    assert is_open(store, first)
    assert not is_open(store, first + timedelta(minutes=30))
    assert not is_open(store, first + timedelta(hours=1))    # 02:15 for the second time


def test_the_business_day_over_the_change() -> None:
    store = a_store(zone=BERLIN)
    for sunday in (SPRING, AUTUMN):
        assert business_day(store, at(sunday, "04:59", BERLIN)) == sunday - timedelta(days=1)
        assert business_day(store, at(sunday, "05:00", BERLIN)) == sunday


@pytest.mark.parametrize(("windows", "day", "clock", "inside"), [
    ([], 0, "03:00", True), ([[0, 660, 840]], 0, "11:00", True), ([[0, 660, 840]], 0, "14:00", False), ([[0, 660, 840]], 1, "11:00", False),
    ([[0, 1320, 1560]], 1, "01:59", True), ([[0, 1320, 1560]], 1, "02:00", False), ([[6, 1320, 1560]], 0, "01:00", True)])
def test_windows_of_a_week(windows: list[list[int]], day: int, clock: str, inside: bool) -> None:
    assert within(windows, at(MONDAY + timedelta(days=day), clock)) is inside


def test_openings_that_touch_are_one() -> None:
    """A store that never closes does not say that it closes at midnight."""
    store = a_store(*[(day, 0, 1440) for day in range(7)])
    now = at(MONDAY, "20:00")
    assert (open_until(store, now) - now).days >= 1
