"""Where a person works: the screens of their stores."""
from flask import Blueprint, Response, render_template, url_for

from app.staff.roles import Right, rights_at
from app.stores.finding import stores
from app.web.auth import signed_in
from app.web.htmx import go

page = Blueprint("start", __name__)

SCREENS = {Right.SERVE: "floor.room.show", Right.COOK: "kitchen.board.show"}


@page.get("")
def show() -> str | Response:
    staff = signed_in()
    places = [(store, [(right, url_for(endpoint, store=store.slug)) for right, endpoint in SCREENS.items() if right in rights_at(staff, store)])
              for store in stores()]
    places = [(store, links) for store, links in places if links]
    if len(places) == 1 and len(places[0][1]) == 1:
        return go(places[0][1][0][1])
    return render_template("staff/start/show.html", staff=staff, places=places)
