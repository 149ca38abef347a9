"""Signing in with name and password, and out again."""
from flask import Blueprint, Response, current_app, render_template, request, session, url_for
from flask_login import logout_user

from app.audit import record
from app.db import transaction
from app.errors import Refused
from app.staff import accounts, pins, second_factor
from app.web.auth import actor, by_pin, signed_in, to_sign_in
from app.web.htmx import go
from app.web.security import request_id
from app.web.staff import code
from app.web.staff.entering import inside, let_in

page = Blueprint("sign_in", __name__, url_prefix="/sign-in")


@page.get("")
def show() -> str:
    return _page(inside(request.args.get("next")), signed_in().username if by_pin() else "")


@page.post("")
def create() -> Response | tuple[str, int]:
    """Name and password; whoever has a second factor is asked for its code on the next page."""
    username, after = request.form.get("username", ""), inside(request.form.get("next"))
    with transaction():
        accounts.spend_try(username)
    try:
        staff = accounts.sign_in(username, request.form.get("password", ""), demo=current_app.config["DEMO"])
    except Refused as problem:
        return _page(after, username, str(problem)), problem.status
    if second_factor.is_on(staff):
        code.expect(staff, after)
        return go(url_for("staff.code.show"))
    with transaction():
        accounts.enter(staff, request_id=request_id())
    return let_in(staff, after)


@page.post("/out")
def delete() -> Response:
    staff = signed_in()
    if staff is not None:
        with transaction():
            record(actor(), "signed_out", staff)
    logout_user()
    session.clear()
    return go(url_for("staff.sign_in.show"))


@page.post("/out-everywhere")
def delete_all() -> Response:
    """This session and every other one of the person: a phone was lost, a tablet forgotten."""
    staff = signed_in()
    if staff is None or by_pin():
        return to_sign_in()
    with transaction():
        accounts.sign_out_everywhere(staff, actor())
    logout_user()
    session.clear()
    return go(url_for("staff.sign_in.show"))


def _page(after: str, username: str = "", problem: str = "") -> str:
    demo = accounts.demo_accounts() if current_app.config["DEMO"] else []
    return render_template("staff/sign_in/show.html", username=username, problem=problem, next=after, demo=demo, by_pin=by_pin(),
                           demo_password=accounts.DEMO_PASSWORD, demo_pin=pins.DEMO_PIN)

