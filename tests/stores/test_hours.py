"""When a store is open, and which day it is there."""
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.stores.hours import business_day, is_open, local, moment, next_opening, open_until, tomorrow, within
from app.stores.models import Closure, OpeningHours, Service, Store

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


# Services with hours of their own, and special days

def test_a_service_keeps_its_own_hours_and_the_others_the_store_s() -> None:
    store = a_store(*LUNCH_AND_DINNER)
    store.hours.append(OpeningHours(weekday=0, opens=1080, closes=1560, service="delivery"))        # Monday 18:00 to 02:00
    tuesday = MONDAY + timedelta(days=1)
    assert [is_open(store, at(MONDAY, "12:00"), service) for service in (None, Service.PICKUP, Service.DELIVERY)] == [True, True, False]
    assert [is_open(store, at(tuesday, "01:00"), service) for service in (None, Service.PICKUP, Service.DELIVERY)] == [False, False, True]
    assert next_opening(store, at(MONDAY, "09:00"), Service.DELIVERY) == at(MONDAY, "18:00")


def test_a_special_day_overrides_the_week_of_every_service() -> None:
    store = a_store((0, 1080, 1560), (1, 1080, 1560), (2, 1080, 1560))
    store.hours.append(OpeningHours(weekday=1, opens=600, closes=720, service="pickup"))
    tuesday, wednesday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    store.closures = [Closure(first_day=tuesday, last_day=tuesday, hours=[[660, 840], [1320, 1500]])]       # 11 to 14 and 22 to 01
    assert is_open(store, at(tuesday, "01:30"))             # Monday's night goes on
    for service in (None, "pickup"):
        assert [is_open(store, at(tuesday, clock), service) for clock in ("10:30", "11:00", "14:00", "22:00")] == [False, True, False, True]
    assert is_open(store, at(wednesday, "00:59")) and not is_open(store, at(wednesday, "01:00"))
    assert next_opening(store, at(wednesday, "01:00")) == at(wednesday, "18:00")


def test_the_special_day_of_fewer_days_counts() -> None:
    store = a_store(*[(day, 600, 1200) for day in range(7)])
    store.closures = [Closure(first_day=MONDAY, last_day=MONDAY + timedelta(days=6)), Closure(first_day=MONDAY, last_day=MONDAY, hours=[[720, 780]])]
    assert is_open(store, at(MONDAY, "12:30")) and not is_open(store, at(MONDAY, "13:30"))
    assert not is_open(store, at(MONDAY + timedelta(days=1), "12:30"))


@pytest.mark.parametrize(("hours", "clock", "opens"), [
    ([*LUNCH_AND_DINNER, (1, 630, 870)], "15:00", (1, "10:30")),         # dinner is still today
    ([*LUNCH_AND_DINNER, (1, 630, 870)], "01:00", (0, "10:30")),         # before dawn it is still Sunday's business
    (LUNCH_AND_DINNER, "23:00", (7, "10:30")), ([], "12:00", (1, "05:00")),
    ([(day, 0, 1440) for day in range(7)], "22:00", (1, "05:00"))])      # round the clock: when the business day turns
def test_tomorrow(hours: list[tuple[int, int, int]], clock: str, opens: tuple[int, str]) -> None:
    assert tomorrow(a_store(*hours), at(MONDAY, clock)) == at(MONDAY + timedelta(days=opens[0]), opens[1])


def test_special_hours_follow_the_wall_clock_over_the_change() -> None:
    store = a_store((6, 600, 1320), zone=BERLIN)
    store.closures = [Closure(first_day=AUTUMN, last_day=AUTUMN, hours=[[600, 660]])]
    assert [is_open(store, at(AUTUMN, clock, BERLIN)) for clock in ("09:59", "10:00", "10:59", "11:00")] == [False, True, True, False]
