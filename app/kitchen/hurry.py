"""How long dishes really take at a store, and asking the kitchen to hurry: the floor rushes, a table chases once."""
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select, text

from app import live
from app.audit import Actor, record
from app.clock import now
from app.db import db
from app.errors import Refused
from app.i18n import _
from app.ordering.models import ON_THE_BOARD, TO_COOK, Nudge, NudgeKind, OrderLine, Round, RoundState
from app.ordering.rounds import kitchen_topic
from app.stores import settings
from app.stores.models import Store
from app.tables.models import Guest
from app.tables.sittings import floor_topic

RECENT = 3000                               # a store's last portions that are looked at
FEW = 5                                     # fewer of one dish say nothing
OF_A_DISH = 50
USUALLY = 0.8                               # so many of ten were ready by then
KEPT = timedelta(minutes=10)


@dataclass
class _Known:
    stores: dict[int, tuple[datetime, dict[int, timedelta]]] = field(default_factory=dict)


_known: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def usual_times(store_id: int) -> Mapping[int, timedelta]:
    """By dish id: the time from the kitchen's getting it within which four of five of the last fifty portions were ready.

    Dishes with fewer than five portions are missing. Counted at most every ten minutes."""
    at, known = now(), _known.setdefault(db.engine, _Known()).stores
    if store_id not in known or not timedelta() <= at - known[store_id][0] < KEPT:
        known[store_id] = at, _counted(store_id)
    return known[store_id][1]


def _counted(store_id: int) -> dict[int, timedelta]:
    took: dict[int, list[timedelta]] = defaultdict(list)
    for dish_id, ready_at, release_at in db.session.execute(
            select(OrderLine.dish_id, OrderLine.ready_at, Round.release_at).join(OrderLine.round)
            .where(OrderLine.store_id == store_id, OrderLine.ready_at.is_not(None)).order_by(OrderLine.id.desc()).limit(RECENT)):
        if release_at is not None and ready_at >= release_at and len(took[dish_id]) < OF_A_DISH:
            took[dish_id].append(ready_at - release_at)
    return {dish_id: sorted(times)[ceil(USUALLY * len(times)) - 1] for dish_id, times in took.items() if len(times) >= FEW}


def ready_by(round_: Round, lines: Iterable[OrderLine]) -> datetime | None:
    """When the dishes still being made should be ready, as these dishes usually are; None where one of them is too rarely made."""
    times, waiting = usual_times(round_.store_id), [line for line in lines if line.state in TO_COOK]
    if round_.release_at is None or not waiting or any(line.dish_id not in times for line in waiting):
        return None
    return round_.release_at + max(times[line.dish_id] for line in waiting)


def late_from(round_: Round, lines: Iterable[OrderLine]) -> datetime | None:
    """From when a table may ask: the estimate has passed, or without one the store's own idea of late."""
    if round_.release_at is None:
        return None
    by = ready_by(round_, lines)
    return by or round_.release_at + timedelta(minutes=settings.of(round_.order.store).late_minutes)


def expect(round_: Round) -> None:
    """Once a round is on its way: the table's page is made anew the moment it may ask, and the floor's when its dishes are late."""
    if (late := late_from(round_, round_.lines)) is not None:
        live.touch(round_.order.topic, at=late)
    if round_.release_at is not None:
        live.touch(floor_topic(round_.store_id), at=round_.release_at + timedelta(minutes=settings.of(round_.order.store).late_minutes))


def overdue(store: Store, order_ids: Sequence[int] | None = None) -> dict[int, int]:
    """Order id → dishes that the kitchen has had for longer than the store calls late; of these orders, or of all."""
    before = now() - timedelta(minutes=settings.of(store).late_minutes)
    overdue_rounds = select(Round.id).where(Round.state == RoundState.SENT, Round.release_at <= before)
    late = (select(OrderLine.order_id, func.count()).where(OrderLine.store_id == store.id, text(ON_THE_BOARD), OrderLine.state.in_(TO_COOK),
                                                           OrderLine.round_id.in_(overdue_rounds)).group_by(OrderLine.order_id))
    if order_ids is not None:
        late = late.where(OrderLine.order_id.in_(order_ids))
    return {order_id: int(count) for order_id, count in db.session.execute(late)}


def nudges(round_ids: Iterable[int]) -> dict[int, set[NudgeKind]]:
    """What was asked of the kitchen, by round."""
    found: dict[int, set[NudgeKind]] = defaultdict(set)
    if ids := list(round_ids):
        for round_id, kind in db.session.execute(select(Nudge.round_id, Nudge.kind).where(Nudge.round_id.in_(ids))):
            found[round_id].add(kind)
    return found


def rush(round_: Round, by: Actor) -> None:
    """The floor wants this round sooner; its ticket is marked and stays where it is. Call with the order locked. Twice is once.

    Raises Refused when the kitchen has nothing of it to make."""
    if _nudge(round_, Nudge(kind=NudgeKind.RUSH, staff_id=by.id if by.kind == "staff" else None)):
        record(by, "rushed", round_)


def chase(round_: Round, guest: Guest) -> None:
    """A table asks where its dishes stay, once a round. Call with the order locked. Twice is once.

    Raises Refused before its time, or when the kitchen has nothing of it to make."""
    late = late_from(round_, round_.lines)
    if late is None or now() < late:
        raise Refused(_("The kitchen is still within its time. Please give it a moment."))
    _nudge(round_, Nudge(kind=NudgeKind.CHASE, guest_id=guest.id))


def _nudge(round_: Round, made: Nudge) -> bool:
    """Whether it is new."""
    if db.session.scalar(select(Nudge.id).where(Nudge.round_id == round_.id, Nudge.kind == made.kind)):
        return False
    at = now()
    in_kitchen = round_.state is RoundState.SENT and round_.release_at is not None and round_.release_at <= at
    if not in_kitchen or not any(line.state in TO_COOK for line in round_.lines):
        raise Refused(_("The kitchen has nothing of this round to make any more."))
    made.round_id, made.at = round_.id, at
    db.session.add(made)
    db.session.flush()
    for topic in (round_.order.topic, kitchen_topic(round_.store_id), floor_topic(round_.store_id)):
        live.touch(topic)
    return True
