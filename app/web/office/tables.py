"""The room of a store: its tables in a list and on the plan, where they are moved by hand, by keys or by numbers."""
import json
from collections import defaultdict
from collections.abc import Sequence
from math import hypot
from typing import Any

from flask import Blueprint, Response, abort, flash, g, make_response, render_template, request, url_for
from sqlalchemy import select

from app.db import db, transaction
from app.editing import adding, changing
from app.errors import Invalid, Refused
from app.i18n import _, ngettext
from app.stores.models import Store
from app.tables import arranging, labels, neighbours
from app.tables.models import Area, DiningTable, Shape, SittingTable
from app.web import plan
from app.web.auth import actor
from app.web.filters import text
from app.web.forms import whole
from app.web.htmx import fragment, go, htmx
from app.web.office import as_file, frame, words

page = Blueprint("tables", __name__, url_prefix="/tables")
FIELDS = ("label", "area_id", "covers", "shape", "place", "neighbours")
STEP = 2                # how far an arrow moves a table, in hundredths of the plan's width
STEPS = {"left": (-STEP, 0), "right": (STEP, 0), "up": (0, -STEP), "down": (0, STEP)}
ROOM_BELOW = 160        # free space below the lowest table, in the plan's thousandths
CLOSE = 8               # so many tables are offered as neighbours at once


@page.get("")
def show() -> Response:
    if as_file.is_asked() and (store := chosen_store()):
        rows = ([table.label, text(table.area.name), str(table.min_covers), str(table.max_covers), words.shape(table.shape or Shape.SQUARE)]
                for table in arranging.tables_at(store.id))
        return as_file.of_all("tables", [_("Table"), _("Area"), _("People at least"), _("People at most"), _("Shape")], rows)
    return shown()


@page.post("")
def create() -> Response:
    """Several at once: B1-B8, for 4 people each."""
    store, form = chosen_store() or abort(404), frame.Form()
    form.read("labels", lambda: _new_labels(store))
    form.read("area_id", lambda: frame.one_of("area_id", [area.id for area in arranging.areas_of(store.id)]))
    form.read("covers", _covers)
    form.read("shape", _shape)
    if form.errors:
        return shown(form=form)
    wanted = form.wanted
    with transaction():
        new, back = adding.tables(store, wanted["labels"], area_id=wanted["area_id"], covers=wanted["covers"], shape=wanted["shape"], by=actor())
    if new:
        flash(ngettext("%(num)s table added, below the others on the plan.", "%(num)s tables added, below the others on the plan.", len(new)))
    if back:
        flash(_("Back with the code they had: %(tables)s.", tables=", ".join(back)))
    return go(url_for("office.tables.show", store=store.slug))


@page.get("/<int:table_id>")
def edit(table_id: int) -> Response:
    return shown(find(table_id))


@page.post("/<int:table_id>")
def change(table_id: int) -> Response:
    table, form = find(table_id), frame.posted()
    form.read("label", lambda: arranging.checked_label(table, frame.text("label", labels.LONGEST, required=True)))
    form.read("area_id", lambda: frame.one_of("area_id", [area.id for area in arranging.areas_of(table.store_id)]))
    form.read("covers", _covers)
    form.read("shape", _shape)
    return _saved(table, form)


@page.post("/<int:table_id>/place")
def place(table_id: int) -> Response:
    """To where it was dragged or typed, a step further, off the plan, or on it."""
    table, form = find(table_id), frame.posted()
    if "to" in request.form:
        form.seen = {}          # a step counts from wherever the table stands
    form.read("place", lambda: _place(table))
    return _saved(table, form)


@page.post("/<int:table_id>/neighbours")
def join(table_id: int) -> Response:
    """Which tables can be joined with it."""
    table, form = find(table_id), frame.posted()
    others = {other.id for other in arranging.tables_at(table.store_id)} - {table.id}
    form.read("neighbours", lambda: sorted(others & {whole(each, 9) for each in request.form.getlist("neighbour")}))
    return _saved(table, form)


@page.post("/<int:table_id>/retirement")
def retire(table_id: int) -> Response:
    """Off the plan; its checks stay, and the history can bring it back."""
    table = find(table_id)
    try:
        with transaction():
            changing.retire(table, by=actor())
    except Refused as refused:
        return shown(table, problem=refused)
    flash(_("Table %(table)s was taken off.", table=table.label))
    return go(url_for("office.tables.show", store=g.store.slug))


# What the pages show

def chosen_store() -> Store | None:
    """The one the address names, else the first; also for the page's own links."""
    g.store = g.store or next(iter(g.stores), None)
    return g.store


def find(table_id: int) -> DiningTable:
    """A table of a store the person manages, else 404."""
    table = db.session.get(DiningTable, table_id)
    if table is None or table.retired_at is not None:
        abort(404)
    return _mine(table)


def find_area(area_id: int) -> Area:
    area = db.session.get(Area, area_id)
    if area is None or area.retired_at is not None:
        abort(404)
    return _mine(area)


def _mine(row: Any) -> Any:
    g.store = next((store for store in g.stores if store.id == row.store_id), None) or abort(404)
    return row


def room(store: Store, areas: Sequence[Area]) -> dict[str, object]:
    """The store's tables, in the list and on the plan."""
    found = {table.id: table for table in arranging.tables_at(store.id)}
    in_area: dict[int, list[DiningTable]] = defaultdict(list)
    for table in found.values():
        in_area[table.area_id].append(table)
    spots = [(table, box) for table in found.values() if (box := plan.box(table)) is not None]
    names = [(area, *plan.name_at(boxes)) for area in areas if (boxes := [box for table, box in spots if table.area_id == area.id])]
    joined: dict[int, list[str]] = defaultdict(list)
    pairs = [(found[one], found[other]) for one, other in neighbours.pairs(found)]
    for one, other in pairs:
        joined[one.id].append(other.label)
        joined[other.id].append(one.label)
    unplaced = [table for table in found.values() if plan.box(table) is None]
    taken = set(db.session.scalars(select(SittingTable.table_id).where(SittingTable.table_id.in_(found), SittingTable.until.is_(None))))
    return {"areas": areas, "in_area": in_area, "count": len(found), "spots": spots, "names": names, "taken": taken, "joined": joined,
            "lines": [(one, other) for one, other in pairs if plan.box(one) and plan.box(other)],
            "height": plan.height([box for _table, box in spots]) + ROOM_BELOW, "unplaced": unplaced}


def _saved(table: DiningTable, form: frame.Form) -> Response:
    frame.save(form, table)
    if htmx or form.status != 200:
        return shown(table, form)
    return go(url_for("office.tables.edit", table_id=table.id))


def shown(table: DiningTable | None = None, form: frame.Form | None = None, problem: Refused | None = None) -> Response:
    store = chosen_store()
    if store is None:
        return make_response(render_template("office/tables/none.html"))
    if table is not None:
        db.session.refresh(table)
    form = form or frame.Form()
    values = room(store, arranging.areas_of(store.id)) | {
        "table": table, "form": form, "typed": request.form if form.status != 200 else {}, "problem": str(problem or ""),
        "languages": frame.look().languages,
        "shapes": {shape.value: words.shape(shape) for shape in Shape}, "saved": frame.saved_at() if form.saved else "",
            **(_edited(table) if table else {})}
    status = problem.status if problem else form.status
    if htmx:
        return fragment("office/tables/_tables.html", status, **values)
    return make_response(render_template("office/tables/show.html", **values), status)


def _edited(table: DiningTable) -> dict[str, object]:
    """The fields of the table in the editor, and who could be joined with it, nearest first."""
    fields = changing.values(table, FIELDS)
    others = sorted((other for other in arranging.tables_at(table.store_id) if other.id != table.id), key=lambda other: _distance(table, other))
    near = [other for place, other in enumerate(others) if place < CLOSE or other.id in fields["neighbours"]]
    return {"fields": fields, "seen": json.dumps(fields), "near": near, "further": [other for other in others if other not in near]}


def _distance(one: DiningTable, other: DiningTable) -> float:
    here, there = arranging.place_of(one), arranging.place_of(other)
    return hypot(here[0] - there[0], here[1] - there[1]) if here and there else plan.WIDTH


# What is typed

def _new_labels(store: Store) -> list[str]:
    found = labels.spelled_out(request.form.get("labels", ""))
    known = {table.label.lower(): table.label for table in arranging.tables_at(store.id)}
    if taken := next((known[label.lower()] for label in found if label.lower() in known), ""):
        raise Invalid(arranging.taken(taken))
    return found


def _covers() -> list[int]:
    most = frame.needed(frame.number("most", 1, arranging.MOST_COVERS))
    return arranging.checked_covers(frame.number("least", 1, arranging.MOST_COVERS) or 1, most)


def _shape() -> str:
    if request.form.get("shape") not in set(Shape):
        raise Invalid(_("Choose one of the list."))
    return request.form["shape"]


def _place(table: DiningTable) -> list[int] | None:
    to = request.form.get("to", "")
    if to == "off":
        return None
    here = arranging.place_of(table)
    if here is None and to:
        return list(next(arranging.free_places(arranging.tables_at(table.store_id))))
    if here is not None and to in STEPS:
        return plan.inside(table, here[0] + STEPS[to][0], here[1] + STEPS[to][1])
    x, y = frame.number("x", 0, arranging.WIDE), frame.number("y", 0, arranging.HIGH)
    return plan.inside(table, frame.needed(x), frame.needed(y))
