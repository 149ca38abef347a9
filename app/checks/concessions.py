"""What the house gives or gives up: on the house, discounts, staff meals, and what a party left unpaid."""
from collections.abc import Collection

from sqlalchemy import delete, func, or_, select

from app import live
from app.audit import Actor, record
from app.checks import parties
from app.clock import now
from app.db import db
from app.errors import Invalid, NotAllowed, Refused
from app.i18n import _
from app.money import BASIS, portion, shares
from app.ordering import charges, finding, sets
from app.ordering.models import Adjustment, AdjustmentKind, AdjustmentShare, Order, OrderLine, SpentKey
from app.ordering.pricing import PricedLine
from app.ordering.waste import BEGUN
from app.payments.due import due
from app.payments.paying import end_take_back
from app.staff.models import StaffMember
from app.staff.roles import Right, may
from app.stores import settings
from app.tables.sittings import floor_topic
from app.texts import one_line

GIVEN = (AdjustmentKind.COMP, AdjustmentKind.DISCOUNT, AdjustmentKind.STAFF_MEAL, AdjustmentKind.WRITE_OFF)


class NeedsApproval(NotAllowed):
    """Above the store's limit: a second person must allow it."""


def grant(order: Order, kind: AdjustmentKind, *, person: StaffMember, by: Actor, reason: str, key: str, lines: Collection[int] = (),
          rate: int | None = None, amount: int | None = None, approver: StaffMember | None = None) -> Adjustment:
    """Take something off a locked order; one key takes off once. `lines` are the dishes meant, none: all of them.

    A comp takes their whole price, a discount or staff meal a rate in basis points (or an amount in minor units), a write-off all that is
    still owed. Raises Invalid for what cannot be, Refused when more was paid already, NeedsApproval above the store's limit."""
    if (done := db.session.scalar(select(Adjustment).where(Adjustment.key == key))) is not None and done.order_id == order.id:
        return done
    if done is not None or db.session.get(SpentKey, key) is not None:
        raise Refused(_("This page is out of date. Please look at the check again."))
    reason = one_line(reason)[:200]
    if not reason:
        raise Invalid(_("Say why, so that the day's list can be read later."))
    if order.closed_at is not None:
        raise Refused(_("This check is already closed."))
    made = _made(order, kind, lines, rate, amount)
    if not made.amount_minor:
        raise Invalid(_("There is nothing to take off."))
    check_limit(order, -made.amount_minor, person, approver)
    made.order_id, made.kind, made.reason, made.key, made.made_at = order.id, kind, reason, key, now()
    made.staff_id, made.approved_by_id = person.id, approver.id if approver else None
    db.session.add(made)
    _settle(order)
    if due(order).owed_minor < 0:
        raise Refused(_("So much has been paid already that this would give money back. Take dishes off with a manager instead."))
    record(by, kind.value, made, store_id=order.store_id, reason=reason,
           after={"amount_minor": made.amount_minor, "approved_by": made.approved_by_id})
    return made


def take_back(given: Adjustment, *, by: Actor) -> None:
    """It is owed again. Call with the order locked. Raises Refused on a closed check."""
    order = given.order
    if order.closed_at is not None:
        raise Refused(_("This check is already closed."))
    if given.kind not in GIVEN:
        raise Refused(_("This is no discount."))
    record(by, "taken_back", given, store_id=order.store_id, before={"kind": given.kind.value, "amount_minor": given.amount_minor})
    if given.key:
        db.session.add(SpentKey(key=given.key, at=now()))
    db.session.execute(delete(AdjustmentShare).where(AdjustmentShare.adjustment_id == given.id))
    db.session.expire(given)
    db.session.delete(given)
    _settle(order)


def check_limit(order: Order, amount: int, person: StaffMember, approver: StaffMember | None) -> None:
    """Whether this person alone may take so much more off an order. Raises NeedsApproval, or NotAllowed for an approver who may not."""
    store = order.store
    if approver is not None and (approver.id == person.id or not may(approver, Right.REFUND, store)):
        raise NotAllowed(_("A second person must allow it: a manager, with their own PIN."))
    if approver is None and not may(person, Right.REFUND, store) and given_so_far(order) + amount > settings.of(store).comp_limit:
        raise NeedsApproval(_("So much needs a second person: a manager types their PIN."))


def given_so_far(order: Order) -> int:
    """What was taken off an order already, minor units: given, or voided although it was begun. A check that was split or merged counts
    as one: nobody comes below the limit by parting it."""
    together = select(Order.id).where(or_(Order.id == order.id, Order.sitting_id.in_(parties.related(order.sitting_id))))
    taken = -int(db.session.scalar(select(func.sum(Adjustment.amount_minor)).where(
        Adjustment.order_id.in_(together), Adjustment.kind.in_(GIVEN))) or 0)
    voided = int(db.session.scalar(select(func.sum(OrderLine.unit_price_minor)).where(
        OrderLine.order_id.in_(together), OrderLine.voided_at.is_not(None), BEGUN)) or 0)
    return taken + voided


def given(order: Order) -> list[Adjustment]:
    return list(db.session.scalars(select(Adjustment).where(Adjustment.order_id == order.id, Adjustment.kind.in_(GIVEN)).order_by(Adjustment.id)))


def prices(order: Order) -> dict[int, int]:
    """By the line of each dish: its price less what was taken off before, which is as much as can be taken off still."""
    return {line.id: line.base_minor for line in _without_service(order)}


def _made(order: Order, kind: AdjustmentKind, line_ids: Collection[int], rate: int | None, amount: int | None) -> Adjustment:
    if kind is AdjustmentKind.WRITE_OFF:
        end_take_back(order)
        charges.refresh(order)          # as many heads as sit there now
        return Adjustment(amount_minor=-max(0, due(order).owed_minor), rate=None)
    goods = _meant(order, line_ids)
    bases = [line.base_minor for line in goods]
    if kind is AdjustmentKind.COMP:
        parts, rate = bases, None
    elif amount is not None:
        if not 0 < amount <= sum(bases):
            raise Invalid(_("Type an amount above nothing and not above what these dishes cost."))
        parts, rate = shares(amount, bases), None
    elif rate is not None and 0 < rate <= BASIS:
        parts = shares(portion(sum(bases), rate), bases)
    else:
        raise Invalid(_("Type a percentage from 1 to 100, or an amount."))
    made = Adjustment(amount_minor=-sum(parts), rate=rate)
    made.shares = [AdjustmentShare(line_id=line.id, amount_minor=-part) for line, part in zip(goods, parts, strict=True) if part]
    return made


def _meant(order: Order, line_ids: Collection[int]) -> list[PricedLine]:
    """The dishes meant, of a set meal all; none: all of them. Raises Invalid for one that is not owed."""
    line_ids = sets.whole(line_ids)
    found = [line for line in _without_service(order) if not line_ids or line.id in line_ids]
    if not found or len(found) < len(set(line_ids)):
        raise Invalid(_("Choose dishes that are on the check."))
    return found


def _without_service(order: Order) -> list[PricedLine]:
    """Dishes at their price less what was taken off before."""
    charged = {share.line_id: share.amount_minor for share in db.session.scalars(select(AdjustmentShare).join(Adjustment).where(
        Adjustment.order_id == order.id, Adjustment.kind == AdjustmentKind.SERVICE_CHARGE))}
    return [PricedLine(line.id, line.price_minor, line.tax_rate, line.tax_included, line.tax_code, line.adjusted_minor - charged.get(line.id, 0))
            for line in finding.priced(order)]


def _settle(order: Order) -> None:
    db.session.flush()
    db.session.expire(order)
    charges.refresh(order)
    for topic in (order.topic, floor_topic(order.store_id)):
        live.touch(topic)
