"""Taking something off on the floor's pages, with a second person's PIN where it is much."""
import pytest
from flask import Flask

from app.db import db, transaction
from app.ordering.models import Adjustment
from app.staff import pins
from app.staff.models import Role
from tests import cast
from tests.page import Page

FLOOR = "/floor/riverside"


@pytest.fixture
def form(app: Flask, client: Page) -> Page:
    """A server at the form of a party that owes 84.00; the manager has the PIN 2468."""
    with app.app_context():
        sitting = cast.a_sent_round((cast.a_dish(), 2)).order.sitting_id
        cast.a_waiter()
        with transaction():
            pins.set_pin(cast.a_manager(), "2468")
    return cast.signed_in(client, "server").get(f"{FLOOR}/sittings/{sitting}/check").follow("On the house, discount …")


def given(app: Flask) -> list[tuple[str, int, bool]]:
    with app.app_context():
        return [(each.kind.value, each.amount_minor, each.approved_by_id is not None)
                for each in db.session.query(Adjustment).order_by(Adjustment.id)]


@pytest.mark.both_databases
def test_a_dish_on_the_house_and_back(app: Flask, form: Page) -> None:
    address, line = form.path, form.all("input[name=line]")[0]["value"]
    form.press("Birthday", kind="comp", line=[line])
    assert given(app) == [("comp", -4200, False)] and "On the house" in form.text
    form.get(address).press("Take it back")
    assert given(app) == []


def test_much_needs_a_second_person_and_keeps_what_was_typed(app: Flask, form: Page) -> None:
    form.press("Take it off", kind="discount", percent="80", reason="Friend of the house", status=403)
    assert "a manager types their PIN" in form.text and form.find("#percent")["value"] == "80"
    form.press("Take it off", pin="1357", status=422)
    assert "not the PIN" in form.text and "1357" not in str(form.html) and form.find("#f-reason")["value"] == "Friend of the house"
    form.press("Take it off", pin="2468")
    assert given(app) == [("discount", -6720, True)] and "Discount 80 %" in form.text


def test_bad_input_is_said(app: Flask, form: Page) -> None:
    form.press("Take it off", kind="discount", percent="180", reason="x", status=422)
    assert "from 1 to 100" in form.text
    form.press("Take it off", percent="", amount="8,4,0", status=422)
    assert "is not an amount" in form.text
    form.press("Take it off", amount="10", reason="", status=422)
    assert "Say why" in form.text and given(app) == []


def test_voiding_what_was_cooked_needs_a_second_person_above_the_limit(app: Flask, client: Page) -> None:
    with app.app_context():
        round_ = cast.a_sent_round((cast.a_dish(), 2))
        with transaction():
            for line in round_.lines:
                line.state = "served"
            pins.set_pin(cast.a_manager(), "2468")
        cast.a_waiter()
        line = round_.lines[0].id
    cast.signed_in(client, "server").get(f"{FLOOR}/lines/{line}/void").press("Waited too long", count="2", status=403)
    client.press("Waited too long", pin="2468", count="2")
    assert client.text.count("Voided") >= 1


def test_ones_own_pin(app: Flask, client: Page) -> None:
    with app.app_context():
        cast.staff(Role.MANAGER)
    cast.signed_in(client, "manager").get("/staff/pin")
    client.press("Save", pin="1111", password=cast.PASSWORD, status=422)
    assert "four to eight digits" in client.text
    client.press("Save", pin="4826", password="wrong", status=422)
    client.press("Save", pin="4826", password=cast.PASSWORD)
    with app.app_context():
        assert pins.has_pin(cast.a_manager())
