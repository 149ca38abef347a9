"""Where the office begins."""
from flask import Blueprint, Response

from app.web.office import menu

page = Blueprint("start", __name__)


@page.get("")
def show() -> Response:
    """The menu is what is changed most."""
    return menu.show()
