"""The room: tables with their state."""
from flask import Blueprint, Response, g, make_response, render_template

page = Blueprint("room", __name__)


@page.get("")
def show() -> Response:
    return make_response(render_template("floor/room/show.html", store=g.store))
