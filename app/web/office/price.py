"""The prices of a dish that hold only somewhere or sometimes: from a date on, at lunch, for takeout, in one store."""
from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for

from app.db import transaction
from app.editing import changing
from app.errors import Invalid
from app.i18n import _
from app.menu.models import Dish, OrderKind
from app.web.auth import actor
from app.web.forms import whole
from app.web.htmx import go
from app.web.office import conditions, frame, menu

page = Blueprint("price", __name__, url_prefix="/menu/dishes/<int:dish_id>/prices")
Conditions = list[int | str | None]


@page.get("")
def show(dish_id: int) -> Response:
    return _page(frame.by_id(Dish, dish_id), frame.Form())


@page.post("")
def create(dish_id: int) -> Response:
    """One more price. Those of a store belong to its managers, the others to whoever manages all."""
    dish, form = frame.by_id(Dish, dish_id), frame.Form()
    store_id = _store()
    if store_id is None:
        frame.need_everywhere()
    form.read("price", lambda: frame.needed(frame.amount("price")))
    form.read("kind", conditions.kind)
    form.read("weekdays", conditions.weekdays)
    form.read("hours", conditions.hours)
    form.read("days", conditions.days)
    if not form.errors:
        start, end = form.wanted["hours"]
        row = [store_id, form.wanted["kind"], form.wanted["weekdays"], start, end, *form.wanted["days"], form.wanted["price"]]
        if all(each is None for each in row[1:-1]):
            form.errors["days"] = _("Say from when, at which times, on which days or for which orders; the plain price stands in the editor.")
    if form.errors:
        return _page(dish, form)
    with transaction():
        dish = changing.locked(dish)
        rows = [each for each in changing.values(dish, ["prices"])["prices"] if each[:-1] != row[:-1]]
        changing.change(dish, {"prices": [*rows, row]}, by=actor(), store_id=store_id)
    return go(url_for("office.price.show", dish_id=dish_id, store=g.store.slug if g.store else None))


@page.post("/removals")
def delete(dish_id: int) -> Response:
    """The price that the button named by its place; another tap on an old page names nothing."""
    place, amount = whole(request.form.get("place", ""), 4), request.form.get("amount", "")
    with transaction():
        dish = changing.locked(frame.by_id(Dish, dish_id))
        rows = changing.values(dish, ["prices"])["prices"]
        if place is None or place >= len(rows) or str(rows[place][-1]) != amount:
            raise Invalid(_("This page is out of date. Please look again."))
        store_id = rows[place][0]
        if not (g.everywhere or store_id in {store.id for store in g.stores}):
            abort(403)
        changing.change(dish, {"prices": rows[:place] + rows[place + 1:]}, by=actor(), store_id=store_id)
    return go(url_for("office.price.show", dish_id=dish_id, store=g.store.slug if g.store else None))


def _store() -> int | None:
    if g.store is not None:
        return int(g.store.id)
    number = whole(request.form.get("at", ""), 9)
    if number is not None and number not in {store.id for store in g.stores}:
        abort(404)
    return number


def _page(dish: Dish, form: frame.Form) -> Response:
    found = changing.values(dish, ["price", "prices", *(f"price:{store.id}" for store in g.stores)])
    own = [(store, amount) for store in g.stores if (amount := found[f"price:{store.id}"]) is not None]
    values = {"dish": dish, "form": form, "rows": found["prices"], "plain": found["price"], "own": own, "typed": request.form,
              "kinds": list(OrderKind)}
    return make_response(render_template("office/price/show.html", **menu.listed(dish.category), **values), form.status)
