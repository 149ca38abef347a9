"""A ticket on 80 mm paper. Every print after the first says that it is a copy."""
from flask import Blueprint, Response, g, make_response, render_template, request, url_for

from app.clock import now
from app.db import transaction
from app.kitchen import board, printing
from app.web.auth import actor
from app.web.htmx import go
from app.web.kitchen import view

page = Blueprint("paper", __name__, url_prefix="/tickets/<int:round_id>")


@page.post("/prints")
def create(round_id: int) -> Response:
    with transaction():
        made = printing.remember(view.round_or_404(round_id), view.station(), actor())
        number = made.id
    return go(url_for("kitchen.paper.show", round_id=round_id, station=view.station() or None, number=number))


@page.get("/paper")
def show(round_id: int) -> Response:
    round_ = view.round_or_404(round_id)
    number = request.args.get("number", "")
    copy = printing.copies_before(round_, view.station(), view.number(number) if number else None) > 0
    ticket = board.ticket(round_, view.station())
    lines = sum(1 + len(item.wishes) + bool(item.first.note) for item in ticket.items)
    return make_response(render_template("kitchen/paper/show.html", ticket=ticket, store=g.store, station=view.station(), copy=copy,
                                         printed=bool(number), now=now(), lines=lines, stations=view.stations(), board_url=view.board_url()))
