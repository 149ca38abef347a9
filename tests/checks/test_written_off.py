"""A check of which a part is written off: what comes later is counted and owed in full, and nothing leaves it until that is taken back."""
from collections.abc import Callable

import pytest

from app.audit import Actor
from app.checks import concessions, merging, splitting
from app.codes import token
from app.db import db, transaction
from app.errors import Refused
from app.menu.models import ChargePer
from app.ordering import covers, rounds, surcharges
from app.ordering.models import Adjustment, AdjustmentKind, Order
from app.payments import paying
from app.payments.due import due
from tests import cast

BY = Actor("command")


@pytest.fixture
def order(app: object) -> Order:
    """Two dishes of 10.00 for two, with tea of 3.00 each and packaging of 1.00; nobody pays."""
    cast.a_charge("tea", 300)
    cast.a_charge("box", 100, per=ChargePer.PORTION)
    return cast.a_sent_round((cast.a_dish(price=1000), 2), released=False).order


def write_off(order: Order) -> Adjustment:
    with transaction():
        return concessions.grant(paying.locked_order(order.id, order.store_id), AdjustmentKind.WRITE_OFF, person=cast.a_manager(), by=BY,
                                 reason="left", key=token())


def counted(order: Order) -> list[int]:
    return [line.quantity for line in surcharges.lines(order)]


def test_what_is_ordered_later_is_packed_and_owed(order: Order) -> None:
    assert write_off(order).amount_minor == -2800
    cast.a_sent_round(cast.a_dish())
    assert counted(order) == [2, 3]
    assert due(order).owed_minor == 1100


def test_what_was_written_off_is_not_taken_back_by_the_table(order: Order) -> None:
    write_off(order)
    with pytest.raises(Refused, match="kitchen already has it"), transaction():
        rounds.take_back(order.rounds[0], None)
    assert due(order).owed_minor == 0


def test_phones_that_came_since_are_written_off_too(order: Order) -> None:
    with transaction():
        order.sitting.covers = None
    for _phone in range(3):
        cast.a_seat()
    assert write_off(order).amount_minor == -2000 - 200 - 3 * 300
    assert (counted(order), due(order).owed_minor) == ([3, 2], 0)


@pytest.mark.parametrize("act", [
    lambda order, other: merging.merge(order.sitting, other.sitting, by=BY, key=token()),
    lambda order, other: merging.merge(other.sitting, order.sitting, by=BY, key=token()),
    lambda order, other: splitting.split(order.sitting, [order.lines[0].id], None, by=BY, key=token()),
    lambda order, other: splitting.split(other.sitting, [other.lines[0].id], None, into=order.sitting, by=BY, key=token()),
    lambda order, other: covers.set_covers(order.sitting, 1, BY)], ids=["merge", "merge into", "split", "split into", "covers"])
def test_nothing_leaves_it(order: Order, act: Callable[[Order, Order], object]) -> None:
    other = cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table("A2")).order
    given = write_off(order)
    with pytest.raises(Refused, match="written off"), transaction():
        act(order, other)
    db.session.expire_all()
    assert (counted(order), due(order).owed_minor) == ([2, 2], 0)
    with transaction():
        concessions.take_back(given, by=BY)
    with transaction():
        act(order, other)
