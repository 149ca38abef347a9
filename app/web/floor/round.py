"""A round that waits for the floor: let through, or sent back to the table with a reason."""
from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from app.db import db, transaction
from app.errors import Invalid, Refused
from app.i18n import _
from app.kitchen import hurry
from app.ordering import rounds
from app.ordering.models import Round
from app.payments.paying import locked_order
from app.web.auth import actor
from app.web.floor import party, view
from app.web.htmx import go

page = Blueprint("round", __name__, url_prefix="/rounds/<int:round_id>")


@page.post("/confirmations")
def confirm(round_id: int) -> Response:
    with transaction():
        round_ = _locked(round_id)
        rounds.confirm(round_, actor())
        hurry.expect(round_)
        sitting_id = round_.order.sitting_id
    return party.done(sitting_id)


@page.post("/<any(firing, return, rush):act>")
def act(round_id: int, act: str) -> Response:
    """What is on hold goes to the kitchen, or back to the slip; what the kitchen has is wanted sooner."""
    with transaction():
        round_ = _locked(round_id)
        {"firing": rounds.fire, "return": rounds.put_back, "rush": hurry.rush}[act](round_, actor())
        if act == "firing":
            hurry.expect(round_)
        sitting_id = round_.order.sitting_id or abort(404)
    return party.done(sitting_id)


@page.get("/refusal")
def ask(round_id: int) -> Response:
    """Why not? A page of its own, so that nothing is declined by a slip of the thumb."""
    return _form(round_id)


@page.post("/refusal")
def decline(round_id: int) -> Response:
    reason = request.form.get("reason", "").strip() or request.form.get("quick", "")    # Enter in the field presses the first button
    try:
        with transaction():
            round_ = _locked(round_id)
            rounds.decline(round_, actor(), reason)
            sitting_id = round_.order.sitting_id
    except Invalid as problem:
        return _form(round_id, str(problem), problem.status)
    return go(url_for("floor.party.show", sitting_id=sitting_id))


def reasons() -> list[str]:
    return [_("Nobody sits there"), _("Ordered by mistake"), _("Too much at once"), _("We cannot make it now")]


def _form(round_id: int, problem: str = "", status: int = 200) -> Response:
    round_ = view.find_round(round_id)
    sitting = round_.order.sitting or abort(404)
    return make_response(render_template("floor/round/decline.html", room=view.room(), round=round_, sitting=sitting, reasons=reasons(),
                                         problem=problem), status)


def _locked(round_id: int) -> Round:
    """Inside a transaction: the order first, as every act on it does."""
    round_ = view.find_round(round_id)
    order_id = round_.order_id
    locked_order(order_id, round_.store_id)
    db.session.refresh(round_)
    if round_.order_id != order_id:         # the party was merged or split while we waited
        raise Refused(_("This party has just been moved. Please look again."))
    return round_
