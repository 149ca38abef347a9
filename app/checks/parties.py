"""What all moves share: parties held together, their places, what stood where, who is told."""
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select, update

from app import live
from app.audit import Actor, record
from app.checks.models import Move, MoveKind
from app.clock import now
from app.codes import token
from app.db import changes, db
from app.errors import Refused
from app.i18n import _
from app.ordering.models import Adjustment, AdjustmentKind, Order, Round
from app.ordering.rounds import kitchen_topic
from app.payments.models import Leg, LegState
from app.tables import sittings
from app.tables.models import Sitting, SittingTable

Places = list[list[int]]        # [sitting, table, party number]


def hold(parties: Sequence[Sitting], tables: Iterable[int] = ()) -> None:
    """Nobody else opens, joins, moves or closes these parties until the end. Raises Refused when one was moved meanwhile."""
    seen = places(parties)
    sittings.lock_tables(sorted({place[1] for place in seen} | set(tables)))
    for party in parties:
        db.session.refresh(party)
    if places(parties) != seen:
        raise Refused(_("This party has just been moved. Please look again."))


def done(key: str, sitting: Sitting) -> Move | None:
    """What this form did already. Raises Refused where it was another party's form."""
    found = db.session.scalar(select(Move).where(Move.key == key))
    if found is not None and sitting.id not in (found.sitting_id, found.other_id):
        raise Refused(_("This page is out of date. Please look again."))
    return found


def check_open(*parties: Sitting) -> None:
    if len({party.id for party in parties}) < len(parties):
        raise Refused(_("Choose another party."))
    if len({party.store_id for party in parties}) > 1 or not all(party.is_open for party in parties):
        raise Refused(_("This table has already been closed."))


def related(sitting_id: int | None) -> set[int]:
    """A party and all that it was split from or into, or merged with, however often."""
    found: set[int] = set()
    new = {sitting_id} - {None}
    while new:
        found |= new
        rows = db.session.execute(select(Move.sitting_id, Move.other_id).where(
            Move.kind.in_((MoveKind.MERGE, MoveKind.SPLIT)), or_(Move.sitting_id.in_(new), Move.other_id.in_(new))))
        new = {number for row in rows for number in row if number} - found
    return found


def places(parties: Sequence[Sitting]) -> Places:
    """Where they sit now."""
    found = db.session.execute(select(SittingTable.sitting_id, SittingTable.table_id, SittingTable.party).where(
        SittingTable.sitting_id.in_([party.id for party in parties]), SittingTable.until.is_(None)).order_by(SittingTable.id))
    return [list(place) for place in found]


def put(parties: Sequence[Sitting], there: Places) -> None:
    """They leave where they sit and sit there. Raises Refused where somebody else sits by now, or no table is any more."""
    sittings.check_still_there([place[1] for place in there])
    at = now()
    changes(update(SittingTable).where(SittingTable.sitting_id.in_([party.id for party in parties]), SittingTable.until.is_(None))
            .values(until=at))
    for sitting_id, table_id, number in there:
        if db.session.scalar(select(SittingTable.id).where(SittingTable.table_id == table_id, SittingTable.party == number,
                                                           SittingTable.until.is_(None))):
            raise Refused(_("Somebody else sits at that table by now."))
        db.session.add(SittingTable(sitting_id=sitting_id, table_id=table_id, party=number, since=at))
        db.session.flush()
    for party in parties:
        db.session.expire(party)


def locked_orders(parties: Sequence[Sitting]) -> dict[int, Order]:
    """The open orders by sitting, locked in the order of their ids."""
    found = db.session.scalars(select(Order).where(Order.sitting_id.in_([party.id for party in parties]), Order.closed_at.is_(None))
                               .order_by(Order.id).with_for_update().execution_options(populate_existing=True))
    return {order.sitting_id: order for order in found if order.sitting_id is not None}


def money(orders: Iterable[Order]) -> dict[str, list[list[int]]]:
    """What was paid and taken off so far, each with its order: an undo looks whether more came."""
    ids = [order.id for order in orders]
    legs = db.session.execute(select(Leg.id, Leg.order_id).where(Leg.order_id.in_(ids), Leg.state == LegState.PAID).order_by(Leg.id))
    off = db.session.execute(select(Adjustment.id, Adjustment.order_id).where(
        Adjustment.order_id.in_(ids), Adjustment.kind != AdjustmentKind.SERVICE_CHARGE).order_by(Adjustment.id))
    return {"legs": [list(row) for row in legs], "off": [list(row) for row in off]}


def remember(kind: MoveKind, party: Sitting, other: Sitting | None, before: dict[str, Any], *, by: Actor, key: str) -> Move:
    made = Move(store_id=party.store_id, sitting_id=party.id, other_id=other and other.id, kind=kind, before=before, key=key,
                staff_id=by.id if by.kind == "staff" else None, at=now())
    db.session.add(made)
    db.session.flush()
    record(by, kind.value, party, before={"places": before["places"]}, after={"places": before["after"]})
    return made


def tell(parties: Iterable[Sitting], orders: Iterable[Order] = ()) -> None:
    """Phones, floor and kitchen see it; tickets carry the new label."""
    for party in parties:
        sittings.tell(party)
        live.touch(kitchen_topic(party.store_id))
    for order in orders:
        live.touch(order.topic)
        for release in db.session.scalars(select(Round.release_at).where(Round.order_id == order.id, Round.release_at > now())):
            live.touch(order.topic, at=release)


def key_on(order_id: int, round_: Round) -> str:
    """The round's key where the order has no round of that key yet: phones choose them, and two may have chosen alike."""
    taken = db.session.scalar(select(Round.id).where(Round.order_id == order_id, Round.key == round_.key, Round.id != round_.id))
    return token() if taken else round_.key


def next_number(order: Order) -> int:
    return 1 + max((number or 0 for number in db.session.scalars(select(Round.number).where(Round.order_id == order.id))), default=0)
