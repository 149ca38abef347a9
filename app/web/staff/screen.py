"""A wall screen types its code once and stays signed in until it is revoked."""
from flask import Blueprint, Response, current_app, render_template, request, url_for

from app.db import db, transaction
from app.errors import Invalid
from app.staff import accounts
from app.stores.models import Store
from app.web.auth import DEVICE_COOKIE
from app.web.htmx import go

page = Blueprint("screen", __name__, url_prefix="/screen")
YEAR = 365 * 86400


@page.get("")
def show() -> str:
    return render_template("staff/screen/show.html", problem="")


@page.post("")
def create() -> Response | tuple[str, int]:
    try:
        with transaction():
            device, secret = accounts.claim_device(request.form.get("code", ""))
            store = db.session.get(Store, device.store_id)
            address = url_for("kitchen.board.show", store=store.slug)
    except Invalid as problem:
        return render_template("staff/screen/show.html", problem=str(problem)), problem.status
    response = go(address)
    response.set_cookie(DEVICE_COOKIE, secret, max_age=YEAR, httponly=True, samesite="Lax",
                        secure=current_app.config["SESSION_COOKIE_SECURE"])
    return response
