"""One dish: what it is called, costs, contains, where it is cooked and sold; saved field by field."""
import json

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for
from sqlalchemy import func, select

from app.chain import cells, formats
from app.chain.mistakes import Expected
from app.clock import now
from app.db import db, transaction
from app.editing import changing
from app.errors import Invalid
from app.i18n import _
from app.menu import allergens, options, stock
from app.menu.models import Dish, OptionGroup, Price
from app.menu.searching import search_text
from app.stores import finding
from app.stores.hours import business_day
from app.web.auth import actor
from app.web.forms import whole
from app.web.htmx import fragment, go, htmx
from app.web.office import frame, menu

page = Blueprint("dish", __name__, url_prefix="/menu/dishes")
GUARDED = ("price", "tax_id", "on_sale", "portions")       # nobody sells a 39 dish for 3 while the second digit is typed
TAGS = ("signature", "new", "spicy-1", "spicy-2", "spicy-3", "vegetarian", "vegan")
FIELDS = ("name", "short", "description", "quick", "category_id", "station_id", "tax_id", "minutes", "allergens", "tags", "portions", "served",
          "groups", "price")


@page.get("/new")
def ask() -> Response:
    """A new dish begins with a name and a price; the rest has a sensible start."""
    frame.need_everywhere()
    return _new()


@page.post("")
def create() -> Response:
    frame.need_everywhere()
    form = frame.Form()
    form.read("name", lambda: frame.texts("name", menu.NAME, required=True))
    form.read("price", lambda: frame.needed(frame.amount("price")))
    form.read("category_id", lambda: frame.one_of("category", [each.id for each in menu.categories()]))
    stations, taxes = finding.stations(), finding.taxes_in_use()
    if not stations or not taxes:
        form.errors["name"] = _("A station and a tax come first.")
    if form.errors:
        return _new(form)
    with transaction():
        last = db.session.scalar(select(func.max(Dish.position))) or 0
        made = Dish(code=menu.fresh_code(Dish), name=form.wanted["name"], search=search_text(form.wanted["name"]), position=last + 1,
                    category_id=form.wanted["category_id"], station_id=stations[0].id, tax_id=taxes[0].id, added_on=_today(),
                    prices=[Price(amount_minor=form.wanted["price"])])
        changing.added(made, by=actor())
        number = made.id
    return go(url_for("office.dish.show", dish_id=number))


@page.get("/<int:dish_id>")
def show(dish_id: int) -> Response:
    return answer(frame.by_id(Dish, dish_id), frame.Form())


@page.post("/<int:dish_id>")
def change(dish_id: int) -> Response:
    """Every field that differs from what the page showed; automatically, all but the delicate ones."""
    dish, form = frame.by_id(Dish, dish_id), frame.posted()
    if g.everywhere:
        _read(form, dish)
        frame.save(form, dish, guarded=GUARDED)
    if g.store is not None and not form.theirs:
        own = frame.Form(form.seen, errors=form.errors)
        own.read(f"price:{g.store.id}", lambda: frame.amount("own_price"))
        frame.save(own, dish, guarded=GUARDED, store_id=g.store.id)
        form.theirs, form.by, form.saved = form.theirs | own.theirs, form.by or own.by, own.saved
    elif not g.everywhere:
        abort(403)
    if htmx or form.status != 200:
        return answer(dish, form)
    return go(address(dish))


@page.post("/<int:dish_id>/sale")
def sell(dish_id: int) -> Response:
    """On sale or not: at the chosen store, or everywhere."""
    wanted = request.form.get("on") == "1"
    if g.store is None:
        frame.need_everywhere()
    with transaction():
        dish = changing.locked(frame.by_id(Dish, dish_id))
        if g.store is None:
            changing.change(dish, {"on_sale": wanted}, by=actor())
        else:
            all_stores = {store.id for store in finding.stores()}
            sold = set(changing.values(dish, ["stores"])["stores"]) or all_stores
            sold = sold | {g.store.id} if wanted else sold - {g.store.id}
            if not sold:                    # no store left: that is off sale, for no store at all would mean every store
                changing.change(dish, {"on_sale": False}, by=actor(), store_id=g.store.id)
            else:
                changing.change(dish, {"stores": [] if sold >= all_stores else sorted(sold), "on_sale": True}, by=actor(), store_id=g.store.id)
    return go(_back(dish_id))


@page.post("/<int:dish_id>/stock")
def count(dish_id: int) -> Response:
    """Sold out for the rest of the day at the chosen store, back on, or so many left."""
    store = g.store or abort(400)
    with transaction():
        dish, day = frame.by_id(Dish, dish_id), business_day(store, now())
        if request.form.get("act") == "stop":
            stock.stop(store.id, dish.id, day, dish.portions)
        elif request.form.get("act") == "resume":
            stock.resume(store.id, dish.id, day, dish.portions)
        else:
            stock.set_remaining(store.id, dish.id, day, frame.number("left", 0, stock.MOST))
    return go(_back(dish_id))


@page.post("/<int:dish_id>/position")
def move(dish_id: int) -> Response:
    """One place up or down in its category, or before another dish."""
    frame.need_everywhere()
    with transaction():
        category = changing.locked(frame.by_id(Dish, dish_id).category)
        order = changing.values(category, ["dishes"])["dishes"]
        changing.change(category, {"dishes": frame.moved(order, dish_id)}, by=actor())
    return go(_back(dish_id))


@page.post("/<int:dish_id>/retirement")
def retire(dish_id: int) -> Response:
    """Off the menu for good; receipts keep it, and the history can bring it back."""
    frame.need_everywhere()
    with transaction():
        dish = frame.by_id(Dish, dish_id)
        options.check_unused(dish)
        changing.retire(dish, by=actor())
        category_id = dish.category_id
    return go(url_for("office.menu.show", category=category_id, store=g.store.slug if g.store else None))


def _read(form: frame.Form, dish: Dish) -> None:
    form.read("name", lambda: frame.texts("name", menu.NAME, required=True))
    form.read("short", lambda: frame.texts("short", 30))
    form.read("description", lambda: frame.texts("description", 400))
    form.read("quick", lambda: frame.text("quick", 40))
    form.read("category_id", lambda: frame.one_of("category_id", [each.id for each in menu.categories()]))
    form.read("station_id", lambda: frame.one_of("station_id", [each.id for each in finding.stations()]))
    form.read("tax_id", lambda: frame.one_of("tax_id", [each.id for each in finding.taxes_in_use()]))
    form.read("minutes", lambda: frame.needed(frame.number("minutes", 0, 600)))
    form.read("portions", lambda: frame.number("portions", 0, 9999))
    form.read("price", lambda: frame.amount("price"))
    form.read("allergens", _allergens)
    form.read("tags", _tags)
    form.read("served", _served)
    form.read("groups", lambda: _asked(dish))


def _allergens() -> list[str] | None:
    """Not stated, or those that were ticked."""
    if request.form.get("stated") != "1":
        return None
    ticked = [code for code in allergens.NAMES if code in request.form.getlist("allergen")]
    own = [" ".join(word.split()).lower()[:30] for word in request.form.get("free_allergens", "").replace("，", ",").split(",")]
    return list(dict.fromkeys([*ticked, *filter(None, own)]))


def _served() -> list[list[int]]:
    """Weekdays and times as in the hours of a store; nothing: always."""
    try:
        return [[window.weekday, window.opens, window.closes] for window in cells.served_times(request.form.get("served", ""))]
    except Expected as expected:
        raise Invalid(_("When it is on the menu is told like this: mon-fri 10:30-14:00; sat,sun 09:00-12:00 (expected: %(expected)s).",
                        expected=str(expected))) from None


def _tags() -> list[str]:
    """The tags of the list that are ticked, and whatever others the dish has."""
    others = [tag for tag in (request.form.get("other_tags", "")).split() if tag not in TAGS]
    return [tag for tag in TAGS if tag in request.form.getlist("tag")] + others


def _asked(dish: Dish) -> list[int]:
    known = _groups()
    found = [number for each in request.form.getlist("group") if (number := whole(each, 9)) in known]
    options.check_sets([dish.id], options.parts_of(found))
    return found


def _groups() -> dict[int, OptionGroup]:
    return {group.id: group for group in db.session.scalars(select(OptionGroup).where(OptionGroup.retired_at.is_(None)).order_by(OptionGroup.id))}


def _today() -> object:
    return business_day(g.stores[0]) if g.stores else now().date()


def address(dish: Dish) -> str:
    return url_for("office.dish.show", dish_id=dish.id, store=g.store.slug if g.store else None, lack=menu.narrowed() or None)


def _back(dish_id: int) -> str:
    """To the list or the editor, whichever the button stood on."""
    dish, store, lack = frame.by_id(Dish, dish_id), g.store.slug if g.store else None, menu.narrowed()
    if request.form.get("back") == "list":
        return url_for("office.menu.show", store=store, **({"lack": lack} if lack else {"category": dish.category_id}))
    return address(dish)


def _new(form: frame.Form | None = None) -> Response:
    form = form or frame.Form()
    return make_response(render_template("office/dish/new.html", **menu.listed(menu.chosen()), form=form, typed=request.form), form.status)


def answer(dish: Dish, form: frame.Form) -> Response:
    db.session.refresh(dish)
    names = [*FIELDS, *([f"price:{g.store.id}"] if g.store else [])]
    now_there = changing.values(dish, names)
    line = menu.lines([dish])[0]
    values = {"dish": dish, "form": form, "now_there": now_there, "seen": json.dumps(now_there), "typed": request.form, "line": line,
              "stations": finding.stations(), "taxes": finding.taxes_in_use(), "groups": list(_groups().values()), "allergens": allergens.NAMES,
                  "eu": allergens.EU, "tags": TAGS,
              "saved": frame.saved_at() if form.saved else "", "served": formats.windows_text(now_there["served"])}
    if htmx:
        return fragment("office/dish/_dish.html", form.status, **values, **menu.listed(dish.category))
    return make_response(render_template("office/dish/show.html", **menu.listed(dish.category), **values), form.status)

