"""Taking something off on the floor's pages, with a second person's PIN where it is much."""
import pytest
from flask import Flask

from app.db import db, transaction
from app.ordering.models import Adjustment, OrderLine
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
    form.press("Take it off", kind="comp", quick="Birthday", line=[line])
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


def test_nothing_is_taken_off_before_it_is_said_what_and_why(app: Flask, form: Page) -> None:
    assert not form.all("input[type=radio][checked]")
    form.press("Take it off", status=422)
    assert "Choose what it is." in form.text
    form.press("Take it off", kind="comp", status=422)
    assert "Say why" in form.text and form.find("input[name=kind][checked]")["value"] == "comp"
    assert given(app) == []


def test_the_page_knows_what_each_dish_costs_after_what_was_taken_off_before(app: Flask, form: Page) -> None:
    address, line = form.path, form.all("input[name=line]")[0]["value"]
    assert [box["data-price"] for box in form.all("input[name=line]")] == ["4200", "4200"]
    form.press("Take it off", kind="discount", percent="50", quick="Birthday", line=[line])
    assert [box["data-price"] for box in form.get(address).all("input[name=line]")] == ["2100", "4200"]
    assert form.find("#concession")["data-owed"] == "6300"


def test_with_the_pin_goes_the_reason_that_was_chosen(app: Flask, form: Page) -> None:
    """Enter in the PIN's field presses the first button of the form."""
    form.press("Take it off", kind="comp", quick="Birthday", status=403)
    pin, first = form.find("#pin"), form.all("#concession button")[0]
    assert pin.find_next("button") is first and first.get_text() == "Allow it"
    form.submit("#concession", pin="2468")
    with app.app_context():
        assert [(each.amount_minor, each.reason) for each in db.session.query(Adjustment)] == [(-8400, "Birthday")]


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
    pin, first = client.find("#pin"), client.all("main form button")[0]
    assert pin.find_next("button") is first and not client.all("button[name=quick]")
    client.submit("form[action$='/void']", pin="2468")          # as Enter in its field does
    with app.app_context():
        assert {line.void_reason for line in db.session.query(OrderLine)} == {"Waited too long"}


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
