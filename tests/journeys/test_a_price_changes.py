"""What a manager changes in the office is on an open phone within two seconds; what was sent keeps its price. And the plan is arranged by hand."""
import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.db import db, transaction
from app.menu.models import Dish
from app.staff import accounts
from app.tables.models import DiningTable
from tests import cast
from tests.journeys.test_a_table_eats import add

pytestmark = pytest.mark.demo
SOON = 2_000            # milliseconds that are promised


@pytest.fixture
def table(app: Flask) -> str:
    """The address of a table; the manager of all stores has a password and a second factor."""
    with app.app_context():
        with transaction():
            owner = accounts.by_username("owner")
            accounts.set_password(owner, cast.PASSWORD)
        cast.with_second_factor(owner)
        return f"/t/{db.session.scalar(select(DiningTable.token).where(DiningTable.label == 'A1'))}/"


def enter(app: Flask, screen: Page, address: str) -> None:
    screen.goto(address)
    screen.get_by_label("Name").fill("owner")
    screen.get_by_label("Password").fill(cast.PASSWORD)
    screen.get_by_role("button", name="Sign in", exact=True).click()
    screen.locator("[name=code]").fill(cast.code_now())
    screen.get_by_role("button", name=re.compile("Go on|Sign in|Check")).first.click()
    screen.wait_for_url(f"**{address}")


def number(app: Flask, name: str) -> int:
    with app.app_context():
        return next(dish.id for dish in db.session.scalars(select(Dish)) if dish.name["en"] == name)


def test_a_new_price_and_a_dish_off_sale(app: Flask, table: str, new_phone: Callable[..., Page], new_screen: Callable[..., Page]) -> None:
    phone = new_phone()
    phone.goto(table)
    add(phone, "Smashed cucumber")
    expect(phone.locator("#dock")).to_contain_text("1 dish")
    phone.goto(table + "cart")
    phone.get_by_role("button", name=re.compile("Send")).tap()
    expect(phone.get_by_text(re.compile("1 dish sent"))).to_be_visible()
    phone.goto(table)
    cucumber = phone.locator(".dish", has_text="Smashed cucumber")
    expect(cucumber).not_to_contain_text("99")

    office = new_screen()
    enter(app, office, f"/office/menu/dishes/{number(app, 'Smashed cucumber')}")
    office.get_by_label("Price", exact=True).fill("99")
    expect(office.get_by_text(re.compile("^Saved"))).to_have_count(0)           # not while the second digit is typed
    office.get_by_label("Price", exact=True).press("Enter")
    expect(cucumber).to_contain_text("99", timeout=SOON)

    office.goto("/office/menu?category=4")
    office.goto(f"/office/menu/dishes/{number(app, 'Wood ear salad')}")
    office.get_by_role("button", name="Wood ear salad on sale").click()
    expect(phone.locator(".dish", has_text="Wood ear salad")).to_have_count(0, timeout=SOON)

    phone.goto(table + "bill")
    expect(phone.locator("#main")).to_contain_text("Smashed cucumber")
    expect(phone.locator("#main")).not_to_contain_text("99")


def test_a_table_is_dragged_on_the_plan(app: Flask, table: str, new_screen: Callable[..., Page]) -> None:
    office = new_screen()
    with app.app_context():
        a1 = db.session.scalar(select(DiningTable).where(DiningTable.label == "A1"))
        key, before = a1.id, (a1.x, a1.y)
    enter(app, office, f"/office/tables/{key}")
    spot = office.locator(f"#t{key} rect").bounding_box()
    office.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    office.mouse.down()
    office.mouse.move(spot["x"] + 90, spot["y"] + 60, steps=6)
    office.mouse.up()
    expect(office.get_by_text(re.compile("A1: Saved"))).to_be_visible()
    with app.app_context():
        dragged = db.session.get_one(DiningTable, key)
        assert (dragged.x, dragged.y) != before
        then = (dragged.x, dragged.y)
    office.locator(f"#t{key}").focus()
    office.keyboard.press("ArrowRight")
    expect(office.get_by_label("From the left")).to_have_value(str(then[0] + 2))
    office.get_by_role("button", name="A step down").click()
    expect(office.get_by_label("From the top")).to_have_value(str(then[1] + 2))
    expect(office.get_by_label("From the left")).to_have_value(str(then[0] + 2))
