"""The menu as a list: categories, their dishes in order, what is on sale; adding, moving, taking off."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.clock import now
from app.codes import readable
from app.db import db, transaction
from app.editing import changing
from app.editing.menu import plain_price
from app.errors import Invalid
from app.i18n import _
from app.menu import stock
from app.menu.models import Category, Dish
from app.stores import finding
from app.stores.hours import business_day
from app.web.auth import actor
from app.web.filters import text
from app.web.forms import whole
from app.web.htmx import go
from app.web.office import as_file, frame

page = Blueprint("menu", __name__, url_prefix="/menu")
NAME = 80


@dataclass(frozen=True)
class Line:
    """A dish in the list: at the chosen store, or in the chain."""

    dish: Dish
    price: int | None
    left: int | None
    stopped: bool
    on_sale: bool


@page.get("")
def show() -> Response:
    if as_file.is_asked():
        return as_file.of_all("menu", [_("Code"), _("Category"), _("Dish"), _("Price"), _("Portions a day"), _("Station"), _("On sale")], _cells())
    return make_response(render_template("office/menu/show.html", **listed(chosen())))


@page.post("/categories")
def create() -> Response:
    frame.need_everywhere()
    try:
        name = frame.texts("name", NAME, required=True)
    except Invalid as problem:
        return make_response(render_template("office/menu/show.html", **listed(chosen()), problem=str(problem)), problem.status)
    with transaction():
        last = db.session.scalar(select(func.max(Category.position))) or 0
        made = Category(code=fresh_code(Category), name=name, position=last + 1)
        changing.added(made, by=actor())
        number = made.id
    return go(url_for("office.menu.show", category=number))


@page.get("/categories/<int:category_id>")
def edit(category_id: int) -> Response:
    return _category(frame.by_id(Category, category_id), frame.Form())


@page.post("/categories/<int:category_id>")
def change(category_id: int) -> Response:
    frame.need_everywhere()
    category, form = frame.by_id(Category, category_id), frame.posted()
    form.read("name", lambda: frame.texts("name", NAME, required=True))
    form.read("course", lambda: frame.number("course", 1, 5))
    frame.save(form, category)
    if form.status == 200:
        return go(url_for("office.menu.show", category=category_id))
    return _category(category, form)


@page.post("/categories/<int:category_id>/position")
def move(category_id: int) -> Response:
    """One place up or down."""
    frame.need_everywhere()
    with transaction():
        chain = changing.locked(finding.chain())
        order = changing.values(chain, ["categories"])["categories"]
        changing.change(chain, {"categories": moved(order, category_id)}, by=actor())
    return go(url_for("office.menu.show", category=category_id))


@page.post("/categories/<int:category_id>/retirement")
def retire(category_id: int) -> Response:
    """An empty category goes; its old dishes keep it."""
    frame.need_everywhere()
    with transaction():
        category = frame.by_id(Category, category_id)
        if changing.values(category, ["dishes"])["dishes"]:
            raise Invalid(_("Move its dishes to another category first, or take them off."))
        changing.retire(category, by=actor())
    return go(url_for("office.menu.show"))


def moved(order: Sequence[int], number: int) -> list[int]:
    """The order with one row moved: before another one (drag), or a place up or down (a button)."""
    if number not in order:
        abort(404)
    rest, place = [each for each in order if each != number], list(order).index(number)
    before = whole(request.form.get("before", ""), 9)
    if before is not None:
        place = rest.index(before) if before in rest else len(rest)
    else:
        place = max(0, min(len(rest), place + {"up": -1, "down": 1}.get(request.form.get("to", ""), 0)))
    return [*rest[:place], number, *rest[place:]]


def categories() -> Sequence[Category]:
    """In the order of the menu."""
    return db.session.scalars(select(Category).where(Category.retired_at.is_(None)).order_by(Category.position, Category.id)).all()


def listed(category: Category | None) -> dict[str, object]:
    """The list beside every page of the menu."""
    found = categories()
    category = category or (found[0] if found else None)
    dishes = db.session.scalars(
        select(Dish).where(Dish.category_id == category.id, Dish.retired_at.is_(None)).order_by(Dish.position, Dish.id)
        .options(selectinload(Dish.prices), selectinload(Dish.stores), selectinload(Dish.station))).all() if category else []
    return {"categories": found, "category": category, "lines": [line(dish) for dish in dishes], "languages": frame.look().languages}


def _cells() -> Iterator[list[str]]:
    """The chosen category, else the whole menu in its order, as the list shows it."""
    for category in [found] if (found := chosen()) else categories():
        for each in listed(category)["lines"]:       # type: ignore[attr-defined]
            left = "" if each.left is None else str(each.left)
            yield [each.dish.code, text(category.name), text(each.dish.name), frame.shown_amount(each.price), left,
                   text(each.dish.station.name), _("yes") if each.on_sale and not each.stopped else _("no")]


def line(dish: Dish) -> Line:
    """As the list shows it."""
    store, everywhere = g.store, plain_price("").get(dish)
    if store is None:
        return Line(dish, everywhere, dish.portions, False, dish.on_sale)
    own = plain_price(str(store.id)).get(dish)
    left = stock.counted(store.id, business_day(store, now())).get(dish.id)
    sold = dish.on_sale and (not dish.stores or store.id in {link.store_id for link in dish.stores})
    return Line(dish, everywhere if own is None else own, left.remaining if left else dish.portions, bool(left and left.stopped), sold)


def chosen() -> Category | None:
    """The category that the address or the form names."""
    number = whole(request.values.get("category", ""), 9)
    found = db.session.get(Category, number) if number else None
    return found if found and found.retired_at is None else None


def _category(category: Category, form: frame.Form) -> Response:
    values = {"edited": category, "form": form, "seen": changing.values(category, ["name", "course"])}
    return make_response(render_template("office/menu/category.html", **listed(category), **values), form.status)


def fresh_code(model: type[Any]) -> str:
    """A fresh code: what the files call it until somebody gives it a better one."""
    while db.session.scalar(select(model.id).where(model.code == (code := readable(6).lower()))):
        pass
    return code
