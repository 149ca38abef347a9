"""A party's page: who gets which dish, what is on hold, what just happened, what the kitchen forgot to bump."""
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.audit import AuditEntry
from app.codes import token
from app.db import db, transaction
from app.kitchen import board
from app.ordering import cart, finding, rounds
from app.ordering.models import OrderLine
from app.stores.models import TablePolicy
from app.tables import sittings
from tests import cast
from tests.page import Page

FLOOR = "/floor/riverside"


@pytest.fixture
def waiter(app: Flask, client: Page) -> Page:
    with app.app_context():
        cast.a_waiter()
    return cast.signed_in(client, "server")


def ordered(app: Flask, *lines: tuple[str, str], course: int = 1) -> str:
    """The party at A1 has ordered dishes (their name, and for whom); its page."""
    with app.app_context():
        with transaction():
            order = finding.start_order(cast.a_sitting())
            for name, seat in lines:
                cart.add(order, None, cast.a_dish(name, name=name).id, seat=seat, note="no bones" if name == "Fish" else "", key=token())
            rounds.send(order, None, key=token(), seen={}, by=cast.acts(cast.a_waiter()), course=course)
        return f"{FLOOR}/sittings/{order.sitting_id}"


def states(app: Flask) -> list[str]:
    with app.app_context():
        return [line.state.value for line in db.session.query(OrderLine).order_by(OrderLine.id)]


def test_for_whom_a_dish_is(app: Flask, waiter: Page) -> None:
    waiter.get(ordered(app, ("Soup", "3"), ("Soup", "Mei"), ("Soup", "")))
    assert waiter.texts("#party li.line p") == ["Seat 3", "Mei"]
    with app.app_context(), transaction():
        round_ = db.session.query(OrderLine).first().round
        board.bump(round_, "", [line.id for line in round_.lines], cast.acts(cast.a_cook()))
    assert "Soup (Seat 3), Soup (Mei), Soup" in waiter.get(waiter.path).find(".task.ready").get_text()


def test_what_is_on_hold_with_options_and_price(app: Flask, waiter: Page) -> None:
    waiter.get(ordered(app, ("Soup", ""), ("Fish", "2"), course=rounds.ON_HOLD))
    assert waiter.texts("section:has(form[action$='/firing']) li") == ["1 × Soup ¥ 42", "1 × Fish Seat 2 · no bones ¥ 42"]


@pytest.mark.parametrize("htmx", [False, True])
def test_what_was_served_is_said(app: Flask, waiter: Page, htmx: bool) -> None:
    party = ordered(app, ("Soup", ""), ("Fish", ""))
    with app.app_context(), transaction():
        round_ = db.session.query(OrderLine).first().round
        board.bump(round_, "", [line.id for line in round_.lines], cast.acts(cast.a_cook()))
    waiter.get(party).press("All served", htmx=htmx)
    assert waiter.texts("hx-partial .toast" if htmx else "#say .toast") == ["Served: Soup, Fish"]
    assert not waiter.get(party).all(".toast")


def test_what_the_kitchen_forgot_to_bump_is_on_the_table(app: Flask, waiter: Page) -> None:
    waiter.get(ordered(app, ("Soup", ""), ("Fish", "")))
    waiter.press("form[action$='/bringings'] button:has(.vh:-soup-contains('Fish'))")
    assert states(app) == ["sent", "served"] and "Served: Fish" in waiter.text
    with app.app_context():
        assert [ticket.to_do for ticket in board.board(cast.a_store().id).tickets] == [[1]]
        assert db.session.query(AuditEntry).filter_by(verb="brought").one().actor_id == cast.a_waiter().id
    waiter.press("form[action$='/bringings'] button:has(.vh:-soup-contains('Soup'))")
    assert states(app) == ["served", "served"] and not waiter.all("form[action$='/bringings']")


def test_a_wrong_tap_is_taken_back(app: Flask, waiter: Page) -> None:
    party = ordered(app, ("Soup", ""), ("Fish", ""))
    waiter.get(party).press("form[action$='/bringings'] button:has(.vh:-soup-contains('Fish'))")
    waiter.press("form[action$='/unservings'] button:has(.vh:-soup-contains('Fish'))")
    assert states(app) == ["sent", "sent"] and "Not served: Fish" in waiter.text
    waiter.press("form[action$='/bringings'] button:has(.vh:-soup-contains('Fish'))")
    clock.move(timedelta(minutes=11))
    assert not waiter.get(party).all("form[action$='/unservings']")


def test_a_whole_round_at_once(app: Flask, waiter: Page) -> None:
    waiter.get(ordered(app, ("Soup", ""), ("Fish", ""))).press("All of it is on the table", htmx=True)
    assert states(app) == ["served", "served"]


def test_what_the_kitchen_does_not_have_yet_is_not_on_the_table(app: Flask, waiter: Page) -> None:
    with app.app_context():
        sent = cast.a_sent_round(seat=cast.a_seat(), released=False)
        party, line = f"{FLOOR}/sittings/{sent.order.sitting_id}", cast.lines_of(sent)[0].id
    assert not waiter.get(party).all("form[action$='/bringings']")
    waiter.post(f"{party}/bringings", {"line": str(line)}, status=409)
    assert states(app) == ["sent"]


# Word and people: first while the party is new, out of the way afterwards

def test_who_was_counted_is_found_behind_the_dishes(app: Flask, waiter: Page) -> None:
    with app.app_context():
        fresh = f"{FLOOR}/sittings/{cast.a_sitting().id}"
    assert waiter.get(fresh).find("details:has(#covers)").has_attr("open")      # nothing else to see yet
    waiter.get(ordered(app, ("Soup", "")))
    assert not waiter.find("details:has(#covers)").has_attr("open")
    assert [tag.name for tag in waiter.all("#party h2, #party #covers")] == ["h2", "input"]
    waiter.press("Set", covers="many", status=422)
    assert waiter.find("details:has(#covers)").has_attr("open")


def test_a_party_nobody_has_seen_begins_with_its_word(app: Flask, waiter: Page) -> None:
    with app.app_context():
        table = cast.a_table(store=cast.a_store("riverside", policy=TablePolicy.CONFIRM))
        sent = cast.a_sent_round(table=table, seat=cast.a_seat(table))
        party = f"{FLOOR}/sittings/{sent.order.sitting_id}"
    waiter.get(party)
    assert not waiter.all("#party details #covers") and "need not wait" in waiter.text
    waiter.press("I have seen this party")
    assert waiter.all("#party details #covers") and "need not wait" not in waiter.text


# What just happened, and the way back

def test_a_move_is_said_first_with_its_way_back(app: Flask, waiter: Page) -> None:
    party = ordered(app, ("Soup", ""))
    with app.app_context():
        table = cast.a_table("A3").id
    waiter.get(f"{party}/moves").press(f"button[value='move:{table}']")
    first = waiter.find("#party > :first-child")
    assert "They sit at A3 now." in first.get_text() and first.select_one("form[action$='/undo']")
    waiter.press("Undo the move")
    assert "It is undone" in waiter.find("#say").get_text() and "They sit at" not in waiter.text


def test_a_move_of_long_ago_is_undone_further_down(app: Flask, waiter: Page) -> None:
    party = ordered(app, ("Soup", ""))
    with app.app_context():
        table = cast.a_table("A3").id
    waiter.get(f"{party}/moves").press(f"button[value='move:{table}']")
    clock.move(timedelta(minutes=3))
    assert "They sit at" not in waiter.get(party).text
    waiter.find("form[action$='/undo']")


# The end

def test_a_table_that_others_share_is_not_free(app: Flask, waiter: Page) -> None:
    with app.app_context():
        first = cast.a_sitting().id
        with transaction():
            sittings.open_by_staff(cast.a_table(), covers=2, by=cast.acts(cast.a_waiter()), share=True)
    waiter.get(f"{FLOOR}/sittings/{first}").press("Free the table")
    assert "free again" not in waiter.text
    assert "This party has left table A1" in waiter.text and "Somebody else sits at A1." in waiter.text
