"""Every check there was: found by day, number, table and state; one of them with all that happened to it."""
from collections.abc import Iterator, Sequence
from datetime import date

from flask import Blueprint, Response, abort, g, make_response, render_template, request
from sqlalchemy import Select, and_, select
from sqlalchemy.orm import joinedload

from app import money
from app.audit import AuditEntry
from app.db import db
from app.i18n import _
from app.menu.models import OrderKind
from app.ordering.models import LineState, Order, OrderLine, Round, RoundState
from app.payments import finding
from app.payments.due import due, dues, legs
from app.payments.models import LegKind
from app.staff.models import StaffMember
from app.staff.roles import Right, may
from app.tables.models import DiningTable, Sitting, SittingTable
from app.web.filters import text as in_words
from app.web.forms import plain, whole
from app.web.lines import Row, grouped
from app.web.office import as_file, frame

page = Blueprint("orders", __name__, url_prefix="/orders")
STATES = ("open", "closed")
MOST = 10**9          # minor units


@page.get("")
def show() -> Response:
    if as_file.is_asked():
        columns = [_("Number"), _("Day"), _("Store"), _("Table"), _("Guests"), _("Total"), _("To pay"), _("State"), _("Orders"), _("Paid"), _("How")]
        return as_file.of("orders", columns, filtered(), Order.id, _cells, newest_first=newest_first())
    found = frame.listed(filtered(), Order.id, newest_first=newest_first())
    ids = [order.id for order in found.rows]
    return make_response(render_template(
        "office/orders/show.html", found=found, dues=dues(ids), paid=finding.kinds(ids), kinds=kind_words(), ways=way_words(),
        newest_first=newest_first()))


@page.get("/<int:order_id>")
def one(order_id: int) -> Response:
    order = db.session.get(Order, order_id)
    if order is None or order.store_id not in {store.id for store in g.stores} or order.number is None:
        abort(404)
    lines = db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id, OrderLine.state != LineState.CART)
                               .order_by(OrderLine.id).options(joinedload(OrderLine.round)))
    sent = [line for line in lines if line.round is not None and line.round.state is RoundState.SENT]
    rows = [(round_, grouped([line for line in sent if line.round_id == round_.id], Row, lambda line: line.state))
            for round_ in dict.fromkeys(line.round for line in sent)]
    entries = _entries(order)
    people = {person.id: person.name for person in db.session.scalars(select(StaffMember).where(
        StaffMember.id.in_({each for round_, _rows in rows for each in [round_.staff_id] if each} | {leg.staff_id for leg in legs(order)})))}
    return make_response(render_template("office/orders/one.html", order=order, rows=rows, owed=due(order), legs=legs(order), entries=entries,
                                         people=people, can_go=may(frame.me(), Right.SERVE, order.store)))


def kind_words() -> dict[str, str]:
    return {OrderKind.DINE_IN.value: _("At the table"), OrderKind.PICKUP.value: _("Pickup"), OrderKind.DELIVERY.value: _("Delivery")}


def way_words() -> dict[str, str]:
    """How something is paid."""
    return {LegKind.CASH.value: _("Cash"), LegKind.CARD.value: _("Card"), LegKind.OTHER.value: _("Other")}


def newest_first() -> bool:
    return request.args.get("sort") != "oldest"


def filtered() -> Select[tuple[Order]]:
    """Orders that sent something, in the stores the person manages; as the address says."""
    query = (select(Order).where(frame.of_stores(Order.store_id), Order.number.is_not(None))
             .options(joinedload(Order.store), joinedload(Order.sitting).selectinload(Sitting.places).joinedload(SittingTable.table)))
    if request.args.get("state") in STATES:
        query = query.where(Order.closed_at.is_(None) if request.args["state"] == "open" else Order.closed_at.is_not(None))
    if (number := whole(request.args.get("number", ""), 6)) is not None:
        query = query.where(Order.number == number)
    if table := request.args.get("table", "").strip()[:20]:
        there = select(SittingTable.sitting_id).join(DiningTable, SittingTable.table_id == DiningTable.id).where(DiningTable.label == table)
        query = query.where(Order.sitting_id.in_(there))
    if request.args.get("kind") in kind_words():
        query = query.where(Order.kind == request.args["kind"])
    if request.args.get("paid") in way_words():
        query = query.where(finding.was_paid(LegKind(request.args["paid"])))
    if (least := _amount("least")) is not None:
        query = query.where(finding.paid_minor() >= least)
    if (most := _amount("most")) is not None:
        query = query.where(finding.paid_minor() <= most)
    if first := _day(request.args.get("from", "")):
        query = query.where(Order.business_day >= first)
    if last := _day(request.args.get("to", "")):
        query = query.where(Order.business_day <= last)
    return query


def _cells(orders: Sequence[Order]) -> Iterator[list[str]]:
    ids = [order.id for order in orders]
    owed, paid, kinds, ways = dues(ids), finding.kinds(ids), kind_words(), way_words()
    for order in orders:
        sitting, sums = order.sitting, owed[order.id]
        yield [str(order.number), order.business_day.isoformat(), in_words(order.store.name), sitting.label if sitting else "",
               str(sitting.covers or "") if sitting else "", frame.shown_amount(sums.total_minor), frame.shown_amount(sums.owed_minor),
               _("Closed") if order.closed_at else _("open"), kinds[order.kind], frame.shown_amount(sums.paid_minor),
               ", ".join(ways[kind] for kind in paid[order.id])]


def _amount(name: str) -> int | None:
    """Minor units; None for what is no amount."""
    try:
        found = money.parse(plain(request.args.get(name, "")).replace(",", "."), frame.look().currency)
    except ValueError:
        return None
    return found if abs(found) < MOST else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _entries(order: Order) -> list[AuditEntry]:
    """What the trail holds of it, its rounds and its party, oldest first."""
    rounds = select(Round.id).where(Round.order_id == order.id)
    of = [and_(AuditEntry.subject_kind == "order", AuditEntry.subject_id == order.id),
          and_(AuditEntry.subject_kind == "round", AuditEntry.subject_id.in_(rounds)),
          and_(AuditEntry.subject_kind == "order_line", AuditEntry.subject_id.in_(select(OrderLine.id).where(OrderLine.order_id == order.id)))]
    if order.sitting_id:
        of.append(and_(AuditEntry.subject_kind == "sitting", AuditEntry.subject_id == order.sitting_id))
    return sorted((entry for which in of for entry in db.session.scalars(select(AuditEntry).where(which))), key=lambda entry: entry.id)
