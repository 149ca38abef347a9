"""Money on the floor's pages: parts of a check one after the other, limits tap by tap, papers, forms sent again. With and without JavaScript."""
import pytest
from flask import Flask

from app.db import db, transaction
from app.ordering.models import LineState, OrderLine
from app.payments.models import Leg
from app.staff import accounts, pins
from app.staff.models import Role
from tests import cast
from tests.page import Page

FLOOR = "/floor/riverside"


def served(*dishes: object, table: str = "A1") -> int:
    """A party whose dishes are on the table; its sitting's id."""
    round_ = cast.a_sent_round(*dishes, table=cast.a_table(table))
    with transaction():
        for line in round_.lines:
            line.state = LineState.SERVED
    return round_.order.sitting_id


@pytest.mark.parametrize("htmx", [True, False])
def test_equal_shares_one_after_the_other(app: Flask, client: Page, htmx: bool) -> None:
    with app.app_context():
        sitting_id = served(cast.a_dish(price=10_000))
        cast.staff(Role.SERVER)
    page = cast.signed_in(client, "server").get(f"{FLOOR}/sittings/{sitting_id}/check").follow("Equal shares").press("Count", count="1", of="3")
    asked = []
    for _ in range(3):
        asked.append(page.find("#amount")["value"])
        page.press("Take the payment", htmx=htmx)
    assert asked == ["33.34", "33.33", "33.33"]
    with app.app_context():
        assert sorted(leg.amount_minor for leg in db.session.query(Leg)) == [3333, 3333, 3334]


@pytest.mark.parametrize("htmx", [True, False])
def test_dishes_that_were_paid_are_not_asked_for_again(app: Flask, client: Page, htmx: bool) -> None:
    with app.app_context():
        sitting_id = served(cast.a_dish(price=9000), cast.a_dish("tea", 800))
        cast.staff(Role.SERVER)
    page = cast.signed_in(client, "server").get(f"{FLOOR}/sittings/{sitting_id}/check").follow("By dish")
    page.press("Pay these", line=[page.all("input[name=line]")[0]["value"]]).press("Take the payment", htmx=htmx)
    assert "taken off just now" not in page.text and page.find("#amount")["value"] == "8.00"
    assert not page.all("#pay input[name=line]")


def test_a_person_is_asked_for_what_the_page_says(app: Flask, client: Page) -> None:
    with app.app_context():
        sitting_id = served(*(cast.a_dish(code, 2000) for code in ("soup", "rice", "tea")))
        with transaction():
            for line, seat in zip(db.session.query(OrderLine), "XYZ", strict=True):
                line.seat = seat
        cast.staff(Role.SERVER)
    check = f"{FLOOR}/sittings/{sitting_id}/check"
    page = cast.signed_in(client, "server").get(check).press("Take the payment", amount="30")
    page.get(f"{check}?by=person").press("form.row:has(b:-soup-contains('X')) button").press("Take the payment")
    said = page.get(f"{check}?by=person").texts("form.row button")[0]
    page.press("form.row:has(b:-soup-contains('Y')) button")
    assert said == "¥ 10" and page.find("#amount")["value"] == "10.00"


def test_voids_portion_by_portion_stop_at_the_limit(app: Flask, client: Page) -> None:
    with app.app_context():
        round_ = cast.a_sent_round((cast.a_dish(price=2000), 4))
        with transaction():
            for line in round_.lines:
                line.state, line.started_at = LineState.COOKING, round_.sent_at
        ids = [line.id for line in round_.lines]
        cast.staff(Role.SERVER)
    page = cast.signed_in(client, "server")
    for number, line_id in enumerate(ids[:3]):
        page.get(f"{FLOOR}/lines/{line_id}/void").press("Waited too long", status=403 if number == 2 else 200)
    assert "second person" in page.text


def test_one_merge_however_often_it_is_tapped(app: Flask, client: Page) -> None:
    with app.app_context():
        older, younger = served(cast.a_dish(), table="A1"), served(cast.a_dish(), table="A2")
        cast.staff(Role.SERVER)
    page = cast.signed_in(client, "server").get(f"{FLOOR}/sittings/{younger}/moves")
    for _ in range(2):
        page.post(f"{FLOOR}/sittings/{younger}/moves", {"key": "tapped-twice", "act": f"merge:{older}"})
    assert page.find("h1").text.strip().startswith("A1+A2") or "A1+A2" in page.text


def test_a_concession_taken_back_twice_is_taken_back(app: Flask, client: Page) -> None:
    with app.app_context():
        sitting_id = served((cast.a_dish(price=100), 2))
        cast.staff(Role.SERVER)
    where = f"{FLOOR}/sittings/{sitting_id}/concessions"
    page = cast.signed_in(client, "server").get(where)
    page.post(where, {"key": "one-form-once", "kind": "comp", "reason": "late"})
    for _ in range(2):
        page.post(f"{where}/1/undo")
    assert "On the house" not in page.text.split("Still owed")[0].split("Total")[0]


def test_a_tip_is_no_larger_than_the_check(app: Flask, client: Page) -> None:
    with app.app_context():
        cast.a_store(tips=1)
        sitting_id = served(cast.a_dish(price=5000))
        cast.staff(Role.SERVER)
    page = cast.signed_in(client, "server").get(f"{FLOOR}/sittings/{sitting_id}/check")
    page.press("Take the payment", tip="21474836.47", status=422)
    assert "more than the whole check" in page.text
    page.press("Take the payment", tip="50")


def test_no_receipt_of_an_open_check_and_no_number_that_was_not_printed(app: Flask, client: Page) -> None:
    with app.app_context():
        sitting_id, other = served(cast.a_dish()), served(cast.a_dish(), table="A2")
        cast.staff(Role.SERVER)
    page, papers = cast.signed_in(client, "server"), f"{FLOOR}/sittings/{sitting_id}/papers"
    page.get(f"{papers}/receipt", status=409)
    page.get(f"{papers}/bill?number=1", status=404)
    page.get(f"{FLOOR}/sittings/{other}/check").post(f"{FLOOR}/sittings/{other}/papers", {"paper": "bill"})
    page.get(f"{papers}/bill?number=1", status=404)
    page.get(f"{FLOOR}/sittings/{sitting_id}/check").post(papers, {"paper": "bill"})
    assert page.get(f"{papers}/bill?number=2").find("[data-print]")


def test_a_stranger_locks_nobody_out_of_a_pin(app: Flask, client: Page) -> None:
    with app.app_context():
        manager = cast.a_manager()
        with transaction():
            pins.set_pin(manager, "2580")
        name = f"pin {manager.id}"
    for _ in range(8):
        client.get("/staff/sign-in").press("Sign in", username=name, password="x", status=422)
    with app.app_context():
        assert accounts.tries_of(name) == 0 and pins.check(manager.id, "2580").id == manager.id


def test_guessing_on_does_not_lock_for_longer(app: Flask, client: Page) -> None:
    with app.app_context():
        cast.a_cook()
        for _ in range(accounts.TRIES + 5):
            with transaction():
                accounts.spend_try("cook")
        assert accounts.tries_of("cook") == accounts.TRIES + 1

