"""Calling a waiter, and taking the call back."""
from flask import Blueprint, Response, abort, g, request, url_for

from app.db import db, transaction
from app.tables import sittings
from app.tables.models import Call, CallKind
from app.web.diner import visit
from app.web.htmx import fragment, go, htmx

page = Blueprint("call", __name__, url_prefix="/calls")


@page.post("")
def create() -> Response:
    """One tap from anywhere at the table; a stranger's phone sits down first, as it would to order."""
    try:
        with transaction():
            guest = visit.seated()
            call = sittings.call(guest.sitting, _kind(), guest)
    except (sittings.WordNeeded, sittings.NotOpened):
        return go(url_for("diner.join.show"))
    if htmx:
        return visit.keep_seat(fragment("diner/menu/_called.html", call=call, form_token=visit.token()))
    return visit.keep_seat(go(url_for("diner.order.show")))


def _kind() -> CallKind:
    """What for; just somebody, unless the form says more. The bill has its own page."""
    kind = request.form.get("kind", CallKind.WAITER.value)
    return CallKind(kind) if kind in {CallKind.WAITER.value, CallKind.WATER.value, CallKind.HELP.value} else abort(400)


@page.post("/<int:call_id>/withdrawals")
def withdraw(call_id: int) -> Response:
    visit.only_guests()
    with transaction():
        call = db.session.get(Call, call_id)
        if call is None or call.sitting_id != g.sitting.id:
            abort(404)
        sittings.answer(call, staff_id=None)        # nothing happens when a waiter already went
    return go((request.form.get("back") == "bill" and url_for("diner.bill.show")) or url_for("diner.order.show"))
