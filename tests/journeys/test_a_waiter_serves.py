"""A whole service from the phone in an apron: parties without phones order, move, become one, split, pay in cash and by card; the day agrees."""
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.db import db, transaction
from app.menu.models import Dish
from app.ordering.models import Adjustment, LineState, Order, OrderLine
from app.payments import day
from app.payments.due import due
from app.payments.models import Leg
from app.staff import accounts
from app.stores.finding import by_slug
from app.tables import sittings
from app.tables.models import CallKind, Sitting
from tests import cast
from tests.journeys.test_a_table_eats import sign_in

pytestmark = pytest.mark.demo

FLOOR = "/floor/riverside"
BOWLS = ("Tomato & egg", "Smashed cucumber", "Wood ear salad")


@pytest.fixture
def codes(app: Flask) -> dict[str, str]:
    """English name → the short code a waiter types; the staff of the demo have passwords."""
    with app.app_context():
        with transaction():
            for username in ("cook", "server"):
                accounts.set_password(accounts.by_username(username), cast.PASSWORD)
        return {dish.name["en"]: dish.quick or dish.code for dish in db.session.scalars(select(Dish)) if dish.name["en"] in BOWLS}


def seat(waiter: Page, table: str, people: str) -> None:
    waiter.goto(FLOOR)
    waiter.locator(".tables").get_by_role("link", name=table, exact=False).filter(has_text="Free").first.tap()
    waiter.get_by_role("button", name=people, exact=True).tap()
    expect(waiter.get_by_text("Word of this table")).to_be_visible()


def order(waiter: Page, typed: str) -> None:
    waiter.get_by_role("link", name="Order", exact=True).tap()
    waiter.get_by_label("Dishes by code").fill(typed)
    waiter.get_by_role("button", name="Add", exact=True).tap()
    expect(waiter.locator("#slip li")).not_to_have_count(0)
    waiter.get_by_role("button", name="All of it now").tap()
    expect(waiter.get_by_role("heading", name="Round 1")).to_be_visible()


def pay(waiter: Page, kind: str, tendered: str = "") -> None:
    legs = waiter.locator("#bill .kv", has_text=kind.split()[0])
    paid = legs.count()
    waiter.get_by_role("radio", name=kind).check()
    if tendered:
        waiter.get_by_label("Another amount").fill(tendered)
    waiter.get_by_role("button", name="Take the payment").tap()
    expect(legs).to_have_count(paid + 1)


def close(waiter: Page) -> None:
    waiter.get_by_role("button", name="Close the table").tap()
    expect(waiter.get_by_text("The old phones can order nothing more.")).to_be_visible()


def test_a_service_on_a_waiters_phone(app: Flask, codes: dict[str, str], new_phone: Callable[..., Page], new_screen: Callable[..., Page]) -> None:
    waiter, cook = new_phone(), new_screen()
    sign_in(waiter, "server", FLOOR)
    sign_in(cook, "cook", "/kitchen/riverside")

    # Two parties without phones order by short codes.
    seat(waiter, "A12", "4")
    expect(waiter.get_by_text("You look after this party.")).to_be_visible()
    order(waiter, f"{codes['Tomato & egg']} x2 {codes['Smashed cucumber'].lower()}")
    seat(waiter, "B5", "2")
    order(waiter, codes["Wood ear salad"])

    # One is moved, its ticket is relabelled; then they become one party with one check.
    waiter.goto(FLOOR)
    waiter.locator(".tables").get_by_role("link", name="A12").tap()
    waiter.get_by_role("link", name="Move, merge, split").tap()
    waiter.get_by_role("group", name="They move to").get_by_role("button", name="B4", exact=True).tap()
    expect(waiter.get_by_role("heading", name="B4", exact=True)).to_be_visible()
    expect(cook.get_by_role("article", name="B4")).to_be_visible()
    expect(cook.get_by_role("article", name="A12")).to_have_count(0)
    waiter.get_by_role("link", name="Move, merge, split").tap()
    waiter.get_by_role("group", name="One party and one check with").get_by_role("button", name="B5", exact=True).tap()
    expect(waiter.get_by_role("heading", name="B4+B5", exact=True)).to_be_visible()
    expect(cook.get_by_role("article", name="B4+B5")).to_have_count(2)

    # The kitchen cooks each dish once, the waiter brings them.
    for left in (1, 0):
        cook.get_by_role("article").first.get_by_role("button", name="Bump").click()
        expect(cook.get_by_role("article")).to_have_count(left)
    expect(waiter.get_by_text("4 dishes are ready")).to_be_visible()        # a tap serves what its page showed
    waiter.get_by_role("button", name="All served").tap()
    expect(waiter.get_by_role("button", name="All served")).to_have_count(0)
    with app.app_context():
        lines = db.session.scalars(select(OrderLine)).all()
        assert [line.state for line in lines] == [LineState.SERVED] * 4

    # One dish goes to a check of its own at the same table, paid by card.
    waiter.get_by_role("link", name="Move, merge, split").tap()
    waiter.get_by_role("link", name="Split the check by dishes").tap()
    waiter.get_by_role("checkbox", name="Wood ear salad").check()
    waiter.get_by_label("How many people go with them?").fill("2")
    waiter.get_by_role("button", name="A check of their own at this table").tap()
    expect(waiter.get_by_text("2 people")).to_be_visible()
    waiter.get_by_role("link", name="The check").tap()
    pay(waiter, "Card terminal")
    close(waiter)

    # The other one pays one dish in cash with change, the rest by card.
    waiter.goto(FLOOR)
    waiter.locator(".tables").get_by_role("link", name="B4+B5").first.tap()
    waiter.get_by_role("link", name="The check").tap()
    waiter.get_by_role("link", name="By dish").tap()
    waiter.get_by_role("checkbox", name="Smashed cucumber").check()
    waiter.get_by_role("button", name="Pay these").tap()
    pay(waiter, "Cash", tendered="100")
    expect(waiter.get_by_text("change").first).to_be_visible()
    pay(waiter, "Card terminal")
    close(waiter)

    # The day's totals are what was paid, by kind and person, and what was sold.
    with app.app_context():
        store = by_slug("riverside")
        checks = db.session.scalars(select(Order).where(Order.receipt_token.is_not(None))).all()
        paid = {kind: sum(leg.amount_minor for leg in db.session.scalars(select(Leg)) if leg.kind == kind) for kind in ("cash", "card")}
        found = day.day(store, checks[0].business_day)
        assert len(checks) == 2 and all(due(each).owed_minor == 0 for each in checks)
        assert {kind: found.kinds[kind].in_hand for kind in ("cash", "card")} == paid
        assert found.total == sum(due(each).total_minor for each in checks) == sum(paid.values())
        assert not db.session.scalars(select(Sitting).where(Sitting.closed_at.is_(None))).all()
    waiter.goto(FLOOR)
    waiter.get_by_role("link", name="The day’s totals").tap()
    expect(waiter.get_by_text("2 checks closed")).to_be_visible()
    together = waiter.get_by_role("row", name="Together")
    for amount in paid.values():
        expect(together).to_contain_text(f"{amount / 100:.2f}".removesuffix(".00"))


def test_without_a_network_the_floor_says_from_when_it_is(app: Flask, codes: dict[str, str], new_phone: Callable[..., Page]) -> None:
    waiter = new_phone()
    sign_in(waiter, "server", FLOOR)
    seat(waiter, "A12", "4")
    waiter.context.set_offline(True)
    expect(waiter.locator("#net")).to_contain_text("What you see is from then.")
    expect(waiter.get_by_role("heading", name="A12", exact=True)).to_be_visible()
    waiter.get_by_role("button", name="New word").tap()
    expect(waiter.locator("#net")).to_contain_text("Tap again: nothing is done twice.")
    waiter.context.set_offline(False)
    expect(waiter.locator("#net")).to_be_empty()


def test_a_call_is_heard_on_every_page_of_the_floor(app: Flask, codes: dict[str, str], new_phone: Callable[..., Page]) -> None:
    waiter = new_phone()
    sign_in(waiter, "server", FLOOR)
    seat(waiter, "A12", "4")
    waiter.get_by_role("link", name="Order", exact=True).tap()
    expect(waiter.get_by_label("Dishes by code")).to_be_visible()
    waiter.evaluate("void (sound.play = (name) => { document.body.dataset.played = name; })")
    with app.app_context(), transaction():
        sittings.call(db.session.scalar(select(Sitting)), CallKind.WATER)
    expect(waiter.locator("#asked")).to_contain_text("1 party waits for you")
    assert waiter.evaluate("document.body.dataset.played") == "call"


def at_a_table(waiter: Page) -> str:
    """The waiter has seated four people at A12; the address of their page."""
    sign_in(waiter, "server", FLOOR)
    seat(waiter, "A12", "4")
    return waiter.url


def test_a_tap_shows_where_the_finger_is(app: Flask, codes: dict[str, str], new_phone: Callable[..., Page]) -> None:
    waiter = new_phone()
    party = at_a_table(waiter)
    waiter.goto(f"{party}/order")
    cucumber = waiter.locator("#dishes .pick", has_text="Cucumber")
    waiter.get_by_label("Seat or name").fill("3")
    for times in ("1", "2"):
        cucumber.tap()
        expect(cucumber.locator(".count")).to_contain_text(times)
    bar = waiter.locator("#bar")
    expect(bar).to_contain_text("2 dishes")
    expect(bar).to_be_in_viewport(ratio=1)
    expect(waiter.locator("#slip li")).to_contain_text("Seat 3")
    assert waiter.evaluate("document.activeElement.id") != "codes"          # no keyboard over everything
    bar.get_by_role("button", name="Send").tap()
    expect(waiter.get_by_role("heading", name="Round 1")).to_be_visible()
    waiter.go_back()
    expect(waiter.get_by_label("Seat or name")).to_have_value("")


def test_with_keys_at_hand_codes_are_typed_at_once(app: Flask, codes: dict[str, str], new_phone: Callable[..., Page],
                                                   new_screen: Callable[..., Page]) -> None:
    party = at_a_table(new_phone())
    screen = new_screen()
    sign_in(screen, "server", FLOOR)
    screen.goto(f"{party}/order")
    expect(screen.locator("#codes")).to_be_focused()
    screen.keyboard.type(codes["Tomato & egg"] + "\n")
    expect(screen.locator("#slip li")).to_contain_text("Tomato & egg")
    expect(screen.locator("#bar")).to_be_hidden()
    screen.goto(f"{party}/order?q=egg")
    assert screen.evaluate("document.activeElement.id") != "codes"


def test_after_a_part_nothing_typed_for_it_is_left(app: Flask, codes: dict[str, str], new_phone: Callable[..., Page]) -> None:
    waiter = new_phone()
    party = at_a_table(waiter)
    order(waiter, f"{codes['Tomato & egg']} x2 {codes['Smashed cucumber']}")            # 64, and tea
    waiter.goto(f"{party}/check")
    owed = float(waiter.locator("#amount").input_value())
    waiter.locator("#amount").fill("20")
    notes = waiter.locator("[name=note] + span small")
    expect(notes.first).to_have_text(f"change ¥{-(-owed // 10) * 10 - 20:.0f}")
    waiter.locator("#amount").fill("nought")
    expect(notes.first).to_be_hidden()
    waiter.locator("#amount").fill("20")
    pay(waiter, "Cash", tendered="50")
    expect(waiter.get_by_text("Give ¥30 change")).to_be_visible()
    expect(waiter.get_by_label("Another amount")).to_have_value("")
    expect(waiter.locator("#change")).to_be_hidden()
    expect(waiter.locator("#amount")).to_have_value(f"{owed - 20:.2f}")


def test_the_button_says_what_it_takes_off(app: Flask, codes: dict[str, str], new_phone: Callable[..., Page]) -> None:
    waiter = new_phone()
    party = at_a_table(waiter)
    order(waiter, f"{codes['Tomato & egg']} {codes['Smashed cucumber']}")               # 24 and 16
    waiter.goto(f"{party}/concessions")
    button = waiter.locator("#concession > button")
    expect(button).to_have_text("Take it off")
    waiter.get_by_role("radio", name="Discount").check()
    waiter.get_by_role("textbox", name="Per cent").fill("50")
    expect(button).to_have_text("Take ¥20 off")
    waiter.get_by_role("radio", name="On the house").check()
    expect(waiter.get_by_role("textbox", name="Per cent")).to_be_hidden()
    waiter.get_by_role("checkbox", name="Smashed cucumber").check()
    expect(button).to_have_text("Take ¥16 off")
    waiter.get_by_role("textbox", name="Another reason").fill("Dropped it")
    waiter.get_by_role("radio", name="Birthday").check()
    expect(waiter.get_by_role("textbox", name="Another reason")).to_have_value("")
    button.tap()
    expect(waiter.locator("#bill")).to_contain_text("On the house")
    with app.app_context():
        assert [(given.amount_minor, given.reason) for given in db.session.scalars(select(Adjustment))] == [(-1600, "Birthday")]


def test_what_was_opened_stays_open_when_the_page_is_made_anew(app: Flask, codes: dict[str, str], new_phone: Callable[..., Page]) -> None:
    waiter = new_phone()
    at_a_table(waiter)
    order(waiter, f"{codes['Tomato & egg']} {codes['Smashed cucumber']}")
    waiter.get_by_text("Already on the table?").tap()
    with app.app_context(), transaction():
        sittings.call(db.session.scalar(select(Sitting)), CallKind.WATER)
    expect(waiter.get_by_text("Asks for water")).to_be_visible()
    waiter.locator(".bring button", has_text=": Smashed cucumber").tap()
    expect(waiter.locator("#say")).to_contain_text("Served: Smashed cucumber")
    expect(waiter.locator(".bring button", has_text=": Tomato & egg")).to_be_visible()
