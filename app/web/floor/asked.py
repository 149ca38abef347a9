"""In the header of every page of the floor: how many parties wait for this person, heard when one more does."""
from flask import Blueprint, Response

from app.web.floor import view
from app.web.htmx import fragment, unchanged

page = Blueprint("asked", __name__, url_prefix="/asked")


@page.get("")
def show() -> Response:
    return unchanged(view.room_version()) or fragment("floor/asked/_asked.html", room=view.room())
