"""A guest may give a name."""
from flask import Blueprint, Response, g, make_response, render_template, request, url_for

from app.db import transaction
from app.errors import Invalid
from app.tables import sittings
from app.web.diner import visit
from app.web.htmx import go

page = Blueprint("name", __name__, url_prefix="/name")


@page.get("")
def show() -> Response:
    visit.only_guests()
    return _shown(g.guest.name or "")


@page.post("")
def change() -> Response:
    visit.only_guests()
    name = request.form.get("name", "")
    try:
        with transaction():
            sittings.rename(g.guest, name)
    except Invalid as problem:
        return _shown(name, str(problem), problem.status)
    return go(url_for("diner.cart.show"))


def _shown(name: str, problem: str = "", status: int = 200) -> Response:
    return make_response(render_template("diner/name/show.html", name=name, problem=problem, form_token=visit.token()), status)
