"""The slip: the table's shared cart, from the first dish to sending, and back for a few seconds."""
import re

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for

from app.db import transaction
from app.errors import Invalid, Refused
from app.i18n import _
from app.kitchen import hurry
from app.ordering import cart, rounds
from app.ordering.finding import start_order
from app.ordering.rounds import Changed
from app.payments import paying
from app.tables.sittings import NotOpened, WordNeeded
from app.web import notes
from app.web.diner import dish, menu, view, visit
from app.web.htmx import fragment, go, htmx, unchanged

page = Blueprint("cart", __name__, url_prefix="/cart")
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
NUMBER = re.compile(r"[0-9]{1,9}")


@page.get("")
def show() -> Response:
    if g.guest is None:
        return go(url_for("diner.menu.show" if g.left else "diner.join.show"))
    if htmx:
        return unchanged(view.version()) or _slip()
    return make_response(render_template("diner/cart/show.html", slip=view.slip(), form_token=visit.token()))


@page.get("/dock")
def dock() -> Response:
    """The menu page's foot; with it the dishes, when one of them ran out or came back."""
    if g.left and not request.args.get("v", "").startswith("-"):
        return go(url_for("diner.menu.show"))       # the party has just left: the whole page says so
    return unchanged(view.version()) or _dock()


@page.post("/lines")
def add() -> Response:
    """A dish joins the cart. The first one of a stranger's phone sits it down."""
    dish_id, key, typed = _dish_id(), _key(), _typed()
    try:
        with transaction():
            guest = visit.seated()
            cart.add(start_order(guest.sitting), guest, dish_id, quantity=dish.portions(typed["quantity"]), key=key,
                     note=notes.noted(typed["wishes"], typed["note"]),
                     options=list(typed["counts"].items()) if "chosen" in request.form else None)
    except (WordNeeded, NotOpened):
        return go(url_for("diner.join.show", dish=dish_id))
    except Invalid as problem:
        return dish.sheet(dish_id, typed=typed, problem=str(problem), status=problem.status)
    return visit.keep_seat(_dock() if htmx else go(url_for("diner.menu.show", _anchor=f"dish-{dish_id}")))


@page.post("/fewer")
def fewer() -> Response:
    """One less of a dish, from the menu: of one's own line first."""
    visit.only_guests()
    dish_id = _dish_id()
    with transaction():
        order = visit.held_order()
        lines = [each.line for each in cart.lines(order) if each.line.dish_id == dish_id]
        if not lines:
            raise Refused(_("Somebody at the table already took this out."))
        line = max(lines, key=lambda each: (each.guest_id == g.guest.id, each.id))
        cart.change(order, g.guest, line.id, line.quantity - 1, key=_key())
    return _dock() if htmx else go(url_for("diner.menu.show", _anchor=f"dish-{dish_id}"))


@page.post("/lines/<int:line_id>")
def change(line_id: int) -> Response:
    visit.only_guests()
    with transaction():
        cart.change(visit.held_order(), g.guest, line_id, dish.portions(request.form.get("quantity", "")), key=_key())
    return _slip() if htmx else go(url_for("diner.cart.show"))


@page.post("/returns/<int:event_id>")
def put_back(event_id: int) -> Response:
    """Undo of a removal."""
    visit.only_guests()
    with transaction():
        cart.put_back(visit.held_order(), g.guest, event_id, key=_key())
    return _slip() if htmx else go(url_for("diner.cart.show"))


@page.post("/rounds")
def send() -> Response:
    visit.only_guests()
    try:
        with transaction():
            sent = rounds.send(visit.held_order(), g.guest, key=_key(), seen=rounds.parse_seen(request.form.get("seen", "")),
                               leave_sold_out="leave" in request.form)
            hurry.expect(sent.round)
    except Changed as change_:
        return _slip(str(change_), change_.status) if htmx else _slip_page(str(change_), change_.status)
    return go(url_for("diner.order.show"))


@page.post("/rounds/<int:round_id>/take-backs")
def take_back(round_id: int) -> Response:
    """Anyone at the table, while the kitchen does not have it."""
    visit.only_guests()
    with transaction():
        order = visit.held_order()
        paying.take_back(next((each for each in order.rounds if each.id == round_id), None) or abort(404), g.guest)
    return go(url_for("diner.cart.show"))


def _slip(problem: str = "", status: int = 200) -> Response:
    return fragment("diner/cart/_slip.html", status, slip=view.slip(), form_token=visit.token(), problem=problem)


def _slip_page(problem: str, status: int) -> Response:
    return make_response(render_template("diner/cart/show.html", slip=view.slip(), form_token=visit.token(), problem=problem), status)


def _dock() -> Response:
    slip = view.slip()
    shown = request.values.get("v", "").rpartition("-")[2]
    dishes = menu.dishes(g.table.store) if shown != slip.version.rpartition("-")[2] else ""
    return fragment("diner/menu/_dock.html", slip=slip, form_token=visit.token(), dishes=dishes, partial=True)


def _key() -> str:
    """Made when the form was shown, or by the phone for each tap."""
    key = request.form.get("key", "")
    return key if KEY.fullmatch(key) else abort(400)


def _dish_id() -> int:
    return _number(request.form.get("dish", ""))


def _number(text: str) -> int:
    """An id or a count as typed; 0, which nothing has, for anything else."""
    return int(text) if NUMBER.fullmatch(text) else 0


def _typed() -> dish.Typed:
    """What the dish sheet sends: quantity, note, and options as radio or checkbox (opt-3=17) or counted (count-17=2)."""
    counts: dict[int, int] = {}
    for name, value in request.form.items(multi=True):
        kind, _dash, number = name.partition("-")
        if kind == "opt":
            counts[_number(value)] = counts.get(_number(value), 0) + 1
        elif kind == "count" and value != "0":
            counts[_number(number)] = _number(value)
    return {"quantity": request.form.get("quantity", "1").strip(), "note": request.form.get("note", ""), "wishes": request.form.getlist("wish"),
            "counts": counts}
