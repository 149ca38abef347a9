"""The bill and the receipt on 80 mm paper or A4. Every one printed after the first says that it is a copy."""
from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for

from app.db import transaction
from app.payments import papers, paying
from app.payments.models import PaperKind
from app.web.auth import actor
from app.web.floor import view
from app.web.forms import whole
from app.web.htmx import go
from app.web.receipts import shown

page = Blueprint("paper", __name__, url_prefix="/sittings/<int:sitting_id>/papers")
SIZES = ("80", "a4")


@page.post("")
def create(sitting_id: int) -> Response:
    with transaction():
        order = view.last_order(view.find_sitting(sitting_id)) or abort(404)
        kind = _kind(request.form.get("paper", ""))
        if (kind is PaperKind.RECEIPT) is (order.closed_at is None):
            abort(409)                  # a receipt is of a closed check, a bill of an open one
        number = papers.remember(paying.locked_order(order.id, order.store_id), kind, actor()).id
    return go(url_for("floor.paper.show", sitting_id=sitting_id, kind=kind.value, size=request.form.get("size"), number=number))


@page.get("/<kind>")
def show(sitting_id: int, kind: str) -> Response:
    """Without a number: to look at, as the next copy would be."""
    order, number = view.last_order(view.find_sitting(sitting_id)) or abort(404), whole(request.args.get("number", ""), 9)
    if _kind(kind) is PaperKind.RECEIPT and order.closed_at is None:
        abort(409)
    if number is not None and not papers.is_of(number, order, _kind(kind)):
        abort(404)
    copy = papers.copies_before(order, _kind(kind), number) + 1
    size = request.args.get("size", "")
    return make_response(render_template("floor/paper/show.html", kind=kind, copy=copy, printed=number is not None, store=g.store,
                                         size=size if size in SIZES else "80",
                                         back=url_for("floor.party.show", sitting_id=sitting_id), **shown(order)))


def _kind(name: str) -> PaperKind:
    return PaperKind(name) if name in set(PaperKind) else abort(404)
