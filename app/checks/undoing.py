"""The way back: what a move changed stands again as it stood before."""
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from app.audit import Actor, record
from app.checks import parties
from app.checks.models import Move, MoveKind
from app.clock import now
from app.db import changes, db
from app.errors import Refused
from app.i18n import _
from app.kitchen.models import Bump
from app.ordering import charges, surcharges
from app.ordering.models import Adjustment, AdjustmentKind, AdjustmentShare, CartEvent, LineState, Order, OrderLine, Round, RoundState
from app.payments.due import due
from app.payments.models import Leg, LegState
from app.tables import sittings
from app.tables.models import Call, Guest, JoinRequest, JoinState, Served, Sitting


def last(sitting: Sitting) -> Move | None:
    """The move that this party's page offers to undo."""
    if not sitting.is_open:
        return None
    found = db.session.scalar(select(Move).where(or_(Move.sitting_id == sitting.id, Move.other_id == sitting.id), Move.undone_at.is_(None))
                              .order_by(Move.id.desc()).limit(1))
    return found if found is not None and not why_not(found) else None


def undo(move: Move, *, by: Actor) -> None:
    """Everything goes back. Twice is once. Raises Refused with the reason."""
    who = _parties(move)
    parties.hold(who, [place[1] for place in move.before["places"]])
    db.session.refresh(move)
    if move.undone_at is not None:
        return
    orders = _orders(move)
    if reason := why_not(move):
        raise Refused(reason)
    if not changes(update(Move).where(Move.id == move.id, Move.undone_at.is_(None)).values(undone_at=now())):
        return
    if move.kind is MoveKind.MERGE:
        _part(move, *who)
    elif move.kind is MoveKind.SPLIT:
        _rejoin(move, *who, by)
    else:
        parties.put(who, move.before["places"])
    db.session.flush()
    db.session.expire_all()
    surcharges.forget(move.before.get("charges", []))
    for order in orders:
        charges.refresh(order)
    if any(due(order).owed_minor < 0 for order in orders):      # a dish was voided that the other party's money paid for
        raise Refused(_("Something was paid or taken off since. It cannot be undone."))
    record(by, "undone", move, before={"kind": move.kind})
    parties.tell(who, orders)


def why_not(move: Move) -> str:
    """Why it cannot be taken back any more; empty while it can."""
    who = _parties(move)
    ids = [party.id for party in who]
    later = select(Move.id).where(Move.id > move.id, Move.undone_at.is_(None), or_(Move.sitting_id.in_(ids), Move.other_id.in_(ids)))
    ended = who[1:] if move.kind is MoveKind.MERGE else []
    if db.session.scalar(later.limit(1)) or sorted(parties.places(who)) != sorted(move.before["after"]):
        return _("They were moved again since.")
    if not all(party.is_open for party in who if party not in ended):
        return _("This table has already been closed.")
    if _paid_since(move):
        return _("Something was paid or taken off since. It cannot be undone.")
    if move.kind is MoveKind.SPLIT and move.before["new"] and _has_begun(move, who[1]):
        return _("The new party has begun to order by itself. Merge the two instead.")
    return ""


def _parties(move: Move) -> list[Sitting]:
    return [db.session.get_one(Sitting, number) for number in (move.sitting_id, move.other_id) if number is not None]


def _orders(move: Move) -> list[Order]:
    """Of both parties, locked in the order of their ids; one that the merge ended too."""
    ids = [party.id for party in _parties(move)]
    return list(db.session.scalars(select(Order).where(or_(Order.sitting_id.in_(ids), Order.id.in_(move.before.get("order", []))))
                                   .order_by(Order.id).with_for_update().execution_options(populate_existing=True)))


def _paid_since(move: Move) -> bool:
    known = {row[0] for row in move.before["legs"]}
    off = {row[0] for row in move.before["off"]} | {pair[1] for pair in move.before.get("off_twins", [])}
    orders = select(Order.id).where(Order.sitting_id.in_([party.id for party in _parties(move)]))
    legs = set(db.session.scalars(select(Leg.id).where(Leg.order_id.in_(orders), Leg.state == LegState.PAID)))
    taken = set(db.session.scalars(select(Adjustment.id).where(Adjustment.order_id.in_(orders), Adjustment.kind != AdjustmentKind.SERVICE_CHARGE)))
    return legs != known or taken != off


def _has_begun(move: Move, other: Sitting) -> bool:
    ours = [row[0] for row in move.before["rounds"]] + [row[1] for row in move.before["twins"]]
    more = select(OrderLine.id).where(OrderLine.order_id == move.before["order"][1],
                                      or_(OrderLine.round_id.is_(None), OrderLine.round_id.not_in(ours)))
    return bool(other.guests) or db.session.scalar(more.limit(1)) is not None


def _part(move: Move, keep: Sitting, gone: Sitting) -> None:
    """The younger party is there again, with its phones and its check."""
    before = move.before
    gone.closed_at = None
    keep.covers, gone.covers = before["covers"]
    db.session.flush()
    parties.put([keep, gone], before["places"])
    guests = [row[0] for row in before["guests"]]
    for guest_id, number in before["guests"]:
        changes(update(Guest).where(Guest.id == guest_id).values(sitting_id=gone.id, number=number))
    changes(update(Order).where(Order.id.in_(before["orders"])).values(sitting_id=gone.id))
    for model, name in ((Call, "calls"), (JoinRequest, "asking")):
        still = Call.answered_at.is_(None) if model is Call else JoinRequest.state == JoinState.WAITING
        changes(update(model).where(model.id.in_(before.get(name, [])), still).values(sitting_id=gone.id))
    changes(update(Served).where(Served.id.in_(before.get("served", []))).values(until=None))
    if "order" in before:
        _part_orders(before, guests)
    sittings.watch(gone)


def _part_orders(before: dict[str, Any], guests: list[int]) -> None:
    ours, theirs = before["order"]
    changes(update(Order).where(Order.id == theirs).values(closed_at=None))
    _rounds_back(before["rounds"], theirs)
    changes(update(CartEvent).where(CartEvent.id.in_(before.get("events", []))).values(order_id=theirs))
    changes(update(OrderLine).where(OrderLine.order_id == ours, OrderLine.state == LineState.CART, or_(
        OrderLine.id.in_(before["lines"]), OrderLine.guest_id.in_(guests))).values(order_id=theirs))
    for model, name in ((Leg, "legs"), (Adjustment, "off")):
        changes(update(model).where(model.id.in_([row[0] for row in before[name] if row[1] == theirs])).values(order_id=theirs))


def _rounds_back(rows: list[list[int | None]], order_id: int) -> None:
    """Under their old numbers, where no later round has them; what came back to the slip has none."""
    taken = set(db.session.scalars(select(Round.number).where(Round.order_id == order_id, Round.number.is_not(None))))
    for round_id, old in rows:
        round_ = db.session.get_one(Round, round_id, populate_existing=True)
        number = None if round_.number is None else old if old and old not in taken else max(taken, default=0) + 1
        taken |= {number} - {None}
        changes(update(Round).where(Round.id == round_id).values(order_id=order_id, number=number, key=parties.key_on(order_id, round_)))
        changes(update(OrderLine).where(OrderLine.round_id == round_id).values(order_id=order_id))


def _rejoin(move: Move, party: Sitting, other: Sitting, by: Actor) -> None:
    """The dishes are on the first check again; a party that the split made ends."""
    before = move.before
    source, target = before["order"]
    _rounds_back(before["rounds"], source)
    for old_id, twin_id, ids in before["twins"]:
        _twin_back(old_id, twin_id, ids, source, move.at)
    for old_id, new_id in before["off_twins"]:
        old, new = db.session.get_one(Adjustment, old_id), db.session.get_one(Adjustment, new_id)
        old.amount_minor += new.amount_minor
        changes(update(AdjustmentShare).where(AdjustmentShare.adjustment_id == new_id).values(adjustment_id=old_id))
        db.session.flush()
        db.session.expire(new)
        db.session.delete(new)
    party.covers = before["covers"][0]
    if not before["new"]:
        other.covers = before["covers"][1]
        return
    changes(update(Order).where(Order.id == target).values(closed_at=now()))
    db.session.flush()
    sittings.close(other, by)


def _twin_back(old_id: int, twin_id: int, ids: list[int], source: int, move_at: datetime) -> None:
    """Into the round they were of; where the two fared differently since, the twin comes back as a round of its own."""
    old, twin = (db.session.get_one(Round, number, populate_existing=True) for number in (old_id, twin_id))
    if old.state is not twin.state:
        _rounds_back([[twin_id, None]], source)
        return
    changes(update(OrderLine).where(OrderLine.round_id == twin_id, OrderLine.id.in_(ids)).values(order_id=source, round_id=old_id))
    # Taps from before the split stand on the first round too; those since then belong there now.
    changes(delete(Bump).where(Bump.round_id == twin_id, Bump.at <= move_at))
    changes(update(Bump).where(Bump.round_id == twin_id).values(round_id=old_id))
    changes(update(Round).where(Round.id == twin_id).values(state=RoundState.TAKEN_BACK, number=None, release_at=None, ended_at=now()))
