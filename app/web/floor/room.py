"""The room: all tables with their state, and on top whoever waits for somebody."""
from flask import Blueprint, Response, make_response, render_template, request

from app.web.floor import view
from app.web.htmx import fragment, htmx, unchanged

page = Blueprint("room", __name__)


@page.get("")
def show() -> Response:
    shown = {"shape": "list" if request.args.get("as") == "list" else "", "mine": "1" if request.args.get("mine") else ""}
    if htmx:
        return unchanged(view.room_version()) or fragment("floor/room/_room.html", room=view.room(), beside=request.args.get("beside", ""), **shown)
    return make_response(render_template("floor/room/show.html", room=view.room(), **shown))
