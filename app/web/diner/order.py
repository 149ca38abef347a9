"""What was sent, line by line and live."""
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, g, make_response, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.clock import now
from app.db import db, transaction
from app.kitchen import hurry
from app.kitchen.allergies import speaks_of_allergy
from app.kitchen.board import acknowledged_rounds
from app.menu.catalogue import catalogue
from app.ordering.models import TO_COOK, LineState, NudgeKind, Order, OrderLine, Round, RoundState
from app.payments.due import due
from app.tables import sittings
from app.web.diner import view, visit
from app.web.htmx import fragment, go, htmx, unchanged
from app.web.lines import together

page = Blueprint("order", __name__, url_prefix="/order")


@page.get("")
def show() -> Response:
    if g.guest is None:
        return go(url_for("diner.menu.show"))
    if htmx:
        return unchanged(view.version()) or fragment("diner/order/_status.html", **_shown())
    return make_response(render_template("diner/order/show.html", **_shown()))


@page.post("/rounds/<int:round_id>/chase")
def chase(round_id: int) -> Response:
    """Where do our dishes stay? Once a round, when its time has passed."""
    visit.only_guests()
    with transaction():
        order = visit.held_order()
        hurry.chase(next((each for each in order.rounds if each.id == round_id), None) or abort(404), g.guest)
    return fragment("diner/order/_status.html", **_shown()) if htmx else go(url_for("diner.order.show"))


def _shown() -> dict[str, object]:
    version = view.version()
    order = _order()
    lines = [line for line in order.lines if line.state is not LineState.CART] if order else []
    return {"version": version, "order": order, "lines": lines, "pending": view.pending(order), "form_token": visit.token(),
            "owed": due(order) if order else None, "calls": sittings.open_calls(g.sitting), "key": view.token(96),
            "dishes": catalogue().dishes, "hurry": _hurry(order), "allergies": _allergies(lines, order.id if order else 0),
            "together": together, "unsent": sum(line.quantity for line in order.lines) - len(lines) if order else 0}


def _order() -> Order | None:
    """The party's order with its rounds, lines and guests: as many statements for many rounds as for one."""
    order = visit.order()
    if order is not None:
        db.session.scalars(select(Order).where(Order.id == order.id).options(
            selectinload(Order.lines).joinedload(OrderLine.guest), selectinload(Order.rounds).selectinload(Round.lines))).one()
    return order


@dataclass(frozen=True)
class Expected:
    """A round that the kitchen makes: when it should be ready, and whether the table may ask, or has asked."""

    round: Round
    ready_by: datetime | None
    may_ask: bool
    asked: bool


def _hurry(order: Order | None) -> list[Expected]:
    at, found = now(), []
    made = [round_ for round_ in order.rounds if round_.release_at is not None and round_.release_at <= at] if order else []
    asked = hurry.nudges(round_.id for round_ in made)
    for round_ in made:
        late = hurry.late_from(round_, round_.lines)
        if late is not None and any(line.state in TO_COOK for line in round_.lines):
            by, chased = hurry.ready_by(round_, round_.lines), NudgeKind.CHASE in asked.get(round_.id, ())
            found.append(Expected(round_, by if by and by > at else None, at >= late and not chased, chased))
    return found


def _allergies(lines: list[OrderLine], order_id: int) -> str:
    """"read" when the kitchen has acknowledged every allergy of this table, "sent" while it has not; empty without one."""
    concerned = {line.round_id for line in lines if speaks_of_allergy(line.note) and line.round.state is RoundState.SENT}
    if not concerned:
        return ""
    return "read" if concerned <= acknowledged_rounds(order_id) else "sent"
