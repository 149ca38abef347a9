"""One's own second factor: setting it up with an app, and turning it off again."""
from flask import Blueprint, Response, current_app, render_template, request, session, url_for

from app.db import transaction
from app.errors import Refused
from app.i18n import pick
from app.staff import accounts, second_factor
from app.staff.roles import Right, owns, stores_where
from app.tables import qr
from app.web import once
from app.web.auth import actor, signed_in
from app.web.htmx import go
from app.web.look import look

page = Blueprint("second_factor", __name__, url_prefix="/second-factor")
BEGUN, CODES = "second_factor_begun", "recovery_codes"      # in the cookie: whose password was given here; the codes to show once


@page.get("")
def show() -> Response:
    return _page()


@page.post("")
def create() -> Response:
    """A secret for the app, with one's password, so that a phone left on a table makes none."""
    staff = signed_in()
    try:
        _check_password()
        with transaction():
            accounts.forget_tries(staff)
            second_factor.begin(staff)
    except Refused as problem:
        return _page(str(problem), problem.status)
    session[BEGUN] = staff.id
    return go(url_for("staff.second_factor.show"))


@page.post("/confirmation")
def confirm() -> Response:
    """The app shows codes: one of them says so."""
    staff = signed_in()
    try:
        with transaction():
            second_factor.spend_try(staff)
        with transaction():
            codes = second_factor.confirm(staff, request.form.get("code", ""), by=actor())
    except Refused as problem:
        return _page(str(problem), problem.status)
    session.pop(BEGUN, None)
    once.keep(CODES, codes)
    return go(url_for("staff.second_factor.show"))


@page.post("/off")
def delete() -> Response:
    """With password and code: a session that somebody left open is not enough."""
    staff = signed_in()
    try:
        _check_password()
        with transaction():
            second_factor.spend_try(staff)
        with transaction():
            second_factor.use(staff, request.form.get("code", ""))
            accounts.forget_tries(staff)
            second_factor.turn_off(staff, by=actor())
    except Refused as problem:
        return _page(str(problem), problem.status)
    return go(url_for("staff.second_factor.show"))


def _check_password() -> None:
    with transaction():
        accounts.spend_try(signed_in().username)
    accounts.sign_in(signed_in().username, request.form.get("password", ""), demo=current_app.config["DEMO"])


def _page(problem: str = "", status: int = 200) -> Response:
    staff = signed_in()
    begun = staff.totp_secret is not None and not second_factor.is_on(staff) and session.get(BEGUN) == staff.id
    manages, name = bool(owns(staff) or stores_where(staff, Right.MANAGE)), pick(look().name, look().languages[0])
    return once.unkept(render_template(
        "staff/second_factor/show.html", staff=staff, problem=problem, codes=once.take(CODES), on=second_factor.is_on(staff),
        left=second_factor.codes_left(staff), begun=begun, code=qr.squares(second_factor.address(staff, name)) if begun else None,
        manages=manages, must=manages and second_factor.is_missing(staff, demo=current_app.config["DEMO"])), status)
