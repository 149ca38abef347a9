"""The office begins with the day."""
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.codes import token
from app.db import transaction
from app.kitchen import board
from app.menu import stock
from app.ordering.finding import order_of
from app.payments import paying
from app.payments.due import due
from app.payments.models import LegKind
from app.staff.models import Role
from app.stores import pausing
from app.stores.hours import business_day
from app.tables import sittings
from app.tables.models import CallKind
from tests import cast
from tests.page import Page
from tests.reports.test_today import THURSDAY, at, shanghai


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    """After a paid party at noon, at six."""
    with app.app_context():
        at(shanghai(THURSDAY, 12))
        store = cast.a_store()
        with transaction():
            store.services = ["dine_in", "pickup"]
        cast.staff(Role.OWNER)
        round_ = cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table("A1"))
        clock.move(timedelta(minutes=7))
        with transaction():
            board.bump(round_, "", [line.id for line in round_.lines], cast.acts(cast.a_cook()))
            order = order_of(round_.order.sitting, lock=True)
            paying.pay(order, LegKind.CASH, due(order).owed_minor, by=cast.acts(cast.a_waiter()), key=token())
        clock.move(timedelta(hours=5, minutes=53))
    return cast.signed_in(client, "owner").get("/office")


def test_the_figures(owner: Page) -> None:
    assert owner.find("h1").get_text() == "Thursday, Riverside"
    taken, guests, kitchen = (" ".join(each.get_text(" ", strip=True).split()) for each in owner.all(".figures > div"))
    assert taken == "Taken so far ¥ 84 Nothing to compare with last week"
    assert (guests == "Guests 2 ¥42 each" and kitchen.startswith("Kitchen time 7:0")) or kitchen.startswith("Kitchen time 6:5")
    assert "The best half hour so far began at 12:00, with ¥84." in owner.find("svg.chart title").get_text()
    assert [cell.get_text() for cell in owner.all("figure .tb tbody tr:first-child td")] == ["12:00", "¥84", "¥0"]
    assert "Waiters 100 %" in owner.text and "2" in owner.find("#best ~ ol li b").get_text()
    assert not owner.all("#needs")


def test_what_runs_out_and_how_full_it_is(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.a_sent_round((cast.a_dish("soup", portions=9), 3), table=cast.a_table("A4"))
        clock.move(timedelta(hours=1))
    owner.get("/office")
    assert "Soup will run out about 21:00" in owner.text and "6 left, 3.0 sold an hour" in owner.text and not owner.all("#load")
    clock.move(timedelta(days=7))
    owner.get("/office")
    assert owner.find("#load title").get_text() == "Most guests come on Thu from 12:00: 0 on an average day."
    assert owner.texts("#load tbody tr:nth-child(4) td") == ["0.5", "0", "0", "0", "0", "0", "0.5"]


def test_what_needs_a_person(app: Flask, owner: Page) -> None:
    with app.app_context():
        store, by = cast.a_store(), cast.acts(cast.a_manager())
        sitting = cast.a_sitting(cast.a_table("A2"))
        cast.a_sent_round((cast.a_dish("tea", 800), 2), table=cast.a_table("A2"))
        with transaction():
            sittings.call(sitting, CallKind.WAITER)
            stock.stop(store.id, cast.a_dish().id, business_day(store), None)
            pausing.pause(store, "pickup", clock.now() + timedelta(hours=1), reason={}, by=by)
        clock.move(timedelta(minutes=20))
    owner.get("/office")
    assert [line.get_text(" ", strip=True) for line in owner.all("section:has(#needs) .line")] == [
        "1 table calls", "2 dishes are late", "Beef is sold out", "A service is paused"]
    for address in [line["href"] for line in owner.all("section:has(#needs) .line")]:
        owner.get(address)


def test_a_manager_sees_their_stores_only(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.staff(Role.MANAGER, store=cast.a_store("garden"), username="neighbour")
    page = cast.signed_in(Page(app), "neighbour").get("/office")
    assert "¥84" not in page.text and page.find("h1").get_text() == "Thursday, Garden"
    page.get("/office?store=riverside", status=404)
    owner.get("/office?store=garden")
    assert owner.find("h1").get_text() == "Thursday, Garden" and "Nothing was taken yet today." in owner.text


def test_it_renews_itself(owner: Page) -> None:
    address = owner.find("#today")["hx-get"] if "hx-get" in owner.find("#today").attrs else owner.find("#today")["data-hx-get"]
    owner.get(address, headers={"HX-Request": "true"}) if False else None
    assert owner._ask("GET", address, 200, htmx=True).find("#today")
