"""Taking money, giving it back, closing."""
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.audit import Actor, AuditEntry
from app.codes import token
from app.db import db, transaction
from app.errors import Invalid, Refused
from app.ordering import cart, rounds
from app.ordering.models import LineState, Order, OrderLine, Round
from app.ordering.voids import void
from app.payments import paying
from app.payments.due import due, dues, legs
from app.payments.models import Leg, LegKind
from app.stores.models import TablePolicy
from app.tables.sittings import open_at
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
BY = Actor("command")


def pay(order: Order, amount: int, kind: LegKind = LegKind.CASH, key: str = "", tendered: int | None = None) -> Leg:
    with transaction():
        locked = paying.locked_order(order.id, order.store_id)
        return paying.pay(locked, kind, amount, by=BY, key=key or token(), tendered=tendered)


def close(order: Order) -> None:
    with transaction():
        paying.close_party(order.sitting, by=BY)


def take_off(line: OrderLine) -> list[Leg]:
    with transaction():
        order = paying.locked_order(line.order_id, line.store_id)
        void(line, by=BY, reason="burnt")
        return paying.refund_excess(order, by=BY, reason="burnt")


def serve(round_: Round) -> None:
    with transaction():
        for line in cast.lines_of(round_):
            line.state, line.ready_at, line.served_at = LineState.SERVED, clock.now(), clock.now()


def test_in_parts_with_change() -> None:
    order = cast.a_sent_round((cast.a_dish(), 2)).order
    assert pay(order, 5000, tendered=10000).change_minor == 5000
    assert due(order).owed_minor == 3400
    pay(order, 3400, LegKind.CARD)
    assert (due(order).owed_minor, due(order).paid_minor) == (0, 8400)
    assert [(leg.kind, leg.amount_minor) for leg in legs(order)] == [(LegKind.CASH, 5000), (LegKind.CARD, 3400)]


@pytest.mark.parametrize(("amount", "tendered", "problem"), [
    (0, None, Invalid), (-1, None, Invalid), (4201, None, Refused), (4200, 4199, Invalid)])
def test_amounts_that_cannot_be(amount: int, tendered: int | None, problem: type[Refused]) -> None:
    order = cast.a_sent_round().order
    with pytest.raises(problem):
        pay(order, amount, tendered=tendered)
    assert legs(order) == []


def test_a_refund_is_nothing_that_is_taken() -> None:
    order = cast.a_sent_round().order
    with pytest.raises(Invalid):
        pay(order, 100, LegKind.REFUND)


def test_one_key_pays_once() -> None:
    order = cast.a_sent_round().order
    first = pay(order, 1000, key="the same key")
    assert pay(order, 1000, key="the same key").id == first.id
    assert due(order).paid_minor == 1000
    other = cast.a_sent_round(table=cast.a_table("B2")).order
    with pytest.raises(Invalid):
        pay(other, 1000, key="the same key")


def test_what_is_voided_after_payment_goes_back_cash_first() -> None:
    round_ = cast.a_sent_round((cast.a_dish(), 2))
    order, line = round_.order, cast.lines_of(round_)[0]
    pay(order, 3000)
    pay(order, 5400, LegKind.CARD)
    back = take_off(line)
    assert [(leg.refund_kind, leg.amount_minor) for leg in back] == [("cash", -3000), ("card", -1200)]
    assert (due(order).total_minor, due(order).owed_minor) == (4200, 0)


def test_a_void_of_what_is_not_paid_gives_nothing_back() -> None:
    round_ = cast.a_sent_round((cast.a_dish(), 2))
    pay(round_.order, 4200)
    assert take_off(cast.lines_of(round_)[0]) == []
    assert due(round_.order).owed_minor == 0


def test_paying_ends_taking_back() -> None:
    round_ = cast.a_sent_round(released=False)
    pay(round_.order, 4200)
    with pytest.raises(Refused), transaction():
        rounds.take_back(round_, None)
    assert due(round_.order).owed_minor == 0


def test_closing() -> None:
    round_ = cast.a_sent_round()
    order, table = round_.order, cast.a_table()
    with pytest.raises(Refused, match="still owed"):
        close(order)
    pay(order, 4200)
    with pytest.raises(Refused, match="still cooks"):
        close(order)
    serve(round_)
    close(order)
    assert order.closed_at
    assert order.receipt_token
    assert open_at(table) is None
    with pytest.raises(Refused):
        close(order)
    with pytest.raises(Refused):
        pay(order, 1)


def test_all_that_stands_in_the_way_of_closing_is_said_at_once() -> None:
    table = cast.a_table(store=cast.a_store("lake", policy=TablePolicy.CONFIRM))
    order = cast.a_sent_round(table=table, seat=cast.a_seat(table)).order
    assert len(paying.in_the_way(order)) == 1
    with transaction():
        for course in (1, rounds.ON_HOLD):
            line = cart.add(order, None, cast.a_dish().id, key=token())
            db.session.flush()
            rounds.send(order, None, key=token(), seen={}, by=BY, course=course, only=[line.id])
    assert [reason.split(".")[0] for reason in paying.in_the_way(order)] == [
        "Dishes of this table are still on hold", "A round of this table still waits for your answer", "The kitchen still cooks for this table"]
    pay(order, due(order).owed_minor)
    with pytest.raises(Refused, match=r"on hold.*waits.*still cooks"):
        close(order)


def test_nothing_stands_in_the_way_once_all_is_served() -> None:
    round_ = cast.a_sent_round()
    serve(round_)
    assert paying.in_the_way(round_.order) == []


def test_a_round_that_waits_for_an_answer_keeps_the_check_open() -> None:
    table = cast.a_table(store=cast.a_store("lake", policy=TablePolicy.CONFIRM))
    round_ = cast.a_sent_round(table=table, seat=cast.a_seat(table))
    assert due(round_.order).owed_minor == 0
    with pytest.raises(Refused, match="waits"):
        close(round_.order)


def test_a_party_that_ordered_nothing_just_leaves() -> None:
    sitting = cast.a_sitting()
    with transaction():
        paying.close_party(sitting, by=BY)
    assert not sitting.is_open


def test_everything_delicate_is_written_down() -> None:
    waiter = cast.a_waiter()
    round_ = cast.a_sent_round((cast.a_dish(), 2))
    with transaction():
        order = paying.locked_order(round_.order_id, round_.store_id)
        paying.pay(order, LegKind.CASH, 8400, by=cast.acts(waiter), key=token())
        void(cast.lines_of(round_)[0], by=cast.acts(waiter), reason="burnt")
        paying.refund_excess(order, by=cast.acts(waiter), reason="burnt")
    found = db.session.execute(select(AuditEntry.verb, AuditEntry.subject_kind, AuditEntry.reason).where(
        AuditEntry.actor_kind == "staff", AuditEntry.actor_id == waiter.id).order_by(AuditEntry.id)).all()
    assert [tuple(entry) for entry in found] == [("paid", "leg", ""), ("voided", "order_line", "burnt"), ("refunded", "leg", "burnt")]
    assert {leg.staff_id for leg in legs(round_.order)} == {waiter.id}


def test_a_room_full_of_checks_is_counted_as_each_alone() -> None:
    cast.a_chain(service_charge_rate=1000)
    orders = [cast.a_sent_round((cast.a_dish(), count), cast.a_dish("tea", 799), table=cast.a_table(f"A{count}")).order for count in (1, 2, 3)]
    pay(orders[0], 500)
    take_off(cast.lines_of(orders[1].rounds[0])[0])
    assert dues([order.id for order in orders]) == {order.id: due(order) for order in orders}


def test_a_takeback_that_was_over_changes_nothing(app: Flask) -> None:
    order = cast.a_sent_round().order
    clock.move(timedelta(minutes=5))
    pay(order, 4200)
    assert due(order).owed_minor == 0
