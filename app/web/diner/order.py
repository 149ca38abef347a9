"""What was sent, line by line and live."""
from flask import Blueprint, Response, g, make_response, render_template, url_for

from app.kitchen.allergies import speaks_of_allergy
from app.kitchen.board import acknowledged_rounds
from app.ordering.models import LineState, OrderLine, RoundState
from app.payments.due import due
from app.tables import sittings
from app.web.diner import view, visit
from app.web.htmx import fragment, go, htmx, unchanged

page = Blueprint("order", __name__, url_prefix="/order")


@page.get("")
def show() -> Response:
    if g.guest is None:
        return go(url_for("diner.menu.show"))
    if htmx:
        return unchanged(view.version()) or fragment("diner/order/_status.html", **_shown())
    return make_response(render_template("diner/order/show.html", **_shown()))


def _shown() -> dict[str, object]:
    version = view.version()
    order = visit.order()
    lines = [line for line in order.lines if line.state is not LineState.CART] if order else []
    return {"version": version, "order": order, "lines": lines, "pending": view.pending(order), "form_token": visit.token(),
            "owed": due(order) if order else None, "calls": sittings.open_calls(g.sitting), "key": view.token(96),
            "allergies": _allergies(lines, order.id if order else 0),
            "unsent": sum(line.quantity for line in order.lines) - len(lines) if order else 0}


def _allergies(lines: list[OrderLine], order_id: int) -> str:
    """"read" when the kitchen has acknowledged every allergy of this table, "sent" while it has not; empty without one."""
    concerned = {line.round_id for line in lines if speaks_of_allergy(line.note) and line.round.state is RoundState.SENT}
    if not concerned:
        return ""
    return "read" if concerned <= acknowledged_rounds(order_id) else "sent"
