"""What was cooked and nobody paid for: the day's waste."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from app.db import db
from app.ordering.models import Adjustment, AdjustmentKind, AdjustmentShare, OrderLine

# Of lines: the kitchen had its hands on it.
BEGUN = or_(OrderLine.started_at.is_not(None), OrderLine.ready_at.is_not(None))


@dataclass(frozen=True)
class Wasted:
    """One portion that was begun and voided, or given away."""

    line: OrderLine
    reason: str
    given: bool             # on the house: it was eaten, and paid by the house


def waste(store_id: int, begins: datetime, ends: datetime) -> list[Wasted]:
    """Portions of a store that the kitchen had begun when they were voided, and those given on the house, in that time."""
    voided = db.session.scalars(select(OrderLine).where(
        OrderLine.store_id == store_id, OrderLine.voided_at >= begins, OrderLine.voided_at < ends, BEGUN)
        .order_by(OrderLine.voided_at, OrderLine.id))
    found = [Wasted(line, line.void_reason, False) for line in voided]
    comped = db.session.execute(
        select(OrderLine, Adjustment.reason).join(AdjustmentShare, AdjustmentShare.line_id == OrderLine.id).join(Adjustment)
        .where(OrderLine.store_id == store_id, OrderLine.voided_at.is_(None), Adjustment.kind == AdjustmentKind.COMP,
               Adjustment.made_at >= begins, Adjustment.made_at < ends).order_by(OrderLine.id))
    return found + [Wasted(line, reason, True) for line, reason in comped]
