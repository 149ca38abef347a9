"""A set meal on every page that it passes: sheet, slip, order, bill, floor, check; and made in the office."""
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.db import db, transaction
from app.menu import stock
from app.menu.models import Choice, Dish
from app.ordering.models import LineState, OrderLine
from app.payments.models import Leg
from app.staff.models import Role
from app.stores.hours import business_day
from tests import cast
from tests.page import Page

SHEET = "form[action$='/cart/lines']"


@pytest.fixture
def menu(app: Flask) -> str:
    """The address of a table; a set for 45.00 of noodles (or tofu, 3.00 dearer) and tea."""
    with app.app_context():
        noodles, tofu = cast.a_dish("noodles", 4200, allergens=["wheat"]), cast.a_dish("tofu", 2000, station="wok", allergens=["soy"])
        tea = cast.a_dish("tea", 800, station="bar", allergens=[])
        cast.a_set({"main": {noodles: 0, tofu: 300}, "drink": {tea: 0}}, 4500, name="Noon set")
        return f"/t/{cast.a_table().token}/"


def number(app: Flask, code: str) -> int:
    with app.app_context():
        return db.session.query(Dish).filter_by(code=code).one().id


def choice(app: Flask, code: str) -> Choice:
    return db.session.query(Choice).filter_by(code=code).one()


def ordered(app: Flask, phone: Page, menu: str) -> Page:
    """One set with tofu, sent, and the kitchen has it."""
    phone.get(f"{menu}dishes/{number(app, 'set')}")
    with app.app_context():
        tofu = choice(app, "tofu")
    phone.submit(SHEET, {f"opt-{tofu.group_id}": str(tofu.id)})
    phone.get(menu + "cart").submit("form[action$='/cart/rounds']")
    clock.move(timedelta(minutes=1))
    return phone


def at_the_floor(app: Flask, client: Page, role: Role = Role.MANAGER) -> tuple[Page, str]:
    with app.app_context():
        cast.staff(role)
        sitting = db.session.query(OrderLine).first().order.sitting_id
    return cast.signed_in(client, role.value), f"/floor/riverside/sittings/{sitting}"


def test_the_sheet_tells_of_each_dish_what_it_holds_adds_and_whether_it_can_be_had(app: Flask, menu: str) -> None:
    phone = Page(app).get(f"{menu}dishes/{number(app, 'set')}")
    said = " ".join(phone.texts("fieldset label.line"))
    assert "Noodles Contains wheat" in said and "Tofu Contains soy" in said and "+¥3" in said
    assert "told with each dish" in phone.text
    with app.app_context(), transaction():
        store = cast.a_store()
        stock.stop(store.id, number(app, "noodles"), business_day(store), None)
    phone.get(f"{menu}dishes/{number(app, 'set')}")
    assert "Noodles Sold out" in " ".join(phone.texts("fieldset label.line"))
    assert [box.get("disabled") is not None for box in phone.all("input[type=radio]")] == [True, False, False]


def test_slip_order_and_bill(app: Flask, menu: str) -> None:
    phone = ordered(app, Page(app), menu)
    assert phone.get(menu + "order").texts("#status li.line")[:3] == [
        "Noon set ¥ 48", "Tofu A Waiting", "Tea A Waiting"]
    assert "Noon set Tofu · Tea" in phone.get(menu + "bill").text


def test_the_floor_serves_its_dishes_one_by_one_and_sees_one_set(app: Flask, menu: str, client: Page) -> None:
    ordered(app, Page(app), menu)
    floor, here = at_the_floor(app, client)
    page = floor.get(here)
    page.press("form[action$='/bringings'] button:-soup-contains('Tofu')")
    with app.app_context():
        assert {line.dish.code: line.state for line in db.session.query(OrderLine)} == {"tofu": LineState.SERVED, "tea": LineState.SENT}
    assert "Noon set" in page.get(here).text
    page.follow("a:-soup-contains('Void: Tea')")
    assert "Of Noon set: the set costs so much less without it." in page.text
    page.press("button[value='Sold out']")
    page.get(here + "/check")
    assert "Noon set Tofu" in page.text and "¥ 35.61" in page.text        # 48.00 less the tea's part


def test_by_dish_it_is_paid_split_and_given_away_as_a_whole(app: Flask, menu: str, client: Page) -> None:
    ordered(app, Page(app), menu)
    ordered(app, Page(app), menu)
    floor, here = at_the_floor(app, client)
    assert floor.get(here + "/concessions").texts("label.line") == ["Noon set ¥ 48"] * 2
    page = floor.get(here + "/check?by=dishes")
    boxes = page.all("input[name=line]")
    assert len(boxes) == 2
    page.get(f"{here}/check?line={boxes[0]['value']}").press("Take the payment", kind="card")
    with app.app_context():
        assert [leg.amount_minor for leg in db.session.query(Leg)] == [4800]
    assert len(page.get(here + "/check?by=dishes").all("input[name=line]")) == 1


def test_paper_names_the_set_with_its_dishes(app: Flask, menu: str, client: Page) -> None:
    ordered(app, Page(app), menu)
    floor, here = at_the_floor(app, client)
    paper = floor.get(here + "/check").press("form[action$='/papers'] button[value='80']")
    assert "Noon set Tofu · Tea" in paper.text


# In the office

def test_a_set_is_made_in_the_dish_editor(app: Flask, client: Page) -> None:
    with app.app_context():
        noodles, tea = cast.a_dish("noodles", 4200), cast.a_dish("tea", 800)
        meal = cast.a_dish("set", 4500, name="Noon set").id
        cast.staff(Role.OWNER)
        parts = [str(noodles.id), str(tea.id)]
    page = cast.signed_in(client, "owner").get(f"/office/menu/dishes/{meal}")
    page.press("Add a group of dishes", {"name.zh": "主食", "name.en": "Main"})
    for part in parts:
        page.press("Add the dish", dish_id=part)
    page.press("Add the dish", dish_id="", status=422)
    assert "Choose a dish." in page.text
    with app.app_context():
        group = db.session.get(Dish, meal).groups[0].group
        assert [(str(each.dish_id), each.name, each.called["en"]) for each in group.choices] == [
            (parts[0], {}, "Noodles"), (parts[1], {}, "Tea")]
        token = cast.a_table().token
    phone = Page(app).get(f"/t/{token}/dishes/{meal}")
    assert [text.split()[0] for text in phone.texts("fieldset label.line")] == ["Noodles", "Tea"]


def test_a_set_is_no_dish_of_a_set_and_its_dishes_stay_on_the_menu(app: Flask, menu: str, client: Page) -> None:
    with app.app_context():
        cast.staff(Role.OWNER)
        big = cast.a_set({"big": {cast.a_dish("rice"): 0}}, 900, code="big", name="Big set")
        group, small, noodles = big.groups[0].group_id, number(app, "set"), number(app, "noodles")
    page = cast.signed_in(client, "owner").get(f"/office/menu/options/{group}")
    page.press("Add the dish", dish_id=str(small), status=422)
    assert "Noon set would be a set meal and a dish of one." in page.text
    page.get(f"/office/menu/dishes/{noodles}").press("Save", group=[str(group)], status=422)
    assert "Noodles would be a set meal and a dish of one." in page.text
    page.get(f"/office/menu/dishes/{noodles}").press("Take it off the menu", status=409)
    assert "Noodles is a dish of Noon set. Take it out of there first." in page.text
