"""The places in the kitchen that cook, in the order in which its screens show them. For owners."""
import json

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from sqlalchemy import func, select

from app.db import db, transaction
from app.editing import changing
from app.editing.beginning import MOST_STATIONS
from app.i18n import _
from app.menu.models import Dish
from app.stores import finding
from app.stores.models import Station
from app.web.auth import actor
from app.web.filters import text
from app.web.htmx import go
from app.web.office import as_file, frame, menu

page = Blueprint("stations", __name__, url_prefix="/stations")
NAME = 40


@page.before_request
def guard() -> None:
    frame.need_owner()


@page.get("")
def show() -> Response:
    if as_file.is_asked():
        dishes = _dishes()
        return as_file.of_all("stations", [_("What it is called"), _("Dishes")],
                              [[text(station.name), str(dishes.get(station.id, 0))] for station in finding.stations()])
    return _list(frame.Form())


@page.post("")
def create() -> Response:
    form = frame.Form()
    form.read("name", lambda: frame.texts("name", NAME, required=True))
    if len(finding.stations()) >= MOST_STATIONS:
        form.errors["name"] = _("A kitchen has %(most)s stations at most.", most=MOST_STATIONS)
    if form.errors:
        return _list(form)
    with transaction():
        last = db.session.scalar(select(func.max(Station.position))) or 0
        changing.added(Station(code=menu.fresh_code(Station), name=form.wanted["name"], position=last + 1), by=actor())
    return go(url_for("office.stations.show"))


@page.get("/<int:station_id>")
def edit(station_id: int) -> Response:
    return _page(_station(station_id), frame.Form())


@page.post("/<int:station_id>")
def change(station_id: int) -> Response:
    station, form = _station(station_id), frame.posted()
    form.read("name", lambda: frame.texts("name", NAME, required=True))
    frame.save(form, station)
    return go(url_for("office.stations.show")) if form.status == 200 else _page(station, form)


@page.post("/<int:station_id>/position")
def move(station_id: int) -> Response:
    """One place up or down."""
    _station(station_id)
    frame.move_in_chain("stations", station_id)
    return go(url_for("office.stations.show"))


@page.post("/<int:station_id>/retirement")
def retire(station_id: int) -> Response:
    """Once nothing is cooked there any more."""
    station = _station(station_id)
    if problem := frame.take_off(station):
        return _page(station, frame.Form(), problem, 409)
    return go(url_for("office.stations.show"))


def _station(station_id: int) -> Station:
    return next((station for station in finding.stations() if station.id == station_id), None) or abort(404)


def _dishes() -> dict[int, int]:
    """How many are cooked at each."""
    return dict(db.session.execute(select(Dish.station_id, func.count()).where(Dish.retired_at.is_(None)).group_by(Dish.station_id)).all())


def _list(form: frame.Form) -> Response:
    return make_response(render_template("office/stations/show.html", stations=finding.stations(), dishes=_dishes(), form=form, typed=request.form,
                                         languages=frame.look().languages), form.status)


def _page(station: Station, form: frame.Form, problem: str = "", status: int = 0) -> Response:
    now_there = changing.values(station, ["name"])
    return make_response(render_template("office/stations/edit.html", station=station, form=form, problem=problem, now_there=now_there,
                                         seen=json.dumps(now_there), typed=request.form, languages=frame.look().languages), status or form.status)
