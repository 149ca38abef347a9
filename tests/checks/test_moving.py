"""Parties on the move, and the way back."""
import pytest

from app.audit import Actor
from app.checks import merging, moving, splitting, undoing
from app.checks.models import Move
from app.codes import token
from app.db import db, transaction
from app.errors import Refused
from app.ordering.finding import order_of
from app.ordering.models import OrderLine, Round
from app.payments import paying
from app.payments.due import due
from app.payments.models import LegKind
from app.tables import sittings
from app.tables.models import Sitting
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
BY = Actor("command")


def did(verb: object, *args: object, key: str = "", **more: object) -> Move:
    with transaction():
        return verb(*args, by=BY, key=key or token(), **more)


def undone(made: Move) -> None:
    with transaction():
        undoing.undo(made, by=BY)


def pay(sitting: Sitting, amount: int) -> None:
    with transaction():
        order = order_of(sitting, lock=True)
        paying.pay(order, LegKind.CASH, amount, by=BY, key=token())


def party(label: str, *dishes: object) -> Sitting:
    return cast.a_sent_round(*dishes, table=cast.a_table(label)).order.sitting


def test_a_party_moves_and_goes_back() -> None:
    seat, sitting = cast.a_seat(cast.a_table("A1")), None
    sitting = seat.guest.sitting
    made = did(moving.move, sitting, cast.a_table("A2"), key="one")
    assert did(moving.move, sitting, cast.a_table("A2"), key="one").id == made.id
    assert sitting.label == "A2"
    assert sittings.guest_by_secret(cast.a_table("A1"), seat.secret).sitting.label == "A2"
    undone(made)
    undone(made)
    assert sitting.label == "A1"


def test_at_a_taken_table_they_share_it() -> None:
    first, second = party("A1"), party("A2")
    did(moving.move, second, cast.a_table("A1"))
    assert (first.label, second.label) == ("A1", "A1-2")
    with transaction():
        third = sittings.open_by_staff(cast.a_table("A1"), covers=2, by=BY, share=True)
    assert third.label == "A1-3"


def test_two_change_tables_and_one_takes_more() -> None:
    first, second = party("A1"), party("A2")
    did(moving.swap, first, second)
    assert (first.label, second.label) == ("A2", "A1")
    did(moving.join, first, cast.a_table("A3"))
    assert first.label == "A2+A3"
    did(moving.leave, first, cast.a_table("A2"))
    assert first.label == "A3"
    with pytest.raises(Refused):
        did(moving.leave, first, cast.a_table("A3"))


def test_nothing_goes_back_to_a_taken_table() -> None:
    first = party("A1")
    made = did(moving.move, first, cast.a_table("A2"))
    party("A1")
    with pytest.raises(Refused):
        undone(made)


def test_two_become_one_and_part_again() -> None:
    first, second = party("A1"), party("A2", (cast.a_dish(), 2))
    seat = cast.a_seat(cast.a_table("A2"))
    cast.a_cart(seat=seat)
    before = due(order_of(second)).total_minor
    made = did(merging.merge, first, second)
    order = order_of(first)
    assert (first.label, second.is_open, order_of(second)) == ("A1+A2", False, None)
    assert due(order).total_minor == 3 * 4200
    assert [round_.number for round_ in order.rounds] == [1, 2]
    assert sittings.guest_by_secret(cast.a_table("A2"), seat.secret).sitting_id == first.id
    undone(made)
    assert (first.label, second.label, due(order_of(second)).total_minor) == ("A1", "A2", before)
    assert len(order_of(second).lines) == 3
    assert sittings.guest_by_secret(cast.a_table("A2"), seat.secret).sitting_id == second.id


def test_dishes_go_to_a_check_of_their_own_and_back() -> None:
    sitting = party("A1", (cast.a_dish(), 3))
    round_ = db.session.query(Round).one()
    line = cast.lines_of(round_)[0]
    made = did(splitting.split, sitting, [line.id], 1)
    other = db.session.get(Sitting, made.other_id)
    assert (other.label, other.covers, sitting.covers) == ("A1-2", 1, 1)
    assert (due(order_of(sitting)).total_minor, due(order_of(other)).total_minor) == (8400, 4200)
    undone(made)
    assert (due(order_of(sitting)).total_minor, other.is_open, sitting.covers) == (12600, False, 2)
    assert {each.round_id for each in db.session.query(OrderLine)} == {round_.id}


def test_a_whole_round_goes_as_it_is_to_another_party() -> None:
    first, second = party("A1"), party("A2")
    line = order_of(first).lines[0]
    made = did(splitting.split, first, [line.id], None, into=second)
    assert sorted(round_.number for round_ in order_of(second).rounds) == [1, 2]
    undone(made)
    assert [round_.number for round_ in order_of(first).rounds] == [1]


def test_what_was_paid_stays_paid() -> None:
    sitting = party("A1", (cast.a_dish(), 2))
    line = order_of(sitting).lines[0]
    pay(sitting, 8400)
    with pytest.raises(Refused, match="paid"):
        did(splitting.split, sitting, [line.id], None)
    made = did(moving.move, sitting, cast.a_table("A2"))
    undone(made)
    other = party("A3")
    made = did(merging.merge, sitting, other)
    pay(sitting, 100)
    with pytest.raises(Refused, match="paid"):
        undone(made)


def test_a_meal_keeps_its_service_charge_wherever_its_dishes_go() -> None:
    """The chain charges 10 % when they begin, 20 % later: 10 % it stays, split off and merged, also with a party that was sent nothing yet."""
    chain = cast.a_chain(service_charge_rate=1000)
    sitting = party("A1", (cast.a_dish(price=1000), 2))
    with transaction():
        chain.service_charge_rate = 2000
    made = did(splitting.split, sitting, [order_of(sitting).lines[0].id], 1)
    other = db.session.get_one(Sitting, made.other_id)
    assert [due(order_of(each)).total_minor for each in (sitting, other)] == [1100, 1100]
    older = cast.a_cart(cast.a_dish(price=1000), table=cast.a_table("A2")).sitting
    with transaction():
        older.opened_at = sitting.opened_at.replace(year=2020)
    did(merging.merge, sitting, older)
    assert due(order_of(older)).total_minor == 1100
    assert due(order_of(party("A4", cast.a_dish(price=1000)))).total_minor == 1200
