"""The board: tickets in order of arrival."""
from flask import Blueprint, Response, make_response, render_template

from app.web.htmx import fragment, htmx, unchanged
from app.web.kitchen import view

page = Blueprint("board", __name__)


@page.get("")
def show() -> Response:
    if htmx:
        return unchanged(view.version()) or fragment("kitchen/board/_board.html", **view.shown())
    return make_response(render_template("kitchen/board/show.html", **view.shown()))
