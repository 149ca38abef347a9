"""The room: all tables with their state, and on top whoever waits for somebody."""
from flask import Blueprint, Response, make_response, render_template, request

from app.web.floor import view
from app.web.htmx import fragment, htmx, unchanged

page = Blueprint("room", __name__)


@page.get("")
def show() -> Response:
    if htmx:
        return unchanged(view.room_version()) or fragment("floor/room/_room.html", room=view.room(), beside=request.args.get("beside", ""))
    return make_response(render_template("floor/room/show.html", room=view.room()))
