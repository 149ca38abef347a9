"""Two at once at one check. Both databases."""
from collections.abc import Callable

import pytest
from flask import Flask

from app.audit import Actor
from app.codes import token
from app.db import db, transaction
from app.errors import Refused
from app.ordering import rounds
from app.ordering.models import Order, OrderLine, Round, RoundState
from app.ordering.voids import void
from app.payments import paying
from app.payments.due import due, legs
from app.payments.models import LegKind
from app.stores.models import TablePolicy
from app.tables.models import Sitting
from tests import cast
from tests.at_once import at_once

BY = Actor("command")
THREADS = 8


def payment(order_id: int, store_id: int, amount: int, key: str = "") -> Callable[[], int]:
    def act() -> int:
        with transaction():
            return paying.pay(paying.locked_order(order_id, store_id), LegKind.CASH, amount, by=BY, key=key or token()).id
    return act


def voiding(line_id: int) -> Callable[[], int]:
    def act() -> int:
        with transaction():
            order = paying.locked_order(db.session.get(OrderLine, line_id).order_id, 1)
            void(db.session.get(OrderLine, line_id, populate_existing=True), by=BY, reason="burnt")
            return len(paying.refund_excess(order, by=BY, reason="burnt"))
    return act


def answering(order_id: int, round_id: int, answer: Callable[[Round], None]) -> Callable[[], int]:
    def act() -> int:
        with transaction():
            paying.locked_order(order_id, db.session.get(Order, order_id).store_id)
            answer(db.session.get(Round, round_id, populate_existing=True))
        return round_id
    return act


def ids(order: Order) -> tuple[int, int]:
    return order.id, order.store_id


def test_payments_never_exceed_what_is_owed(app: Flask, count: Callable[[int, int], int]) -> None:
    for number in range(count(3, 30)):
        order = cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table(f"A{number}")).order
        answers = at_once(app, [payment(*ids(order), 3000)] * THREADS)
        assert sum(isinstance(answer, int) for answer in answers) == 2
        assert (due(order).paid_minor, due(order).owed_minor) == (6000, 2400)


def test_one_key_pays_once(app: Flask, count: Callable[[int, int], int]) -> None:
    for number in range(count(3, 30)):
        order = cast.a_sent_round((cast.a_dish(), 9), table=cast.a_table(f"A{number}")).order
        answers = at_once(app, [payment(*ids(order), 1000, f"one key {number}")] * THREADS)
        assert len(set(answers)) == 1
        assert due(order).paid_minor == 1000


def test_paying_while_a_dish_is_voided(app: Flask, count: Callable[[int, int], int]) -> None:
    """Either the payment is too much, or what is too much goes back: never a negative due."""
    for number in range(count(3, 30)):
        round_ = cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table(f"A{number}"))
        order, line_id = round_.order, cast.lines_of(round_)[0].id
        paid, voided = at_once(app, [payment(*ids(order), 8400), voiding(line_id)])
        assert isinstance(voided, int)
        if isinstance(paid, Refused):
            assert (due(order).owed_minor, legs(order)) == (4200, [])
        else:
            assert (due(order).owed_minor, voided, due(order).paid_minor) == (0, 1, 4200)


def test_a_dish_is_voided_once(app: Flask) -> None:
    round_ = cast.a_sent_round((cast.a_dish(), 2))
    with transaction():
        paying.pay(paying.locked_order(*ids(round_.order)), LegKind.CARD, 8400, by=BY, key=token())
    answers = at_once(app, [voiding(cast.lines_of(round_)[0].id)] * THREADS)
    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert due(round_.order).paid_minor == 4200


def test_two_waiters_close(app: Flask, count: Callable[[int, int], int]) -> None:
    for number in range(count(3, 30)):
        sitting = cast.a_sitting(cast.a_table(f"A{number}"))
        cast.a_cart(table=sitting.tables[0])

        def close(sitting_id: int = sitting.id) -> bool:
            with transaction():
                paying.close_party(db.session.get(Sitting, sitting_id), by=BY)
            return True

        answers = at_once(app, [close] * THREADS)
        assert sum(answer is True for answer in answers) == 1
        assert not sitting.is_open


@pytest.mark.parametrize("paid", [False, True])
def test_confirming_while_the_table_takes_back(app: Flask, count: Callable[[int, int], int], paid: bool) -> None:
    """Also while the last round is being paid: what was paid for is not taken back."""
    store = cast.a_store("lake", policy=TablePolicy.FREE if paid else TablePolicy.CONFIRM)
    for number in range(count(3, 30)):
        table = cast.a_table(f"A{number}", store=store)
        round_ = cast.a_sent_round(table=table, seat=cast.a_seat(table), released=False)
        order_id, round_id = round_.order_id, round_.id

        confirmed, taken = at_once(app, [
            payment(order_id, store.id, 4200) if paid else answering(order_id, round_id, lambda round_: rounds.confirm(round_, BY)),
            answering(order_id, round_id, lambda round_: rounds.take_back(round_, None))])
        db.session.refresh(round_)
        assert due(round_.order).owed_minor >= 0
        if paid:
            assert isinstance(confirmed, int) != isinstance(taken, int)
        else:
            assert isinstance(taken, int) or isinstance(confirmed, int)
            assert round_.state is (RoundState.TAKEN_BACK if isinstance(taken, int) else RoundState.SENT)
