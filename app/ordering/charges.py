"""The service charge: an adjustment of the order, kept right whenever its lines change."""
from sqlalchemy import delete, select

from app.clock import now
from app.db import db
from app.ordering import surcharges
from app.ordering.finding import IS_OWED, owed_lines, priced
from app.ordering.models import Adjustment, AdjustmentKind, AdjustmentShare, Order, OrderLine
from app.ordering.pricing import charge_shares
from app.stores import finding


def freeze(order: Order) -> list[int]:
    """Its first dish is sent: one service charge for the meal, whatever the chain changes meanwhile, and what is charged besides dishes,
    as `surcharges.freeze` tells."""
    order.service_charge_rate = finding.chain().service_charge_rate
    return surcharges.freeze(order)


def refresh(order: Order) -> None:
    """Recount what the order is charged besides its dishes, and the service charge on its discounted goods.

    Call after every change of what is owed."""
    surcharges.recount(order)
    _recount_given(order)
    old = db.session.scalar(select(Adjustment).where(
        Adjustment.order_id == order.id, Adjustment.kind == AdjustmentKind.SERVICE_CHARGE))
    rate = order.service_charge_rate or 0
    if old is None and not rate:
        return
    if old is not None:
        db.session.execute(delete(AdjustmentShare).where(AdjustmentShare.adjustment_id == old.id))
        db.session.expire(old)          # whose shares are gone already
        db.session.delete(old)
        db.session.flush()
    goods = priced(order, owed_lines(order))
    parts = charge_shares(rate, [line.base_minor for line in goods])
    if any(parts):
        charge = Adjustment(order_id=order.id, kind=AdjustmentKind.SERVICE_CHARGE, amount_minor=sum(parts), rate=rate, made_at=now())
        charge.shares = [AdjustmentShare(line_id=line.id, amount_minor=part) for line, part in zip(goods, parts, strict=True) if part]
        db.session.add(charge)
        db.session.flush()


def _recount_given(order: Order) -> None:
    """What was taken off a dish that is no longer owed, is not taken off any more."""
    lost = db.session.scalars(select(AdjustmentShare).join(Adjustment).where(
        Adjustment.order_id == order.id, Adjustment.kind != AdjustmentKind.SERVICE_CHARGE,
        AdjustmentShare.line_id.not_in(select(OrderLine.id).join(OrderLine.round).where(OrderLine.order_id == order.id, IS_OWED)))).all()
    for share in lost:
        share.adjustment.amount_minor -= share.amount_minor
        db.session.delete(share)
    if lost:
        db.session.flush()
        for given in {share.adjustment for share in lost if not share.adjustment.amount_minor}:
            db.session.expire(given)
            db.session.delete(given)
        db.session.flush()
