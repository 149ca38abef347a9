"""The board: tickets in order of arrival."""
from flask import Blueprint, Response, g, make_response, render_template, request

from app.kitchen.board import board
from app.ordering.rounds import kitchen_topic
from app.web.htmx import version_of

page = Blueprint("board", __name__)


@page.get("")
def show() -> Response:
    version = version_of(kitchen_topic(g.store.id))
    station = request.args.get("station", "")
    return make_response(render_template("kitchen/board/show.html", store=g.store, board=board(g.store.id, station), station=station, version=version))
