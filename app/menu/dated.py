"""Prices with dates: what a dish costs on a day, what comes next, and the midnights at which open menus must hear of it."""
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, union

from app import live
from app.clock import now
from app.db import db
from app.menu.catalogue import TOPIC, PriceRow, price_at
from app.menu.models import ChargePrice, Price
from app.stores.models import Store

Span = tuple[date | None, date | None]          # the first and the last day


@dataclass(frozen=True, slots=True)
class Coming:
    """The next change of a price, in minor units; None: not sold without a price."""

    day: date
    before: int | None
    after: int | None


def tell_ahead(prices: Iterable[Price] | None = None) -> None:
    """Open menus hear of it when one of these prices begins or ends, by the clock of every store; without any, of all there are.

    For whoever writes prices or changes the clock of a store. What is told already is not told twice."""
    spans = {(price.valid_from, price.valid_to) for price in prices} if prices is not None else _all_spans()
    days = {day for first, last in spans for day in _turns(first, last)}
    if not days:
        return
    zones = [ZoneInfo(name) for name in db.session.scalars(select(Store.time_zone).distinct())]
    at = now()
    wanted = {moment for day in days for zone in zones if (moment := datetime.combine(day, time(), zone).astimezone(UTC)) > at}
    for moment in wanted - set(db.session.scalars(select(live.TopicDue.due_at).where(live.TopicDue.topic == TOPIC, live.TopicDue.due_at > at))):
        live.touch(TOPIC, at=moment)


def price_on(rows: Sequence[PriceRow], store_id: int | None, day: date) -> int | None:
    """What a dish costs on a day at a store, or by what holds in every store; prices for hours, weekdays or a kind of order left out."""
    lasting = [row for row in rows if row.kind is None and row.weekdays is None and row.from_minute is None and row.to_minute is None]
    return price_at(lasting, store_id or 0, "", datetime.combine(day, time()))


def coming(rows: Sequence[PriceRow], store_id: int | None, today: date) -> Coming | None:
    """The next day after today on which it costs something else."""
    before = price_on(rows, store_id, today)
    for day in sorted({day for row in rows for day in _turns(row.valid_from, row.valid_to) if day > today}):
        if (after := price_on(rows, store_id, day)) != before:
            return Coming(day, before, after)
    return None


def _turns(first: date | None, last: date | None) -> Iterator[date]:
    """The days that begin with another price than the day before them."""
    if first is not None:
        yield first
    if last is not None and last != date.max:
        yield last + timedelta(days=1)


def _all_spans() -> set[Span]:
    """Of every price and charge that will begin or end."""
    yesterday = now().date() - timedelta(days=1)            # somewhere it is still that day
    found = union(*(select(row.valid_from, row.valid_to).where((row.valid_from >= yesterday) | (row.valid_to >= yesterday))
                    for row in (Price, ChargePrice)))
    return {(first, last) for first, last in db.session.execute(found)}
