"""What a void leaves for the kitchen to see."""
from datetime import timedelta

from flask import Flask

from app import clock
from app.audit import Actor
from app.db import transaction
from app.kitchen.board import board
from app.ordering.voids import void
from tests import cast

BY = Actor("command")


def test_what_the_board_never_showed_need_not_be_tapped_away(app: Flask) -> None:
    """Voided before the kitchen had it: nothing is left for the cook, nor in the board's index."""
    line = cast.lines_of(cast.a_sent_round(released=False))[0]
    with transaction():
        void(line, by=BY, reason="changed their mind")
    clock.move(timedelta(seconds=60))
    assert line.void_seen_at is not None
    assert board(line.store_id).tickets == []


def test_what_the_board_shows_stays_until_the_cook_has_seen_it(app: Flask) -> None:
    line = cast.lines_of(cast.a_sent_round())[0]
    with transaction():
        void(line, by=BY, reason="changed their mind")
    assert line.void_seen_at is None
    assert len(board(line.store_id).tickets) == 1
