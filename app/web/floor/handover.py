"""Tables go to the next shift by name: one's own, or, by whoever runs the store, somebody else's."""
from flask import Blueprint, Response, abort, flash, g, make_response, render_template, request, url_for

from app.db import transaction
from app.errors import Invalid, Refused
from app.i18n import _, ngettext
from app.staff.models import StaffMember
from app.staff.roles import Right, who_may
from app.tables import serving
from app.web.auth import actor, can, signed_in
from app.web.floor import party
from app.web.forms import whole
from app.web.htmx import go

page = Blueprint("handover", __name__, url_prefix="/handover")


@page.get("")
def show() -> Response:
    return _page()


@page.post("")
def create() -> Response:
    """The ticked tables go to the person who is tapped."""
    try:
        giver, taker = _giver(), _chosen(whole(request.form.get("to", ""), 9))
        if taker is None:
            raise Invalid(_("Choose who takes them."))
        if not request.form.getlist("sitting"):
            raise Invalid(_("Tick the tables that go."))
        with transaction():
            gone = serving.hand_over(g.store.id, giver.id, taker.id, party.numbers("sitting"), actor())
    except (Refused, Invalid) as problem:
        return _page(str(problem), problem.status)
    flash(ngettext("Handed to %(name)s: %(num)s table", "Handed to %(name)s: %(num)s tables", gone, name=taker.name))
    return go(url_for("floor.room.show"))


def _giver() -> StaffMember:
    """Oneself; a manager may hand over for somebody who has gone home."""
    wanted = whole(request.values.get("from", ""), 9)
    if wanted is None or wanted == signed_in().id:
        return signed_in()
    return (_chosen(wanted) if can(Right.REFUND) else None) or abort(403)


def _chosen(number: int | None) -> StaffMember | None:
    return next((person for person in who_may(Right.SERVE, g.store) if person.id == number), None)


def _page(problem: str = "", status: int = 200) -> Response:
    giver, people = _giver(), who_may(Right.SERVE, g.store)
    tables = serving.own(g.store.id, giver.id)
    givers = [(person, serving.own(g.store.id, person.id)) for person in people if person.id != giver.id] if can(Right.REFUND) else []
    values = {"giver": giver, "tables": tables, "takers": [person for person in people if person.id != giver.id],
              "givers": [person for person, theirs in givers if theirs], "problem": problem, "me": signed_in()}
    return make_response(render_template("floor/handover/show.html", **values), status)
