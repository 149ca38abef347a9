"""When: a store's local time, its business day, and whether it is open."""
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from app.clock import now
from app.stores.models import Closure, OpeningHours, Store

DAY = 1440
OLD = ("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/", "posix/", "right/")


@cache
def time_zones() -> list[str]:
    """What somebody chooses from: places, without old names."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(OLD))


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


def special_day(store: Store, day: date) -> Closure | None:
    """The special day that a local day is, if any; where several hold, the one of the fewest days."""
    found = [closure for closure in store.closures if closure.first_day <= day <= closure.last_day]
    return min(found, key=lambda closure: (closure.last_day - closure.first_day, not closure.hours), default=None)


def week(store: Store, service: str | None = None) -> list[OpeningHours]:
    """The openings of a usual week: the service's own, else those of every service that has none of its own."""
    own = [hours for hours in store.hours if hours.service == service]
    return own or [hours for hours in store.hours if hours.service is None]


def openings(store: Store, day: date, service: str | None = None) -> list[tuple[datetime, datetime]]:
    """The openings that begin on a local day, as moments: of a service, else of the store as such. A special day overrides the week."""
    special = special_day(store, day)
    spans = special.hours or [] if special else [(hours.opens, hours.closes) for hours in week(store, service) if hours.weekday == day.weekday()]
    return [(moment(store, day, opens), moment(store, day, closes)) for opens, closes in spans]


def open_until(store: Store, at: datetime | None = None, service: str | None = None) -> datetime | None:
    """When the present opening ends (local time), openings that touch taken as one; None while shut.

    Two days on or later stands for a store that does not close."""
    at = local(store, at)
    around = [span for days in (-1, 0, 1, 2) for span in openings(store, at.date() + timedelta(days=days), service)]
    until = None
    for opens, closes in around:
        first = until is None and opens.timestamp() <= at.timestamp()       # not the wall clock, which repeats an hour in autumn
        if (first and at.timestamp() < closes.timestamp()) or (until is not None and opens.timestamp() <= until.timestamp()):
            until = closes
    return until


def is_open(store: Store, at: datetime | None = None, service: str | None = None) -> bool:
    return open_until(store, at, service) is not None


def next_opening(store: Store, at: datetime | None = None, service: str | None = None) -> datetime | None:
    """When it opens next (local time), within sixty days; None if it does not."""
    at = local(store, at)
    for ahead in range(60):
        for opens, _ in openings(store, at.date() + timedelta(days=ahead), service):
            if opens.timestamp() > at.timestamp():
                return opens
    return None


def tomorrow(store: Store, at: datetime | None = None, service: str | None = None) -> datetime:
    """When the next business day begins that it opens on (local time); without any within sixty days, the very next one."""
    today = business_day(store, at)
    for ahead in range(1, 61):
        day = today + timedelta(days=ahead)
        for opens, closes in openings(store, day, service):
            if closes > (turns := moment(store, day, store.day_ends)):
                return max(opens, turns)
    return moment(store, today + timedelta(days=1), store.day_ends)


def within(windows: list[list[int]], at: datetime) -> bool:
    """Whether a local moment falls in one of [weekday, from, to] (minutes, `to` may pass midnight); no window means always."""
    minute, weekday = at.hour * 60 + at.minute, at.weekday()
    return not windows or any(
        (day == weekday and start <= minute < end) or ((day + 1) % 7 == weekday and start <= minute + DAY < end)
        for day, start, end in windows)
