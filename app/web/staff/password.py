"""Setting a password by the one-time link."""
from flask import Blueprint, Response, abort, render_template, request, url_for

from app.db import transaction
from app.errors import Invalid
from app.staff import accounts
from app.web.htmx import go

page = Blueprint("password", __name__, url_prefix="/password/<secret>")


@page.get("")
def show(secret: str) -> str:
    return _shown(secret)


@page.post("")
def create(secret: str) -> Response | tuple[str, int]:
    try:
        with transaction():
            accounts.use_link(secret, request.form.get("password", ""))
    except Invalid as problem:
        return _shown(secret, str(problem)), problem.status
    return go(url_for("staff.sign_in.show"))


def _shown(secret: str, problem: str = "") -> str:
    staff = accounts.link_owner(secret) or abort(404)
    return render_template("staff/password/show.html", staff=staff, secret=secret, problem=problem, length=accounts.PASSWORD_LENGTH)
