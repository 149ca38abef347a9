"""Tea or cover per head, tableware, packaging: fixed on an order when its first dish is sent, counted again whenever it changes.

They are taxed like dishes. No discount and no service charge is counted on them."""
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, func, select, update

from app import live
from app.audit import Actor, record
from app.clock import now
from app.db import changes, db
from app.errors import Refused
from app.i18n import _
from app.menu.models import ChargePer, OrderKind
from app.menu.surcharges import Surcharge, by_area, valid
from app.ordering.finding import IS_OWED, check_not_written_off, has_been_sent
from app.ordering.models import ChargeLine, Order, OrderLine
from app.tables.models import DiningTable, Guest, Sitting
from app.tables.sittings import floor_topic

_FROZEN = ("store_id", "charge_id", "per", "name", "unit_price_minor", "tax_rate", "tax_included", "tax_code", "refusable", "refused_at",
           "refused_by_id")


def lines(order: Order) -> list[ChargeLine]:
    """The order's charges in the order of their names on the menu, those of no quantity and the refused ones too."""
    return list(db.session.scalars(select(ChargeLine).where(ChargeLine.order_id == order.id).order_by(ChargeLine.id)
                                   .execution_options(populate_existing=True)))


def told(order: Order | None, table: DiningTable) -> Sequence[ChargeLine | Surcharge]:
    """What the guests at a table are told that they pay besides their dishes: as it was fixed, else as it holds now."""
    if order is not None and ((fixed := lines(order)) or has_been_sent(order)):
        return [line for line in fixed if line.refused_at is None]
    where = () if not by_area() else areas(order.sitting) if order is not None else {table.area.code}
    return valid(table.store, OrderKind.DINE_IN, where)


def areas(sitting: Sitting | None) -> set[str]:
    """The codes of the areas where a party sits."""
    return {table.area.code for table in sitting.tables} if sitting else set()


def freeze(order: Order) -> list[int]:
    """Its first dish is sent: what holds now holds for the whole meal. Twice is once. The new lines' ids."""
    holding = [] if lines(order) else valid(order.store, order.kind, areas(order.sitting))
    return _added(ChargeLine(
        store_id=order.store_id, order_id=order.id, charge_id=found.charge.id, per=found.per, name=found.name,
        unit_price_minor=found.unit_price_minor, tax_rate=found.charge.tax_rates[order.kind], tax_included=found.charge.tax_included,
        tax_code=found.charge.tax_code, refusable=found.refusable) for found in holding)


def copy(source: Order, target: Order, kinds: Collection[ChargePer]) -> list[int]:
    """What one order is charged, another one that takes its dishes is charged too, where it has no such charge yet. The new lines' ids."""
    known = {line.charge_id for line in lines(target)}
    return _added(ChargeLine(order_id=target.id, **{name: getattr(line, name) for name in _FROZEN})
                  for line in lines(source) if line.charge_id not in known and line.per in kinds)


def _added(new: Iterable[ChargeLine]) -> list[int]:
    made = list(new)
    db.session.add_all(made)
    db.session.flush()
    return [line.id for line in made]


def forget(ids: Collection[int]) -> None:
    """Lines that came with dishes which go back. They stay where the order was sent more dishes meanwhile, and has no charges of its own."""
    for order_id in db.session.scalars(select(ChargeLine.order_id).where(ChargeLine.id.in_(ids)).distinct()).all():
        order = db.session.get_one(Order, order_id)
        if not has_been_sent(order) or {line.id for line in lines(order)} - set(ids):
            changes(delete(ChargeLine).where(ChargeLine.order_id == order_id, ChargeLine.id.in_(ids)))
    db.session.expire_all()


def recount(order: Order) -> None:
    """How many of each: heads, portions, or one. Who owes for no dish owes for no tea either. Call with the order locked."""
    charged = lines(order)
    if not charged:
        return
    owed = select(func.count(OrderLine.id)).join(OrderLine.round).where(OrderLine.order_id == order.id, IS_OWED)
    portions = int(db.session.scalar(owed) or 0)
    counts = {ChargePer.HEAD: heads(order) if portions else 0, ChargePer.PORTION: portions, ChargePer.ORDER: min(1, portions)}
    for line in charged:
        line.quantity = counts[line.per]
    db.session.flush()


def heads(order: Order) -> int:
    """As counted by the floor, else the phones, else one. Asked as columns: the sitting may be older than the order's lock."""
    if order.sitting_id is None:
        return 1
    covers = db.session.scalar(select(Sitting.covers).where(Sitting.id == order.sitting_id))
    return covers or db.session.scalar(select(func.count()).select_from(Guest).where(Guest.sitting_id == order.sitting_id)) or 1


def refuse(line: ChargeLine, by: Actor) -> None:
    """The guests do not want it, and the law lets them say so. Twice is once. Call with the order locked.

    Raises Refused where it cannot be refused, or the order is closed."""
    if not line.refusable:
        raise Refused(_("This charge cannot be taken off."))
    _set(line, by, "refused_charge", refused=True)


def restore(line: ChargeLine, by: Actor) -> None:
    """They want it after all. Twice is once. Call with the order locked. Raises Refused when the order is closed."""
    _set(line, by, "restored_charge", refused=False)


def _set(line: ChargeLine, by: Actor, verb: str, *, refused: bool) -> None:
    if line.order.closed_at is not None:
        raise Refused(_("This order is closed."))
    check_not_written_off(line.order)
    values = {"refused_at": now(), "refused_by_id": by.id if by.kind == "staff" else None} if refused else {"refused_at": None, "refused_by_id": None}
    if changes(update(ChargeLine).where(ChargeLine.id == line.id, ChargeLine.refused_at.is_(None) == refused).values(values)):
        db.session.refresh(line)
        record(by, verb, line, after={"charge": line.charge_id, "amount_minor": line.amount_minor})
        live.touch(line.order.topic)
        live.touch(floor_topic(line.store_id))
