"""How a silent party ends."""
from datetime import timedelta

import pytest
from flask import Flask

from app import clock, worker
from app.audit import Actor
from app.db import db, transaction
from app.ordering import rounds, stays
from app.ordering.finding import order_of
from app.tables import sittings
from app.tables.models import CallKind, Guest, Sitting
from tests import cast

WAITER = Actor("staff", None)


@pytest.fixture
def mei(app: Flask) -> Guest:
    return cast.a_seat(cast.a_table(store=cast.a_store(idle_minutes=60))).guest


def wait(minutes: float) -> None:
    """Time passes, and the worker does what is due."""
    clock.move(timedelta(minutes=minutes))
    worker.drain()


def sitting() -> Sitting:
    return db.session.query(Sitting).one()


def test_a_party_that_orders_nothing_is_closed(mei: Guest) -> None:
    wait(59)
    assert sitting().is_open
    wait(1)
    assert not sitting().is_open


def test_what_is_only_on_the_slip_is_no_order(mei: Guest) -> None:
    cast.a_cart()
    wait(61)
    assert not sitting().is_open
    assert order_of(sitting()) is None


def test_whoever_adds_something_stays(mei: Guest) -> None:
    wait(40)
    cast.a_cart()
    wait(40)
    assert sitting().is_open
    wait(20)
    assert not sitting().is_open


def test_what_was_taken_back_or_declined_is_no_order(mei: Guest) -> None:
    sent = cast.a_sent_round(released=False)
    with transaction():
        rounds.take_back(sent, None)
    wait(61)
    assert not sitting().is_open


@pytest.mark.parametrize("waiting", [False, True])
def test_a_party_that_owes_is_flagged_and_never_closed(mei: Guest, waiting: bool) -> None:
    cast.a_sent_round((cast.a_dish(), 11 if waiting else 1))
    wait(61)
    assert (sitting().is_open, sitting().flagged_at is not None) == (True, True)
    wait(100_000)
    assert sitting().is_open


def test_after_the_floor_s_tap_it_is_flagged_again(mei: Guest) -> None:
    cast.a_sent_round()
    wait(61)
    with transaction():
        sittings.confirm(sitting(), covers=None, by=WAITER)
    wait(59)
    assert sitting().flagged_at is None
    wait(2)
    assert sitting().flagged_at is not None


def test_settling_a_party_that_just_left_or_just_ordered_does_nothing(mei: Guest) -> None:
    clock.move(timedelta(minutes=61))
    known = sitting()
    cast.a_cart(seat=sittings.Seat(mei, ""))
    with transaction():
        assert not stays.settle_if_silent(known)
    clock.move(timedelta(minutes=61))
    with transaction():
        assert stays.settle_if_silent(known)
    with transaction():
        assert not stays.settle_if_silent(known)


def test_a_call_does_not_outlive_the_party(mei: Guest) -> None:
    with transaction():
        sittings.call(mei.sitting, CallKind.WAITER, mei)
    wait(61)
    assert sittings.open_calls(sitting()) == []
