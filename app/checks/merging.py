"""Two parties become one, with one check."""
from typing import Any

from sqlalchemy import select, update

from app.audit import Actor
from app.checks import parties
from app.checks.models import Move, MoveKind
from app.clock import now
from app.db import changes, db
from app.menu.models import ChargePer
from app.ordering import charges, covers, finding, surcharges
from app.ordering.models import Adjustment, AdjustmentKind, CartEvent, LineState, Order, OrderLine, Round
from app.ordering.rounds import give_number
from app.payments.due import check_not_overpaid
from app.payments.models import Leg
from app.tables import sittings
from app.tables.models import Call, Guest, JoinRequest, Served, Sitting, SittingTable


def merge(sitting: Sitting, into: Sitting, *, by: Actor, key: str) -> Move:
    """Everything of the younger party goes to the older; the younger ends. One key merges once. Raises Refused."""
    parties.hold([sitting, into])
    if earlier := parties.done(key, sitting):
        return earlier
    parties.check_open(sitting, into)
    keep, gone = sorted([sitting, into], key=lambda party: (party.opened_at, party.id))
    orders = parties.locked_orders([keep, gone])
    finding.check_not_written_off(*orders.values())
    before: dict[str, Any] = {"places": parties.places([keep, gone]), "covers": [keep.covers, gone.covers], **parties.money(orders.values()),
                              "guests": _rows(Guest.id, Guest.number, Guest.sitting_id == gone.id), "rounds": [], "lines": [], "orders": []}
    heads = [covers.heads(party, orders.get(party.id)) for party in (keep, gone)]
    counted = bool(keep.covers or gone.covers)
    if gone.id in orders:
        _merge_orders(orders, keep, gone, before)
    _move_guests(keep, gone)
    _move_waiting(keep, gone, before)
    if counted or sum(heads) != len(keep.guests):
        keep.covers = min(99, sum(heads)) or None
    db.session.flush()
    for order in orders.values():
        charges.refresh(order)              # as many heads as both were
    check_not_overpaid(*orders.values())
    keep.bill_asked_at = keep.bill_asked_at or gone.bill_asked_at
    keep.last_active_at = max(keep.last_active_at, gone.last_active_at)
    _take_tables(keep, gone, by)
    before["after"] = parties.places([keep])
    made = parties.remember(MoveKind.MERGE, keep, gone, before, by=by, key=key)
    parties.tell([keep, gone], orders.values())
    return made


def _rows(first: Any, second: Any, condition: Any) -> list[list[Any]]:
    return [list(row) for row in db.session.execute(select(first, second).where(condition).order_by(first))]


def _merge_orders(orders: dict[int, Order], keep: Sitting, gone: Sitting, before: dict[str, Any]) -> None:
    theirs = orders[gone.id]
    if keep.id not in orders:
        theirs.sitting_id = keep.id         # the older has no check yet: it takes theirs
        before["orders"] = [theirs.id]
        db.session.flush()
        return
    ours, number = orders[keep.id], parties.next_number(orders[keep.id])
    if not finding.has_been_sent(ours):
        ours.service_charge_rate = theirs.service_charge_rate
    # What is charged besides dishes folds into ours, which keeps its own; a room of theirs is still to be paid, once.
    before["charges"] = surcharges.copy(theirs, ours, [ChargePer.ORDER] if finding.has_been_sent(ours) else list(ChargePer))
    before["order"] = [ours.id, theirs.id]
    before["rounds"] = _rows(Round.id, Round.number, Round.order_id == theirs.id)
    before["events"] = list(db.session.scalars(select(CartEvent.id).where(CartEvent.order_id == theirs.id, CartEvent.key.is_not(None))))
    before["lines"] = list(db.session.scalars(select(OrderLine.id).where(OrderLine.order_id == theirs.id, OrderLine.state == LineState.CART)))
    for round_id, old in before["rounds"]:
        key = parties.key_on(ours.id, db.session.get_one(Round, round_id))
        changes(update(Round).where(Round.id == round_id).values(order_id=ours.id, number=number if old else None, key=key))
        number += bool(old)
    for model in (OrderLine, Leg):
        changes(update(model).where(model.order_id == theirs.id).values(order_id=ours.id))
    changes(update(CartEvent).where(CartEvent.id.in_(before["events"])).values(order_id=ours.id))      # a repeated press still acts once
    changes(update(Adjustment).where(Adjustment.order_id == theirs.id, Adjustment.kind != AdjustmentKind.SERVICE_CHARGE)
            .values(order_id=ours.id))
    theirs.closed_at = now()
    db.session.flush()
    db.session.expire_all()
    if finding.has_been_sent(ours):
        give_number(ours, now())


def _move_guests(keep: Sitting, gone: Sitting) -> None:
    number = max((guest.number for guest in keep.guests), default=0)
    for guest in list(gone.guests):
        number += 1
        changes(update(Guest).where(Guest.id == guest.id).values(sitting_id=keep.id, number=number))
    db.session.flush()
    db.session.expire(keep, ["guests"])
    db.session.expire(gone, ["guests"])


def _move_waiting(keep: Sitting, gone: Sitting, before: dict[str, Any]) -> None:
    """Who calls or wants to join is not forgotten; whose table it was ends."""
    open_kinds = [call.kind for call in sittings.open_calls(keep)]
    before["calls"] = list(db.session.scalars(select(Call.id).where(
        Call.sitting_id == gone.id, Call.answered_at.is_(None), Call.kind.not_in(open_kinds))))
    before["asking"] = [request.id for request in sittings.requests(gone)]
    before["served"] = list(db.session.scalars(select(Served.id).where(Served.sitting_id == gone.id, Served.until.is_(None))))
    changes(update(Call).where(Call.id.in_(before["calls"])).values(sitting_id=keep.id))
    changes(update(JoinRequest).where(JoinRequest.id.in_(before["asking"])).values(sitting_id=keep.id))


def _take_tables(keep: Sitting, gone: Sitting, by: Actor) -> None:
    """Their tables become ours; and those where their phones once scanned, or the phones would lose their seats."""
    theirs, ever = parties.places([gone]), {place.table_id for place in gone.places}
    db.session.flush()
    sittings.close(gone, by)
    at = now()
    for _who, table_id, number in theirs:
        if table_id not in {place[1] for place in parties.places([keep])}:
            db.session.add(SittingTable(sitting_id=keep.id, table_id=table_id, party=number, since=at))
    db.session.flush()
    known = set(db.session.scalars(select(SittingTable.table_id).where(SittingTable.sitting_id == keep.id)))
    for table_id in ever - known:
        db.session.add(SittingTable(sitting_id=keep.id, table_id=table_id, since=at, until=at))
    db.session.flush()
    db.session.expire(keep)
