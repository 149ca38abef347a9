"""A waiter orders for a party without phones, by taps and codes."""
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, live
from app.db import db, transaction
from app.menu import catalogue
from app.menu.models import Choice
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


@pytest.mark.parametrize("typed", ["b3", "Ｂ３", " B3 "])
def test_search_finds_by_code(waiter: Page, typed: str) -> None:
    waiter.submit("form[role=search]", q=typed)
    assert waiter.texts("#dishes li b") == ["Green tea"]


def test_how_many_of_a_dish_are_on_the_slip_stands_on_its_button(waiter: Page) -> None:
    waiter.submit("#add", codes="A12 x2 B3")
    waiter.press("#dishes button:-soup-contains('Beef noodles')")
    assert waiter.texts("#dishes .count:not([hidden])") == ["3 on the slip", "1 on the slip"]
    assert len(waiter.all("#dishes .count")) == 3
    assert sorted(waiter.find("#slip")["data-quantities"].split()) == ["1:3", "2:1"]


def test_the_foot_says_how_much_is_on_the_slip_and_leads_to_it(waiter: Page) -> None:
    assert waiter.texts("#bar > *") == ["Back to the table"]
    waiter.submit("#add", codes="A12 x2", htmx=True)
    assert waiter.texts("hx-partial #bar > *") == ["2 dishes", "Send · ¥84"]
    waiter.get(waiter.path.removesuffix("/lines"))
    assert waiter.texts("#bar > *") == ["2 dishes", "Send · ¥84"]
    waiter.press("Send · ¥84")
    assert "Round 1" in waiter.text


# For whom: kept while one adds, not when one comes back

def test_a_seat_is_kept_from_one_dish_to_the_next(waiter: Page) -> None:
    address = waiter.path
    waiter.submit("#add", codes="A12", seat="3")
    assert waiter.find("#seat")["value"] == "3" and waiter.path == address
    waiter.press("#dishes button:-soup-contains('Fish')", seat="3")
    assert waiter.find("#f-seat")["value"] == "3"
    waiter.press("Add to the slip", {waiter.all("input[name^=opt-]")[0]["name"]: waiter.all("input[name^=opt-]")[0]["value"]})
    assert waiter.find("#seat")["value"] == "3" and waiter.path == address


def test_nobody_orders_for_the_last_seat_by_accident(waiter: Page) -> None:
    address = waiter.path
    waiter.submit("#add", codes="A12", seat="3")
    assert waiter.get(address).find("#seat")["value"] == ""
    waiter.press("#dishes button:-soup-contains('Fish')", seat="3")         # and not added
    clock.move(timedelta(minutes=4))
    assert waiter.get(address).find("#seat")["value"] == ""


# A line of the slip, opened again

def test_a_line_is_changed_where_it_stands(app: Flask, waiter: Page) -> None:
    waiter.press("#dishes button:-soup-contains('Fish')")
    mild, hot = waiter.all("input[name^=opt-]")
    waiter.press("Add to the slip", {mild["name"]: mild["value"]}, note="No coriander, no bones", seat="3", quantity="2")
    waiter.follow("#slip a:-soup-contains('Fish')")
    assert (waiter.find("#f-note")["value"], waiter.find("#f-seat")["value"], waiter.find("#quantity")["value"]) == ("no bones", "3", "2")
    assert [box["value"] for box in waiter.all("input[checked]")] == [mild["value"], "No coriander"]
    waiter.press("Save", {hot["name"]: hot["value"]}, wish=["Less salt"], note="tail", quantity="1", seat="Mei")
    assert lines(app) == [("C1", 1, "cart", "Mei")]
    assert "Mei · Hot · Less salt, tail" in waiter.text and "71" in waiter.text


def test_the_table_sees_that_a_waiter_changed_its_dish(app: Flask, waiter: Page) -> None:
    with app.app_context():
        seat = cast.a_seat()
        cast.a_cart(cast.a_dish("B3"), seat=seat)
        address, secret = f"/t/{cast.a_table().token}/", seat.secret
    waiter.get(waiter.path).follow("#slip a:-soup-contains('Green tea')").press("Save", note="hot")
    guest = Page(app)
    guest.client.set_cookie(COOKIE, secret, path=address.rstrip("/"))
    assert "A waiter changed Green tea" in guest.get(address).text


def test_a_line_that_cannot_be_so_is_shown_again_as_typed(app: Flask, waiter: Page) -> None:
    waiter.submit("#add", codes="A12")
    waiter.follow("#slip a:-soup-contains('Beef')").press("Save", quantity="0", note="as typed", wish=["Less oil"], status=422)
    assert "Choose between 1 and 99" in waiter.text and waiter.find("#f-note")["value"] == "as typed"
    assert [box["value"] for box in waiter.all("input[checked]")] == ["Less oil"] and lines(app) == [("A12", 1, "cart", None)]


def test_a_line_that_was_sent_meanwhile_is_not_changed(app: Flask, waiter: Page) -> None:
    address = waiter.path
    waiter.submit("#add", codes="A12")
    line = waiter.follow("#slip a:-soup-contains('Beef')").path
    other = Page(app)
    cast.signed_in(other, "server").get(address).press("All of it now")
    waiter.press("Save", note="too late", status=409)
    assert "already been sent" in waiter.text
    waiter.get(line, status=409)
    waiter.get(f"{address}/lines/999", status=409)


def test_the_guests_chips_become_the_note(app: Flask, waiter: Page) -> None:
    waiter.follow("Options and note: Beef noodles").press("Add to the slip", wish=["No coriander", "Less oil"], note="extra broth")
    assert "No coriander, Less oil, extra broth" in waiter.text


def test_extras_show_their_price_and_are_counted(app: Flask, waiter: Page) -> None:
    with app.app_context():
        cast.an_option_group(cast.a_dish("A12"), {"egg": 300, "shank": 1200}, code="extras", least=0, most=3)
        with transaction():
            for choice in db.session.query(Choice).filter(Choice.code.in_(("egg", "shank"))):
                choice.per_choice_max = 2
            live.touch(catalogue.TOPIC)
    waiter.get(waiter.path).follow("Options and note: Beef noodles")
    rows = waiter.all(".line:has(.step)")
    assert [row.get_text(" ", strip=True) for row in rows] == ["Egg +¥3", "Shank +¥12"]
    assert [(field["max"], field["data-price"]) for field in waiter.all(".line .qty")] == [("2", "300"), ("2", "1200")]
    waiter.press("Add to the slip", {waiter.all(".line .qty")[0]["name"]: "2"})
    assert "Egg ×2" in waiter.text and "48" in waiter.text


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
