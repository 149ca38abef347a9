"""One store: where it is, when it is open, and its menu to look at."""
from flask import Blueprint, Response, abort, make_response, render_template

from app.menu.card import card
from app.menu.models import OrderKind
from app.stores.finding import by_slug
from app.stores.hours import local
from app.stores.settings import of
from app.web.site.home import place_of

page = Blueprint("store", __name__, url_prefix="/stores/<slug>")


@page.get("")
def show(slug: str) -> Response:
    store = by_slug(slug) or abort(404)
    return make_response(render_template("site/store/show.html", store=store, card=card(store, OrderKind.DINE_IN), few=of(store).few_left,
                                         first=place_of(store), today=local(store).weekday()))
