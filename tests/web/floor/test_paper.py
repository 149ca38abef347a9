"""What paper says of when: the business day with its year, and the moments of paying and printing on the store's clock."""
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.db import db, transaction
from app.ordering.models import Order
from app.payments import paying
from app.payments.models import LegKind
from tests import cast
from tests.page import Page

AFTER_MIDNIGHT = datetime(2027, 1, 1, 16, 40, tzinfo=UTC)       # 00:40 of 2 January in Shanghai


@pytest.fixture
def party(app: Flask, client: Page) -> str:
    """A party of a day that ends at five in the morning, at its page a manager."""
    clock.move(AFTER_MIDNIGHT - clock.now())
    with app.app_context():
        with transaction():
            cast.a_store().day_ends = 300
        round_ = cast.a_sent_round()
        with transaction():
            for line in round_.lines:
                line.state = "served"
        cast.a_manager()
        sitting = round_.order.sitting_id
    cast.signed_in(client, "manager")
    return f"/floor/riverside/sittings/{sitting}"


def paid(app: Flask) -> None:
    with app.app_context(), transaction():
        order = db.session.query(Order).one()
        paying.pay(order, LegKind.CASH, 4200, by=cast.acts(cast.a_manager()), key="paid-in-full")


def test_a_bill_says_when_it_is_paid(app: Flask, client: Page, party: str) -> None:
    client.get(f"{party}/papers/bill")
    assert "Bill 1 Table A1" in client.text and "To pay" in client.text
    paid(app)
    client.get(f"{party}/papers/bill")
    assert "Bill 1 · paid Table A1" in client.text and "To pay" not in client.text


def test_a_receipt_names_the_business_day_and_when_it_was_paid(app: Flask, client: Page, party: str) -> None:
    paid(app)
    client.get(f"{party}/check").press("Close the table")
    clock.move(timedelta(hours=12))
    client.get(f"{party}/papers/receipt")
    assert "Receipt 1 Table A1 Fri 1 Jan 2027" in client.text
    assert "Paid Sat 2 Jan 2027 00:40 printed Sat 2 Jan 2027 12:40" in client.text
    client.client.set_cookie("lang", "zh")
    client.get(f"{party}/papers/receipt")
    assert "2027年1月1日 周五" in client.text and "2027年1月2日 周六 00:40" in client.text


def test_the_open_checks_say_of_which_day(app: Flask, client: Page, party: str) -> None:
    assert "Sat 2 Jan 2027 00:40" in client.get("/floor/riverside/checks").text
