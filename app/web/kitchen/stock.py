"""86 a dish, say how many are left, take it back on."""
from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for

from app.clock import now
from app.db import transaction
from app.errors import Invalid, Refused
from app.i18n import _
from app.menu import stock
from app.menu.card import Offer, offers
from app.menu.models import OrderKind
from app.stores.hours import business_day
from app.web.htmx import fragment, go, htmx
from app.web.kitchen import view

page = Blueprint("stock", __name__, url_prefix="/stock")
MOST = 999


@page.get("")
def show() -> Response:
    return _answer()


@page.post("")
def create() -> Response:
    try:
        with transaction():
            _change()
    except Refused as refused:
        return _answer(refused.status, str(refused))
    return _answer() if htmx else go(url_for("kitchen.stock.show", q=_wanted() or None, station=view.station() or None))


def _change() -> None:
    """One button of one dish: stop, resume, set (dish:portions, or dish: for no limit), or a number that was typed."""
    day, form = business_day(g.store, now()), request.form
    if "stop" in form:
        dish = _dish(form["stop"])
        stock.stop(g.store.id, dish.id, day, dish.portions)
    elif "resume" in form:
        dish = _dish(form["resume"])
        stock.resume(g.store.id, dish.id, day, dish.portions)
    else:
        dish_id, _colon, count = form.get("set", f"{form.get('dish', '')}:{form.get('portions', '').strip() or '?'}").partition(":")
        stock.set_remaining(g.store.id, _dish(dish_id).id, day, _portions(count) if count else None)


def _portions(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= MOST):
        raise Invalid(_("How many are left: a whole number from 0 to %(most)s.", most=MOST))
    return int(text)


def _dish(text: str) -> object:
    offer = offers(g.store, OrderKind.DINE_IN, [view.number(text)]).get(view.number(text))
    return offer.dish if offer else abort(404)


def _wanted() -> str:
    return " ".join(request.values.get("q", "").casefold().split())


def _answer(status: int = 200, problem: str = "") -> Response:
    values = {"offers": _found(), "q": request.values.get("q", ""), "problem": problem, "store": g.store, "station": view.station(),
              "board_url": view.board_url(), "typed": request.form.get("portions", ""), "typed_for": request.form.get("dish", "")}
    if htmx:
        return fragment("kitchen/stock/_stock.html", status, **values)
    return make_response(render_template("kitchen/stock/show.html", **values), status)


def _found() -> list[Offer]:
    """The dishes of this store, those that have run out first, but nothing jumps while hands are at work.

    The search finds names, pinyin and initials."""
    inside = [offer for offer in offers(g.store, OrderKind.DINE_IN).values() if _wanted() in offer.dish.search]
    return sorted(inside, key=lambda offer: not offer.sold_out) if request.method == "GET" else inside
