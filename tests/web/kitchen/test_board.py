"""The board without JavaScript: every press is a form, every answer the board."""
import pytest
from flask import Flask

from tests import cast
from tests.page import Page


@pytest.fixture
def cook(app: Flask, client: Page) -> Page:
    """Whoever stands at the wall screen."""
    with app.app_context():
        client.client.set_cookie("screen", cast.a_screen())
    return client


def test_empty(cook: Page) -> None:
    cook.get("/kitchen/riverside")
    assert "No tickets." in cook.text


def test_tick_bump_undo(app: Flask, cook: Page) -> None:
    with app.app_context():
        cast.a_sent_round((cast.a_dish(), 2), cast.a_dish("tea", 800, station="bar"))
    cook.get("/kitchen/riverside")
    assert cook.texts(".tk header b") == ["A1"]
    cook.press(".tk li:first-child button:first-child")
    assert cook.texts(".tk .part") == ["1 of 2 ready"]
    cook.press(".tk .bump")
    assert cook.texts(".tk") == []
    assert cook.texts("#last span") == ["A1 out"]
    cook.press("#last button")
    assert cook.texts(".tk header b") == ["A1"]
