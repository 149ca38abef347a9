"""When: a store's local time, its business day, and whether it is open."""
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.clock import now
from app.stores.models import Store

DAY = 1440


def local(store: Store, at: datetime | None = None) -> datetime:
    """A moment on the store's wall clock."""
    return (at or now()).astimezone(ZoneInfo(store.time_zone))


def business_day(store: Store, at: datetime | None = None) -> date:
    """The day a moment belongs to: what comes before `day_ends` is still yesterday's business."""
    return (local(store, at).replace(tzinfo=None) - timedelta(minutes=store.day_ends)).date()


def moment(store: Store, day: date, minute: int) -> datetime:
    """A minute of a local day, which may be over 1440, as an aware moment."""
    naive = datetime.combine(day, time()) + timedelta(minutes=minute)
    return naive.replace(tzinfo=ZoneInfo(store.time_zone))


def closed_on(store: Store, day: date) -> bool:
    return any(closure.first_day <= day <= closure.last_day for closure in store.closures)


def openings(store: Store, day: date) -> list[tuple[datetime, datetime]]:
    """The store's openings that begin on a local day, as moments."""
    if closed_on(store, day):
        return []
    return [(moment(store, day, hours.opens), moment(store, day, hours.closes))
            for hours in store.hours if hours.weekday == day.weekday()]


def open_until(store: Store, at: datetime | None = None) -> datetime | None:
    """When the present opening ends (local time), openings that touch taken as one; None while shut.

    Two days on or later stands for a store that does not close."""
    at = local(store, at)
    around = [span for days in (-1, 0, 1, 2) for span in openings(store, at.date() + timedelta(days=days))]
    until = None
    for opens, closes in around:
        first = until is None and opens.timestamp() <= at.timestamp()       # not the wall clock, which repeats an hour in autumn
        if (first and at.timestamp() < closes.timestamp()) or (until is not None and opens.timestamp() <= until.timestamp()):
            until = closes
    return until


def is_open(store: Store, at: datetime | None = None) -> bool:
    return open_until(store, at) is not None


def next_opening(store: Store, at: datetime | None = None) -> datetime | None:
    """When it opens next (local time), within sixty days; None if it does not."""
    at = local(store, at)
    for ahead in range(60):
        for opens, _ in openings(store, at.date() + timedelta(days=ahead)):
            if opens.timestamp() > at.timestamp():
                return opens
    return None


def within(windows: list[list[int]], at: datetime) -> bool:
    """Whether a local moment falls in one of [weekday, from, to] (minutes, `to` may pass midnight); no window means always."""
    minute, weekday = at.hour * 60 + at.minute, at.weekday()
    return not windows or any(
        (day == weekday and start <= minute < end) or ((day + 1) % 7 == weekday and start <= minute + DAY < end)
        for day, start, end in windows)
