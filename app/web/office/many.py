"""One change for many dishes and stores: chosen, looked at, done."""
from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import money
from app.db import db, transaction
from app.editing import many
from app.editing.many import PRICES, What, Wish
from app.errors import Invalid, Refused
from app.i18n import _
from app.menu.models import Dish
from app.stores import finding
from app.stores.models import Store
from app.web.auth import actor
from app.web.forms import plain, whole
from app.web.htmx import go
from app.web.look import look
from app.web.office import frame, menu

page = Blueprint("many", __name__, url_prefix="/menu/many")
MOST = 1000                 # dishes at once
EVERYWHERE = "everywhere"


@page.get("")
def show() -> Response:
    return _page()


@page.post("")
def preview() -> Response:
    try:
        dishes, stores, wish = _dishes(), _stores(), _wish()
        rows = many.planned(dishes, stores, wish)
    except Invalid as problem:
        return _page(str(problem), problem.status)
    return _page(rows=rows, digest=many.digest(rows, wish), later=_later(dishes, stores) if wish.what in PRICES else [])


@page.post("/done")
def apply() -> Response:
    try:
        dishes, stores, wish = _dishes(), _stores(), _wish()
        with transaction():
            token = many.apply(dishes, stores, wish, previewed=request.form.get("digest", ""), by=actor(),
                               all_stores={store.id for store in finding.stores()})
    except Refused as problem:
        return _page(str(problem), problem.status)
    return go(url_for("office.many.done", token=token))


@page.get("/<token>")
def done(token: str) -> Response:
    """What was done together, and the way back."""
    entries = many.together(token[:20]) or abort(404)
    if not _may(entries):
        abort(403)
    return make_response(render_template("office/many/done.html", entries=entries, token=token))


@page.post("/<token>/undo")
def undo(token: str) -> Response:
    entries = many.together(token[:20]) or abort(404)
    if not _may(entries):
        abort(403)
    with transaction():
        many.undo(token[:20], by=actor())
    return go(url_for("office.history.show", kind="dish"))


def _may(entries: Sequence[object]) -> bool:
    """Who could have done it: what holds in several stores or everywhere is for whoever manages all of them."""
    mine = {store.id for store in g.stores}
    return g.everywhere or all(entry.store_id in mine for entry in entries)        # type: ignore[attr-defined]


def _dishes() -> list[Dish]:
    wanted = {number for each in request.form.getlist("dish")[:MOST] if (number := whole(each, 9)) is not None}
    in_categories = {number for each in request.form.getlist("category")[:MOST] if (number := whole(each, 9)) is not None}
    found = [dish for dish in _menu() if dish.id in wanted or dish.category_id in in_categories]
    if not found:
        raise Invalid(_("Choose at least one dish."))
    return found


def _menu() -> Sequence[Dish]:
    return db.session.scalars(select(Dish).where(Dish.retired_at.is_(None)).order_by(Dish.position, Dish.id)
                              .options(selectinload(Dish.prices), selectinload(Dish.stores))).all()


def _stores() -> list[Store | None]:
    """Of those the person manages; everywhere is for whoever manages all."""
    if request.form.get("where") == EVERYWHERE:
        frame.need_everywhere()
        return [None]
    found: list[Store | None] = [store for store in g.stores if store.slug in request.form.getlist("at")]
    if not found:
        raise Invalid(_("Choose at least one store."))
    return found


def _wish() -> Wish:
    try:
        what = What(request.form.get("what", ""))
    except ValueError:
        raise Invalid(_("Choose what is to change.")) from None
    if what not in PRICES:
        return Wish(what)
    value = 0 if what is What.SAME else _percent() if what is What.PERCENT else frame.needed(frame.amount("value", negative=what is What.ADD))
    step = frame.amount("step") or 1
    day = request.form.get("day", "").strip()
    try:
        begins = date.fromisoformat(day) if day else None
    except ValueError:
        raise Invalid(_("A day such as 2026-12-24, please.")) from None
    return Wish(what, value, max(1, step), begins)


def _percent() -> int:
    typed = plain(request.form.get("value", "")).replace(",", ".").removesuffix("%").strip()
    try:
        found = round(float(typed) * 100)
    except (ValueError, OverflowError):
        raise Invalid(_("A number of percent, please, such as 5 or -2.5.")) from None
    if not -10_000 <= found <= 100_000:
        raise Invalid(_("A number of percent, please, such as 5 or -2.5."))
    return found


def _later(dishes: Sequence[Dish], stores: Sequence[Store | None]) -> list[Dish]:
    """Those with prices at times or from a day on there: these go on counting."""
    places = {store.id for store in stores if store}
    return [dish for dish in dishes if any(
        (price.store_id in places or price.store_id is None or None in stores)
        and (price.kind or price.weekdays or price.from_minute is not None or price.valid_from or price.valid_to) for price in dish.prices)]


def _page(problem: str = "", status: int = 200, *, rows: Sequence[many.Row] | None = None, digest: str = "", later: Sequence[Dish] = ()) -> Response:
    dishes: dict[int, list[Dish]] = {}
    for dish in _menu():
        dishes.setdefault(dish.category_id, []).append(dish)
    return make_response(render_template(
        "office/many/show.html", problem=problem, rows=rows, digest=digest, later=later, categories=menu.categories(), dishes=dishes,
        typed=request.form, what=What, prices=PRICES, unit=money.plain(1, look().currency)), status)
