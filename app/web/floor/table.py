"""One table: open it, or go to who sits there."""
from flask import Blueprint, Response, g, make_response, render_template, request, url_for

from app.db import transaction
from app.staff.models import Role
from app.staff.roles import role_at
from app.tables import serving, sittings
from app.tables.models import DiningTable
from app.web.auth import actor, signed_in
from app.web.floor import party, view
from app.web.htmx import fragment, go, htmx, unchanged

page = Blueprint("table", __name__, url_prefix="/tables/<int:table_id>")


@page.get("")
def show(table_id: int) -> Response:
    table = view.find_table(table_id)
    if htmx:
        return unchanged(view.room_version()) or fragment("floor/table/_table.html", **_shown(table))
    sitting = sittings.open_at(table)
    if sitting is not None and not request.args.get("share"):
        return go(url_for("floor.party.show", sitting_id=sitting.id))
    return make_response(render_template("floor/table/show.html", room=view.room(), **_shown(table)))


@page.post("/sittings")
def create(table_id: int) -> Response:
    """A party is seated: one tap on how many they are."""
    covers = party.covers_typed(request.form.get("covers", ""))
    with transaction():
        sitting = sittings.open_by_staff(view.find_table(table_id), covers=covers, by=actor(),
                                          share=request.form.get("share") == "1")
        if role_at(signed_in(), g.store) is Role.SERVER:
            serving.take(sitting, signed_in().id, actor())      # a host seats for others, a waiter for themselves
        address = url_for("floor.party.show", sitting_id=sitting.id)
    return go(address)


def _shown(table: DiningTable) -> dict[str, object]:
    return {"version": view.room_version(), "table": table, "sitting": sittings.open_at(table), "share": bool(request.args.get("share"))}
