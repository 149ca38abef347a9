"""What the table owes, and asking for the bill."""
from flask import Blueprint, Response, g, make_response, render_template, url_for

from app.db import transaction
from app.ordering.finding import owed_lines
from app.payments.due import due, legs
from app.tables import sittings
from app.tables.models import CallKind
from app.web.diner import view, visit
from app.web.htmx import answer, fragment, go, htmx, unchanged

page = Blueprint("bill", __name__, url_prefix="/bill")


@page.get("")
def show() -> Response:
    if g.guest is None:
        return go(url_for("diner.menu.show"))
    if htmx:
        return unchanged(view.version()) or fragment("diner/bill/_bill.html", **_shown())
    return make_response(render_template("diner/bill/show.html", **_shown()))


@page.post("")
def ask() -> Response:
    """A waiter brings the bill."""
    visit.only_guests()
    with transaction():
        sittings.call(g.sitting, CallKind.BILL, g.guest)
    return answer(url_for("diner.bill.show"), "diner/bill/_bill.html", **_shown())


def _shown() -> dict[str, object]:
    version = view.version()
    order = visit.order()
    return {"version": version, "order": order, "lines": owed_lines(order) if order else [], "owed": due(order) if order else None,
            "legs": legs(order) if order else [], "calls": sittings.open_calls(g.sitting), "form_token": visit.token()}
