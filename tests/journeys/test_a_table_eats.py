"""The whole story in real browsers: two phones, a cook and a waiter, from the scan to the next party. The clock is moved, never waited for."""
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import clock
from app.db import db, transaction
from app.ordering.models import LineState, Order, OrderLine
from app.payments.models import Leg, LegKind
from app.staff import accounts
from app.stores.models import Store
from app.tables.models import DiningTable
from tests import cast

pytestmark = pytest.mark.demo

TAKE_BACK = timedelta(seconds=9)


@pytest.fixture
def token(app: Flask) -> str:
    """Table A12 of a store where a scan opens the table; its cook and its waiter have passwords."""
    with app.app_context():
        table = db.session.scalar(select(DiningTable).join(Store).where(DiningTable.label == "A12", Store.slug == "riverside"))
        token = table.token
        with transaction():
            for username in ("cook", "server"):
                accounts.set_password(accounts.by_username(username), cast.PASSWORD)
        return token


def sign_in(screen: Page, username: str, address: str) -> None:
    screen.goto(address)
    screen.get_by_label("Name").fill(username)
    screen.get_by_label("Password").fill(cast.PASSWORD)
    screen.get_by_role("button", name="Sign in", exact=True).click()
    screen.wait_for_url(f"**{address}")


def add(phone: Page, dish: str) -> None:
    phone.get_by_role("button", name=f"Add {dish}").tap()


def states(app: Flask) -> dict[str, list[str]]:
    """State → English names of the dishes in it."""
    found: dict[str, list[str]] = {}
    with app.app_context():
        for line in db.session.scalars(select(OrderLine).order_by(OrderLine.id)):
            found.setdefault(str(line.state), []).append((line.name or line.dish.name)["en"])
    return found


def test_from_the_scan_to_the_next_party(app: Flask, token: str, new_phone: Callable[..., Page], new_screen: Callable[..., Page]) -> None:
    menu = f"/t/{token}/"
    anna, ben = new_phone(), new_phone()
    cook, waiter = new_screen(), new_phone()

    # Two phones fill one slip.
    anna.goto(menu)
    add(anna, "Smashed cucumber")
    expect(anna.locator("#dock")).to_contain_text("1 dish")
    ben.goto(menu)
    add(ben, "Tomato & egg")
    expect(ben.locator("#dock")).to_contain_text("2 dishes")
    expect(anna.locator("#dock")).to_contain_text("B added Tomato & egg")

    # One sends, the other takes it back.
    anna.get_by_role("link", name="Review").tap()
    ben.get_by_role("link", name="Review").tap()
    anna.get_by_role("button", name="Send to the kitchen").tap()
    expect(anna.get_by_text("2 dishes sent")).to_be_visible()
    ben.get_by_role("button", name="Take it back").tap()
    expect(ben.get_by_role("button", name="Send to the kitchen")).to_be_visible()
    expect(anna.get_by_text("2 dishes sent")).to_have_count(0)
    assert states(app) == {"cart": ["Smashed cucumber", "Tomato & egg"]}

    # Sent again: the kitchen has it when the time is over, not before.
    sign_in(cook, "cook", "/kitchen/riverside")
    ben.get_by_role("button", name="Send to the kitchen").tap()
    expect(ben.get_by_text("2 dishes sent")).to_be_visible()
    expect(cook.get_by_text("No tickets.")).to_be_visible()
    clock.move(TAKE_BACK)
    ticket = cook.get_by_role("article", name="A12")
    expect(ticket).to_be_visible()
    expect(ben.get_by_role("button", name="Take it back")).to_have_count(0)

    # A tick for one dish, a bump for the rest: both phones see "ready".
    ticket.get_by_role("button", name="Ready: Smashed cucumber").or_(ticket.get_by_role("button", name="Ready: Cucumber")).first.click()
    expect(anna.locator("#status li.line").filter(has_text="Smashed cucumber")).to_contain_text("Ready")
    assert states(app)["ready"] == ["Smashed cucumber"]
    ticket.get_by_role("button", name="Bump").click()
    expect(cook.get_by_text("No tickets.")).to_be_visible()
    for phone in (anna, ben):
        expect(phone.locator("#status li.line").filter(has_text="Smashed cucumber")).to_contain_text("Ready")
        expect(phone.locator("#status li.line").filter(has_text="Tomato & egg")).to_contain_text("Ready")

    # A second round, from which the waiter voids a dish.
    anna.goto(menu)
    add(anna, "Smashed cucumber")
    add(anna, "Wood ear salad")
    expect(anna.locator("#dock")).to_contain_text("2 dishes")
    anna.get_by_role("link", name="Review").tap()
    anna.get_by_role("button", name="Send to the kitchen").tap()
    expect(anna.get_by_text("2 dishes sent")).to_be_visible()
    clock.move(TAKE_BACK)
    expect(cook.get_by_role("article")).to_contain_text("Add-on")
    sign_in(waiter, "server", "/floor/riverside")
    waiter.get_by_role("link").filter(has_text="A12").first.tap()
    waiter.get_by_role("button", name="All served").tap()
    waiter.get_by_role("link", name="Void : Wood ear salad").tap()
    waiter.get_by_label("Another reason").fill("spilled")
    waiter.get_by_role("button", name="Void with this reason").tap()
    expect(cook.get_by_text("cancelled, tap to take it away")).to_be_visible()
    expect(anna.locator("#status")).to_contain_text("Cancelled")
    cook.get_by_role("button").filter(has_text="cancelled, tap to take it away").click()
    cook.get_by_role("article").get_by_role("button", name="Bump").click()
    expect(cook.get_by_text("No tickets.")).to_be_visible()
    assert states(app) == {"served": ["Smashed cucumber", "Tomato & egg"], "ready": ["Smashed cucumber"], "void": ["Wood ear salad"]}

    # The bill, paid in two parts.
    anna.get_by_role("link", name="Pay").tap()
    anna.get_by_role("button", name="Ask for the bill").tap()
    expect(waiter.get_by_text("Asks for the bill")).to_be_visible()
    waiter.get_by_role("button", name="All served").tap()
    waiter.get_by_role("link", name="The check").tap()
    waiter.get_by_label("Take", exact=True).fill("20")
    waiter.get_by_label("Another amount").fill("50")
    waiter.get_by_role("button", name="Take the payment").tap()
    expect(waiter.get_by_text("Give ¥30 change")).to_be_visible()
    expect(anna.locator("#bill")).to_contain_text("Still to pay")
    waiter.get_by_role("radio", name="Card terminal").check()
    waiter.get_by_role("button", name="Take the payment").tap()
    waiter.get_by_role("button", name="Close the table").tap()
    expect(waiter.get_by_text("Table A12 is free again")).to_be_visible()
    with app.app_context():
        order = db.session.scalar(select(Order))
        legs = db.session.scalars(select(Leg).order_by(Leg.id)).all()
        tea = 2 * 300           # for two phones
        owed = sum(line.unit_price_minor for line in order.lines if line.state is not LineState.VOID) + tea
        assert order.closed_at
        assert [(leg.kind, leg.amount_minor) for leg in legs] == [(LegKind.CASH, 2000), (LegKind.CARD, owed - 2000)]

    # The old phones are out, and the next party sees nothing of this one.
    expect(anna.get_by_text("This table has been closed.")).to_be_visible()
    expect(ben.get_by_text("This table has been closed.")).to_be_visible()
    add(ben, "Smashed cucumber")
    expect(ben.locator("#say")).to_contain_text("This table has been closed")
    cleo = new_phone()
    cleo.goto(menu)
    expect(cleo.locator("#dock")).to_contain_text("This slip is empty")
    add(cleo, "Wood ear salad")
    expect(cleo.locator("#dock")).to_contain_text("1 dish")
    cleo.goto(f"{menu}order")
    expect(cleo.get_by_text("Nothing has been sent yet")).to_be_visible()
    expect(cleo.get_by_text("Smashed cucumber")).to_have_count(0)
