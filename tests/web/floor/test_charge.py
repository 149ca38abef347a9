"""Tea and the like on the floor's check: said, declined, put back; and told to guests before their first dish."""
import pytest
from flask import Flask

from app.db import db, transaction
from app.ordering import finding
from app.ordering.models import Order
from app.payments.due import due
from app.payments.models import Leg, LegKind
from app.payments.paying import pay
from tests import cast
from tests.page import Page

FLOOR = "/floor/riverside"


@pytest.fixture
def sitting(app: Flask) -> int:
    """Four people with one dish of 42.00 and tea of 3.00 each, which they may decline."""
    with app.app_context():
        cast.a_charge("tea", 300, refusable=True)
        cast.a_charge("towel", 50)
        cast.a_waiter()
        cast.a_manager()
        seated = cast.a_sitting(covers=4)
        cast.a_sent_round()
        return seated.id


def owed(app: Flask) -> int:
    with app.app_context():
        return due(db.session.query(Order).one()).owed_minor


@pytest.mark.both_databases
def test_tea_is_declined_and_put_back(app: Flask, client: Page, sitting: int) -> None:
    waiter = cast.signed_in(client, "server").get(f"{FLOOR}/sittings/{sitting}/check")
    assert owed(app) == 4200 + 4 * 350 and "4 × ¥3" in waiter.text
    assert len(waiter.all("form[action$='/refusal']")) == 1         # the towel cannot be declined
    waiter.submit("form[action$='/refusal']")
    assert owed(app) == 4200 + 4 * 50 and "(declined)" in waiter.text
    waiter.submit("form[action$='/return']")
    assert owed(app) == 4200 + 4 * 350


def test_what_was_paid_goes_back_with_a_manager_only(app: Flask, client: Page, sitting: int) -> None:
    with app.app_context(), transaction():
        order = finding.order_of(db.session.query(Order).one().sitting, lock=True)
        pay(order, LegKind.CASH, due(order).owed_minor, by=cast.acts(cast.a_waiter()), key="12345678")
    check = f"{FLOOR}/sittings/{sitting}/check"
    cast.signed_in(client, "server").get(check).submit("form[action$='/refusal']", status=403)
    assert owed(app) == 0
    cast.signed_in(Page(app), "manager").get(check).submit("form[action$='/refusal']")
    with app.app_context():
        assert owed(app) == 0 and [leg.amount_minor for leg in db.session.query(Leg).order_by(Leg.id)] == [5600, -1200]


def test_another_partys_charge_is_not_found(app: Flask, client: Page, sitting: int) -> None:
    with app.app_context():
        other = cast.a_sent_round(table=cast.a_table("B9")).order
        line = other.charge_lines[0].id
    cast.signed_in(client, "server").get(f"{FLOOR}/sittings/{sitting}/check")
    client.post(f"{FLOOR}/sittings/{sitting}/charges/{line}/refusal", status=404)


def test_guests_are_told_before_the_first_dish(app: Flask, client: Page) -> None:
    with app.app_context():
        cast.a_charge("tea", 300, refusable=True)
        cast.a_dish()
        token = cast.a_table().token
    assert "Tea: ¥3 per person" in client.get(f"/t/{token}/").text and "(you may decline it)" in client.text
