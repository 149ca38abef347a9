"""What a guest ticks for the kitchen gets there, and everybody reads it in their own language."""
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app import clock
from app.db import db
from app.ordering.models import OrderLine
from app.staff.models import Role
from tests import cast
from tests.page import Page
from tests.web.diner.test_ordering import add, dish, menu, send  # noqa: F401 (a fixture)

ADD = "form[action$='/cart/lines']"


def test_wishes_reach_the_kitchen_in_its_language(app: Flask, menu: str) -> None:                  # noqa: F811
    phone = Page(app).get(f"{menu}dishes/{dish(app, 'beef')}")
    assert [box["value"] for box in phone.all("input[name=wish]")] == ["No coriander", "No scallion", "Less salt", "Less oil"]
    phone.submit(ADD, wish=["No coriander", "Less oil"], note="extra broth")
    send(phone.get(menu + "cart"))
    assert "No coriander, Less oil, extra broth" in phone.text
    clock.move(timedelta(minutes=1))
    with app.app_context():
        cast.staff(Role.COOK)
    kitchen = cast.signed_in(Page(app, language="zh"), "cook").get("/kitchen/riverside")
    assert "不要香菜、少油、extra broth" in kitchen.text and "No coriander" not in kitchen.text


def test_what_is_no_wish_of_the_list_is_none(app: Flask, menu: str) -> None:                       # noqa: F811
    phone = Page(app).get(f"{menu}dishes/{dish(app, 'beef')}")
    phone.post(menu + "cart/lines", {"dish": dish(app, "beef"), "key": "a-key-of-mine", "chosen": "1", "wish": ["Less salt", "x" * 500],
                                     **{box["name"]: box["value"] for box in phone.all("input[type=radio][checked]")}})
    with app.app_context():
        assert db.session.scalar(select(OrderLine.note)) == "Less salt"


def test_after_a_refusal_the_wishes_are_still_ticked(app: Flask, menu: str) -> None:               # noqa: F811
    phone = Page(app).get(f"{menu}dishes/{dish(app, 'beef')}")
    phone.submit(ADD, wish=["No scallion"], quantity="0", status=422)
    assert [box["value"] for box in phone.all("input[name=wish][checked]")] == ["No scallion"]
    phone.submit(ADD, quantity="1")
    assert "No scallion" in phone.get(menu + "cart").text
