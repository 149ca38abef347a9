"""Portions: what is left of a dish at a store on a business day. The kitchen sets them, sending takes them."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app import live
from app.clock import now
from app.db import changes, db
from app.errors import Invalid
from app.i18n import _
from app.menu.models import Portions

MOST = 9999


@dataclass(frozen=True, slots=True)
class Left:
    """What is left today: `remaining` None is no limit; `stopped` is the kitchen's 86."""

    remaining: int | None
    stopped: bool = False

    @property
    def sold_out(self) -> bool:
        return self.stopped or self.remaining == 0


def topic(store_id: int) -> str:
    """Touched when a dish at a store runs low, runs out or is back."""
    return f"stock-{store_id}"


def counted(store_id: int, day: date) -> dict[int, Left]:
    """The dishes somebody has counted today, by dish id; all others have their daily number."""
    rows = db.session.execute(select(Portions.dish_id, Portions.remaining, Portions.stopped_at)
                              .where(Portions.store_id == store_id, Portions.business_day == day))
    return {dish_id: Left(remaining, stopped_at is not None) for dish_id, remaining, stopped_at in rows}


def take(store_id: int, day: date, wanted: Mapping[int, int], daily: Mapping[int, int | None]) -> list[int]:
    """Take portions of several dishes ({dish id: quantity}); the ids of those that could not be had whole.

    `daily` is each dish's number a day (None: no limit). Rows are met in order of id, so two rounds never wait for each other."""
    counted_today = counted(store_id, day)
    limited = [dish_id for dish_id in sorted(wanted) if daily[dish_id] is not None or dish_id in counted_today]
    for dish_id in limited:
        if dish_id not in counted_today:
            _ensure(store_id, dish_id, day, daily[dish_id])
    if limited:
        live.touch(topic(store_id))
    return [dish_id for dish_id in limited if not _take(store_id, dish_id, day, wanted[dish_id])]


def _take(store_id: int, dish_id: int, day: date, quantity: int) -> bool:
    return bool(changes(
        update(Portions).where(Portions.store_id == store_id, Portions.dish_id == dish_id, Portions.business_day == day,
                               Portions.stopped_at.is_(None), (Portions.remaining.is_(None)) | (Portions.remaining >= quantity))
        .values(remaining=Portions.remaining - quantity)))


def give_back(store_id: int, day: date, portions: Mapping[int, int]) -> None:
    """Return portions of a round that was taken back or declined."""
    for dish_id in sorted(portions):
        if changes(update(Portions).where(Portions.store_id == store_id, Portions.dish_id == dish_id, Portions.business_day == day)
                   .values(remaining=Portions.remaining + portions[dish_id])):
            live.touch(topic(store_id))


def stop(store_id: int, dish_id: int, day: date, daily: int | None) -> None:
    """86: none for the rest of the business day."""
    _set(store_id, dish_id, day, daily, {"stopped_at": now()})


def resume(store_id: int, dish_id: int, day: date, daily: int | None) -> None:
    """Take an 86 back; what remained, remains. With nothing left it is no limit that returns, but the daily number."""
    _set(store_id, dish_id, day, daily, {
        "stopped_at": None, "remaining": case((Portions.remaining == 0, literal(daily)), else_=Portions.remaining)})


def set_remaining(store_id: int, dish_id: int, day: date, remaining: int | None) -> None:
    """The kitchen counted: so many are left today (None: no limit). Raises Invalid for a number no kitchen has."""
    if remaining is not None and not 0 <= remaining <= MOST:
        raise Invalid(_("Type how many are left: 0 to %(most)s.", most=MOST))
    _set(store_id, dish_id, day, remaining, {"remaining": remaining, "stopped_at": None})


def _set(store_id: int, dish_id: int, day: date, daily: int | None, values: dict[str, object]) -> None:
    _ensure(store_id, dish_id, day, daily)
    changes(update(Portions).where(Portions.store_id == store_id, Portions.dish_id == dish_id, Portions.business_day == day).values(values))
    live.touch(topic(store_id))


def _ensure(store_id: int, dish_id: int, day: date, remaining: int | None) -> None:
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Portions)
    db.session.execute(insert.values(store_id=store_id, dish_id=dish_id, business_day=day, remaining=remaining)
                       .on_conflict_do_nothing(index_elements=["store_id", "dish_id", "business_day"]))
