"""Coming late: the table's word, or a tap of somebody seated."""
from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for

from app.db import db, transaction
from app.errors import Invalid, TooMany
from app.ordering import covers
from app.stores.models import TablePolicy
from app.tables import sittings
from app.tables.models import JoinRequest, Sitting
from app.web.diner import visit
from app.web.htmx import fragment, go, htmx, unchanged, version_of

page = Blueprint("join", __name__, url_prefix="/join")


@page.get("")
def show() -> Response:
    """A guest has nothing to do here; a phone that waits sees what became of it."""
    sitting = sittings.open_at(g.table)
    if g.guest is not None or (sitting is None and g.table.store.table_policy is not TablePolicy.STAFF):
        return go(url_for("diner.menu.show"))
    if htmx and sitting is not None:
        return unchanged(version_of(sittings.topic(sitting.id))) or fragment("diner/join/_join.html", **_values(sitting))
    return _shown()


@page.post("")
def create() -> Response:
    """The word was typed."""
    if g.guest is not None or g.waiting:
        return go(url_for("diner.join.show"))
    word = request.form.get("word", "")
    try:
        with transaction():
            sittings.spend_word_try(g.table, word)
        with transaction():
            visit.take(covers.enter(g.table, word=word))
    except (Invalid, TooMany, sittings.NotOpened) as problem:
        return _shown(str(problem), problem.status)
    return visit.keep_seat(go(url_for("diner.menu.show")))


@page.post("/requests")
def ask() -> Response:
    """Ask those seated, and the floor, to be let in."""
    if g.guest is None and not g.waiting and not g.turned_away:
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
        (covers.admit if request.form.get("decision") == "admit" else sittings.decline)(asked)
    return go(url_for("diner.order.show") if request.form.get("back") == "order" else url_for("diner.menu.show"))


@page.post("/fresh")
def fresh() -> Response:
    """The phone of a party that left starts anew, as after a scan."""
    return visit.forget(go(url_for("diner.menu.show")))


def _shown(problem: str = "", status: int = 200) -> Response:
    return make_response(render_template("diner/join/show.html", **_values(sittings.open_at(g.table), problem)), status)


def _values(sitting: Sitting | None, problem: str = "") -> dict[str, object]:
    return {"version": version_of(sittings.topic(sitting.id)) if sitting else "", "sitting": sitting, "waiting": g.waiting,
            "turned_away": g.turned_away, "problem": problem, "form_token": visit.token(), "store": g.table.store}
