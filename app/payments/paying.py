"""Taking money at the counter, giving some back, closing the check.

Cash and a terminal beside us answer at once, so the intent and its outcome are one write here; nothing outside is called."""
from sqlalchemy import select

from app import live
from app.audit import Actor, record
from app.clock import now
from app.codes import token
from app.db import db
from app.errors import Invalid, Refused
from app.i18n import _
from app.ordering.models import LineState, Order, OrderLine, Round, RoundState
from app.ordering.rounds import kitchen_topic
from app.payments.due import due, refundable
from app.payments.models import Leg, LegKind, LegState
from app.tables import sittings
from app.tables.sittings import floor_topic


def locked_order(order_id: int, store_id: int) -> Order | None:
    """An order of this store, locked: nobody else pays, voids or closes it meanwhile."""
    return db.session.scalar(select(Order).where(Order.id == order_id, Order.store_id == store_id)
                             .with_for_update().execution_options(populate_existing=True))


def pay(order: Order, kind: LegKind, amount: int, *, by: Actor, key: str, tendered: int | None = None, reference: str = "") -> Leg:
    """Take a payment towards a locked order. One key pays once: a repeat returns the first leg.

    Raises Invalid for an amount that cannot be, Refused when it is more than is owed or the order is closed."""
    done = db.session.scalar(select(Leg).where(Leg.key == key))
    if done is not None:
        if done.order_id != order.id:
            raise Invalid(_("This page is out of date. Please look at the check again."))
        return done
    _check(order, kind, amount, tendered)
    leg = Leg(store_id=order.store_id, order_id=order.id, kind=kind, state=LegState.PAID, amount_minor=amount, key=key,
              tendered_minor=tendered if kind is LegKind.CASH else None, reference=reference.strip()[:60], staff_id=by.id,
              made_at=now(), settled_at=now())
    db.session.add(leg)
    db.session.flush()
    record(by, "paid", leg, after={"kind": kind, "amount_minor": amount})
    _touch(order)
    return leg


def _check(order: Order, kind: LegKind, amount: int, tendered: int | None) -> None:
    if order.closed_at is not None:
        raise Refused(_("This check is already closed."))
    if amount <= 0:
        raise Invalid(_("Type an amount above nothing."))
    owed = due(order).owed_minor
    if amount > owed:
        raise Refused(_("That is more than is owed. Somebody may just have paid a part; look at the check again."))
    if kind is LegKind.CASH and tendered is not None and tendered < amount:
        raise Invalid(_("The cash handed over is less than the amount."))


def refund_excess(order: Order, *, by: Actor, reason: str) -> list[Leg]:
    """After a void of something already paid: give back what is now too much, cash first. A due is never negative.

    Call with the order locked."""
    excess, made = -due(order).owed_minor, []
    for kind in (LegKind.CASH, LegKind.CARD):
        amount = min(excess, refundable(order, kind))
        if amount > 0:
            leg = Leg(store_id=order.store_id, order_id=order.id, kind=LegKind.REFUND, state=LegState.PAID, amount_minor=-amount,
                      refund_kind=kind.value, key=token(), staff_id=by.id, reason=reason[:200], made_at=now(), settled_at=now())
            db.session.add(leg)
            db.session.flush()
            record(by, "refunded", leg, after={"kind": kind, "amount_minor": -amount}, reason=reason[:200])
            made.append(leg)
            excess -= amount
    if made:
        _touch(order)
    return made


def close(order: Order, *, by: Actor) -> None:
    """Close a settled check and let the party's table go. Call with the order locked.

    Raises Refused while something is owed, a round waits for the floor, or the kitchen still cooks for them."""
    if order.closed_at is not None:
        raise Refused(_("This check is already closed."))
    if due(order).owed_minor:
        raise Refused(_("Something is still owed on this check."))
    if db.session.scalar(select(Round.id).where(Round.order_id == order.id, Round.state == RoundState.WAITING).limit(1)):
        raise Refused(_("A round of this table still waits for your answer."))
    if _still_cooking(order):
        raise Refused(_("The kitchen still cooks for this table. Mark the dishes served, or void them, first."))
    order.closed_at = now()
    order.receipt_token = token()
    record(by, "closed", order, after={"total_minor": due(order).total_minor})
    if order.sitting is not None:
        sittings.close(order.sitting, by)
    _touch(order)


def _still_cooking(order: Order) -> bool:
    return db.session.scalar(select(OrderLine.id).join(OrderLine.round).where(
        OrderLine.order_id == order.id, Round.state == RoundState.SENT,
        OrderLine.state.in_([LineState.SENT, LineState.COOKING])).limit(1)) is not None


def _touch(order: Order) -> None:
    for topic in (order.topic, floor_topic(order.store_id), kitchen_topic(order.store_id)):
        live.touch(topic)
