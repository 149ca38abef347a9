"""Orders by how they were paid."""
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from app.db import db
from app.ordering.models import Order
from app.payments.models import TAKEN, Leg, LegKind, LegState


def was_paid(kind: LegKind) -> ColumnElement[bool]:
    """Orders of which a part, or all, was paid so."""
    return exists().where(Leg.order_id == Order.id, Leg.kind == kind, Leg.state == LegState.PAID)


def paid_minor() -> Any:
    """What was paid for an order, less what went back; without tips."""
    return select(func.coalesce(func.sum(Leg.amount_minor), 0)).where(Leg.order_id == Order.id, Leg.state == LegState.PAID).scalar_subquery()


def kinds(order_ids: Sequence[int]) -> dict[int, list[LegKind]]:
    """In which ways each was paid."""
    found: dict[int, set[LegKind]] = defaultdict(set)
    for order_id, kind in db.session.execute(select(Leg.order_id, Leg.kind).where(Leg.order_id.in_(order_ids), Leg.state == LegState.PAID)):
        found[order_id].add(kind)
    return {order_id: [kind for kind in TAKEN if kind in found[order_id]] for order_id in order_ids}
