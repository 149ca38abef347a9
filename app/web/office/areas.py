"""The areas of a room: what they are called, and in which order the floor sees them."""
import json

from flask import Blueprint, Response, abort, flash, g, make_response, render_template, url_for
from sqlalchemy import func, select

from app.db import db, transaction
from app.editing import changing
from app.errors import Invalid, Refused
from app.i18n import _
from app.tables.models import Area
from app.web.auth import actor
from app.web.filters import text
from app.web.htmx import go
from app.web.office import frame, menu, tables

page = Blueprint("areas", __name__, url_prefix="/tables/areas")
NAME = 60


@page.post("")
def create() -> Response:
    """At the store that the form names."""
    store = tables.chosen_store() or abort(404)
    try:
        name = frame.texts("name", NAME, required=True)
    except Invalid as problem:
        return tables.shown(problem=problem)
    with transaction():
        last = db.session.scalar(select(func.max(Area.position)).where(Area.store_id == store.id)) or 0
        changing.added(Area(store_id=store.id, code=menu.fresh_code(Area), name=name, position=last + 1), by=actor())
    return go(url_for("office.tables.show", store=store.slug))


@page.get("/<int:area_id>")
def edit(area_id: int) -> Response:
    return _page(tables.find_area(area_id), frame.Form())


@page.post("/<int:area_id>")
def change(area_id: int) -> Response:
    area, form = tables.find_area(area_id), frame.posted()
    form.read("name", lambda: frame.texts("name", NAME, required=True))
    frame.save(form, area)
    if form.status == 200:
        return go(url_for("office.tables.show", store=g.store.slug))
    return _page(area, form)


@page.post("/<int:area_id>/position")
def move(area_id: int) -> Response:
    """One place up or down."""
    tables.find_area(area_id)
    with transaction():
        store = changing.locked(g.store)
        order = changing.values(store, ["areas"])["areas"]
        changing.change(store, {"areas": frame.moved(order, area_id)}, by=actor(), store_id=store.id)
        slug = store.slug
    return go(url_for("office.tables.show", store=slug))


@page.post("/<int:area_id>/retirement")
def retire(area_id: int) -> Response:
    """An empty area goes; old checks keep it."""
    area = tables.find_area(area_id)
    try:
        with transaction():
            changing.retire(area, by=actor())
    except Refused as refused:
        return tables.shown(problem=refused)
    flash(_("The area %(area)s was taken off.", area=text(area.name)))
    return go(url_for("office.tables.show", store=g.store.slug))


def _page(area: Area, form: frame.Form) -> Response:
    fields = changing.values(area, ["name"])
    return make_response(render_template("office/tables/area.html", area=area, form=form, fields=fields, seen=json.dumps(fields),
                                         languages=frame.look().languages), form.status)
