"""Prices that hold somewhere or sometimes: from a date on, at lunch, for pickup, in one store."""
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.menu import card
from app.menu.models import OrderKind
from app.staff.models import Role
from tests import cast
from tests.page import Page

MONDAY_NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)      # in Shanghai


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    clock.move(MONDAY_NOON - clock.now())
    with app.app_context():
        cast.a_dish("beef", 4200)
        cast.a_store("lake")
        cast.staff(Role.OWNER)
        cast.a_manager()
    return cast.signed_in(client, "owner").get("/office/menu/dishes/1").follow("Prices at times, from a date on …")


def price(app: Flask, slug: str = "riverside", kind: OrderKind = OrderKind.DINE_IN) -> int:
    with app.app_context():
        return card.offers(cast.a_store(slug), kind)[1].price_minor


def test_dearer_from_a_date_on(app: Flask, owner: Page) -> None:
    owner.press("Add it", price="45", valid_from="2026-12-01")
    assert "from 2026-12-01" in owner.text and price(app) == 4200
    with app.app_context():
        table = f"/t/{cast.a_table().token}/"
    phone = Page(app).get(table)
    poll = f"{table}cart/dock?v={phone.find('#dock')['data-version']}"
    clock.move(timedelta(days=7, hours=11, minutes=59))
    phone.fragment(poll, status=204)
    clock.move(timedelta(minutes=1))                # midnight in Shanghai: the open phone hears of it
    assert "¥</i>45" in phone.client.get(poll, headers={"HX-Request": "true"}).text
    assert price(app) == price(app, "lake") == 4500


def test_lunch_in_one_store_for_pickup(app: Flask, owner: Page) -> None:
    owner.press("Add it", {"price": "30", "from": "11:00", "to": "14:00", "weekday": ["0", "1"], "kind": "pickup", "at": "1"})
    assert [price(app, kind=kind) for kind in (OrderKind.PICKUP, OrderKind.DINE_IN)] == [3000, 4200]
    assert price(app, "lake", OrderKind.PICKUP) == 4200
    assert "Mon Tue, 11:00-14:00" in owner.text
    owner.press("button:-soup-contains('Retire it')")
    assert price(app, kind=OrderKind.PICKUP) == 4200
    owner.get("/office/history").press("tr:nth-child(1) button:-soup-contains('Undo')")
    assert price(app, kind=OrderKind.PICKUP) == 3000


def test_what_makes_no_sense_is_said_beside_it(app: Flask, owner: Page) -> None:
    owner.press("Add it", {"price": "-1", "from": "25:00", "valid_from": "2026-12-09", "valid_to": "2026-12-01"}, status=422)
    for sentence in ("is not an amount", "Times such as", "may not be before the first"):
        assert sentence in owner.text
    owner.get(owner.path).press("Add it", price="30", status=422)
    assert "Say from when" in owner.text


def test_a_manager_sets_prices_of_their_store_only(app: Flask, owner: Page) -> None:
    owner.press("Add it", price="45", valid_from="2026-12-01")
    page = cast.signed_in(Page(app), "manager").get("/office/menu/dishes/1/prices?store=riverside")
    assert not page.texts("section button")
    page.press("Add it", price="40", valid_to="2026-12-24")
    assert (price(app), price(app, "lake")) == (4000, 4200)
    page.post("/office/menu/dishes/1/prices", {"price": "1", "valid_to": "2026-12-24", "at": "2"}, status=404)
