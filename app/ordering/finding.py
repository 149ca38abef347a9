"""Finding orders, and what they come to."""
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.clock import now
from app.db import db
from app.errors import Refused
from app.i18n import _
from app.menu.models import OrderKind
from app.ordering.models import Adjustment, AdjustmentKind, AdjustmentShare, ChargeLine, Order, OrderLine, Round, RoundState
from app.ordering.pricing import PricedLine, Totals, totals
from app.stores.hours import business_day
from app.tables import sittings
from app.tables.models import Sitting

# Of lines joined with their rounds: sent, not void, and of a round that nobody still has to confirm.
IS_OWED = and_(Round.state == RoundState.SENT, OrderLine.voided_at.is_(None))


def order_of(sitting: Sitting, *, lock: bool = False) -> Order | None:
    """The sitting's open order."""
    query = (select(Order).where(Order.sitting_id == sitting.id, Order.closed_at.is_(None))
             .options(joinedload(Order.sitting), joinedload(Order.store)))
    return db.session.scalar(query.with_for_update(of=Order).execution_options(populate_existing=True) if lock else query)


def is_any_order() -> bool:
    """Whether anybody ever ordered here."""
    return db.session.scalar(select(Order.id).limit(1)) is not None


def start_order(sitting: Sitting) -> Order:
    """The sitting's open order, locked; begun where there is none yet. Raises Refused when the party has left."""
    order = order_of(sitting, lock=True)
    if order is None:
        sittings.hold(sitting)                      # two phones begin one order, and none is begun after the end
        order = order_of(sitting, lock=True)
    if order is None:
        at = now()
        order = Order(store_id=sitting.store_id, kind=OrderKind.DINE_IN, sitting_id=sitting.id, opened_at=at,
                      business_day=business_day(sitting.store, at))
        db.session.add(order)
        db.session.flush()
        sittings.tell(sitting)      # whose phones do not know the order's topic yet
    return order


def owed_lines(order: Order) -> list[OrderLine]:
    """What the party has to pay for."""
    return list(db.session.scalars(
        select(OrderLine).join(OrderLine.round).where(OrderLine.order_id == order.id, IS_OWED)
        .order_by(OrderLine.id).options(selectinload(OrderLine.guest))))


def priced(order: Order, lines: list[OrderLine] | None = None) -> list[PricedLine]:
    """The owed dishes as plain values with their shares of adjustments."""
    lines = owed_lines(order) if lines is None else lines
    adjusted: dict[int, int] = defaultdict(int)
    for line_id, amount in db.session.execute(
            select(AdjustmentShare.line_id, func.sum(AdjustmentShare.amount_minor)).join(Adjustment)
            .where(Adjustment.order_id == order.id).group_by(AdjustmentShare.line_id)):
        adjusted[line_id] = int(amount)
    return [PricedLine(line.id, line.unit_price_minor, line.tax_rate, line.tax_included, line.tax_code, adjusted[line.id])
            for line in lines]


def priced_charges(order_ids: Collection[int]) -> dict[int, list[PricedLine]]:
    """What orders owe besides their dishes; with ids below nothing, so that none is taken for a dish's."""
    found: dict[int, list[PricedLine]] = defaultdict(list)
    for order_id, line_id, amount, rate, included, code in db.session.execute(
            select(ChargeLine.order_id, ChargeLine.id, ChargeLine.quantity * ChargeLine.unit_price_minor, ChargeLine.tax_rate,
                   ChargeLine.tax_included, ChargeLine.tax_code)
            .where(ChargeLine.order_id.in_(order_ids), ChargeLine.quantity > 0, ChargeLine.refused_at.is_(None))):
        found[order_id].append(PricedLine(-line_id, amount, rate, included, code, is_charge=True))
    return found


def total(order: Order) -> Totals:
    return totals([*priced(order), *priced_charges([order.id])[order.id]], written_off([order.id]).get(order.id, 0))


def written_off(order_ids: Collection[int]) -> dict[int, int]:
    """Order id → what was written off, minor units below nothing. It takes no part in any tax."""
    return {order_id: int(amount) for order_id, amount in db.session.execute(
        select(Adjustment.order_id, func.sum(Adjustment.amount_minor))
        .where(Adjustment.order_id.in_(order_ids), Adjustment.kind == AdjustmentKind.WRITE_OFF).group_by(Adjustment.order_id))}


def check_not_written_off(*orders: Order) -> None:
    """What was given up was what was left to pay then: nothing of it may leave the check. Raises Refused."""
    if written_off([order.id for order in orders]):
        raise Refused(_("A part of this check is written off. Take that back first."))


def has_been_sent(order: Order | None) -> bool:
    """Whether a round ever reached the kitchen or still waits for the floor."""
    return order is not None and db.session.scalar(select(Round.id).where(
        Round.order_id == order.id, Round.state.in_([RoundState.SENT, RoundState.WAITING])).limit(1)) is not None
