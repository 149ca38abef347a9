"""The figures of a day: what belongs to it, beside last week, to the minute of the store's wall clock."""
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.clock import now
from app.codes import token
from app.db import db, transaction
from app.kitchen import board, hurry
from app.menu import stock
from app.ordering.finding import order_of
from app.ordering.models import LineState, Round
from app.ordering.voids import void
from app.payments import day, paying
from app.payments.due import due
from app.payments.models import LegKind
from app.reports.today import PHONES, STAFF, load, running_out, today
from app.stores.hours import business_day
from app.stores.models import OpeningHours, Store
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
BY = cast.Actor("command")


def at(moment: datetime) -> None:
    clock.move(moment - now())


def shanghai(day_: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day_.year, day_.month, day_.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


THURSDAY = date(2026, 11, 26)


def sold(label: str, *dishes: object, store: Store | None = None, covers: int | None = 2, tip: int = 0) -> Round:
    """A party that ordered and paid."""
    table = cast.a_table(label, store=store)
    sitting = cast.a_sitting(table, covers=covers)
    round_ = cast.a_sent_round(*dishes, table=table)
    with transaction():
        order = order_of(sitting, lock=True)
        paying.pay(order, LegKind.CARD, due(order).owed_minor, by=BY, key=token(), tip=tip)
    return round_


def test_a_day_beside_the_same_day_last_week() -> None:
    store = cast.a_store(tips=1)
    beef, tea = cast.a_dish("beef", 4200), cast.a_dish("tea", 800)
    for hour, label in ((12, "A1"), (18, "A2")):
        at(shanghai(THURSDAY - timedelta(days=7), hour))
        sold(label, (beef, 1))
    at(shanghai(THURSDAY, 12, 10))
    sold("A3", (beef, 2), (tea, 1), covers=3, tip=500)
    at(shanghai(THURSDAY, 12, 40))
    sold("A4", (tea, 1), covers=1)
    found = today([store])
    assert (found.taken, found.tips, found.before, found.change) == (10_000, 500, 4200, 138)
    assert (found.covers, found.each, found.orders) == (4, 2500, 2)
    assert found.sales == {720: 9200, 750: 800} and found.last_week == {720: 4200, 1080: 4200}
    assert [(each.dish_id, each.portions, each.amount) for each in found.best(5)] == [(beef.id, 2, 8400), (tea.id, 2, 1600)]
    assert found.taken == day.day(store, business_day(store)).sales and found.tips == day.day(store, business_day(store)).tips


def test_a_refund_is_taken_off() -> None:
    store = cast.a_store()
    at(shanghai(THURSDAY, 13))
    round_ = sold("A1", (cast.a_dish(), 2))
    with transaction():
        order = order_of(round_.order.sitting, lock=True)
        void(order.lines[0], by=BY, reason="x")
        paying.refund_excess(order, by=BY, reason="x")
    assert today([store]).taken == 4200 == day.day(store, THURSDAY).sales
    assert today([store]).best(1)[0].portions == 1


def test_the_night_belongs_to_the_day_before() -> None:
    store = cast.a_store()
    at(shanghai(THURSDAY, 23, 50))
    sold("A1", (cast.a_dish(), 1))
    at(shanghai(THURSDAY + timedelta(days=1), 2))
    sold("A2", (cast.a_dish(), 1))
    assert today([store]).sales == {1410: 4200, 1560: 4200}
    at(shanghai(THURSDAY + timedelta(days=1), 5, 1))
    assert (today([store]).taken, today([store]).before) == (0, 0)


@pytest.mark.parametrize(("changed", "hours"), [(date(2026, 10, 25), 1), (date(2026, 3, 29), -1)])
def test_the_clock_was_changed_last_week(changed: date, hours: int) -> None:
    """"Until the same hour" is what the clock on the wall says, on a day of 25 or of 23 hours, too."""
    store = cast.a_store("berlin")
    with transaction():
        db.session.get_one(Store, store.id).time_zone = "Europe/Berlin"
    summer = 2 if changed.month == 10 else 1
    for hour, label in ((12, "A1"), (13, "A2")):        # by the clock of that afternoon
        at(datetime(changed.year, changed.month, changed.day, hour - (summer - hours), tzinfo=UTC))
        sold(label, (cast.a_dish(), 1), store=store)
    later = changed + timedelta(days=7)
    at(datetime(later.year, later.month, later.day, 12 - (summer - hours), 30, tzinfo=UTC))
    found = today([store])
    assert (found.before, dict(found.last_week)) == (4200, {720: 4200, 780: 4200})


def test_each_store_has_its_own_day() -> None:
    """01:00 in Shanghai is still the evening before there, 18:00 of the same evening in Berlin."""
    east, west = cast.a_store("east"), cast.a_store("west")
    with transaction():
        db.session.get_one(Store, west.id).time_zone = "Europe/Berlin"
    at(shanghai(THURSDAY + timedelta(days=1), 1))
    sold("A1", (cast.a_dish(), 1), store=east)
    sold("A1", (cast.a_dish("tea", 800), 1), store=west)
    found = today([east, west])
    assert found.taken == 5000 and found.sales == {1500: 4200, 1080: 800}
    at(shanghai(THURSDAY + timedelta(days=1), 6))
    assert today([east, west]).taken == 800          # a new day in the east, the same one in the west


def test_how_long_the_kitchen_took() -> None:
    store = cast.a_store()
    at(shanghai(THURSDAY, 12))
    rounds = [cast.a_sent_round((cast.a_dish(), 1), table=cast.a_table(f"A{number}")) for number in range(10)]
    assert (today([store]).median, today([store]).nine_in_ten) == (None, None)
    for minutes, round_ in enumerate(rounds, 1):
        at(round_.release_at + timedelta(minutes=minutes))
        with transaction():
            board.tick(round_, [line.id for line in cast.lines_of(round_)], BY)
    found = today([store])
    assert [length // timedelta(minutes=1) for length in (found.median, found.nine_in_ten)] == [5, 9]


def test_where_orders_come_from() -> None:
    store = cast.a_store()
    at(shanghai(THURSDAY, 12))
    cast.a_sent_round((cast.a_dish(), 3), seat=cast.a_seat())
    cast.a_sent_round((cast.a_dish(), 1), table=cast.a_table("A2"))
    assert today([store]).sources == {PHONES: 3, STAFF: 1}


def test_parties_that_nobody_counted_are_counted_by_phones() -> None:
    store = cast.a_store()
    at(shanghai(THURSDAY, 12))
    sold("A1", (cast.a_dish(), 1), covers=None)
    assert today([store]).covers == 1


def test_late_dishes_of_a_store() -> None:
    store = cast.a_store(late_minutes=12)
    at(shanghai(THURSDAY, 12))
    round_ = cast.a_sent_round((cast.a_dish(), 2))
    clock.move(timedelta(minutes=11))
    assert hurry.overdue(store) == {}
    clock.move(timedelta(minutes=2))
    assert hurry.overdue(store) == {round_.order_id: 2} == hurry.overdue(store, [round_.order_id]) and hurry.overdue(store, []) == {}
    with transaction():
        board.tick(round_, [cast.lines_of(round_)[0].id], BY)
    assert hurry.overdue(store) == {round_.order_id: 1}
    assert LineState.READY in {line.state for line in cast.lines_of(round_)}


def test_nothing_yet(app: Flask) -> None:
    found = today([cast.a_store()])
    assert (found.taken, found.each, found.change, found.best(5)) == (0, None, None, [])


def test_what_will_run_out_before_the_store_closes() -> None:
    store = cast.a_store()
    with transaction():
        db.session.get_one(Store, store.id).hours = [OpeningHours(weekday=3, opens=600, closes=1320)]       # until 22:00 on Thursdays
    beef, tea, soup = cast.a_dish("beef", portions=10), cast.a_dish("tea", 800, portions=40), cast.a_dish("soup", portions=2)
    at(shanghai(THURSDAY, 16))
    sold("A1", (beef, 4), (tea, 4), (soup, 1), store=store)
    at(shanghai(THURSDAY, 18))
    found = running_out(store)
    assert [(each.dish_id, each.left, round(each.per_hour, 1), f"{each.at:%H:%M}") for each in found] == [(beef.id, 6, 2.0, "21:00")]
    with transaction():
        stock.set_remaining(store.id, beef.id, THURSDAY, None)
    assert running_out(store) == []
    at(shanghai(THURSDAY, 23))
    assert running_out(store) == []


def test_how_full_it_was_in_four_weeks() -> None:
    store, beef = cast.a_store(), cast.a_dish()
    for weeks, hour, covers in ((0, 12, 9), (1, 12, 3), (4, 12, 2), (5, 12, 9)):
        at(shanghai(THURSDAY - timedelta(weeks=weeks), hour))
        sold(f"A{weeks}", (beef, 1), covers=covers)
    at(shanghai(THURSDAY, 1, 30))
    sold("B1", (beef, 1), covers=4)
    at(shanghai(THURSDAY, 13))
    assert load([store]) == {(3, 12): 5, (2, 25): 4}
