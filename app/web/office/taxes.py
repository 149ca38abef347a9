"""The taxes on dishes and charges: what they are called, and how much by kind of order. For owners."""
import json
from collections.abc import Callable

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for

from app.db import transaction
from app.editing import changing
from app.i18n import _
from app.menu.models import OrderKind
from app.stores import finding
from app.stores.models import Tax
from app.web.auth import actor
from app.web.filters import percent, text
from app.web.htmx import go
from app.web.office import as_file, frame, menu

page = Blueprint("taxes", __name__, url_prefix="/taxes")
NAME = 40
RATES = tuple(f"{kind}_rate" for kind in OrderKind)


@page.before_request
def guard() -> None:
    frame.need_owner()


@page.get("")
def show() -> Response:
    if as_file.is_asked():
        columns = [_("What it is called"), _("At the table"), _("Pickup"), _("Delivery"), _("In the prices")]
        return as_file.of_all("taxes", columns, [
            [text(tax.name), *(f"{percent(tax.rate(kind))} %" for kind in OrderKind), _("yes") if tax.included else _("no")]
            for tax in finding.taxes_in_use()])
    return _list(frame.Form())


@page.post("")
def create() -> Response:
    form = _read(frame.Form())
    if form.errors:
        return _list(form)
    with transaction():
        changing.added(Tax(code=menu.fresh_code(Tax), **form.wanted), by=actor())
    return go(url_for("office.taxes.show"))


@page.get("/<int:tax_id>")
def edit(tax_id: int) -> Response:
    return _page(_tax(tax_id), frame.Form())


@page.post("/<int:tax_id>")
def change(tax_id: int) -> Response:
    tax, form = _tax(tax_id), _read(frame.posted())
    if not form.errors:
        frame.save(form, tax)
    if form.status != 200:
        return _page(tax, form)
    flash(frame.saved_at())
    return go(url_for("office.taxes.edit", tax_id=tax_id))


@page.post("/<int:tax_id>/retirement")
def retire(tax_id: int) -> Response:
    """Once nothing has it any more; old receipts keep it."""
    tax = _tax(tax_id)
    if problem := frame.take_off(tax):
        return _page(tax, frame.Form(), problem, 409)
    return go(url_for("office.taxes.show"))


def _tax(tax_id: int) -> Tax:
    return next((tax for tax in finding.taxes_in_use() if tax.id == tax_id), None) or abort(404)


def _read(form: frame.Form) -> frame.Form:
    form.read("name", lambda: frame.texts("name", NAME, required=True))
    form.read("included", lambda: request.form.get("included") != "0")
    for name in RATES:
        form.read(name, _rate(name))
    return form


def _rate(name: str) -> Callable[[], int]:
    return lambda: frame.needed(frame.percent(name))


def _list(form: frame.Form) -> Response:
    return make_response(render_template("office/taxes/show.html", taxes=finding.taxes_in_use(), form=form, typed=request.form, kinds=list(OrderKind),
                                         languages=frame.look().languages), form.status)


def _page(tax: Tax, form: frame.Form, problem: str = "", status: int = 0) -> Response:
    now_there = changing.values(tax, ["name", "included", *RATES])
    return make_response(render_template("office/taxes/edit.html", tax=tax, form=form, problem=problem, now_there=now_there, kinds=list(OrderKind),
                                         seen=json.dumps(now_there), typed=request.form, languages=frame.look().languages), status or form.status)
