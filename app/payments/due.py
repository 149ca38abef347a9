"""What orders still owe."""
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.db import db
from app.errors import Refused
from app.i18n import _
from app.ordering import finding
from app.ordering.models import Adjustment, AdjustmentShare, Order, OrderLine
from app.ordering.pricing import PricedLine, Totals, totals
from app.payments.models import Leg, LegKind, LegState


@dataclass(frozen=True)
class Due:
    totals: Totals
    paid_minor: int             # legs that are paid, less what went back

    @property
    def total_minor(self) -> int:
        return self.totals.total_minor

    @property
    def owed_minor(self) -> int:
        """Below nothing when more was paid than is due now: the rest has to be given back."""
        return self.total_minor - self.paid_minor


NOTHING = Due(totals([]), 0)


def due(order: Order) -> Due:
    """What the order comes to, what was paid, what is left; minor units."""
    paid = db.session.scalar(select(func.sum(Leg.amount_minor)).where(Leg.order_id == order.id, Leg.state == LegState.PAID))
    return Due(finding.total(order), int(paid or 0))


def dues(order_ids: Sequence[int]) -> dict[int, Due]:
    """The same for many orders at once, in as many statements as for one: a room full of tables."""
    adjusted = _sums(select(AdjustmentShare.line_id, func.sum(AdjustmentShare.amount_minor)).join(Adjustment)
                     .where(Adjustment.order_id.in_(order_ids)).group_by(AdjustmentShare.line_id))
    paid = _sums(select(Leg.order_id, func.sum(Leg.amount_minor)).where(Leg.order_id.in_(order_ids), Leg.state == LegState.PAID)
                 .group_by(Leg.order_id))
    lines, off = finding.priced_charges(order_ids), finding.written_off(order_ids)
    for order_id, line_id, price, rate, included, code in db.session.execute(
            select(OrderLine.order_id, OrderLine.id, OrderLine.unit_price_minor, OrderLine.tax_rate, OrderLine.tax_included, OrderLine.tax_code)
            .join(OrderLine.round).where(OrderLine.order_id.in_(order_ids), finding.IS_OWED)):
        lines[order_id].append(PricedLine(line_id, price, rate, included, code, adjusted[line_id]))
    return {order_id: Due(totals(lines[order_id], off.get(order_id, 0)), paid[order_id]) for order_id in order_ids}


def check_not_overpaid(*orders: Order) -> None:
    """No check owes less than nothing. Raises Refused."""
    if any(due(order).owed_minor < 0 for order in orders):
        raise Refused(_("More was paid than what stays would cost. Give money back first, or choose otherwise."))


def _sums(query: object) -> dict[int, int]:
    return defaultdict(int, {key: int(total) for key, total in db.session.execute(query)})     # type: ignore[call-overload]


def legs(order: Order) -> list[Leg]:
    """What was paid and given back, in order of time."""
    return list(db.session.scalars(select(Leg).where(Leg.order_id == order.id, Leg.state == LegState.PAID).order_by(Leg.id)))


def refundable(order: Order, kind: LegKind) -> int:
    """How much of what was paid in a way has not gone back yet."""
    paid = db.session.scalar(select(func.coalesce(func.sum(Leg.amount_minor), 0)).where(
        Leg.order_id == order.id, Leg.state == LegState.PAID, (Leg.kind == kind) | ((Leg.kind == LegKind.REFUND) & (Leg.refund_kind == kind.value))))
    return int(paid)
