"""Signing in with name and password, and out again."""
import re

from flask import Blueprint, Response, current_app, render_template, request, session, url_for
from flask_login import login_user, logout_user

from app.audit import record
from app.db import transaction
from app.errors import Refused
from app.staff import accounts, pins
from app.web.auth import SignedIn, actor, signed_in
from app.web.htmx import go
from app.web.security import request_id
from app.web.staff import start

page = Blueprint("sign_in", __name__, url_prefix="/sign-in")
INSIDE = re.compile(r"/(?![/\\])[!-~]*")


@page.get("")
def show() -> str:
    return _page(_inside(request.args.get("next")))


@page.post("")
def create() -> Response | tuple[str, int]:
    username = request.form.get("username", "")
    with transaction():
        accounts.spend_try(username)
    try:
        staff = accounts.sign_in(username, request.form.get("password", ""), demo=current_app.config["DEMO"])
    except Refused as problem:
        return _page(_inside(request.form.get("next")), username, str(problem)), problem.status
    with transaction():
        accounts.enter(staff, request_id=request_id())
    session.clear()             # nobody carries another session's form token over
    session.permanent = True
    login_user(SignedIn(staff))
    return go(_inside(request.form.get("next")) or start.first_screen(staff))


@page.post("/out")
def delete() -> Response:
    staff = signed_in()
    if staff is not None:
        with transaction():
            record(actor(), "signed_out", staff)
    logout_user()
    session.clear()
    return go(url_for("staff.sign_in.show"))


def _page(after: str, username: str = "", problem: str = "") -> str:
    demo = accounts.demo_accounts() if current_app.config["DEMO"] else []
    return render_template("staff/sign_in/show.html", username=username, problem=problem, next=after, demo=demo,
                           demo_password=accounts.DEMO_PASSWORD, demo_pin=pins.DEMO_PIN)


def _inside(address: str | None) -> str:
    """Only an address of this site: a path, and not one that browsers read as another host; they pass over tabs and line ends."""
    return address if address and INSIDE.fullmatch(address) else ""
