"""The chain's home."""
from flask import Blueprint, Response, make_response, render_template

from app.menu.card import card
from app.menu.models import OrderKind
from app.stores import pausing
from app.stores.finding import stores
from app.web.look import look
from app.web.places import place_of

page = Blueprint("home", __name__)


@page.get("/")
def show() -> Response:
    if not look().exists:
        return make_response(render_template("site/home/empty.html"))
    found = stores()
    running = pausing.of_stores([store.id for store in found])
    places = [place_of(store, running[store.id]) for store in found]
    places.sort(key=lambda place: not place["open"])
    offers = card(places[0]["store"], OrderKind.DINE_IN).offers.values() if places else ()
    shown = [offer for offer in offers if offer.available and offer.dish.picture]
    featured = next((offer for offer in shown if offer.is_new), next((o for o in shown if "signature" in o.dish.tags), None))
    return make_response(render_template("site/home/show.html", places=places, featured=featured))
