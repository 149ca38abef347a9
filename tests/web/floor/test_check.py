"""Paying in parts at the floor's check, papers, the day's totals, reopening."""
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.db import db, transaction
from app.payments.models import Leg
from app.staff.models import Role
from tests import cast
from tests.page import Page

FLOOR = "/floor/riverside"


@pytest.fixture
def check(app: Flask, client: Page) -> Page:
    """A waiter at the check of a party with beef (42.00) for Mei, and two teas (8.00) for the table."""
    return at_check(app, client, Role.SERVER)


def at_check(app: Flask, client: Page, role: Role, **limits: int) -> Page:
    with app.app_context():
        cast.a_store(**limits)
        round_ = cast.a_sent_round(cast.a_dish(name="Beef noodles"), (cast.a_dish("tea", 800, name="Green tea"), 2))
        with transaction():
            round_.lines[0].seat = "Mei"
            for line in round_.lines:
                line.state = "served"
        cast.staff(role)
        sitting = round_.order.sitting_id
    return cast.signed_in(client, role.value).get(f"{FLOOR}/sittings/{sitting}/check")


def legs(app: Flask) -> list[tuple[str, int, int]]:
    with app.app_context():
        return [(leg.kind.value, leg.amount_minor, leg.tip_minor) for leg in db.session.query(Leg).order_by(Leg.id)]


@pytest.mark.both_databases
def test_by_dish(app: Flask, check: Page) -> None:
    check.follow("By dish")
    beef, tea, _tea = (box["value"] for box in check.all("input[name=line]"))
    check.press("Pay these", line=[beef, tea])
    assert "Take for 2 dishes" in check.text and check.find("#amount")["value"] == "50.00"
    check.press("Take the payment", kind="card")
    assert legs(app) == [("card", 5000, 0)]
    check.follow("By dish")
    assert len(check.all("input[name=line]")) == 1
    check.press("Pay these", line=[check.find("input[name=line]")["value"]]).press("Take the payment")
    assert legs(app)[1] == ("cash", 800, 0) and "Close the table" in check.text


def test_by_person(app: Flask, check: Page) -> None:
    check.follow("By person")
    assert check.texts("form b") == ["Mei", "For the table"]
    check.press("form:has(b:-soup-contains('Mei')) button")
    check.press("Take the payment")
    assert legs(app) == [("cash", 4200, 0)]


def test_in_equal_shares_until_nothing_is_left(app: Flask, check: Page) -> None:
    check.follow("Equal shares").press("Count", count="2", of="3")
    assert check.find("#amount")["value"] == "38.67"
    check.press("Take the payment")
    assert "Take for 1 of 1 shares" in check.text
    check.press("Take the payment", kind="card")
    assert [amount for _kind, amount, _tip in legs(app)] == [3867, 1933]


def test_shares_that_cannot_be_are_said(check: Page) -> None:
    check.follow("Equal shares").press("Count", count="4", of="3")
    assert "at most 99" in check.text


def test_a_dish_paid_meanwhile_is_refused_and_said(app: Flask, check: Page) -> None:
    check.follow("By dish")
    check.press("Pay these", line=[check.all("input[name=line]")[0]["value"]])
    other = Page(app)
    cast.signed_in(other, "server").get(check.path).press("Take the payment")
    check.press("Take the payment", status=409)
    assert "was paid or taken off just now" in check.text and len(legs(app)) == 1


def test_tips_are_asked_where_the_store_takes_them(app: Flask, client: Page) -> None:
    check = at_check(app, client, Role.SERVER, tips=1)
    check.press("Take the payment", tip="5", tendered="70")
    assert legs(app) == [("cash", 5800, 500)] and "Give ¥7 change" in check.text


def test_no_tip_is_asked_elsewhere(check: Page) -> None:
    assert not check.all("#tip")


def test_something_else_needs_words(app: Flask, check: Page) -> None:
    check.press("Take the payment", kind="other", status=422)
    assert "Say what it is" in check.text
    check.press("Take the payment", kind="other", reference="Mall voucher")
    assert legs(app) == [("other", 5800, 0)] and "Mall voucher" in check.text


def test_bill_receipt_copy_link_and_reopening(app: Flask, client: Page) -> None:
    check = at_check(app, client, Role.MANAGER)
    party = check.path.removesuffix("/check")
    check.press("Print the bill · 80 mm")
    assert "To pay" in check.text and "COPY" not in check.text
    check.get(party + "/check").press("Print the bill · A4")
    assert "COPY 2" in check.text and check.find("body")["class"] == ["a4"]
    check.get(party + "/check").press("Take the payment").press("Close the table")
    check.press("Print the receipt · 80 mm")
    assert "Receipt 1" in check.text and "COPY" not in check.text and "of which" in check.text
    link = check.get(party).find("a[href^='/receipts/']")["href"]
    assert "58" in Page(app).get(link).text
    check.get(party).follow("Reopen the check")
    check.press("Reopen", status=422)
    assert "Say why" in check.text
    check.press("Reopen", reason="one tea was forgotten")
    Page(app).get(link, status=404)
    assert "Close the table" in check.text


def test_a_receipt_of_an_open_check_is_none(check: Page) -> None:
    party = check.path.removesuffix("/check")
    check.post(party + "/papers", {"paper": "receipt", "size": "80"}, status=409)
    check.get(party + "/check").post(party + "/papers", {"paper": "novel"}, status=404)


def test_the_days_totals(app: Flask, check: Page) -> None:
    check.press("Take the payment", kind="card")
    check.get(f"{FLOOR}/day")
    row = check.texts("tbody tr:first-child td")
    assert [text.strip("¥ ") for text in row] == ["0", "58", "0"]
    assert not check.all("a[href*='day=']")                 # nothing was ever sold before
    for day in ("2999-01-01", "nonsense", "0001-01-01"):
        assert check.get(f"{FLOOR}/day?day={day}").texts("tbody tr:first-child td") == row
    clock.move(timedelta(days=40))
    check.get(f"{FLOOR}/day").follow("a[href*='day=']")     # the last day with an order, however long ago
    assert check.texts("tbody tr:first-child td") == row
