"""What a cook does to a ticket. A press carries the ticket and the lines it showed, never a position."""
from flask import Blueprint, Response

from app.kitchen import board
from app.web.auth import actor
from app.web.kitchen import view

page = Blueprint("tickets", __name__, url_prefix="/tickets/<int:round_id>")


@page.post("/starts")
def start(round_id: int) -> Response:
    return view.press(lambda: board.start(view.round_or_404(round_id), view.station(), actor()))


@page.post("/ticks")
def tick(round_id: int) -> Response:
    key = view.pressed_key("tick", round_id)
    return view.press(lambda: board.tick(view.round_or_404(round_id), view.pressed_lines(), actor(), station=view.station(), key=key))


@page.post("/unticks")
def untick(round_id: int) -> Response:
    return view.press(lambda: board.untick(view.round_or_404(round_id), view.pressed_lines(), actor()))


@page.post("/bumps")
def bump(round_id: int) -> Response:
    key = view.pressed_key("bump", round_id)
    return view.press(lambda: board.bump(view.round_or_404(round_id), view.station(), view.pressed_lines(), actor(), key=key))


@page.post("/allergies")
def acknowledge(round_id: int) -> Response:
    return view.press(lambda: board.acknowledge(view.round_or_404(round_id), actor()))


@page.post("/voids")
def see_void(round_id: int) -> Response:
    return view.press(lambda: board.see_void(view.round_or_404(round_id), view.pressed_lines()))
