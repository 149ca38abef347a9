"""A waiter orders for a party without phones, by taps and codes."""
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.db import db
from app.ordering.models import LineState, Nudge, OrderLine, Round, RoundState
from app.web.diner.visit import COOKIE
from tests import cast
from tests.page import Page

FLOOR = "/floor/riverside"


@pytest.fixture
def waiter(app: Flask, client: Page) -> Page:
    """At the order page of the party at A1; there are beef (A12), tea (B3) and fish, which asks how hot."""
    with app.app_context():
        sitting = cast.a_sitting().id
        cast.a_dish("A12", name="Beef noodles")
        cast.a_dish("B3", 800, name="Green tea", chinese="绿茶")
        cast.an_option_group(cast.a_dish("C1", 6800, name="Fish", chinese="水煮鱼"), {"mild": 0, "hot": 300})
        cast.a_waiter()
    return cast.signed_in(client, "server").get(f"{FLOOR}/sittings/{sitting}").follow("Order")


def lines(app: Flask) -> list[tuple[str, int, str, str | None]]:
    with app.app_context():
        return [(line.dish.code, line.quantity, line.state.value, line.seat) for line in db.session.scalars(select(OrderLine).order_by(OrderLine.id))]


def states(app: Flask) -> list[tuple[str, int | None]]:
    with app.app_context():
        return [(round_.state.value, round_.course) for round_ in db.session.scalars(select(Round).order_by(Round.id))]


@pytest.mark.both_databases
@pytest.mark.parametrize("htmx", [False, True])
def test_codes_go_to_the_slip_and_to_the_kitchen(app: Flask, waiter: Page, htmx: bool) -> None:
    address = waiter.path
    waiter.submit("#add", codes="a12 x2 b3", seat="2", htmx=htmx)
    assert lines(app) == [("A12", 2, "cart", "2"), ("B3", 1, "cart", "2")]
    waiter.get(address).press("Send")
    assert lines(app) == [("A12", 1, "sent", "2"), ("B3", 1, "sent", "2"), ("A12", 1, "sent", "2")]
    assert "Round 1" in waiter.text and states(app) == [("sent", 1)]


def test_an_unknown_code_adds_nothing_and_keeps_what_was_typed(app: Flask, waiter: Page) -> None:
    waiter.submit("#add", codes="A12 x2 Q7", seat="Mei", status=422)
    assert "There is no dish Q7 here. Nothing was added." in waiter.text
    assert (waiter.find("#codes")["value"], waiter.find("#seat")["value"], lines(app)) == ("A12 x2 Q7", "Mei", [])


def test_a_tap_adds_one_and_a_dish_that_asks_opens_its_sheet(app: Flask, waiter: Page) -> None:
    waiter.press("#dishes button:-soup-contains('Beef noodles')")
    assert lines(app) == [("A12", 1, "cart", None)]
    waiter.press("#dishes button:-soup-contains('Fish')")
    assert waiter.path.split("/")[-2] == "dishes"
    waiter.press("Add to the slip", status=422)
    _mild, hot = waiter.all("input[name^=opt-]")
    waiter.press("Add to the slip", {hot["name"]: hot["value"]}, note="no bones", seat="3", quantity="2")
    assert lines(app)[1:] == [("C1", 2, "cart", "3")]
    assert "no bones" in waiter.text and "142" in waiter.text.replace(",", "")


def test_search_finds_by_pinyin(waiter: Page) -> None:
    waiter.submit("form[role=search]", q="lvcha")
    assert waiter.texts("#dishes li b") == ["Green tea"]


def test_courses_wait_and_are_fired_or_put_back(app: Flask, waiter: Page) -> None:
    waiter.submit("#add", codes="A12 B3")
    first, second = (field["name"] for field in waiter.all("select.when"))
    waiter.press("Send", {first: "2", second: "0"})
    assert states(app) == [("waiting", 2), ("waiting", None)]
    assert "Course 2" in waiter.text and "On hold" in waiter.text
    with app.app_context():
        fired, held = db.session.scalars(select(Round.id).order_by(Round.id))
    waiter.press(f"form[action$='{fired}/firing'] button")
    waiter.press(f"form[action$='{held}/return'] button")
    assert states(app) == [("sent", 2), ("taken_back", None)]
    assert lines(app)[1][2] == LineState.CART
    waiter.press(f"form[action$='{fired}/rush'] button")
    assert "Rushed" in waiter.text
    with app.app_context():
        assert db.session.query(Nudge).count() == 1


def test_the_waiter_leaves_the_phones_dishes_alone_unless_told(app: Flask, waiter: Page) -> None:
    with app.app_context():
        cast.a_cart(cast.a_dish("B3"), seat=cast.a_seat())
    waiter.get(waiter.path).submit("#add", codes="A12")
    waiter.press("Send")
    assert lines(app) == [("B3", 1, "cart", None), ("A12", 1, "sent", None)]


def test_a_table_asks_the_kitchen_once_its_time_has_passed(app: Flask, client: Page) -> None:
    with app.app_context():
        seat = cast.a_seat()
        round_ = cast.a_sent_round(seat=seat)
        address, guest = f"/t/{cast.a_table().token}/", seat.secret
        assert round_.state is RoundState.SENT
    client.client.set_cookie(COOKIE, guest, path=address.rstrip("/"))
    clock.move(timedelta(minutes=5))
    assert not client.get(address + "order").all("form[action$=chase]")
    clock.move(timedelta(minutes=10))
    client.get(address + "order").press("Ask the kitchen")
    assert "The kitchen knows that you are waiting." in client.text and not client.all("form[action$=chase]")
