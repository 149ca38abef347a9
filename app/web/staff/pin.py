"""One's own PIN."""
from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for

from app.db import transaction
from app.errors import Invalid, Refused
from app.staff import accounts, pins
from app.web.auth import signed_in
from app.web.htmx import go

page = Blueprint("pin", __name__, url_prefix="/pin")


@page.get("")
def show() -> Response:
    return _page()


@page.post("")
def create() -> Response:
    """A new PIN, with one's password, so that a phone left on a table makes none."""
    staff = signed_in()
    with transaction():
        accounts.spend_try(staff.username)
    try:
        accounts.sign_in(staff.username, request.form.get("password", ""), demo=current_app.config["DEMO"])
        with transaction():
            accounts.forget_tries(staff)
            pins.set_pin(staff, request.form.get("pin", ""))
    except (Refused, Invalid) as problem:
        return _page(str(problem), problem.status)
    return go(url_for("staff.start.show"))


def _page(problem: str = "", status: int = 200) -> Response:
    return make_response(render_template("staff/pin/show.html", staff=signed_in(), problem=problem, has_pin=pins.has_pin(signed_in())), status)
