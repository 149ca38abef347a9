"""86, how many are left, back on: two taps from the board."""
import pytest
from flask import Flask

from app.clock import now
from app.menu import stock
from app.stores.hours import business_day
from tests import cast
from tests.page import Page

HERE = "/kitchen/riverside/stock"


@pytest.fixture(autouse=True)
def _dishes(app: Flask) -> None:
    with app.app_context():
        cast.a_dish(portions=20)
        cast.a_dish("tea", 800, chinese="茶")


def left(app: Flask) -> dict[str, tuple[int | None, bool]]:
    with app.app_context():
        store = cast.a_store()
        counted = stock.counted(store.id, business_day(store, now()))
        names = {cast.a_dish().id: "beef", cast.a_dish("tea").id: "tea"}
        return {names[dish]: (each.remaining, each.stopped) for dish, each in counted.items()}


def said(page: Page) -> dict[str, str]:
    return dict(zip(page.texts(".supply .nm b"), page.texts(".supply .nm small"), strict=True))


def test_two_taps(app: Flask, cook: Page) -> None:
    cook.get("/kitchen/riverside").follow("#to-stock").press("86 Tea")
    assert said(cook) == {"Tea": "86, sold out", "Beef": "20 left"}
    assert left(app) == {"tea": (None, True)}
    cook.press("Back on Tea")
    assert said(cook) == {"Beef": "20 left", "Tea": "no limit"}


@pytest.mark.parametrize("htmx", [False, True])
def test_so_many_are_left(app: Flask, cook: Page, htmx: bool) -> None:
    cook.get(HERE).press(".supply li:first-child .few button:nth-child(3)", htmx=htmx)
    assert left(app) == {"beef": (3, False)}
    cook.press(".supply li:first-child .few button:last-child", htmx=htmx)
    assert left(app) == {"beef": (None, False)}


def test_a_number_of_ones_own(app: Flask, cook: Page) -> None:
    cook.get(HERE).press(".supply li:first-child .exact button", portions="17")
    assert left(app) == {"beef": (17, False)}
    cook.press(".supply li:first-child .exact button", portions="0")
    assert said(cook)["Beef"] == "0 left"


@pytest.mark.parametrize("typed", ["", "-1", "many", "1000", "1.5", "٣"])
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be(app: Flask, cook: Page, typed: str, htmx: bool) -> None:
    cook.get(HERE).press(".supply li:first-child .exact button", portions=typed, status=422, htmx=htmx)
    assert "a whole number from 0 to 999" in cook.find("[role=alert]").text
    assert cook.all(".exact input[name=portions]")[0]["value"] == typed, "what was typed stays"
    assert left(app) == {}


def test_the_search(cook: Page) -> None:
    assert list(said(cook.get(f"{HERE}?q=NRM"))) == ["Beef"]
    cook.submit(".seek", q="cha")
    assert list(said(cook)) == ["Tea"]
    cook.press("86 Tea")
    assert list(said(cook)) == ["Tea"], "the search stays"
    assert "No dish is called that here." in cook.get(f"{HERE}?q=pizza").text


def test_a_dish_of_another_store_or_none(app: Flask, cook: Page) -> None:
    cook.get(HERE).post(HERE, {"stop": "999"}, status=404)
    cook.get(HERE).post(HERE, {"stop": "x"}, status=422)
    cook.get(HERE).post(HERE, {}, status=422)
    assert left(app) == {}
