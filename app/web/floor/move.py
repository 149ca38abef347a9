"""Moving a party, changing tables, two into one, one into two; and taking it back."""
from flask import Blueprint, Response, abort, flash, g, make_response, render_template, request, url_for
from sqlalchemy import select

from app.checks import merging, moving, splitting, undoing
from app.checks.models import Move
from app.codes import token
from app.db import db, transaction
from app.errors import Invalid, Refused
from app.i18n import _
from app.tables import neighbours
from app.tables.labels import natural
from app.tables.models import Sitting
from app.web.auth import actor
from app.web.floor import check, party, view
from app.web.forms import whole
from app.web.htmx import go
from app.web.lines import one_by_one

page = Blueprint("move", __name__, url_prefix="/sittings/<int:sitting_id>")


@page.get("/moves")
def show(sitting_id: int) -> Response:
    return _page(sitting_id, "")


@page.post("/moves")
def create(sitting_id: int) -> Response:
    """One tap: what is done (move, join, leave with a table; swap, merge with a party), and with which."""
    act, _colon, number = request.form.get("act", "").partition(":")
    try:
        with transaction():
            sitting, chosen = view.find_sitting(sitting_id), whole(number, 9) or abort(400)      # the verb asks whether it is open, after the key
            if act in {"swap", "merge"}:
                do = moving.swap if act == "swap" else merging.merge
                made = do(sitting, view.find_sitting(chosen), by=actor(), key=party.key())
            else:
                verb = {"move": moving.move, "join": moving.join, "leave": moving.leave}.get(act) or abort(400)
                made = verb(sitting, view.find_table(chosen), by=actor(), key=party.key())
            stays = made.sitting_id
    except (Refused, Invalid) as problem:
        return _page(sitting_id, str(problem), problem.status)
    return go(url_for("floor.party.show", sitting_id=stays))


@page.get("/splits")
def choose(sitting_id: int) -> Response:
    return _split_page(sitting_id, "")


@page.post("/splits")
def split(sitting_id: int) -> Response:
    kind, _colon, number = request.form.get("to", "").partition(":")
    try:
        with transaction():
            sitting, chosen = view.find_sitting(sitting_id), whole(number, 9) or 0
            made = splitting.split(
                sitting, check.lines_typed(), party.covers_typed(request.form.get("covers", "")), by=actor(), key=party.key(),
                table=view.find_table(chosen) if kind == "table" else None, into=view.find_sitting(chosen) if kind == "party" else None)
            other = made.other_id
    except (Refused, Invalid) as problem:
        return _split_page(sitting_id, str(problem), problem.status)
    return go(url_for("floor.party.show", sitting_id=other))


@page.post("/moves/<int:move_id>/undo")
def undo(sitting_id: int, move_id: int) -> Response:
    with transaction():
        sitting = view.find_sitting(sitting_id)
        made = db.session.scalar(select(Move).where(Move.id == move_id, Move.store_id == g.store.id)) or abort(404)
        if sitting.id not in {made.sitting_id, made.other_id}:
            abort(404)
        undoing.undo(made, by=actor())
        stays = made.sitting_id
    flash(_("It is undone: they sit and pay as before."))
    return go(url_for("floor.party.show", sitting_id=stays))


def _others(room: view.Room, sitting: Sitting) -> list[Sitting]:
    return sorted((each.sitting for each in room.parties if each.sitting.id != sitting.id), key=lambda each: natural(each.label))


def _page(sitting_id: int, problem: str, status: int = 200) -> Response:
    sitting, room = view.find_sitting(sitting_id), view.room()
    mine = {place.table_id for place in sitting.places if place.until is None}
    places = [place for _area, places in room.areas for place in places]
    beside = neighbours.beside(mine)
    values = {"sitting": sitting, "problem": problem, "key": token(), "others": _others(room, sitting), "places": places, "mine": mine,
              "near": [place for place in places if place.table.id in beside],
              "further": [place for place in places if place.table.id not in beside | mine]}
    return make_response(render_template("floor/move/show.html", room=room, **values), status)


def _split_page(sitting_id: int, problem: str, status: int = 200) -> Response:
    sitting, room = view.find_sitting(sitting_id), view.room()
    order = view.last_order(sitting)
    values = {"sitting": sitting, "problem": problem, "key": token(), "others": _others(room, sitting),
              "free": [place.table for _area, places in room.areas for place in places if not place.parties],
              "rounds": [(round_, one_by_one(line for line in round_.lines if line.state != "void")) for round_, _rows in view.rounds_of(order)],
              "chosen": set(request.form.getlist("line")), "covers": request.form.get("covers", "")}
    return make_response(render_template("floor/move/split.html", room=room, **values), status)
