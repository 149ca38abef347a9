"""Which bills and receipts were printed, so that a copy says that it is one; receipts by link."""
from datetime import timedelta

from sqlalchemy import func, select

from app.audit import Actor
from app.clock import now
from app.db import db
from app.ordering.models import Order
from app.payments.models import Paper, PaperKind

BY_LINK = timedelta(hours=24)


def remember(order: Order, kind: PaperKind, by: Actor) -> Paper:
    """A bill or a receipt goes to paper."""
    made = Paper(order_id=order.id, kind=kind, staff_id=by.id if by.kind == "staff" else None, at=now())
    db.session.add(made)
    db.session.flush()
    return made


def copies_before(order: Order, kind: PaperKind, number: int | None = None) -> int:
    """How often it was printed before the paper of this number; without one, so far."""
    return db.session.scalar(select(func.count()).where(
        Paper.order_id == order.id, Paper.kind == kind, *([Paper.id < number] if number is not None else []))) or 0


def is_of(number: int, order: Order, kind: PaperKind) -> bool:
    """Whether this paper was printed of that order."""
    return db.session.scalar(select(Paper.id).where(Paper.id == number, Paper.order_id == order.id, Paper.kind == kind)) is not None


def by_token(token: str) -> Order | None:
    """The closed order whose receipt this link opens, for a day."""
    return db.session.scalar(select(Order).where(Order.receipt_token == token, Order.closed_at.is_not(None), Order.closed_at > now() - BY_LINK))
