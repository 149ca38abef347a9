"""What holds in the whole chain: its languages, currency, time zone and service charge. For owners."""
import json

from babel.numbers import list_currencies
from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for

from app.db import db
from app.editing import changing
from app.errors import Invalid, Refused
from app.i18n import _
from app.ordering.finding import is_any_order
from app.stores import finding
from app.stores.hours import time_zones
from app.stores.models import Chain
from app.web.htmx import go
from app.web.languages import NAMES
from app.web.office import frame

page = Blueprint("chain", __name__, url_prefix="/chain")
FIELDS = ("languages", "currency", "time_zone", "service_charge_rate")


@page.before_request
def guard() -> None:
    frame.need_owner()


@page.get("")
def show() -> Response:
    return _page(frame.Form())


@page.post("")
def change() -> Response:
    row, form = _chain(), frame.posted()
    form.read("languages", lambda: _languages(row.languages))
    form.read("time_zone", _time_zone)
    form.read("service_charge_rate", lambda: frame.percent("service_charge_rate") or 0)
    if "currency" in request.form:
        form.read("currency", lambda: request.form["currency"])
    if form.errors:
        return _page(form)
    try:
        frame.save(form, row)
    except Refused as problem:
        db.session.rollback()
        form.errors["currency" if "currency" in form.wanted else "languages"] = str(problem)
    if form.status != 200:
        return _page(form)
    flash(frame.saved_at())
    return go(url_for("office.chain.show"))


def _chain() -> Chain:
    return finding.chain() or abort(404)


def _languages(now_there: list[str]) -> list[str]:
    """Those that are ticked, the first one first, the others in the order they have."""
    ticked = [language for language in [*now_there, *NAMES] if language in request.form.getlist("language")]
    if not ticked:
        raise Invalid(_("Guests read at least one language."))
    first = request.form.get("first", "")
    if first not in ticked:
        raise Invalid(_("The first language is one of those that are ticked."))
    return sorted(dict.fromkeys(ticked), key=lambda language: language != first)


def _time_zone() -> str:
    typed = request.form.get("time_zone", "")
    if typed not in time_zones():
        raise Invalid(_("Choose a time zone of the list."))
    return typed


def _page(form: frame.Form) -> Response:
    row = _chain()
    db.session.refresh(row)
    now_there = changing.values(row, FIELDS)
    return make_response(render_template(
        "office/chain/show.html", form=form, now_there=now_there, seen=json.dumps(now_there), typed=request.form, names=NAMES,
        zones=sorted({*time_zones(), row.time_zone}), currencies=sorted(list_currencies()), has_orders=is_any_order()), form.status)
