"""Splitting a check: by dish, by person, in equal shares; with taxes on top and a service charge, to the last unit."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.codes import token
from app.db import transaction
from app.errors import Invalid, Refused
from app.ordering.models import Order
from app.payments import parts, paying
from app.payments.due import due
from app.payments.models import LegKind
from tests import cast


@pytest.fixture
def order(app: object) -> Order:
    """Beef 42.00 (tax within), two teas of 8.33 (8.75 % on top), 10 % service."""
    cast.a_chain(service_charge_rate=1000)
    tea = cast.a_dish("tea", 833, tax=cast.a_tax("city", 875, included=False))
    return cast.a_sent_round(cast.a_dish(), (tea, 2)).order


def ids(order: Order) -> list[int]:
    return [line.id for line in order.lines]


def pay(order: Order, amount: int, lines: list[int] | None = None, **more: object) -> None:
    with transaction():
        locked = paying.locked_order(order.id, order.store_id)
        paying.pay(locked, LegKind.CASH, amount, by=cast.acts(cast.a_waiter()), key=token(), lines=lines or (), **more)


def test_dishes_cost_the_whole_check_together(order: Order) -> None:
    assert sum(parts.costs(order).values()) == due(order).total_minor == 4200 + 1666 + 587 + round(1666 * 1.1 * .0875)
    assert parts.cost(order, ids(order)) == due(order).owed_minor


def test_a_dish_is_paid_once_and_the_rest_costs_the_rest(order: Order) -> None:
    beef, *teas = ids(order)
    pay(order, parts.cost(order, [beef]), [beef])
    with pytest.raises(Refused, match="was paid or taken off"):
        parts.cost(order, [beef])
    assert parts.cost(order, teas) == due(order).owed_minor
    pay(order, parts.cost(order, teas), teas)
    assert due(order).owed_minor == 0


def test_another_amount_than_the_dishes_cost_is_refused(order: Order) -> None:
    with pytest.raises(Refused, match="Look at the check again"):
        pay(order, 100, ids(order)[:1])


def test_after_an_amount_the_dishes_cost_at_most_what_is_owed(order: Order) -> None:
    pay(order, due(order).owed_minor - 100)
    assert parts.cost(order, ids(order)[:1]) == 100


def test_no_dishes_is_no_choice(order: Order) -> None:
    with pytest.raises(Invalid, match="Choose the dishes"):
        parts.cost(order, [])


def test_dishes_are_found_by_person(app: object) -> None:
    seat = cast.a_seat()
    round_ = cast.a_sent_round((cast.a_dish(), 2), seat=seat)
    with transaction():
        round_.lines[0].seat = "Mei"
    assert {who: len(lines) for who, lines in parts.by_person(round_.order).items()} == {"sMei": 1, f"g{seat.guest.id}": 1}


@given(owed=st.integers(0, 10**7), of=st.integers(1, 99), data=st.data())
def test_equal_shares_paid_one_after_the_other_leave_nothing(owed: int, of: int, data: st.DataObject) -> None:
    left = owed
    while of:
        count = data.draw(st.integers(1, of))
        amount = parts.equal(left, count, of)
        assert abs(amount * of - left * count) < of * max(count, 1) + of
        left, of = left - amount, of - count
    assert left == 0


@pytest.mark.parametrize(("count", "of"), [(0, 3), (4, 3), (1, 100), (-1, 2)])
def test_shares_that_cannot_be(count: int, of: int) -> None:
    with pytest.raises(Invalid, match="at most 99"):
        parts.equal(1000, count, of)
