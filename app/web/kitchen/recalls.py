"""The last tickets that went out, to bring one back."""
from flask import Blueprint, Response, g, make_response, render_template

from app.kitchen import board
from app.web.auth import actor
from app.web.htmx import fragment, htmx
from app.web.kitchen import undos, view

page = Blueprint("recalls", __name__, url_prefix="/recalls")


@page.get("")
def show() -> Response:
    values = {"recalls": board.recent(g.store.id, view.station()), "station": view.station(), "store": g.store, "board_url": view.board_url()}
    if htmx:
        return fragment("kitchen/recalls/_recalls.html", **values)
    return make_response(render_template("kitchen/recalls/show.html", **values))


@page.post("")
def create() -> Response:
    return view.press(lambda: board.undo(undos.tapped(), actor()))
