"""The menu: where a scan lands."""
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, g, make_response, render_template
from markupsafe import Markup
from sqlalchemy import Engine

from app import live
from app.clock import now
from app.db import db
from app.menu.card import card
from app.menu.models import OrderKind
from app.stores.hours import is_open
from app.stores.models import Store
from app.stores.settings import of
from app.web.diner import view, visit

page = Blueprint("menu", __name__)

HALF_A_MINUTE = 30      # what changes with the hour (lunch dishes, prices) shows that late at most
_lists: WeakKeyDictionary[Engine, dict[tuple[object, ...], Markup]] = WeakKeyDictionary()


@page.get("")
def show() -> Response:
    slip = view.slip()
    return make_response(render_template("diner/menu/show.html", store=g.table.store, slip=slip, dishes=dishes(g.table.store),
                                         is_open=is_open(g.table.store), form_token=visit.token()))


def dishes(store: Store) -> Markup:
    """The rendered list of dishes: the same for everybody at a store who reads a language, until the menu or the stock changes."""
    versions = live.versions(view.menu_topics())
    key = (store.id, g.language)
    stamp = (tuple(versions.values()), int(now().timestamp()) // HALF_A_MINUTE)
    known = _lists.setdefault(db.engine, {})
    if known.get(key, (None,))[0] != stamp:
        known[key] = (stamp, Markup(render_template("diner/menu/_dishes.html", card=card(store, OrderKind.DINE_IN), few=of(store).few_left)))
    return known[key][1]
