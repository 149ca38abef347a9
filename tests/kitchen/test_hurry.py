"""Estimates from real times; the floor rushes, a table chases once."""
from datetime import timedelta

import pytest

from app import clock
from app.clock import now
from app.db import db, transaction
from app.errors import Refused
from app.kitchen import board, hurry
from app.ordering.models import Nudge, NudgeKind, Round
from app.tables.models import Guest
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
MINUTES = (4, 5, 6, 7, 30)


def released(round_: Round) -> Round:
    clock.move(round_.release_at - now() + timedelta(seconds=1))
    return round_


def cooked(minutes: float, number: int) -> None:
    round_ = released(cast.a_sent_round(cast.a_dish(), table=cast.a_table(f"B{number}")))
    clock.move(timedelta(minutes=minutes, seconds=-1))
    with transaction():
        board.bump(round_, "", [line.id for line in round_.lines], cast.acts(cast.a_cook()))


def past() -> None:
    for number, minutes in enumerate(MINUTES):
        cooked(minutes, number)
    clock.move(timedelta(minutes=11))         # the times are counted again


def about(span: timedelta, minutes: int) -> bool:
    """The machine's own time goes on while the clock is moved."""
    return abs(span - timedelta(minutes=minutes)) < timedelta(seconds=20)


def test_four_of_five_were_ready_by_then() -> None:
    past()
    usual = hurry.usual_times(cast.a_store().id)
    assert set(usual) == {cast.a_dish().id} and about(usual[cast.a_dish().id], 7)
    assert hurry.usual_times(cast.a_store("lake").id) == {}


def test_too_few_say_nothing() -> None:
    for number in range(4):
        cooked(5, number)
    clock.move(timedelta(minutes=11))
    round_ = cast.a_sent_round(cast.a_dish())
    assert hurry.ready_by(round_, round_.lines) is None


def test_a_round_is_ready_with_its_slowest_dish_and_rare_dishes_say_nothing() -> None:
    past()
    round_ = cast.a_sent_round(cast.a_dish())
    assert about(hurry.ready_by(round_, round_.lines) - round_.release_at, 7)
    rare = cast.a_sent_round(cast.a_dish(), cast.a_dish("rare"), table=cast.a_table("A2"))
    assert hurry.ready_by(rare, rare.lines) is None
    assert hurry.late_from(rare, rare.lines) == rare.release_at + timedelta(minutes=12)


def guest_of(round_: Round) -> Guest:
    return cast.a_seat(round_.order.sitting.tables[0]).guest


def test_a_table_asks_once_and_not_before_its_time() -> None:
    round_ = released(cast.a_sent_round(cast.a_dish()))
    with pytest.raises(Refused, match="still within its time"), transaction():
        hurry.chase(round_, guest_of(round_))
    clock.move(timedelta(minutes=12))
    for _twice in range(2):
        with transaction():
            hurry.chase(round_, guest_of(round_))
    assert [nudge.kind for nudge in db.session.query(Nudge)] == [NudgeKind.CHASE]


def test_the_ticket_is_marked_and_stays_in_its_place() -> None:
    first, second = (released(cast.a_sent_round(cast.a_dish(), table=cast.a_table(label))) for label in ("A1", "A2"))
    with transaction():
        hurry.rush(second, cast.acts(cast.a_waiter()))
        hurry.rush(second, cast.acts(cast.a_waiter()))
    assert [(ticket.round.id, set(ticket.asked)) for ticket in board.board(first.store_id).tickets] == [(first.id, set()), (second.id, {"rush"})]
    assert set(board.ticket(second).asked) == {"rush"}


def test_what_is_ready_is_not_rushed() -> None:
    round_ = released(cast.a_sent_round(cast.a_dish()))
    with transaction():
        board.bump(round_, "", [line.id for line in round_.lines], cast.acts(cast.a_cook()))
    with pytest.raises(Refused, match="nothing of this round to make"), transaction():
        hurry.rush(round_, cast.acts(cast.a_waiter()))
