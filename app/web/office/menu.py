"""The menu as a list: categories, their dishes in order, what is on sale; adding, moving, taking off."""
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.clock import now
from app.codes import readable
from app.db import db, transaction
from app.editing import changing
from app.editing.menu import plain_price
from app.errors import Invalid
from app.i18n import _
from app.menu import dated, stock, unfinished
from app.menu.catalogue import CatalogueDish, catalogue
from app.menu.dated import Coming
from app.menu.models import Category, Dish
from app.menu.stock import Left
from app.stores import finding
from app.stores.hours import business_day, local
from app.web.auth import actor
from app.web.filters import text
from app.web.forms import whole
from app.web.htmx import go
from app.web.languages import interface_locale
from app.web.office import as_file, frame

page = Blueprint("menu", __name__, url_prefix="/menu")
NAME = 80


@dataclass(frozen=True)
class Line:
    """A dish in the list: at the chosen store, or in the chain. `price` is that of today, `plain` the one without a date."""

    dish: Dish
    price: int | None
    plain: int | None
    left: int | None
    stopped: bool
    on_sale: bool
    coming: Coming | None
    is_untold: bool             # in a language of the chain


@dataclass(frozen=True)
class Lack:
    """Something that dishes lack: what the list can be narrowed to."""

    name: str
    words: str
    count: int
    is_chosen: bool


@page.get("")
def show() -> Response:
    if as_file.is_asked():
        return as_file.of_all("menu", [_("Code"), _("Category"), _("Dish"), _("Price"), _("Next price"), _("From the day"), _("Portions a day"),
                                       _("Station"), _("On sale")], _cells())
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
        changing.change(chain, {"categories": frame.moved(order, category_id)}, by=actor())
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


def categories() -> Sequence[Category]:
    """In the order of the menu."""
    return db.session.scalars(select(Category).where(Category.retired_at.is_(None)).order_by(Category.position, Category.id)).all()


def listed(category: Category | None) -> dict[str, object]:
    """The list beside every page of the menu: of a category, or of the whole menu what the address narrows it to."""
    found, lack, lacking = categories(), narrowed(), _lacking()
    category = None if lack else category or (found[0] if found else None)
    dishes, more = _page_of([number for number, lacks in lacking.items() if lack in lacks]) if lack else (_of(category), None)
    return {"categories": found, "category": category, "lines": lines(dishes), "languages": frame.look().languages,
            "lack": lack, "lacks": _lacks(lack, Counter(each for lacks in lacking.values() for each in lacks)), "more": more}


def _of(category: Category | None) -> Sequence[Dish]:
    """Its dishes in order."""
    return _read(select(Dish).where(Dish.category_id == category.id, Dish.retired_at.is_(None))) if category else []


def _read(query: Select[Any]) -> Sequence[Dish]:
    return db.session.scalars(query.order_by(Dish.position, Dish.id).options(
        selectinload(Dish.prices), selectinload(Dish.stores), selectinload(Dish.station), selectinload(Dish.category))).all()


def narrowed() -> str:
    """What the dishes of the list lack, as the address or the form says; empty: the list is of a category."""
    lack = request.values.get("lack", "")
    return lack if lack in (*frame.look().languages, *unfinished.SORTS) else ""


def _lacking() -> dict[int, list[str]]:
    """What each dish lacks, by its id, in the order of the menu."""
    languages = frame.look().languages
    return {dish.id: unfinished.lacking(dish, languages) for dish in catalogue().dishes.values()}


def _page_of(ids: Sequence[int]) -> tuple[Sequence[Dish], int | None]:
    """The dishes that follow the one that the address names, and the last one's id if more follow."""
    places = {number: place for place, number in enumerate(catalogue().dishes)}
    begin = places.get(whole(request.args.get("after", ""), 9) or 0, -1)
    rest = [number for number in ids if places[number] > begin]
    shown = rest[:frame.PER_PAGE]
    return sorted(_read(select(Dish).where(Dish.id.in_(shown))), key=lambda dish: places[dish.id]), shown[-1] if len(rest) > len(shown) else None


def _lacks(chosen_one: str, counts: Mapping[str, int]) -> list[Lack]:
    """What dishes lack anywhere on the menu."""
    said = {language: _("Missing %(language)s", language=Locale.parse(language).get_display_name(interface_locale()))
            for language in frame.look().languages}
    said |= {unfinished.PICTURE: _("No picture"), unfinished.ALLERGENS: _("Allergens not stated")}
    return [Lack(lack, words, counts[lack], lack == chosen_one) for lack, words in said.items() if counts[lack] or lack == chosen_one]


def _cells() -> Iterator[list[str]]:
    """What the list is narrowed to, or the chosen category, else the whole menu in its order, as the list shows it."""
    lack, lacking = narrowed(), _lacking()
    found = None if lack else chosen()
    for category in [found] if found else categories():
        for each in lines([dish for dish in _of(category) if not lack or lack in lacking.get(dish.id, ())]):
            coming = [frame.shown_amount(each.coming.after), each.coming.day.isoformat()] if each.coming else ["", ""]
            yield [each.dish.code, text(category.name), text(each.dish.name), frame.shown_amount(each.price), *coming,
                   "" if each.left is None else str(each.left), text(each.dish.station.name),
                   _("yes") if each.on_sale and not each.stopped else _("no")]


def lines(dishes: Sequence[Dish]) -> list[Line]:
    """As the list shows them."""
    counted = stock.counted(g.store.id, business_day(g.store, now())) if g.store else {}
    known, today = catalogue().dishes, _today()
    return [_line(dish, known.get(dish.id), counted.get(dish.id), today) for dish in dishes]


def _line(dish: Dish, known: CatalogueDish | None, left: Left | None, today: date) -> Line:
    store, plain = g.store, plain_price("").get(dish)
    if store and (own := plain_price(str(store.id)).get(dish)) is not None:
        plain = own
    place, rows = store and store.id, known.prices if known else ()
    price = dated.price_on(rows, place, today) if known else plain          # taken off: no date counts any more
    coming = dated.coming(rows, place, today)
    is_untold = any(lack not in unfinished.SORTS for lack in unfinished.lacking(dish, frame.look().languages))
    if store is None:
        return Line(dish, price, plain, dish.portions, False, dish.on_sale, coming, is_untold)
    sold = dish.on_sale and (not dish.stores or store.id in {link.store_id for link in dish.stores})
    return Line(dish, price, plain, left.remaining if left else dish.portions, bool(left and left.stopped), sold, coming, is_untold)


def _today() -> date:
    """Of the calendar of the store at hand, else of the chain's."""
    root = finding.chain()
    return local(g.store).date() if g.store else now().astimezone(ZoneInfo(root.time_zone) if root else UTC).date()


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
