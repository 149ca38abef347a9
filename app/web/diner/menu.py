"""The menu: where a scan lands."""
from collections.abc import Sequence
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, g, make_response, render_template, request
from markupsafe import Markup
from sqlalchemy import Engine

from app import live
from app.clock import now
from app.db import db
from app.i18n import _
from app.menu.card import DIETS, card, suits
from app.menu.models import OrderKind
from app.stores.hours import is_open
from app.stores.models import Service, Store
from app.stores.settings import of
from app.web.diner import view, visit
from app.web.kept import HALF_A_MINUTE

page = Blueprint("menu", __name__)

_lists: WeakKeyDictionary[Engine, dict[tuple[object, ...], tuple[object, tuple[Markup, bytes]]]] = WeakKeyDictionary()


@page.get("/")
def show() -> Response:
    slip, query = view.slip(), request.args.get("q", "").strip()
    diets = [diet for diet in DIETS if diet in request.args.getlist("diet")]
    if query or diets:
        shown = render_list(g.table.store, query, diets)
    else:
        shown, shared = _listed(g.table.store)
        view.keep(slip.key, shared=shared, fresh=slip.news and slip.event_age < view.JUST_NOW)
    return make_response(render_template("diner/menu/show.html", store=g.table.store, slip=slip, dishes=shown, q=query,
                                         charges=view.charges(slip.order), is_open=is_open(g.table.store, service=Service.DINE_IN),
                                         form_token=visit.token()))


def dishes(store: Store) -> Markup:
    """The rendered list of dishes: the same for everybody at a store who reads a language, until the menu or the stock changes."""
    return _listed(store)[0]


def _listed(store: Store) -> tuple[Markup, bytes]:
    """The list, and the bytes of it that kept answers share."""
    versions = live.versions(view.menu_topics())
    key = (store.id, g.language)
    stamp = (tuple(versions.values()), int(now().timestamp()) // HALF_A_MINUTE)      # what changes with the hour shows that late at most
    lists = _lists.setdefault(db.engine, {})
    known = lists.get(key)
    if known is None or known[0] != stamp:
        rendered = render_list(store)
        known = lists[key] = (stamp, (rendered, rendered.encode()))
    return known[1]


def render_list(store: Store, query: str = "", diets: Sequence[str] = ()) -> Markup:
    """The list of dishes; with a query or diets (for a browser without JavaScript) only those that fit."""
    found = card(store, OrderKind.DINE_IN, query=query, diets=diets)
    return Markup(render_template("diner/menu/_dishes.html", card=found, few=of(store).few_left, query=query, suits=suits,        # noqa: S704  (escaped there)
                                  narrowed=bool(query or diets), chips=_chips(query, diets)))


def _chips(query: str, diets: Sequence[str]) -> list[tuple[str, str, bool, str]]:
    """What the list can be narrowed to: the diet, its words, whether it is on, and the address that turns it on or off."""
    words = {"peanut": _("No peanut"), "mild": _("Not spicy"), "vegetarian": _("Vegetarian")}
    toggled = {diet: [other for other in DIETS if (other in diets) != (other == diet)] for diet in DIETS}
    return [(diet, words[diet], diet in diets, "?" + urlencode([*([("q", query)] if query else []), *(("diet", on) for on in toggled[diet])]))
            for diet in DIETS]
