"""Taking money at the counter, giving some back, closing the check.

Cash and a terminal beside us answer at once, so the intent and its outcome are one write here; nothing outside is called."""
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select, update

from app import live
from app.audit import Actor, record
from app.clock import now
from app.codes import token
from app.db import changes, db
from app.errors import Invalid, Refused
from app.i18n import _
from app.ordering import rounds
from app.ordering.finding import order_of
from app.ordering.models import TO_COOK, Order, OrderLine, Round, RoundState
from app.ordering.rounds import kitchen_topic
from app.payments import parts
from app.payments.due import due, refundable
from app.payments.models import TAKEN, Leg, LegKind, LegLine, LegState
from app.stores import settings
from app.tables import sittings
from app.tables.models import Guest, Sitting
from app.tables.sittings import floor_topic
from app.texts import one_line

REFERENCE = 60
REOPENS = timedelta(hours=24)


def locked_order(order_id: int, store_id: int) -> Order | None:
    """An order of this store, locked: nobody else pays, voids or closes it meanwhile."""
    return db.session.scalar(select(Order).where(Order.id == order_id, Order.store_id == store_id)
                             .with_for_update().execution_options(populate_existing=True))


def pay(order: Order, kind: LegKind, amount: int, *, by: Actor, key: str, tendered: int | None = None, reference: str = "", tip: int = 0,
        lines: Collection[int] = ()) -> Leg:
    """Take a payment towards a locked order, in minor units; a tip comes on top of it. One key pays once: a repeat returns the first leg.

    `lines` are the dishes it is for: nobody pays for them again. What is being paid for can no longer be taken back by the table.
    Raises Invalid for an amount that cannot be, Refused when it is more than is owed, when one of the dishes was paid or changed its
    price meanwhile, or when the order is closed."""
    done = db.session.scalar(select(Leg).where(Leg.key == key))
    if done is not None:
        if done.order_id != order.id:
            raise Invalid(_("This page is out of date. Please look at the check again."))
        return done
    reference = one_line(reference)[:REFERENCE] if kind is not LegKind.CASH else ""
    _check(order, kind, amount, tendered, reference)
    _check_tip(order, tip, kind, amount, tendered)
    end_take_back(order)
    if lines and parts.cost(order, lines) != amount:
        raise Refused(_("One of these dishes was paid or taken off just now. Look at the check again."))
    paid_for = parts.share_of(order, lines, amount) if lines else {}
    leg = _settled(order, Leg(kind=kind, amount_minor=amount, tip_minor=tip, key=key, reference=reference,
                              tendered_minor=tendered if kind is LegKind.CASH else None), by, "paid")
    db.session.add_all(LegLine(leg_id=leg.id, line_id=line_id, amount_minor=part) for line_id, part in paid_for.items())
    db.session.flush()
    return leg


def _check_tip(order: Order, tip: int, kind: LegKind, amount: int, tendered: int | None) -> None:
    if tip < 0 or (tip and not settings.of(order.store).tips):
        raise Invalid(_("Type a tip of nothing or more."))
    if tip > due(order).total_minor:
        raise Invalid(_("That tip is more than the whole check. Please look at it again."))
    if kind is LegKind.CASH and tendered is not None and tendered < amount + tip:
        raise Invalid(_("The cash handed over is less than the amount."))


def _check(order: Order, kind: LegKind, amount: int, tendered: int | None, reference: str) -> None:
    if kind not in TAKEN:
        raise Invalid(_("Choose how it is paid."))
    if kind is LegKind.OTHER and not reference:
        raise Invalid(_("Say what it is: a voucher, a transfer …"))
    if order.closed_at is not None:
        raise Refused(_("This check is already closed."))
    if amount <= 0:
        raise Invalid(_("Type an amount above nothing."))
    if amount > due(order).owed_minor:
        raise Refused(_("That is more than is owed. Somebody may just have paid a part; look at the check again."))


def end_take_back(order: Order) -> None:
    """Else a round could leave the check after it was paid or given up, and nobody would give the money back."""
    at = now()
    if changes(update(Round).where(Round.order_id == order.id, Round.state == RoundState.SENT, Round.release_at > at).values(release_at=at)):
        live.touch(kitchen_topic(order.store_id))


def _settled(order: Order, leg: Leg, by: Actor, verb: str) -> Leg:
    """Cash, and a terminal beside us, are settled as soon as somebody says so."""
    leg.store_id, leg.order_id, leg.state = order.store_id, order.id, LegState.PAID
    leg.staff_id = by.id if by.kind == "staff" else None
    leg.made_at = leg.settled_at = now()
    db.session.add(leg)
    db.session.flush()
    record(by, verb, leg, after={"kind": leg.refund_kind or leg.kind, "amount_minor": leg.amount_minor}, reason=leg.reason)
    _touch(order)
    return leg


def take_back(round_: Round, guest: Guest | None) -> None:
    """Like `rounds.take_back`, where something was paid already. Raises Refused, too, where it covers these dishes: only staff give money back."""
    rounds.take_back(round_, guest)
    if due(round_.order).owed_minor < 0:
        raise Refused(_("What was paid counts for these dishes already. Please ask a waiter to take them off."))


def refund_excess(order: Order, *, by: Actor, reason: str) -> list[Leg]:
    """After a void of something already paid: give back what is now too much, cash first. A due is never negative.

    Call with the order locked."""
    excess, made = -due(order).owed_minor, []
    for kind in TAKEN:
        amount = min(excess, refundable(order, kind))
        if amount > 0:
            leg = Leg(kind=LegKind.REFUND, amount_minor=-amount, refund_kind=kind.value, key=token(), reason=reason[:200])
            made.append(_settled(order, leg, by, "refunded"))
            excess -= amount
    return made


def close(order: Order, *, by: Actor) -> None:
    """Close a settled check and let the party's table go. Call with the order locked.

    Raises Refused while something is owed, a round waits for the floor, or the kitchen still cooks for them."""
    owed = due(order)
    if order.closed_at is not None:
        raise Refused(_("This check is already closed."))
    if owed.owed_minor > 0:
        raise Refused(_("Something is still owed on this check."))
    if owed.owed_minor < 0:
        raise Refused(_("More was paid than is owed. Give the rest back first."))
    if reasons := in_the_way(order):
        raise Refused(" ".join(reasons))
    order.closed_at = now()
    order.receipt_token = order.receipt_token or token()
    record(by, "closed", order, after={"total_minor": owed.total_minor, "paid_minor": owed.paid_minor})
    if order.sitting is not None:
        sittings.close(order.sitting, by)
    _touch(order)


def in_the_way(order: Order) -> list[str]:
    """What keeps a check open even when it is paid, all at once: dishes on hold, rounds that wait for the floor, what still cooks."""
    waiting = db.session.scalars(select(Round).where(Round.order_id == order.id, Round.state == RoundState.WAITING)).all()
    known = (
        (any(round_.is_held for round_ in waiting), _("Dishes of this table are still on hold. Fire them or put them back first.")),
        (any(not round_.is_held for round_ in waiting), _("A round of this table still waits for your answer.")),
        (_still_cooking(order), _("The kitchen still cooks for this table. Mark the dishes served, or void them, first.")))
    return [reason for holds, reason in known if holds]


def reopen(order: Order, *, by: Actor, reason: str) -> None:
    """A check that was closed too early, or wrongly, is open again, and its party at its table. Call with the order locked.

    Raises Invalid without a reason, Refused when it is open or was closed too long ago."""
    reason = one_line(reason)
    if not reason:
        raise Invalid(_("Say why, so that the day's list can be read later."))
    if order.closed_at is None:
        raise Refused(_("This check is open."))
    if order.sitting is None or now() - order.closed_at > REOPENS or order.receipt_token is None:       # merged away: no check of its own
        raise Refused(_("This check can no longer be reopened."))
    record(by, "reopened", order, before={"closed_at": order.closed_at.isoformat()}, reason=reason[:200])
    sittings.reopen(order.sitting, by)
    order.closed_at = None
    db.session.flush()
    _touch(order)


def close_party(sitting: Sitting, *, by: Actor) -> None:
    """The party is gone: close its check, or, where it ordered nothing, just its table. Raises what `close` raises."""
    sittings.held(sitting)              # nobody begins an order meanwhile
    order = order_of(sitting, lock=True)
    if order is not None:
        close(order, by=by)
    else:
        sittings.close(sitting, by)


def _still_cooking(order: Order) -> bool:
    return db.session.scalar(select(OrderLine.id).join(OrderLine.round).where(
        OrderLine.order_id == order.id, Round.state == RoundState.SENT,
        OrderLine.state.in_(TO_COOK)).limit(1)) is not None


def _touch(order: Order) -> None:
    for topic in (order.topic, floor_topic(order.store_id), kitchen_topic(order.store_id)):
        live.touch(topic)
