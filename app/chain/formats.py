"""How times are written in the files: exactly what `cells` reads back."""
import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Protocol

from app.stores.hours import DAY

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MISREAD = re.compile(r'^[.…,，\d０-９]|[;；"\n]')     # at the beginning as another day or time, anywhere as the next special day
Span = Sequence[int]                # opens, closes: minutes; past midnight `closes` is over 1440


class Opening(Protocol):
    @property
    def weekday(self) -> int: ...
    @property
    def opens(self) -> int: ...
    @property
    def closes(self) -> int: ...


class Special(Protocol):
    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date: ...
    @property
    def reason(self) -> str: ...
    @property
    def hours(self) -> Sequence[Span]: ...


def hours_text(rows: Iterable[Opening]) -> str:
    """Such as "mon-fri 10:30-14:30 17:00-22:00; sat,sun 10:30-02:00"; what `cells.opening_hours` and `cells.served_times` read."""
    return windows_text((row.weekday, row.opens, row.closes) for row in rows)


def windows_text(windows: Iterable[Sequence[int]]) -> str:
    """The same from weekday, from and to."""
    return "; ".join(f"{days_text(days)} {spans_text(spans)}" for days, spans in by_days(tuple(window) for window in windows))   # type: ignore[misc]


def closed_text(rows: Iterable[Special]) -> str:
    """Such as "2026-12-24..2026-12-26 Christmas; 2026-12-31 10:00-16:00 New Year's Eve"; what `cells.closed_days` reads."""
    return "; ".join(_closed(row) for row in sorted(rows, key=lambda row: (row.first_day, row.last_day, row.reason, list(map(tuple, row.hours)))))


def _closed(row: Special) -> str:
    days = f"{row.first_day}" if row.first_day == row.last_day else f"{row.first_day}..{row.last_day}"
    reason = row.reason if not _MISREAD.search(row.reason) else '"' + row.reason.replace('"', '""') + '"'
    return " ".join(filter(None, [days, spans_text(row.hours), reason]))


def by_days(rows: Iterable[tuple[int, int, int]]) -> list[tuple[list[int], list[tuple[int, int]]]]:
    """Weekdays with the same times together: ([0, 1, 2, 3, 4], [(630, 870), (1020, 1320)])."""
    of_day = {day: [(opens, closes) for _day, opens, closes in spans] for day, spans in groupby(sorted(rows), key=lambda row: row[0])}
    return [([other for other in of_day if of_day[other] == spans], spans) for day, spans in of_day.items()
            if spans not in [of_day[other] for other in of_day if other < day]]


def runs(days: Sequence[int]) -> list[tuple[int, int]]:
    """Days that follow each other as first and last: [0, 1, 2, 5] is (0, 2), (5, 5)."""
    found: list[tuple[int, int]] = []
    for day in days:
        if found and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def days_text(days: Sequence[int], names: Sequence[str] = DAYS, comma: str = ",") -> str:
    """mon-fri,sun"""
    return comma.join(f"{names[first]}-{names[last]}" if last > first + 1 else comma.join(names[first:last + 1]) for first, last in runs(days))


def spans_text(spans: Iterable[Span]) -> str:
    """10:30-14:30 17:00-02:00"""
    return " ".join(f"{minute_text(opens)}-{minute_text(closes)}" for opens, closes in spans)


def minute_text(minute: int) -> str:
    """24:00 is the end of the day; what is later is the next day's."""
    minute = minute - DAY if minute > DAY else minute
    return f"{minute // 60:02d}:{minute % 60:02d}"
