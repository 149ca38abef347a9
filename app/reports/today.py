"""How a store's business day goes, beside the same weekday last week up to the same minute of the clock."""
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select

from app.clock import now
from app.db import db
from app.menu import stock
from app.menu.models import Dish, OrderKind
from app.ordering.models import LineState, Order, OrderLine, Round, RoundState, SetMeal
from app.payments.models import Leg, LegState
from app.stores.hours import business_day, local, moment, open_until
from app.stores.models import Store
from app.tables.models import Guest, Sitting

SOLD = (LineState.SENT, LineState.COOKING, LineState.READY, LineState.SERVED)
HALF_HOUR = 30
PHONES, STAFF = "phones", "staff"           # who wrote an order down, for those that eat here


WEEKS = 4
_loads: WeakKeyDictionary[Engine, dict[int, tuple[date, Counter[tuple[int, int]]]]] = WeakKeyDictionary()
LEAST_SOLD = 3              # portions from which a rate can be told
_HEADS = func.coalesce(Sitting.covers, select(func.count()).where(Guest.sitting_id == Sitting.id).scalar_subquery())


@dataclass
class Seller:
    dish_id: int
    portions: int = 0
    amount: int = 0             # minor units, before anything was taken off


@dataclass
class Today:
    """Of one store or several, each with its own day. Amounts in minor units; nothing of a tip in them but `tips`."""

    taken: int = 0
    tips: int = 0
    before: int = 0                                                     # taken last week until the same minute
    covers: int = 0
    orders: int = 0
    cooked: list[timedelta] = field(default_factory=list)               # of each portion: from the kitchen's getting it until it was ready
    sellers: dict[int, Seller] = field(default_factory=dict)
    sources: Counter[str] = field(default_factory=Counter)              # portions by who ordered them: PHONES, STAFF, a kind of order
    sales: Counter[int] = field(default_factory=Counter)                # half hour of the day (minutes) → taken
    last_week: Counter[int] = field(default_factory=Counter)            # the whole day a week ago

    @property
    def each(self) -> int | None:
        """Taken per guest; None where nobody was counted."""
        return round(self.taken / self.covers) if self.covers else None

    @property
    def median(self) -> timedelta | None:
        return _rank(self.cooked, 0.5)

    @property
    def nine_in_ten(self) -> timedelta | None:
        return _rank(self.cooked, 0.9)

    @property
    def change(self) -> int | None:
        """Percent above or below last week; None where nothing was taken then."""
        return round(100 * (self.taken - self.before) / self.before) if self.before > 0 else None

    def best(self, most: int) -> list[Seller]:
        return sorted(self.sellers.values(), key=lambda each: (-each.portions, -each.amount, each.dish_id))[:most]


def today(stores: Sequence[Store]) -> Today:
    found = Today()
    for store in stores:
        _add(found, store, business_day(store))
    return found


def _add(found: Today, store: Store, day: date) -> None:
    minute = _minute(store, day, now())
    for at, amount, tip in _legs(store, day, now()):
        found.taken, found.tips = found.taken + amount, found.tips + tip
        found.sales[_half(_minute(store, day, at))] += amount
    week_ago = day - timedelta(days=7)
    for at, amount, _tip in _legs(store, week_ago, moment(store, week_ago + timedelta(days=1), store.day_ends)):
        then = _minute(store, week_ago, at)
        found.last_week[_half(then)] += amount
        found.before += amount if then <= minute else 0
    _add_guests(found, store, day)
    _add_dishes(found, store, day)


def _legs(store: Store, day: date, until: datetime) -> Iterator[tuple[datetime, int, int]]:
    """What came and went, as in the day's totals: when, the amount and the tip; refunds are below nothing."""
    yield from db.session.execute(select(Leg.settled_at, Leg.amount_minor, Leg.tip_minor).where(
        Leg.store_id == store.id, Leg.state == LegState.PAID, Leg.settled_at >= moment(store, day, store.day_ends), Leg.settled_at < until))


def _minute(store: Store, day: date, at: datetime) -> int:
    """On the wall clock, counted from the midnight that begins the day: 01:30 of the night after is 1530."""
    return int((local(store, at).replace(tzinfo=None) - datetime.combine(day, time())) // timedelta(minutes=1))


def _half(minute: int) -> int:
    return minute // HALF_HOUR * HALF_HOUR


def _add_guests(found: Today, store: Store, day: date) -> None:
    """Parties that ordered: as the floor counted them, else their phones, else one."""
    for sitting_id, covers in db.session.execute(
            select(Order.sitting_id, _HEADS).outerjoin(Sitting, Order.sitting_id == Sitting.id)
            .where(Order.store_id == store.id, Order.business_day == day, Order.number.is_not(None))).unique():
        found.orders += 1
        found.covers += max(1, covers or 0) if sitting_id else 0


def _add_dishes(found: Today, store: Store, day: date) -> None:
    sets: set[int] = set()
    for set_id, dish_id, price, state, ready_at, release_at, guest_id, kind in db.session.execute(
            select(OrderLine.set_id, func.coalesce(SetMeal.dish_id, OrderLine.dish_id), OrderLine.unit_price_minor, OrderLine.state,
                   OrderLine.ready_at, Round.release_at, Round.guest_id, Order.kind)
            .join(Order, OrderLine.order_id == Order.id).join(Round, OrderLine.round_id == Round.id)
            .outerjoin(SetMeal, OrderLine.set_id == SetMeal.id)
            .where(Order.store_id == store.id, Order.business_day == day, Round.state == RoundState.SENT)):
        if ready_at is not None and ready_at >= release_at:
            found.cooked.append(ready_at - release_at)
        if state in SOLD:
            known = found.sellers.setdefault(dish_id, Seller(dish_id))
            known.amount += price
            if set_id not in sets:          # a set meal sells once, however many dishes it has
                known.portions += 1
                found.sources[(PHONES if guest_id else STAFF) if kind is OrderKind.DINE_IN else str(kind)] += 1
            sets |= {set_id} - {None}


@dataclass(frozen=True)
class RunningOut:
    """A dish of which the rest will be gone before the store closes, if it goes on selling as it did today."""

    dish_id: int
    left: int
    per_hour: float
    at: datetime            # on the store's wall clock


def running_out(store: Store) -> list[RunningOut]:
    """The soonest first. What sold since its first portion today, an hour at least, is its rate; a single one says nothing."""
    day, at = business_day(store), now()
    left = {dish_id: each.remaining for dish_id, each in stock.counted(store.id, day).items() if each.remaining and not each.stopped}
    closes = open_until(store, at)
    if not left or closes is None:
        return []
    sold = db.session.execute(
        select(OrderLine.dish_id, func.count(), func.min(Round.release_at)).join(Order, OrderLine.order_id == Order.id)
        .join(Round, OrderLine.round_id == Round.id)
        .where(Order.store_id == store.id, Order.business_day == day, Round.state == RoundState.SENT, OrderLine.state.in_(SOLD),
               OrderLine.dish_id.in_(left)).group_by(OrderLine.dish_id))
    found = []
    for dish_id, portions, first in sold:
        per_hour = portions / max(1.0, (at - first) / timedelta(hours=1))
        gone = local(store, at + timedelta(hours=left[dish_id] / per_hour))
        if portions >= LEAST_SOLD and gone < closes:
            found.append(RunningOut(dish_id, left[dish_id], per_hour, _about(gone)))
    return sorted(found, key=lambda each: each.at)


def _about(at: datetime) -> datetime:
    """To ten minutes: nobody knows it closer."""
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=round(at.minute / 10) * 10)


def load(stores: Sequence[Store]) -> Counter[tuple[int, int]]:
    """Guests by weekday and hour in which they first ordered, in the four weeks before today; 25 is one in the morning after."""
    found: Counter[tuple[int, int]] = Counter()
    known = _loads.setdefault(db.engine, {})
    for store in stores:
        day = business_day(store)
        if store.id not in known or known[store.id][0] != day:
            known[store.id] = day, _load(store, day)
        found.update(known[store.id][1])
    return found


def _load(store: Store, day: date) -> Counter[tuple[int, int]]:
    """Of the days before; they are over, so it is counted once a day."""
    found: Counter[tuple[int, int]] = Counter()
    for business, opened, covers in db.session.execute(
            select(Order.business_day, Order.opened_at, _HEADS).outerjoin(Sitting, Order.sitting_id == Sitting.id)
            .where(Order.store_id == store.id, Order.business_day >= day - timedelta(weeks=WEEKS), Order.business_day < day,
                   Order.number.is_not(None), Order.sitting_id.is_not(None))):
        found[business.weekday(), _minute(store, business, opened) // 60] += max(1, covers or 0)
    return found


def _rank(times: list[timedelta], part: float) -> timedelta | None:
    """The nearest-rank percentile."""
    return sorted(times)[ceil(part * len(times)) - 1] if times else None


def dishes(ids: Iterable[int]) -> dict[int, Dish]:
    return {dish.id: dish for dish in db.session.scalars(select(Dish).where(Dish.id.in_(list(ids))))}
