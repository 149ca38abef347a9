"""What an order still owes."""
from dataclasses import dataclass

from sqlalchemy import func, select

from app.db import db
from app.ordering import finding
from app.ordering.models import Order
from app.ordering.pricing import Totals
from app.payments.models import Leg, LegKind, LegState


@dataclass(frozen=True)
class Due:
    totals: Totals
    paid_minor: int             # legs that are paid, less what went back
    tips_minor: int

    @property
    def total_minor(self) -> int:
        return self.totals.total_minor

    @property
    def owed_minor(self) -> int:
        return self.total_minor - self.paid_minor


def due(order: Order) -> Due:
    """What the order comes to, what was paid, what is left; minor units."""
    paid, tips = db.session.execute(
        select(func.coalesce(func.sum(Leg.amount_minor), 0), func.coalesce(func.sum(Leg.tip_minor), 0))
        .where(Leg.order_id == order.id, Leg.state == LegState.PAID)).one()
    return Due(finding.total(order), int(paid), int(tips))


def legs(order: Order) -> list[Leg]:
    return list(db.session.scalars(select(Leg).where(Leg.order_id == order.id, Leg.state == LegState.PAID).order_by(Leg.id)))


def refundable(order: Order, kind: LegKind) -> int:
    """How much of what was paid in a way has not gone back yet."""
    paid = db.session.scalar(select(func.coalesce(func.sum(Leg.amount_minor), 0)).where(
        Leg.order_id == order.id, Leg.state == LegState.PAID, (Leg.kind == kind) | ((Leg.kind == LegKind.REFUND) & (Leg.refund_kind == kind.value))))
    return int(paid)
