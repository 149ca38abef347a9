"""On the house, a discount, a staff meal, a write-off; and taking one back."""
from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from app.checks import concessions
from app.checks.concessions import NeedsApproval
from app.codes import token
from app.db import db, transaction
from app.errors import Invalid, Refused
from app.i18n import _
from app.ordering.finding import owed_lines
from app.ordering.models import Adjustment, AdjustmentKind
from app.payments.due import due
from app.staff.roles import Right
from app.web.auth import actor, need, signed_in
from app.web.floor import approval, check, party, view
from app.web.forms import plain, whole
from app.web.htmx import go
from app.web.lines import one_by_one

page = Blueprint("concession", __name__, url_prefix="/sittings/<int:sitting_id>/concessions")


@page.get("")
def show(sitting_id: int) -> Response:
    need(Right.COMP)
    return _form(sitting_id)


@page.post("")
def create(sitting_id: int) -> Response:
    need(Right.COMP)
    reason = request.form.get("reason", "").strip() or request.form.get("quick", "")
    try:
        approver = approval.given()
        with transaction():
            concessions.grant(check.locked(sitting_id), _kind(), person=signed_in(), by=actor(), reason=reason, key=party.key(),
                              lines=check.lines_typed(), rate=_rate(), amount=check.amount_typed("amount"), approver=approver)
    except (Refused, Invalid) as problem:
        return _form(sitting_id, str(problem), problem.status, needs_pin=isinstance(problem, NeedsApproval) or bool(request.form.get("pin")))
    return go(url_for("floor.check.show", sitting_id=sitting_id))


@page.post("/<int:adjustment_id>/undo")
def delete(sitting_id: int, adjustment_id: int) -> Response:
    need(Right.COMP)
    with transaction():
        order = check.locked(sitting_id)
        given = db.session.get(Adjustment, adjustment_id)
        if given is not None and given.order_id != order.id:
            abort(404)
        if given is not None:               # else it was taken back already: what was wanted holds
            concessions.take_back(given, by=actor())
    return go(url_for("floor.check.show", sitting_id=sitting_id))


def reasons() -> list[str]:
    return [_("Waited too long"), _("Not as it should be"), _("A regular guest"), _("Birthday"), _("Staff")]


def _kind() -> AdjustmentKind:
    kind = request.form.get("kind", "")
    if kind not in {each.value for each in concessions.GIVEN}:
        raise Invalid(_("Choose what it is."))
    return AdjustmentKind(kind)


def _rate() -> int | None:
    """Whole per cent, as basis points."""
    typed = plain(request.form.get("percent", "")).removesuffix("%").strip()
    if not typed:
        return None
    percent = whole(typed, 3)
    if percent is None or not 1 <= percent <= 100:
        raise Invalid(_("Type a percentage from 1 to 100, or an amount."))
    return percent * 100


def _form(sitting_id: int, problem: str = "", status: int = 200, *, needs_pin: bool = False) -> Response:
    sitting = view.find_sitting(sitting_id)
    order = view.last_order(sitting) or abort(404)
    values = {"sitting": sitting, "order": order, "lines": one_by_one(owed_lines(order)), "given": concessions.given(order),
              "prices": concessions.prices(order), "owed": due(order), "key": token(),
              "problem": problem, "typed": request.form, "chosen": request.form.getlist("line"), "reasons": reasons(),
              "approvers": approval.people() if needs_pin else [], "needs_pin": needs_pin}
    return make_response(render_template("floor/concession/show.html", room=view.room(), **values), status)
