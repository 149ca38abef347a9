"""Every open check on paper, so that the room can be run without a network. They are for the staff: no bill, and no copy of one."""
from flask import Blueprint, g, render_template, request

from app.clock import now
from app.ordering.finding import owed_lines
from app.payments.due import legs
from app.web.floor import view
from app.web.floor.paper import SIZES
from app.web.lines import bought

page = Blueprint("papers", __name__, url_prefix="/checks")


@page.get("")
def show() -> str:
    room, size = view.room(), request.args.get("size", "")
    checks = [(party, bought(owed_lines(party.order)) if party.order else [], legs(party.order) if party.order else []) for party in room.parties]
    return render_template("floor/papers/show.html", checks=checks, store=g.store, now=now(), size=size if size in SIZES else "80")
