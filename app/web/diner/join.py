"""Coming late: the table's word, or a tap of somebody seated."""
from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for

from app.db import db, transaction
from app.errors import Invalid, TooMany
from app.stores.models import TablePolicy
from app.tables import sittings
from app.tables.models import JoinRequest
from app.web.diner import visit
from app.web.htmx import go

page = Blueprint("join", __name__, url_prefix="/join")


@page.get("")
def show() -> Response:
    """A guest has nothing to do here; a phone that waits sees what became of it."""
    if g.guest is not None:
        return go(url_for("diner.menu.show"))
    return _shown()


@page.post("")
def create() -> Response:
    """The word was typed."""
    if g.guest is not None:
        return go(url_for("diner.menu.show"))
    try:
        with transaction():
            sittings.spend_word_try(g.table)
        with transaction():
            visit.take(sittings.enter(g.table, word=request.form.get("word", "")))
    except (Invalid, TooMany) as problem:
        return _shown(str(problem), problem.status)
    return visit.keep_seat(go(url_for("diner.menu.show")))


@page.post("/requests")
def ask() -> Response:
    """Ask those seated, and the floor, to be let in."""
    if g.guest is None and g.waiting is None:
        with transaction():
            _request, secret = sittings.ask_to_join(g.table)
        response = go(url_for("diner.join.show"))
        visit.set_cookie(response, secret)
        return response
    return go(url_for("diner.join.show"))


@page.post("/requests/<int:request_id>")
def decide(request_id: int) -> Response:
    """Somebody seated lets a phone in, or does not."""
    visit.only_guests()
    with transaction():
        asked = db.session.get(JoinRequest, request_id)
        if asked is None or asked.sitting_id != g.sitting.id:
            abort(404)
        (sittings.admit if request.form.get("decision") == "admit" else sittings.decline)(asked)
    return go(url_for("diner.order.show") if request.form.get("back") == "order" else url_for("diner.menu.show"))


@page.post("/fresh")
def fresh() -> Response:
    """The phone of a party that left starts anew, as after a scan."""
    return visit.forget(go(url_for("diner.menu.show")))


def _shown(problem: str = "", status: int = 200) -> Response:
    sitting = sittings.open_at(g.table)
    by_staff = g.table.store.table_policy is TablePolicy.STAFF
    return make_response(render_template("diner/join/show.html", sitting=sitting, by_staff=by_staff, waiting=g.waiting, problem=problem,
                                         form_token=visit.token(), store=g.table.store), status)
