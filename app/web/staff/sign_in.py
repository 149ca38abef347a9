"""Signing in with name and password, and out again."""
from flask import Blueprint, Response, render_template, request, session, url_for
from flask_login import login_user, logout_user

from app.audit import Actor, record
from app.db import transaction
from app.errors import Invalid
from app.staff import accounts
from app.web.auth import SignedIn, actor, signed_in
from app.web.htmx import go
from app.web.security import request_id

page = Blueprint("sign_in", __name__, url_prefix="/sign-in")


@page.get("")
def show() -> str:
    return render_template("staff/sign_in/show.html", username="", problem="", next=_inside(request.args.get("next")))


@page.post("")
def create() -> Response | tuple[str, int]:
    username = request.form.get("username", "")
    try:
        with transaction():
            staff = accounts.sign_in(username, request.form.get("password", ""))
            record(Actor("staff", staff.id, request_id()), "signed_in", staff)
    except Invalid as problem:
        with transaction():
            accounts.count_failure(username)
        shown = render_template("staff/sign_in/show.html", username=username, problem=str(problem), next=_inside(request.form.get("next")))
        return shown, problem.status
    session.clear()             # nobody carries another session's form token over
    session.permanent = True
    login_user(SignedIn(staff))
    return go(_inside(request.form.get("next")) or url_for("staff.start.show"))


@page.post("/out")
def delete() -> Response:
    staff = signed_in()
    if staff is not None:
        with transaction():
            record(actor(), "signed_out", staff)
    logout_user()
    session.clear()
    return go(url_for("staff.sign_in.show"))


def _inside(address: str | None) -> str:
    """Only an address of this site: a path, and not one that browsers read as another host."""
    return address if address and address.startswith("/") and not address.startswith(("//", "/\\")) else ""
