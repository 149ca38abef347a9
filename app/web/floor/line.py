"""Taking a sent dish off the check, with a reason; what was paid for it goes back."""
from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from sqlalchemy import select

from app.checks import concessions
from app.checks.concessions import NeedsApproval
from app.db import db, transaction
from app.errors import Invalid, TooMany
from app.i18n import _
from app.ordering.cart import likeness
from app.ordering.models import LineState, Order, OrderLine
from app.ordering.voids import void
from app.payments.due import due
from app.payments.paying import locked_order
from app.staff.roles import Right
from app.web.auth import actor, need, signed_in
from app.web.floor import approval, view
from app.web.forms import whole
from app.web.htmx import go

page = Blueprint("line", __name__, url_prefix="/lines/<int:line_id>")


@page.get("/void")
def ask(line_id: int) -> Response:
    need(Right.VOID)
    return _form(line_id)


@page.post("/void")
def create(line_id: int) -> Response:
    """Void as many of these portions as were meant. Money goes back only where the person may give it."""
    need(Right.VOID)
    reason = _reason()
    try:
        approver = approval.given()
        with transaction():
            line = view.find_line(line_id)
            order = locked_order(line.order_id, line.store_id) or abort(404)
            meant = sorted(_meant(view.find_line(line_id)), key=lambda each: each.id)       # in the kitchen's order: nobody waits for the other
            begun = sum(each.unit_price_minor or 0 for each in meant if each.state is not LineState.SENT)        # the rest costs nobody anything
            if begun:
                concessions.check_limit(order, begun, signed_in(), approver)
            for each in meant:
                void(each, by=actor(), reason=reason, approved_by=approver and approver.id)
            view.give_back(order, reason, _("This dish has been paid. A manager takes it off and gives the money back."))
            sitting_id = order.sitting_id
    except (Invalid, TooMany, NeedsApproval) as problem:
        return _form(line_id, str(problem), problem.status, needs_pin=not isinstance(problem, Invalid) or bool(request.form.get("pin")))
    return go(url_for("floor.party.show", sitting_id=sitting_id))


def _reason() -> str:
    """What was typed, else tapped: Enter in the field presses the first button."""
    return request.form.get("reason", "").strip() or request.form.get("quick", "")


def reasons() -> list[str]:
    return [_("Guest changed their mind"), _("Ordered by mistake"), _("Waited too long"), _("Not as it should be"), _("Sold out")]


def alike(line: OrderLine) -> list[OrderLine]:
    """Portions of the same round that look the same, this one first."""
    others = db.session.scalars(select(OrderLine).where(
        OrderLine.round_id == line.round_id, OrderLine.dish_id == line.dish_id, OrderLine.state == line.state, OrderLine.id != line.id)
        .order_by(OrderLine.id))
    return [line, *(other for other in others if likeness(other) == likeness(line) and other.unit_price_minor == line.unit_price_minor
                    and bool(other.set_id) == bool(line.set_id))]


def _meant(line: OrderLine) -> list[OrderLine]:
    same, count = alike(line), whole(request.form.get("count", "1"), 3)
    if count is None or not 1 <= count <= len(same):
        raise Invalid(_("Choose how many portions."))
    return same[:count]


def _form(line_id: int, problem: str = "", status: int = 200, *, needs_pin: bool = False) -> Response:
    line = view.find_line(line_id)
    order: Order = line.order
    if order.sitting_id is None:
        abort(404)
    values = {"line": line, "row": view.Row((line,)), "sitting": order.sitting, "reasons": reasons(), "problem": problem,
              "portions": len(alike(line)), "gone": line.state is LineState.VOID or order.closed_at is not None,
              "owed": due(order), "typed": _reason() if needs_pin else request.form.get("reason", ""), "chosen_count": request.form.get("count", "1"),
              "approvers": approval.people() if needs_pin else [], "needs_pin": needs_pin, "chosen": request.form.get("approver")}
    return make_response(render_template("floor/line/void.html", room=view.room(), **values), status)
