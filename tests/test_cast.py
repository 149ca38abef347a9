"""The cast can play: each of them stands alone, and twice the same is the same."""
from flask import Flask

from app.db import db, transaction
from app.ordering.models import LineState, Round, RoundState
from app.payments.due import due
from app.stores.models import Store, TablePolicy
from tests import cast


def test_a_round_brings_all_it_needs(app: Flask) -> None:
    sent = cast.a_sent_round((cast.a_dish(), 2), cast.a_dish("tea", 800))
    assert [line.state for line in cast.lines_of(sent)] == [LineState.SENT] * 3
    assert due(sent.order).owed_minor == 9200
    assert db.session.query(Store).count() == 1


def test_a_round_that_waits(app: Flask) -> None:
    table = cast.a_table(store=cast.a_store("lake", policy=TablePolicy.CONFIRM))
    sent = cast.a_sent_round(table=table, seat=cast.a_seat(table))
    assert sent.state is RoundState.WAITING


def test_it_plays_within_a_transaction_too(app: Flask) -> None:
    with transaction():
        seat = cast.a_seat()
        cast.a_sent_round(seat=seat)
        cast.a_sent_round(seat=seat)
    assert [round_.number for round_ in db.session.query(Round)] == [1, 2]


def test_people(app: Flask) -> None:
    assert cast.a_cook().roles[0].store_id == cast.a_store().id
    assert cast.a_waiter().id == cast.a_waiter().id
    assert cast.a_screen()
