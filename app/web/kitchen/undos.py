"""Taking the last tap back."""
from flask import Blueprint, Response, abort, g, request

from app.kitchen import board
from app.web.auth import actor
from app.web.kitchen import view

page = Blueprint("undos", __name__, url_prefix="/undos")


@page.post("")
def create() -> Response:
    return view.press(lambda: board.undo(tapped(), actor()))


def tapped() -> board.Bump:
    """The tap that the button named."""
    return board.bump_of(g.store.id, view.number(request.form.get("bump", ""))) or abort(404)
