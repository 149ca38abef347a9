"""What parties pay besides their dishes: tea or cover, tableware, a room, packaging; where, when and how much. For owners."""
import json
from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, g, make_response, render_template, request, url_for
from sqlalchemy import func, select

from app.db import db, transaction
from app.editing import changing
from app.errors import Invalid
from app.i18n import _
from app.menu.models import Charge, ChargePer, ChargePrice, OrderKind
from app.stores import finding
from app.tables.models import Area
from app.web.auth import actor
from app.web.filters import text
from app.web.forms import whole
from app.web.htmx import go
from app.web.office import as_file, conditions, frame, menu, words

page = Blueprint("charges", __name__, url_prefix="/charges")
NAME = 60
FIELDS = ("name", "per", "tax_id")


@page.before_request
def guard() -> None:
    frame.need_owner()


@page.get("")
def show() -> Response:
    """As a file: each of its prices is a line."""
    if as_file.is_asked():
        columns = [_("What it is called"), _("Counted"), _("Tax"), _("When"), _("Price")]
        return as_file.of_all("charges", columns, [
            [text(charge.name), words.value("per", charge.per), text(charge.tax.name), words.where_and_when(row), frame.shown_amount(row[-1])]
            for charge in _charges() for row in changing.values(charge, ["amounts"])["amounts"]])
    return _list(frame.Form())


@page.post("")
def create() -> Response:
    """A new one, at one price everywhere; where and when it is another is told on its page."""
    form = _read(frame.Form())
    form.read("price", lambda: frame.needed(frame.amount("price")))
    if form.errors:
        return _list(form)
    price = ChargePrice(amount_minor=form.wanted.pop("price"), refusable=request.form.get("refusable") == "1")
    with transaction():
        last = db.session.scalar(select(func.max(Charge.position))) or 0
        made = Charge(code=menu.fresh_code(Charge), position=last + 1, prices=[price], **form.wanted)
        changing.added(made, by=actor())
        number = made.id
    return go(url_for("office.charges.edit", charge_id=number))


@page.get("/<int:charge_id>")
def edit(charge_id: int) -> Response:
    return _page(_charge(charge_id), frame.Form())


@page.post("/<int:charge_id>")
def change(charge_id: int) -> Response:
    charge, form = _charge(charge_id), _read(frame.posted())
    if not form.errors:
        frame.save(form, charge)
    if form.status != 200:
        return _page(charge, form)
    flash(frame.saved_at())
    return go(url_for("office.charges.edit", charge_id=charge_id))


@page.post("/<int:charge_id>/prices")
def add_price(charge_id: int) -> Response:
    """One more; it replaces the one that holds at the same times and places."""
    charge, form = _charge(charge_id), frame.Form()
    form.read("price", lambda: frame.needed(frame.amount("price")))
    form.read("at", _store)
    form.read("kind", conditions.kind)
    form.read("area", lambda: _area(form.wanted.get("at"), form.wanted.get("kind")))
    form.read("weekdays", conditions.weekdays)
    form.read("hours", conditions.hours)
    form.read("days", conditions.days)
    if form.errors:
        return _page(charge, form, of="price")
    start, end = form.wanted["hours"]
    row = [form.wanted["at"], form.wanted["kind"], form.wanted["area"], form.wanted["weekdays"], start, end, *form.wanted["days"],
           request.form.get("refusable") == "1", form.wanted["price"]]
    with transaction():
        charge = changing.locked(charge)
        rows = [each for each in changing.values(charge, ["amounts"])["amounts"] if each[:-2] != row[:-2]]
        changing.change(charge, {"amounts": [*rows, row]}, by=actor())
    return go(url_for("office.charges.edit", charge_id=charge_id))


@page.post("/<int:charge_id>/removals")
def remove_price(charge_id: int) -> Response:
    """The price that the button named by its place; another tap on an old page names nothing."""
    place, amount = whole(request.form.get("place", ""), 4), request.form.get("amount", "")
    with transaction():
        charge = changing.locked(_charge(charge_id))
        rows = changing.values(charge, ["amounts"])["amounts"]
        if place is None or place >= len(rows) or str(rows[place][-1]) != amount:
            raise Invalid(_("This page is out of date. Please look again."))
        if len(rows) == 1:
            raise Invalid(_("A charge has one price at least. Take the charge off instead."))
        changing.change(charge, {"amounts": rows[:place] + rows[place + 1:]}, by=actor())
    return go(url_for("office.charges.edit", charge_id=charge_id))


@page.post("/<int:charge_id>/position")
def move(charge_id: int) -> Response:
    """One place up or down, on the menu and on checks."""
    _charge(charge_id)
    frame.move_in_chain("charge_order", charge_id)
    return go(url_for("office.charges.show"))


@page.post("/<int:charge_id>/retirement")
def retire(charge_id: int) -> Response:
    """Parties that have begun pay it still."""
    frame.take_off(_charge(charge_id))
    return go(url_for("office.charges.show"))


def _charge(charge_id: int) -> Charge:
    charge = frame.by_id(Charge, charge_id)
    return charge if charge.retired_at is None else abort(404)


def _read(form: frame.Form) -> frame.Form:
    form.read("name", lambda: frame.texts("name", NAME, required=True))
    form.read("per", _per)
    form.read("tax_id", lambda: frame.one_of("tax_id", [tax.id for tax in finding.taxes_in_use()]))
    return form


def _per() -> str:
    typed = request.form.get("per", "")
    if typed not in list(ChargePer):
        raise Invalid(_("Choose one of the list."))
    return typed


def _store() -> int | None:
    number = whole(request.form.get("at", ""), 9)
    return number if number is None or number in {store.id for store in g.stores} else abort(404)


def _area(store_id: int | None, kind: str | None) -> str | None:
    """The code of a part of the room; only who eats here sits in one."""
    code = request.form.get("area", "")
    if not code:
        return None
    if kind not in (None, OrderKind.DINE_IN):
        raise Invalid(_("Only who eats here sits in an area."))
    if not any(area.code == code and store_id in (None, area.store_id) for area in _areas()):
        raise Invalid(_("There is no such area in that store."))
    return code


def _areas() -> Sequence[Area]:
    return db.session.scalars(select(Area).where(Area.retired_at.is_(None)).order_by(Area.store_id, Area.position)).all()


def _charges() -> Sequence[Charge]:
    return db.session.scalars(select(Charge).where(Charge.retired_at.is_(None)).order_by(Charge.position, Charge.id)).all()


def _list(form: frame.Form) -> Response:
    return make_response(render_template("office/charges/show.html", charges=_charges(), form=form, typed=request.form, pers=list(ChargePer),
                                         taxes=finding.taxes_in_use(), languages=frame.look().languages), form.status)


def _page(charge: Charge, form: frame.Form, of: str = "") -> Response:
    """`of` says whose form was sent: the charge's, or the one of a further price."""
    db.session.refresh(charge)
    now_there = changing.values(charge, FIELDS)
    areas = {area.code: text(area.name) for area in _areas()}
    return make_response(render_template(
        "office/charges/edit.html", charge=charge, form=form, of=of, nothing=frame.Form(), now_there=now_there, seen=json.dumps(now_there),
        typed=request.form, rows=changing.values(charge, ["amounts"])["amounts"], pers=list(ChargePer), kinds=list(OrderKind),
        taxes=finding.taxes_in_use(), areas=areas, languages=frame.look().languages), form.status)
