"""Staff order for a party: by typed codes, by what sells, by search; the slip is the party's own, and they send it now, by course or on hold."""
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Blueprint, Response, abort, g, make_response, render_template, request, session, url_for

from app.clock import now
from app.codes import token
from app.db import transaction
from app.errors import Invalid, Refused
from app.i18n import _
from app.kitchen import hurry
from app.menu.card import Card, Offer, allergens_by_choice, allergens_of, card, offers
from app.menu.models import OrderKind
from app.ordering import cart, quick, rounds
from app.ordering.cart import CartLine
from app.ordering.finding import order_of, start_order
from app.ordering.models import Order, OrderLine
from app.tables import sittings
from app.tables.models import Sitting
from app.web import notes
from app.web.auth import actor
from app.web.floor import party, view
from app.web.forms import plain, whole
from app.web.htmx import fragment, go, htmx, unchanged
from app.web.lines import said

page = Blueprint("order", __name__, url_prefix="/sittings/<int:sitting_id>/order")
COURSES = 5
SERIES = timedelta(minutes=3)       # so long the next dish is for the same seat; who comes back later begins anew


@dataclass(frozen=True)
class Typed:
    """What a form held, so that a refusal can show it again."""

    codes: str = ""
    seat: str = ""
    note: str = ""
    quantity: str = "1"
    wishes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def noted(self) -> str:
        """The one note that the kitchen reads."""
        return notes.noted(self.wishes, self.note)


@page.get("")
def show(sitting_id: int) -> Response:
    sitting = view.find_open(sitting_id)
    if htmx:
        return unchanged(view.party_version(sitting, order_of(sitting))) or fragment("floor/order/_slip.html", **_shown(sitting, Typed()))
    return _page(sitting, Typed(seat=_kept_seat(sitting_id)))


@page.post("/lines")
def create(sitting_id: int) -> Response:
    """A dish by a tap, or everything that was typed as codes; where a dish needs a choice, its sheet comes first."""
    typed, tapped = Typed(request.form.get("codes", ""), request.form.get("seat", "")), whole(request.form.get("dish", ""), 9)
    if tapped is not None:
        offer = offers(g.store, OrderKind.DINE_IN, [tapped]).get(tapped) or abort(404)
        if not offer.at_once:
            _keep_seat(sitting_id, typed.seat)
            return go(url_for("floor.order.choose", sitting_id=sitting_id, dish_id=tapped, seat=typed.seat or None))
    try:
        with transaction():
            wanted = quick.parse(typed.codes, offers(g.store, OrderKind.DINE_IN)) if tapped is None else [(tapped, 1)]
            order = start_order(view.find_open(sitting_id))
            for number, (dish_id, portions) in enumerate(wanted):
                cart.add(order, None, dish_id, quantity=portions, seat=typed.seat, key=f"{party.key()}.{number}")
    except (Refused, Invalid) as problem:
        return _again(sitting_id, typed, problem)
    return _done(sitting_id, typed.seat, typed.codes if tapped is not None else "")


@page.get("/dishes/<int:dish_id>")
def choose(sitting_id: int, dish_id: int) -> Response:
    return _sheet(view.find_open(sitting_id), dish_id, Typed(seat=request.args.get("seat", "")))


@page.post("/dishes/<int:dish_id>")
def add_chosen(sitting_id: int, dish_id: int) -> Response:
    """A dish with its options, a note, for somebody."""
    typed, counts = _sheet_typed(), options_typed()
    try:
        with transaction():
            order = start_order(view.find_open(sitting_id))
            cart.add(order, None, dish_id, quantity=_portions(typed), options=list(counts.items()), note=typed.noted, seat=typed.seat,
                     key=party.key())
    except (Refused, Invalid) as problem:
        return _sheet(view.find_open(sitting_id), dish_id, replace(typed, problem=str(problem)), counts, problem.status)
    _keep_seat(sitting_id, typed.seat)
    return go(url_for("floor.order.show", sitting_id=sitting_id))


@page.get("/lines/<int:line_id>")
def reopen(sitting_id: int, line_id: int) -> Response:
    """A line of the slip once more: other options, another note, for somebody else."""
    sitting = view.find_open(sitting_id)
    line = _on_the_slip(sitting, line_id)
    return _sheet(sitting, line.dish_id, _as_typed(line), dict(line.options), line=line)


@page.post("/lines/<int:line_id>/changes")
def save(sitting_id: int, line_id: int) -> Response:
    """That line is as it was typed now; none is added."""
    typed, counts = _sheet_typed(), options_typed()
    try:
        with transaction():
            cart.edit(start_order(view.find_open(sitting_id)), line_id, quantity=_portions(typed), options=list(counts.items()), note=typed.noted,
                      seat=typed.seat, key=party.key())
    except Invalid as problem:
        sitting = view.find_open(sitting_id)
        line = _on_the_slip(sitting, line_id)
        return _sheet(sitting, line.dish_id, replace(typed, problem=str(problem)), counts, problem.status, line=line)
    return go(url_for("floor.order.show", sitting_id=sitting_id))


@page.post("/lines/<int:line_id>")
def change(sitting_id: int, line_id: int) -> Response:
    """More, fewer or none of a line of the slip, whoever put it there."""
    try:
        with transaction():
            quantity = whole(request.form.get("quantity", ""), 2)
            cart.change(start_order(view.find_open(sitting_id)), None, line_id, -1 if quantity is None else quantity, key=party.key())
    except (Refused, Invalid) as problem:
        return _again(sitting_id, Typed(), problem)
    if htmx:
        sitting = view.find_sitting(sitting_id)
        return fragment("floor/order/_slip.html", **_shown(sitting, Typed()))
    return go(url_for("floor.order.show", sitting_id=sitting_id))


@page.post("/rounds")
def send(sitting_id: int) -> Response:
    """The chosen lines go: now, as later courses, on hold."""
    try:
        with transaction():
            order = start_order(view.find_open(sitting_id))
            sent = quick.send(order, by=actor(), key=party.key(), seen=rounds.parse_seen(request.form.get("seen", "")), courses=_courses(),
                              leave_sold_out="leave" in request.form)
            for round_ in sent:
                hurry.expect(round_)
    except (Refused, Invalid) as problem:
        return _again(sitting_id, Typed(), problem)
    return go(url_for("floor.party.show", sitting_id=sitting_id))


def options_typed() -> dict[int, int]:
    """Options as radio or checkbox (opt-3=17) or counted (count-17=2): choice id → how many."""
    counts: dict[int, int] = {}
    for name, value in request.form.items(multi=True):
        kind, _dash, number = name.partition("-")
        if kind == "opt":
            choice = whole(value, 9) or 0
            counts[choice] = counts.get(choice, 0) + 1
        elif kind == "count" and value.strip() not in ("", "0"):
            counts[whole(number, 9) or 0] = whole(value, 2) or -1
    return counts


def _sheet_typed() -> Typed:
    form = request.form
    return Typed(seat=form.get("seat", ""), note=form.get("note", ""), quantity=form.get("quantity", "1"), wishes=tuple(form.getlist("wish")))


def _portions(typed: Typed) -> int:
    return whole(typed.quantity, 2) or -1


def _as_typed(line: OrderLine) -> Typed:
    """A line as its form would hold it."""
    ticked, note = notes.parted(line.note)
    return Typed(seat=line.seat or "", quantity=str(line.quantity), wishes=ticked, note=note)


def _on_the_slip(sitting: Sitting, line_id: int) -> OrderLine:
    """Raises Refused when it was sent or taken out meanwhile."""
    order = order_of(sitting)
    found = next((line for line in cart.rows(order) if line.id == line_id), None) if order else None
    if found is None:
        raise Refused(_("This dish is no longer on the slip: it was sent or taken out."))
    return found


def _keep_seat(sitting_id: int, seat: str) -> None:
    session["seat"] = [sitting_id, seat, now().timestamp()]


def _kept_seat(sitting_id: int) -> str:
    """For whom the last dish of this series was, once."""
    party_id, seat, at = session.pop("seat", None) or (None, "", 0)
    return seat if party_id == sitting_id and now().timestamp() - at < SERIES.total_seconds() else ""


def _courses() -> dict[int, int]:
    """Line id → course, from a select per line ("" is: not now)."""
    found: dict[int, int] = {}
    for name, value in request.form.items():
        line_id = whole(name.removeprefix("course-"), 9) if name.startswith("course-") else None
        if line_id is not None and value:
            course = whole(value, 1)
            found[line_id] = course if course is not None and course <= COURSES else abort(400)
    if request.form.get("all") in {"now", "hold"}:
        return dict.fromkeys(found, 1 if request.form["all"] == "now" else rounds.ON_HOLD)
    return found


def words_of(each: CartLine) -> str:
    """What was chosen, for whom, and noted."""
    chosen = rounds.chosen_texts(each.offer.dish, each.line.options) if each.offer else []
    return " · ".join(filter(None, (view.seat_word(each.line.seat), said(chosen, each.line.note))))


def _found(wanted: str) -> Card:
    return card(g.store, OrderKind.DINE_IN, query=" ".join(plain(wanted).split()), codes=True)


def _favourites() -> list[Offer]:
    ids = quick.favourites(g.store.id)
    known = offers(g.store, OrderKind.DINE_IN, ids)
    return [known[dish_id] for dish_id in ids if dish_id in known and known[dish_id].available]


def _shown(sitting: Sitting, typed: Typed) -> dict[str, object]:
    order: Order | None = order_of(sitting)
    version = view.party_version(sitting, order)
    lines = cart.lines(order)
    on_slip: Counter[int] = Counter()
    for each in lines:
        on_slip[each.line.dish_id] += each.line.quantity
    return {"version": version, "sitting": sitting, "order": order, "lines": lines, "seen": rounds.seen(lines), "key": token(96), "typed": typed,
            "on_slip": on_slip,
            "course_of": quick.course_of, "words_of": words_of, "courses": COURSES, "sendable": [each for each in lines if each.sendable]}


def _page(sitting: Sitting, typed: Typed, status: int = 200) -> Response:
    wanted = request.args.get("q", "")
    values = {"card": _found(wanted), "q": wanted, "favourites": [] if wanted else _favourites()}
    return make_response(render_template("floor/order/show.html", room=view.room(), **_shown(sitting, typed), **values), status)


def _fresh(sitting: Sitting, typed: Typed, status: int = 200) -> Response:
    """The form and the slip, whichever of them was asked for."""
    response = fragment("floor/order/_order.html", status, **_shown(sitting, typed))
    response.headers["HX-Retarget"] = "#order"
    return response


def _done(sitting_id: int, seat: str, codes: str = "") -> Response:
    if htmx:
        return _fresh(view.find_sitting(sitting_id), Typed(codes, seat))
    _keep_seat(sitting_id, seat)
    return go(url_for("floor.order.show", sitting_id=sitting_id))


def _again(sitting_id: int, typed: Typed, problem: Refused) -> Response:
    """The page once more, with what was typed and why it did not go; a party that has left has no such page."""
    sitting = view.find_sitting(sitting_id)
    if not sitting.is_open:
        raise Refused(sittings.gone())
    typed = replace(typed, problem=str(problem))
    return _fresh(sitting, typed, problem.status) if htmx else _page(sitting, typed, problem.status)


def _sheet(sitting: Sitting, dish_id: int, typed: Typed, counts: dict[int, int] | None = None, status: int = 200, *,
           line: OrderLine | None = None) -> Response:
    """The dish to be added, or a line of the slip to be changed."""
    offer = offers(g.store, OrderKind.DINE_IN, [dish_id]).get(dish_id) or abort(404)
    values = {"offer": offer, "dish": offer.dish, "counts": offer.at_first if counts is None else counts, "key": token(96),
              "allergens": allergens_of(offer.dish, offer.dish.default_options), "of_choices": allergens_by_choice(offer.dish),
              "typed": typed, "line": line, "wishes": tuple(notes.WISHES)}
    return make_response(render_template("floor/order/dish.html", room=view.room(), sitting=sitting, **values), status)


def timing_word(course: int) -> str:
    return _("Now") if course == 1 else _("Course %(number)s", number=course) if course else _("On hold")
