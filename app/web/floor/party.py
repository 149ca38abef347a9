"""A party: what it waits for, its dishes, who may join; and after the bill, that it is closed."""
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from sqlalchemy import select

from app.audit import Actor
from app.clock import now
from app.db import db, transaction
from app.errors import Invalid
from app.i18n import _
from app.kitchen import board, hurry
from app.ordering.covers import admit, set_covers
from app.ordering.models import TO_COOK, OrderLine
from app.payments import paying
from app.payments.due import legs
from app.staff.roles import Right
from app.tables import serving, sittings
from app.tables.models import Sitting
from app.web.auth import actor, need, signed_in
from app.web.floor import view
from app.web.forms import whole
from app.web.htmx import answer, fragment, go, htmx, unchanged
from app.web.lines import together

page = Blueprint("party", __name__, url_prefix="/sittings/<int:sitting_id>")
MOST_LINES = 1000


@page.get("")
def show(sitting_id: int) -> Response:
    sitting = view.find_sitting(sitting_id)
    if htmx:
        return unchanged(_version(sitting)) or fragment("floor/party/_party.html", **shown(sitting))
    return make_response(render_template("floor/party/show.html", room=view.room(), **shown(sitting)))


@page.post("/confirmations")
def confirm(sitting_id: int) -> Response:
    """Somebody of the floor has looked in: orders flow, a flag is lifted."""
    with transaction():
        sittings.confirm(view.find_open(sitting_id), covers=None, by=actor())
    return done(sitting_id)


@page.post("/covers")
def count(sitting_id: int) -> Response:
    covers = request.form.get("covers", "")
    try:
        with transaction():
            order = set_covers(view.find_open(sitting_id), covers_typed(covers) or 0, actor())
            if order is not None:
                view.give_back(order, _("Fewer guests than were counted."),
                               _("This has been paid for so many. A manager counts fewer and gives the money back."))
    except Invalid as problem:
        values = shown(view.find_sitting(sitting_id)) | {"covers": covers, "problem": str(problem)}
        if htmx:
            return fragment("floor/party/_party.html", problem.status, **values)
        return make_response(render_template("floor/party/show.html", room=view.room(), **values), problem.status)
    return done(sitting_id)


@page.post("/server")
def take(sitting_id: int) -> Response:
    """I look after this party from now on."""
    with transaction():
        serving.take(view.find_open(sitting_id), signed_in().id, actor())
    return done(sitting_id)


@page.post("/words")
def new_word(sitting_id: int) -> Response:
    with transaction():
        sittings.new_word(view.find_open(sitting_id), actor())
    return done(sitting_id)


@page.post("/requests/<int:request_id>/<any(admission, refusal):decision>")
def decide(sitting_id: int, request_id: int, decision: str) -> Response:
    """A phone that waits is let in, or not."""
    with transaction():
        sitting = view.find_sitting(sitting_id)
        asked = next((each for each in sittings.requests(sitting) if each.id == request_id), None) or abort(404)
        if decision == "admission":
            admit(asked)
        else:
            sittings.decline(asked)
    return done(sitting_id)


@page.post("/servings")
def serve(sitting_id: int) -> Response:
    """These dishes are on the table: the ones that the waiter saw ready, no others."""
    return _serve(sitting_id, board.serve)


@page.post("/bringings")
def bring(sitting_id: int) -> Response:
    """These dishes are on the table, though the kitchen forgot to bump them."""
    return _serve(sitting_id, board.bring)


@page.post("/unservings")
def unserve(sitting_id: int) -> Response:
    """A wrong tap: these dishes are not on the table."""
    return _serve(sitting_id, board.unserve, lambda dishes: _("Not served: %(dishes)s", dishes=dishes))


def _serve(sitting_id: int, verb: Callable[[Sequence[OrderLine], Actor], None],
           said: Callable[[str], str] = lambda dishes: _("Served: %(dishes)s", dishes=dishes)) -> Response:
    with transaction():
        sitting = view.find_sitting(sitting_id)
        order = view.last_order(sitting) or abort(404)
        lines = db.session.scalars(select(OrderLine).where(OrderLine.id.in_(numbers("line")), OrderLine.order_id == order.id,
                                                           OrderLine.round_id.is_not(None)).order_by(OrderLine.id)).all()
        verb(lines, actor())
        served = view.names(lines)
    flash(said(served))
    return done(sitting_id)


@page.post("/closures")
def close(sitting_id: int) -> Response:
    """They have paid, or leave without having ordered; the table is free again."""
    if view.party(view.find_sitting(sitting_id)).due.total_minor:
        need(Right.SETTLE)
    with transaction():
        paying.close_party(view.find_sitting(sitting_id), by=actor())
    return go(url_for("floor.party.show", sitting_id=sitting_id))


def done(sitting_id: int) -> Response:
    """After an act on a party: where the tap came from, the room or the party's own page."""
    if request.form.get("back") == "room":
        return answer(url_for("floor.room.show"), "floor/room/_room.html", room=view.room())
    sitting = view.find_sitting(sitting_id)
    return answer(url_for("floor.party.show", sitting_id=sitting_id), "floor/party/_party.html", **shown(sitting))


def shown(sitting: Sitting) -> dict[str, object]:
    version = _version(sitting)
    party = view.party(sitting)
    rounds = view.rounds_of(party.order)
    return {"version": version, "party": party, "sitting": sitting, "rounds": rounds, "asked": hurry.nudges(round_.id for round_, _rows in rounds),
            "making": {round_.id for round_, rows in rounds if round_.release_at <= now() and any(row.line.state in TO_COOK for row in rows)},
            "legs": legs(party.order) if party.order else [], "me": signed_in(), "together": together,
            "shared": [] if sitting.is_open else [table.label for table in sitting.tables if sittings.open_at(table)]}


def key() -> str:
    """Of the form: what it does, it does once."""
    found = request.form.get("key", "")
    return found if 8 <= len(found) <= 64 else abort(400)


def covers_typed(typed: str) -> int | None:
    """How many people: a number, or blank for not known. Raises Invalid for anything else."""
    covers = whole(typed, 2)
    if typed.strip() and not covers:
        raise Invalid(_("Type how many people sit here: 1 to 99."))
    return covers


def _version(sitting: Sitting) -> str:
    return view.party_version(sitting, view.last_order(sitting))


def numbers(name: str) -> list[int]:
    """Ids that a page's form carries; more than any page shows would be more than a database takes in one question."""
    found = [number for value in request.form.getlist(name) if (number := whole(value, 9)) is not None]
    return found if 0 < len(found) <= MOST_LINES else abort(400)
