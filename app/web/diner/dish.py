"""One dish: its options, allergens and a note for the kitchen."""
import re
from typing import TypedDict

from flask import Blueprint, Response, abort, g, make_response, render_template

from app.codes import token
from app.menu.card import Offer, allergens_by_choice, allergens_of, offers
from app.menu.models import OrderKind
from app.stores.settings import of
from app.web import notes
from app.web.diner import visit
from app.web.htmx import htmx

page = Blueprint("dish", __name__, url_prefix="/dishes/<int:dish_id>")


class Typed(TypedDict):
    """A dish's form as it was filled in, so that a refusal can show it again."""

    quantity: str
    note: str
    wishes: list[str]
    counts: dict[int, int]          # choice id → how many of it


@page.get("")
def show(dish_id: int) -> Response:
    return sheet(dish_id)


def sheet(dish_id: int, *, typed: Typed | None = None, problem: str = "", status: int = 200) -> Response:
    """The dish's sheet; after a refusal with what was typed and why it cannot be."""
    offer = offers(g.table.store, OrderKind.DINE_IN, [dish_id]).get(dish_id) or abort(404)
    values = typed or Typed(quantity="1", note="", wishes=[], counts=offer.at_first)
    template = "diner/dish/_sheet.html" if htmx else "diner/dish/show.html"
    response = make_response(render_template(template, offer=offer, dish=offer.dish, values=values, problem=problem, key=token(96),
                                             allergens=allergens_of(offer.dish, offer.dish.default_options),
                                             of_choices=allergens_by_choice(offer.dish), store=g.table.store,
                                             few=of(g.table.store).few_left, form_token=visit.token(), price_now=_price(offer, values),
                                             wishes=tuple(notes.WISHES)), status)
    if htmx and problem:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#sheet", "innerHTML"
    return response


def portions(typed: str) -> int:
    """How many, as typed; -1, which the cart refuses in a sentence, for what is no such number."""
    return int(typed) if re.fullmatch("[0-9]{1,3}", typed) else -1


def _price(offer: Offer, values: Typed) -> int:
    return offer.unit_price(values["counts"].items()) * max(0, portions(values["quantity"]))
