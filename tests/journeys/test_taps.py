"""From the scan, a dish without options reaches the kitchen in three taps, one with its default options in four; with and without JavaScript."""
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.db import db
from app.ordering.models import LineState, OrderLine
from app.tables.models import DiningTable

pytestmark = pytest.mark.demo

scripts = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])


class Finger:
    """Taps, and counts them."""

    def __init__(self, phone: Page) -> None:
        self.phone = phone
        self.taps = 0

    def tap(self, thing: Locator) -> None:
        thing.tap()
        self.taps += 1


@pytest.fixture
def token(app: Flask) -> str:
    """The code of a table whose store lets a scan open it."""
    with app.app_context():
        return db.session.scalar(select(DiningTable.token).where(DiningTable.label == "A12"))


def sent(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(OrderLine.name).where(OrderLine.state == LineState.SENT)))


@scripts
def test_a_dish_without_options_takes_three_taps(app: Flask, token: str, new_phone: Callable[..., Page], javascript: bool) -> None:
    phone = new_phone(java_script_enabled=javascript)
    phone.goto(f"/t/{token}/")
    finger = Finger(phone)
    finger.tap(phone.get_by_role("button", name="Add Smashed cucumber"))
    finger.tap(phone.get_by_role("link", name="Review"))
    finger.tap(phone.get_by_role("button", name="Send to the kitchen"))
    expect(phone.get_by_text("1 dish sent")).to_be_visible()
    assert finger.taps == 3
    assert [name["en"] for name in sent(app)] == ["Smashed cucumber"]


@scripts
def test_a_dish_with_default_options_takes_four_taps(app: Flask, token: str, new_phone: Callable[..., Page], javascript: bool) -> None:
    phone = new_phone(java_script_enabled=javascript)
    phone.goto(f"/t/{token}/")
    finger = Finger(phone)
    finger.tap(phone.get_by_role("link", name="Choose: Lantern braised beef noodles"))
    finger.tap(phone.get_by_role("button", name="Add to slip"))
    finger.tap(phone.get_by_role("link", name="Review"))
    finger.tap(phone.get_by_role("button", name="Send to the kitchen"))
    expect(phone.get_by_text("1 dish sent")).to_be_visible()
    assert finger.taps == 4
    assert [name["en"] for name in sent(app)] == ["Lantern braised beef noodles"]
