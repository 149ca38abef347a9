"""The list of what went out."""
from flask import Flask

from app.db import db, transaction
from app.kitchen import board
from app.ordering.models import OrderLine
from tests import cast
from tests.page import Page

HERE = "/kitchen/riverside"


def test_nothing_yet(cook: Page) -> None:
    assert "Nothing has gone out yet." in cook.get(f"{HERE}/recalls").text


def test_bring_one_back(app: Flask, cook: Page) -> None:
    with app.app_context():
        for label in ("A1", "A2", "A3"):
            cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table(label))
    cook.get(HERE).press("Bump A1").press("Bump A3").follow("#to-recall")
    assert cook.texts(".rec b") == ["A3", "A1"]
    assert "2 × Beef" in cook.texts(".rec")[0]
    cook.press(".recalls li:last-child button")
    assert cook.texts(".tk .head b") == ["A1", "A2"]
    assert cook.follow("#to-recall").texts(".rec b") == ["A3"]


def test_not_what_was_served(app: Flask, cook: Page) -> None:
    with app.app_context():
        cast.a_sent_round()
    cook.get(HERE).press("Bump A1")
    with app.app_context(), transaction():
        board.serve(db.session.query(OrderLine).all(), cast.acts(cast.a_waiter()))
    cook.get(f"{HERE}/recalls")
    assert cook.texts(".what") == ["served"]
    assert cook.all(".rec button, button.rec") == []


def test_as_a_fragment(cook: Page) -> None:
    assert cook.fragment(f"{HERE}/recalls").find("#recalls")
