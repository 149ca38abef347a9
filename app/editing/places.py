"""The fields of stores."""
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app import live
from app.db import db
from app.editing.fields import Field, columns, followed
from app.errors import Refused
from app.i18n import _
from app.menu import dated
from app.ordering.rounds import kitchen_topic
from app.stores import settings
from app.stores.finding import TOPIC
from app.stores.models import Closure, OpeningHours, Store
from app.tables.models import Sitting
from app.tables.sittings import floor_topic

WEEK = "week"           # of every service without hours of its own


def tell(row: Any) -> None:
    """Phones, floor and kitchen of the store. Its clock decides when prices with dates begin there."""
    store_id = row.id if isinstance(row, Store) else row.store_id
    if isinstance(row, Store):
        dated.tell_ahead()
    live.touch(TOPIC)
    live.touch(floor_topic(store_id))
    live.touch(kitchen_topic(store_id))


def setting(name: str) -> Field:
    """One of the store's limits and thresholds; null: as everywhere."""
    def put(row: Store, value: int | None) -> None:
        row.settings = settings.checked({key: number for key, number in {**row.settings, name: value}.items() if number is not None})
    return Field(lambda row: row.settings.get(name), put)


def hours(argument: str) -> Field:
    """"hours:week": the usual week, [weekday, opens, closes]; "hours:pickup": a service's own, null where it has none; "hours": all of it,
    each with its service or null."""
    if not argument:
        return Field(lambda row: sorted(([*_span(each), each.service] for each in row.hours), key=lambda each: (each[3] or "", each)), _put_hours)
    service = None if argument == WEEK else argument

    def get(row: Store) -> list[list[int]] | None:
        found = sorted(_span(each) for each in row.hours if each.service == service)
        return found or (None if service else [])

    def put(row: Store, value: Sequence[Sequence[int]] | None) -> None:
        row.hours = [*(each for each in row.hours if each.service != service), *(_opening(each, service) for each in value or [])]
    return Field(get, put)


def _put_hours(row: Store, value: Sequence[Sequence[Any]]) -> None:
    row.hours = [_opening(span, service) for *span, service in value]


def _span(row: OpeningHours) -> list[int]:
    return [row.weekday, row.opens, row.closes]


def _opening(span: Sequence[int], service: str | None) -> OpeningHours:
    weekday, opens, closes = span
    return OpeningHours(weekday=weekday, opens=opens, closes=closes, service=service)


def _closures(row: Store) -> list[list[Any]]:
    return sorted([each.first_day.isoformat(), each.last_day.isoformat(), each.reason, each.hours] for each in row.closures)


def _put_closures(row: Store, value: Sequence[Sequence[Any]]) -> None:
    row.closures = [Closure(first_day=date.fromisoformat(first), last_day=date.fromisoformat(last), reason=reason, hours=spans)
                    for first, last, reason, spans in value]


def _refuse_while_seated(row: Store, value: str | None) -> None:
    if value and db.session.scalar(select(Sitting.id).where(Sitting.store_id == row.id, Sitting.closed_at.is_(None)).limit(1)):
        raise Refused(_("Parties sit there still. Close their tables first."))


STORE = {
    **columns("name", "address", "phone", "latitude", "longitude", "time_zone", "day_ends", "services", "table_policy", "position"),
    "retired_at": followed("retired_at", _refuse_while_seated), "closures": Field(_closures, _put_closures)}
