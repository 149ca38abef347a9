"""The chain's home."""
from flask import Blueprint, Response, make_response, render_template

from app.clock import now
from app.menu.card import card
from app.menu.models import OrderKind
from app.stores.finding import stores
from app.stores.hours import next_opening, open_until
from app.stores.models import Store
from app.web.look import look

page = Blueprint("home", __name__)


@page.get("/")
def show() -> Response:
    if not look().exists:
        return make_response(render_template("site/home/empty.html"))
    places = [place_of(store) for store in stores()]
    places.sort(key=lambda place: not place["open"])
    offers = card(places[0]["store"], OrderKind.DINE_IN).offers.values() if places else ()
    shown = [offer for offer in offers if offer.available and offer.dish.picture]
    featured = next((offer for offer in shown if offer.is_new), next((o for o in shown if "signature" in o.dish.tags), None))
    return make_response(render_template("site/home/show.html", places=places, featured=featured))


def place_of(store: Store) -> dict[str, object]:
    """A store and when it is open, for the pages that list stores."""
    until = open_until(store)
    return {"store": store, "open": until is not None, "until": until, "next": next_opening(store), "now": now()}
