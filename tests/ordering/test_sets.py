"""Set meals: one price, every dish cooked at its own station, taxed as itself and owed as its part."""
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app import clock, live
from app.audit import Actor
from app.checks import concessions, splitting
from app.codes import token
from app.db import db, transaction
from app.errors import Invalid, Refused
from app.kitchen import board
from app.menu import catalogue, stock
from app.menu.card import allergens_by_choice, allergens_of, offers, suits
from app.menu.models import Choice, Dish, OrderKind
from app.ordering import cart, finding, rounds, voids
from app.ordering.models import AdjustmentKind, LineState, Order, OrderLine, Round, SetMeal
from app.payments import paying
from app.payments.models import LegKind
from app.reports.today import today
from app.stores.hours import business_day
from tests import cast
from tests.at_once import at_once

WAITER = Actor("staff", None)


@pytest.fixture
def meal(app: Flask) -> Dish:
    """5000: noodles (4200, or tofu 2000 and 300 dearer in the set) and a tea (800), taxed otherwise."""
    noodles = cast.a_dish("noodles", 4200, allergens=["wheat"])
    tofu = cast.a_dish("tofu", 2000, station="wok", allergens=["soy"], tags=["spicy-2"])
    tea = cast.a_dish("tea", 800, station="bar", tax=cast.a_tax("drink", 1300), allergens=[])
    return cast.a_set({"main": {noodles: 0, tofu: 300}, "drink": {tea: 0}}, 4500)


def choice(code: str) -> int:
    return db.session.query(Choice).filter_by(code=code).one().id


def dish(code: str) -> Dish:
    return db.session.query(Dish).filter_by(code=code).one()


def a_slip(meal: Dish, quantity: int = 1, *codes: str, note: str = "") -> Order:
    with transaction():
        order = finding.start_order(cast.a_seat().guest.sitting)
        cart.add(order, None, meal.id, quantity=quantity, options=[(choice(code), 1) for code in codes] or None, note=note, key=token())
    return order


def send(order: Order, *, leave: bool = False) -> Round:
    with transaction():
        return rounds.send(order, None, key=token(), seen={}, leave_sold_out=leave).round


def left(code: str) -> int | None:
    store = cast.a_store()
    return stock.counted(store.id, business_day(store))[dish(code).id].remaining


def stop(code: str) -> None:
    store = cast.a_store()
    with transaction():
        stock.stop(store.id, dish(code).id, business_day(store), None)


# The price and its parts

def test_each_dish_is_a_line_with_its_part_of_the_price_its_station_and_tax(meal: Dish) -> None:
    order = a_slip(meal, 2, note="no peanuts")
    assert [(each.unit_price, each.amount) for each in cart.lines(order)] == [(4500, 9000)]
    lines = send(order).lines
    lines = sorted(lines, key=lambda line: (line.set_id, line.id))
    assert [(line.dish.code, line.unit_price_minor, line.station, line.tax_code, line.note) for line in lines] == [
        ("noodles", 3780, "noodle", "food", "no peanuts"), ("tea", 720, "bar", "drink", "no peanuts")] * 2
    assert {(sold.name["en"], sold.unit_price_minor) for sold in db.session.query(SetMeal)} == {("Set", 4500)}
    found = finding.total(order)
    assert (found.total_minor, [(tax.code, tax.base_minor) for tax in found.taxes]) == (9000, [("drink", 1440), ("food", 7560)])


def test_what_a_choice_adds_is_on_the_set_and_weighs_in_its_part(meal: Dish) -> None:
    lines = send(a_slip(meal, 1, "tofu", "tea")).lines
    assert [(line.dish.code, line.unit_price_minor) for line in lines] == [("tofu", 3561), ("tea", 1239)]       # 4800 by 2300 and 800


def test_a_dish_that_is_sold_in_sets_only_weighs_as_the_others_do(meal: Dish) -> None:
    with transaction():
        dish("tea").prices = []
        live.touch(catalogue.TOPIC)
    lines = send(a_slip(meal)).lines
    assert [line.unit_price_minor for line in lines] == [2250, 2250]


def test_what_is_chosen_besides_dishes_is_told_to_every_cook(meal: Dish) -> None:
    cast.an_option_group(meal, {"cutlery": 0}, code="extras", least=0, default="cutlery")
    lines = send(a_slip(meal)).lines
    clock.move(timedelta(minutes=1))
    tickets = board.board(cast.a_store().id).tickets
    assert [[wish.name["en"] for wish in item.wishes] for item in tickets[0].items] == [["Cutlery"], ["Cutlery"]]
    assert all([each["name"]["en"] for each in line.chosen] == ["Cutlery"] for line in lines)


def test_a_station_sees_only_its_dishes(meal: Dish) -> None:
    send(a_slip(meal))
    clock.move(timedelta(minutes=1))
    at = {station: [item.first.dish.code for ticket in board.board(cast.a_store().id, station).tickets for item in ticket.items]
          for station in ("noodle", "bar", "wok")}
    assert at == {"noodle": ["noodles"], "bar": ["tea"], "wok": []}


def test_a_dish_of_a_set_stands_in_the_row_of_those_that_are_made_alike(meal: Dish) -> None:
    order = a_slip(meal)
    with transaction():
        cart.add(order, None, dish("tea").id, key=token())
    send(order)
    clock.move(timedelta(minutes=1))
    items = board.board(cast.a_store().id).tickets[0].items
    assert {(item.first.dish.code, item.count) for item in items} == {("noodles", 1), ("tea", 2)}


# What runs out

def test_a_dish_that_ran_out_cannot_be_chosen_and_a_group_without_any_ends_the_set(meal: Dish) -> None:
    def offer() -> object:
        return offers(cast.a_store(), OrderKind.DINE_IN)[meal.id]
    stop("noodles")
    assert (offer().available, offer().at_once, offer().gone) == (True, False, {choice("noodles")})
    with pytest.raises(Refused, match="Noodles just sold out"):
        a_slip(meal)
    assert cart.lines(a_slip(meal, 1, "tofu", "tea"))[0].sendable
    stop("tea")
    assert offer().sold_out
    with pytest.raises(Refused, match="Set just sold out"):
        a_slip(meal, 1, "tofu", "tea")


def test_what_ran_out_on_the_slip_stays_there(meal: Dish) -> None:
    order = a_slip(meal)
    stop("noodles")
    with pytest.raises(rounds.Changed, match="Noodles just sold out"):
        send(order)
    with transaction():
        cart.add(order, None, dish("tofu").id, key=token())
    assert [line.dish.code for line in send(order, leave=True).lines] == ["tofu"]
    assert [line.line.dish_id for line in cart.lines(order)] == [meal.id]


def test_portions_of_the_set_and_of_its_dishes_are_taken_and_come_back(meal: Dish) -> None:
    with transaction():
        meal.portions, dish("noodles").portions = 5, 3
        live.touch(catalogue.TOPIC)
    order = a_slip(meal, 2)
    round_ = send(order)
    assert (left("set"), left("noodles")) == (3, 1)
    more = a_slip(meal, 2)
    with pytest.raises(rounds.Changed, match="Only 1 portion of Noodles is left"):
        send(more)
    with transaction():
        paying.take_back(round_, None)
    assert (left("set"), left("noodles")) == (5, 3)


def test_the_last_portion_goes_to_one_of_two_tables(app: Flask, meal: Dish) -> None:
    with transaction():
        dish("tea").portions = 1
        live.touch(catalogue.TOPIC)
    orders = [a_slip(meal).id]
    with transaction():
        order = finding.start_order(cast.a_seat(cast.a_table("A2")).guest.sitting)
        cart.add(order, None, dish("tea").id, key=token())
        orders.append(order.id)

    store_id = cast.a_store().id

    def sender(order_id: int) -> Callable[[], object]:
        def act() -> object:
            with transaction():
                return rounds.send(paying.locked_order(order_id, store_id), None, key=token(), seen={}).round.id
        return act
    outcomes = at_once(app, [sender(order_id) for order_id in orders])
    assert sorted(isinstance(each, Refused) for each in outcomes) == [False, True]
    assert (left("tea"), db.session.query(OrderLine).filter(OrderLine.set_id.is_not(None)).count() in (0, 2)) == (0, True)


# As a whole

def test_taken_back_it_is_one_line_of_the_slip_again(meal: Dish) -> None:
    order = a_slip(meal, 2, "tofu", "tea", note="hot")
    round_ = send(order)
    with transaction():
        paying.take_back(round_, None)
    line = cart.lines(order)[0].line
    assert [(each.line.dish_id, each.line.quantity, each.line.note) for each in cart.lines(order)] == [(meal.id, 2, "hot")]
    assert (sorted(line.options), line.set_id, line.price_seen_minor) == (sorted([[choice("tofu"), 1], [choice("tea"), 1]]), None, 4800)
    assert (db.session.query(OrderLine).count(), db.session.query(SetMeal).count()) == (1, 0)
    assert [each.dish.code for each in send(order).lines] == ["tofu", "tea"] * 2


def test_one_dish_is_voided_and_the_rest_is_still_owed(meal: Dish) -> None:
    with transaction():
        meal.portions = 5
        live.touch(catalogue.TOPIC)
    order = a_slip(meal)
    tea = next(line for line in send(order).lines if line.dish.code == "tea")
    with transaction():
        voids.void(tea, by=WAITER, reason="none left")
    assert (finding.total(order).total_minor, left("set")) == (3780, 4)
    with transaction():
        voids.void(finding.owed_lines(order)[0], by=WAITER, reason="so neither")
    assert (finding.total(order).total_minor, left("set")) == (0, 5)


def test_a_part_of_it_leaves_no_set_behind_when_the_round_comes_back(meal: Dish) -> None:
    order = a_slip(meal)
    round_ = send(order)
    with transaction():
        voids.void(round_.lines[0], by=WAITER, reason="x")
    with transaction():
        paying.take_back(round_, None)
    assert [(each.line.dish_id, each.line.quantity) for each in cart.lines(order)] == [(meal.id, 1)]
    assert db.session.query(SetMeal).count() == 1           # the cancelled dish still says of what


def test_it_is_split_off_given_away_and_paid_as_a_whole(meal: Dish) -> None:
    order = a_slip(meal, 2)
    with transaction():
        cart.add(order, None, dish("tofu").id, key=token())
    tea = next(line.id for line in send(order).lines if line.dish.code == "tea")
    with transaction():
        made = splitting.split(order.sitting, [tea], None, by=WAITER, key=token())
    other = finding.order_of(db.session.get_one(type(order.sitting), made.other_id))
    assert (finding.total(other).total_minor, finding.total(order).total_minor) == (4500, 6500)
    with transaction():
        lines = [line.id for line in finding.owed_lines(order) if line.dish.code == "tea"]
        concessions.grant(order, AdjustmentKind.COMP, person=cast.a_manager(), by=WAITER, reason="late", key=token(), lines=lines)
    assert finding.total(order).total_minor == 2000
    with transaction():
        paying.pay(other, LegKind.CASH, 4500, by=WAITER, key=token(), lines=[tea])
    assert paying.due(other).owed_minor == 0


def test_it_sells_once_in_the_days_figures(meal: Dish) -> None:
    send(a_slip(meal, 2))
    found = today([cast.a_store()])
    assert [(each.dish_id, each.portions, each.amount) for each in found.best(5)] == [(meal.id, 2, 9000)]
    assert found.sources.total() == 2


def test_nothing_chosen_is_a_dish_like_any_other(app: Flask) -> None:
    meal = cast.a_set({"main": {cast.a_dish("noodles"): 0}}, 900, default=False)
    with transaction():
        meal.groups[0].group.min_choices = 0
        live.touch(catalogue.TOPIC)
    lines = send(a_slip(meal)).lines
    assert [(line.dish_id, line.set_id, line.unit_price_minor, line.state) for line in lines] == [(meal.id, None, 900, LineState.SENT)]


# What it holds

def test_allergens_are_those_of_its_dishes(meal: Dish) -> None:
    known = catalogue.catalogue().dishes[meal.id]
    assert allergens_of(known, known.default_options) == ("wheat",)
    assert allergens_of(known, [[choice("tofu"), 1]]) == ("soy",)
    assert allergens_of(known, []) is None
    assert allergens_by_choice(known) == {choice("noodles"): ("wheat",), choice("tofu"): ("soy",), choice("tea"): ()}
    with transaction():
        dish("tea").allergens = None
        live.touch(catalogue.TOPIC)
    known = catalogue.catalogue().dishes[meal.id]
    assert allergens_of(known, known.default_options) is None and "peanut" not in suits(known)


def test_a_dish_without_a_name_of_its_own_there_is_called_as_it_is(meal: Dish) -> None:
    names = [each.name["en"] for each in catalogue.catalogue().dishes[meal.id].choices.values()]
    with transaction():
        dish("tea").name = {"zh": "茶", "en": "Jasmine tea"}
        live.touch(catalogue.TOPIC)
    assert (names, [each.name["en"] for each in catalogue.catalogue().dishes[meal.id].choices.values()]) == (
        ["Noodles", "Tofu", "Tea"], ["Noodles", "Tofu", "Jasmine tea"])


def test_another_choice_than_the_set_has_is_refused(meal: Dish) -> None:
    with pytest.raises(Invalid):
        a_slip(meal, 1, "noodles", "tofu", "tea")
