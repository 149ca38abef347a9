"""Portions: taken, given back, stopped, counted."""
from datetime import date, timedelta

import pytest
from flask import Flask

from app import live
from app.db import transaction
from app.errors import Invalid
from app.menu import stock
from app.menu.stock import Left
from tests import cast

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def dish(app: Flask) -> int:
    return cast.a_dish().id


def take(wanted: dict[int, int], daily: dict[int, int | None], store: int = 1, day: date = TODAY) -> list[int]:
    with transaction():
        return stock.take(store, day, wanted, daily)


def left(dish: int, store: int = 1, day: date = TODAY) -> Left | None:
    return stock.counted(store, day).get(dish)


def test_portions_are_taken_until_none_is_left(dish: int) -> None:
    assert take({dish: 2}, {dish: 3}) == []
    assert left(dish) == Left(1)
    assert take({dish: 2}, {dish: 3}) == [dish]
    assert left(dish) == Left(1)
    assert take({dish: 1}, {dish: 3}) == []
    assert left(dish) == Left(0)
    assert left(dish).sold_out


def test_without_a_daily_number_nothing_is_counted(dish: int) -> None:
    version = live.version(stock.topic(1))
    assert take({dish: 50}, {dish: None}) == []
    assert left(dish) is None
    assert live.version(stock.topic(1)) == version


def test_each_day_and_each_store_has_its_own(dish: int) -> None:
    other = cast.a_store("old-town").id
    take({dish: 3}, {dish: 3})
    assert take({dish: 1}, {dish: 3}, day=TOMORROW) == []
    assert take({dish: 1}, {dish: 3}, store=other) == []
    assert (left(dish), left(dish, day=TOMORROW), left(dish, store=other)) == (Left(0), Left(2), Left(2))


def test_all_that_could_not_be_had_are_named(dish: int) -> None:
    tea, rice = cast.a_dish("tea").id, cast.a_dish("rice").id
    assert take({rice: 2, dish: 1, tea: 3}, {dish: 1, tea: 2, rice: 1}) == [tea, rice]


def test_portions_come_back(dish: int) -> None:
    take({dish: 3}, {dish: 3})
    with transaction():
        stock.give_back(1, TODAY, {dish: 2})
    assert left(dish) == Left(2)


def test_nothing_comes_back_where_nothing_is_counted(dish: int) -> None:
    with transaction():
        stock.give_back(1, TODAY, {dish: 2})
    assert left(dish) is None


def test_86_stops_a_dish_with_and_without_a_number(dish: int) -> None:
    tea = cast.a_dish("tea").id
    with transaction():
        stock.stop(1, dish, TODAY, 5)
        stock.stop(1, tea, TODAY, None)
    assert (left(dish), left(tea)) == (Left(5, stopped=True), Left(None, stopped=True))
    assert take({dish: 1}, {dish: 5}) == [dish]
    assert take({tea: 1}, {tea: None}) == [tea]


def test_resuming_leaves_what_remained(dish: int) -> None:
    take({dish: 2}, {dish: 5})
    with transaction():
        stock.stop(1, dish, TODAY, 5)
        stock.resume(1, dish, TODAY, 5)
    assert left(dish) == Left(3)


@pytest.mark.parametrize("daily", [4, None])
def test_resuming_what_ran_out_brings_the_daily_number_back(dish: int, daily: int | None) -> None:
    with transaction():
        stock.set_remaining(1, dish, TODAY, 0)
        stock.resume(1, dish, TODAY, daily)
    assert left(dish) == Left(daily)


def test_the_kitchen_counts(dish: int) -> None:
    with transaction():
        stock.stop(1, dish, TODAY, None)
        stock.set_remaining(1, dish, TODAY, 2)
    assert left(dish) == Left(2)
    assert take({dish: 3}, {dish: None}) == [dish]
    with transaction():
        stock.set_remaining(1, dish, TODAY, None)
    assert take({dish: 300}, {dish: None}) == []


@pytest.mark.parametrize("number", [-1, 10_000])
def test_a_number_no_kitchen_has(dish: int, number: int) -> None:
    with pytest.raises(Invalid), transaction():
        stock.set_remaining(1, dish, TODAY, number)


def test_every_change_is_seen(dish: int) -> None:
    seen = [live.version(stock.topic(1))]
    for change in (lambda: stock.stop(1, dish, TODAY, 5), lambda: stock.resume(1, dish, TODAY, 5), lambda: stock.set_remaining(1, dish, TODAY, 1),
                   lambda: stock.take(1, TODAY, {dish: 1}, {dish: 5}), lambda: stock.give_back(1, TODAY, {dish: 1})):
        with transaction():
            change()
        seen.append(live.version(stock.topic(1)))
    assert seen == sorted(set(seen))
