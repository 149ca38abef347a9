"""Whatever is sent, voided and paid in whatever order: never a negative due, and every unit is accounted for."""
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit import Actor
from app.codes import token
from app.db import db, transaction
from app.errors import Refused
from app.ordering.models import LineState, Order, OrderLine
from app.ordering.voids import void
from app.payments import paying
from app.payments.due import due, legs
from app.payments.models import LegKind
from tests import cast
from tests.counts import count

BY = Actor("command")
steps = st.lists(st.one_of(
    st.tuples(st.just("send"), st.integers(1, 4)),
    st.tuples(st.just("pay"), st.integers(1, 20_000)),
    st.tuples(st.just("pay all"), st.just(0)),
    st.tuples(st.just("void"), st.integers(0, 9))), min_size=1, max_size=12)


@pytest.mark.parametrize(("currency", "rate", "included", "charge"), [("CNY", 600, True, 0), ("JPY", 1000, False, 1000), ("EUR", 1900, True, 500)])
@given(steps=steps, cash=st.booleans())
@settings(max_examples=count(15, 400), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_check_through_its_life(app: Flask, currency: str, rate: int, included: bool, charge: int,
                                  steps: list[tuple[str, int]], cash: bool) -> None:
    cast.a_chain(currency=currency, service_charge_rate=charge)
    cast.a_store(rounds=1000)           # no round waits: what is sent is owed
    tax = cast.a_tax(rate=rate, included=included)
    dish = cast.a_dish("soup", 1234, tax=tax)
    with transaction():
        table = cast.a_table(token(64))
        cast.a_sitting(table)
    order = cast.a_sent_round(dish, table=table).order
    for verb, number in steps:
        try:
            step(order, verb, number, dish, table, LegKind.CASH if cash else LegKind.CARD)
        except Refused:
            db.session.rollback()
        check(order)


def step(order: Order, verb: str, number: int, dish: object, table: object, kind: LegKind) -> None:
    if verb == "send":
        cast.a_sent_round((dish, number), table=table)
        return
    with transaction():
        locked = paying.locked_order(order.id, order.store_id)
        if verb.startswith("pay"):
            amount = due(locked).owed_minor if verb == "pay all" else number
            paying.pay(locked, kind, amount, by=BY, key=token())
        else:
            lines = [line for line in locked.lines if line.state is not LineState.VOID]
            if number < len(lines):
                void(lines[number], by=BY, reason="dropped")
                paying.refund_excess(locked, by=BY, reason="dropped")


def check(order: Order) -> None:
    owed = due(order)
    lines: list[OrderLine] = [line for line in order.lines if line.state is not LineState.VOID]
    goods = sum(line.unit_price_minor or 0 for line in lines)
    charges = sum(adjustment.amount_minor for adjustment in order.adjustments)
    assert owed.owed_minor >= 0
    assert goods + charges + owed.totals.tax_on_top_minor == owed.total_minor == owed.owed_minor + sum(leg.amount_minor for leg in legs(order))
    for adjustment in order.adjustments:
        assert sum(share.amount_minor for share in adjustment.shares) == adjustment.amount_minor
