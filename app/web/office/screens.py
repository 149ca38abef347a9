"""Wall screens: a code to type on each once, which are there, and taking one off."""
from flask import Blueprint, Response, abort, g, render_template, request, url_for

from app.db import db, transaction
from app.errors import Invalid
from app.i18n import _
from app.staff import accounts
from app.staff.models import Device, DeviceKind
from app.web import once
from app.web.auth import actor
from app.web.htmx import go
from app.web.office import frame

page = Blueprint("screens", __name__, url_prefix="/screens")
NAME = 40
CODE = "code of a screen"


@page.get("")
def show() -> Response:
    return _page()


@page.post("")
def create() -> Response:
    """A screen to be, at the store that the form names; its code is shown on the next page, once."""
    form, store = frame.Form(), g.store or abort(400)
    form.read("name", lambda: frame.text("name", NAME, required=True))
    form.read("kind", _kind)
    if form.errors:
        return _page(form)
    with transaction():
        device, code = accounts.new_device(store, form.wanted["kind"], actor(), name=form.wanted["name"])
        once.keep(CODE, [device.id, f"{code[:4]}-{code[4:]}"])
    return go(url_for("office.screens.show", store=store.slug))


@page.post("/<int:device_id>/revocation")
def revoke(device_id: int) -> Response:
    device = db.session.get(Device, device_id)
    if device is None or device.store_id not in {store.id for store in g.stores}:
        abort(404)
    with transaction():
        accounts.revoke_device(device, actor())
    return go(url_for("office.screens.show", store=g.store.slug if g.store else None))


def _kind() -> DeviceKind:
    try:
        return DeviceKind(request.form.get("kind", ""))
    except ValueError:
        raise Invalid(_("Choose one of the list.")) from None


def _page(form: frame.Form | None = None) -> Response:
    form, shown = form or frame.Form(), [g.store] if g.store else g.stores
    number, code = once.take(CODE) or (None, "")
    return once.unkept(render_template(
        "office/screens/show.html", form=form, typed=request.form, kinds=list(DeviceKind), devices=accounts.devices_of(shown),
        fresh=db.session.get(Device, number) if number else None, code=code, shown={store.id: store for store in shown}), form.status)
