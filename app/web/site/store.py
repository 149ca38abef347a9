"""One store: where it is, when it is open, and its menu to look at."""
from datetime import timedelta

from flask import Blueprint, Response, abort, make_response, render_template

from app.menu.card import card
from app.menu.models import OrderKind
from app.stores.finding import by_slug
from app.stores.hours import local, week
from app.stores.models import Closure, OpeningHours, Store
from app.stores.settings import of
from app.web import pauses
from app.web.places import place_of

page = Blueprint("store", __name__, url_prefix="/stores/<slug>")
AHEAD = timedelta(days=45)          # special days that are worth knowing already


@page.get("")
def show(slug: str) -> Response:
    store = by_slug(slug) or abort(404)
    return make_response(render_template("site/store/show.html", store=store, card=card(store, OrderKind.DINE_IN), few=of(store).few_left,
                                         first=place_of(store), today=local(store).weekday(), week=week(store), own=_own_hours(store),
                                         special=_special_days(store)))


def _own_hours(store: Store) -> list[tuple[str, list[OpeningHours]]]:
    """Services that are offered at other hours than the store is open."""
    with_own = {hours.service for hours in store.hours}
    return [(pauses.name(service), week(store, service)) for service in store.services if service in with_own]


def _special_days(store: Store) -> list[Closure]:
    today = local(store).date()
    return [closure for closure in store.closures if closure.last_day >= today and closure.first_day <= today + AHEAD]
