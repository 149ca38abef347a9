"""The second page of signing in: the code of the app, or a recovery code."""
from flask import Blueprint, Response, make_response, render_template, request, session, url_for

from app.clock import now
from app.db import transaction
from app.errors import Refused
from app.staff import accounts, second_factor
from app.staff.models import StaffMember
from app.web.auth import in_epoch
from app.web.htmx import go
from app.web.security import request_id
from app.web.staff.entering import let_in

page = Blueprint("code", __name__, url_prefix="/sign-in/code")
HALF = "password_given"         # in the cookie: who gave the right password, and when. It opens this page and nothing else
PATIENCE = 300                  # seconds in which the code must follow


def expect(staff: StaffMember, after: str) -> None:
    """The right password was given: until the code follows nobody is signed in here."""
    session.clear()
    session[HALF] = {"staff": str(staff.id), "epoch": str(staff.epoch), "at": now().timestamp(), "next": after}


@page.get("")
def show() -> Response:
    return _page() if _half_way() else go(url_for("staff.sign_in.show"))


@page.post("")
def create() -> Response:
    staff = _half_way()
    if staff is None:
        return go(url_for("staff.sign_in.show"))
    try:
        with transaction():
            second_factor.spend_try(staff)
        with transaction():
            second_factor.use(staff, request.form.get("code", ""))
            accounts.enter(staff, request_id=request_id())
    except Refused as problem:
        return _page(str(problem), problem.status)
    return let_in(staff, session[HALF]["next"])


def _half_way() -> StaffMember | None:
    """Who gave the right password a moment ago; a password changed since, or a person disabled, ends that."""
    half = session.get(HALF)
    if half is None or not 0 <= now().timestamp() - half["at"] <= PATIENCE:
        return None
    staff = in_epoch(half["staff"], half["epoch"])
    return staff if staff and second_factor.is_on(staff) else None


def _page(problem: str = "", status: int = 200) -> Response:
    return make_response(render_template("staff/code/show.html", problem=problem), status)
