"""The menu in the office: who may change what, field by field, two at once, and back."""
import json

import pytest
from flask import Flask

from app.db import db, transaction
from app.menu import card
from app.menu.models import Category, Dish, OrderKind
from app.staff.models import Role
from tests import cast
from tests.page import Page


@pytest.fixture
def dish_id(app: Flask) -> int:
    with app.app_context():
        cast.a_store("lake")
        dish = cast.a_dish("beef", 4200)
        cast.a_dish("soup", 900)
        cast.staff(Role.OWNER)
        cast.a_manager()
        return dish.id


@pytest.fixture
def owner(app: Flask, client: Page, dish_id: int) -> Page:
    return cast.signed_in(client, "owner")


@pytest.fixture
def manager(app: Flask, dish_id: int) -> Page:
    return cast.signed_in(Page(app), "manager")


def price(app: Flask, dish_id: int, slug: str = "riverside") -> int | None:
    with app.app_context():
        found = card.offers(cast.a_store(slug), OrderKind.DINE_IN, [dish_id]).get(dish_id)
        return found and found.price_minor


def test_a_dish_is_changed_and_changed_back(app: Flask, owner: Page, dish_id: int) -> None:
    owner.get(f"/office/menu/dishes/{dish_id}").press("Save", {"name.en": "Beef noodles", "price": "45,50"})
    assert "Beef noodles" in owner.text and price(app, dish_id) == 4550
    owner.get("/office/history").press("Undo")
    assert price(app, dish_id) == 4200 and "Undone" in owner.text


def test_mistakes_stand_beside_their_fields_and_the_rest_is_saved(app: Flask, owner: Page, dish_id: int) -> None:
    page = owner.get(f"/office/menu/dishes/{dish_id}")
    page.press("Save", {"name.en": "Noodles", "price": "four", "minutes": "1000"}, status=422)
    assert "“four” is not an amount." in page.text and "A whole number from 0 to 600" in page.text
    assert page.find("#f-price")["value"] == "four"
    assert price(app, dish_id) == 4200
    with app.app_context():
        assert db.session.get(Dish, dish_id).name["en"] == "Noodles"


def test_half_typed_prices_are_not_sold(app: Flask, owner: Page, dish_id: int) -> None:
    """Saved by itself: the name; only by Enter or Save: price, tax, portions."""
    page = owner.get(f"/office/menu/dishes/{dish_id}")
    page.press("Save", {"name.en": "Noodles", "price": "3", "portions": "1", "auto": "1"}, htmx=True)
    assert price(app, dish_id) == 4200 and "Saved" in page.text
    assert page.find("#f-price")["value"] == "3"        # what was typed so far stays
    with app.app_context():
        dish = db.session.get(Dish, dish_id)
        assert (dish.name["en"], dish.portions) == ("Noodles", None)


def test_two_managers_in_one_editor(app: Flask, owner: Page, dish_id: int) -> None:
    with app.app_context():
        cast.staff(Role.OWNER, username="other-owner")
    other = cast.signed_in(Page(app), "other-owner").get(f"/office/menu/dishes/{dish_id}")
    owner.get(f"/office/menu/dishes/{dish_id}").press("Save", price="45")
    other.press("Save", {"price": "40"}, status=409)
    assert "Owner saved meanwhile: ¥45" in other.text and other.find("#f-price")["value"] == "40"
    assert price(app, dish_id) == 4500
    other.press("Save")
    assert price(app, dish_id) == 4000


def test_a_manager_of_one_store_changes_what_holds_there(app: Flask, manager: Page, dish_id: int) -> None:
    page = manager.get(f"/office/menu/dishes/{dish_id}?store=riverside")
    assert not page.all("#f-price") and not page.all("[name='name.en']")
    page.press("Save", own_price="39")
    assert (price(app, dish_id), price(app, dish_id, "lake")) == (3900, 4200)
    page.press("button.sw[aria-label='Beef on sale']")
    assert (price(app, dish_id), price(app, dish_id, "lake")) == (None, 4200)
    page.press("button.sw[aria-label='Beef on sale']")
    assert price(app, dish_id) == 3900
    page.post(f"/office/menu/dishes/{dish_id}", {"seen": "{}", "price": "1"}, status=403)
    page.get("/office/menu?store=lake", status=404)


def test_the_last_store_that_stops_selling_ends_it_everywhere(app: Flask, owner: Page, dish_id: int) -> None:
    for slug in ("riverside", "lake"):
        owner.get(f"/office/menu?store={slug}").press("button.sw[aria-label='Beef on sale']")
    assert price(app, dish_id) is None and price(app, dish_id, "lake") is None
    owner.get("/office/menu").press("button.sw[aria-label='Beef on sale']")
    assert price(app, dish_id, "lake") is not None


def test_sold_out_for_today_and_so_many_left(app: Flask, manager: Page, dish_id: int) -> None:
    page = manager.get(f"/office/menu/dishes/{dish_id}?store=riverside").press("Sell out for today")
    assert "Sold out" in page.text
    page.press("Back on for today").press("Left today", left="4")
    with app.app_context():
        assert card.offers(cast.a_store(), OrderKind.DINE_IN, [dish_id])[dish_id].left.remaining == 4


def test_dishes_and_categories_are_added_moved_and_taken_off(app: Flask, owner: Page, dish_id: int) -> None:
    page = owner.get("/office/menu").press("[action$='/categories'] button", {"name.zh": "甜品", "name.en": "Sweets"})
    page.follow("Add a dish").press("[action$='/dishes'] button", {"name.zh": "绿豆糕", "name.en": "Mung bean cake", "price": "12"})
    assert "Mung bean cake" in page.text and page.find("#f-price")["value"] == "12.00"
    page.press("Take it off the menu").press("Take the category off")
    page.get("/office/menu").press("button[aria-label='Soup one place up']")
    assert page.texts(".dishes th b")[:2] == ["Soup", "Beef"]
    with app.app_context():
        soup, beef = (db.session.query(Dish).filter_by(code=code).one() for code in ("soup", "beef"))
        number = soup.category_id
    page.post(f"/office/menu/dishes/{soup.id}/position", {"before": "0", "back": "list"})       # dragged to the end
    assert page.texts(".dishes th b")[:2] == ["Beef", "Soup"]
    page.get(f"/office/menu?category={number}").press("button[aria-label='Category one place back']")
    assert beef.id


def test_allergens_not_stated_stated_and_free(app: Flask, owner: Page, dish_id: int) -> None:
    page = owner.get(f"/office/menu/dishes/{dish_id}")
    page.press("Save", {"stated": "1", "allergen": ["egg", "wheat"], "free_allergens": "Red dye, 花椒"})
    with app.app_context():
        assert db.session.get(Dish, dish_id).allergens == ["wheat", "egg", "red dye", "花椒"]
    page.press("Save", {"stated": [], "allergen": [], "free_allergens": ""})
    with app.app_context():
        assert db.session.get(Dish, dish_id).allergens is None


def test_a_category_that_is_changed(app: Flask, owner: Page, dish_id: int) -> None:
    page = owner.get("/office/menu").follow("Name and course").press("Save", {"name.en": "Bowls", "course": "2"})
    assert "Bowls" in page.text
    page.follow("Name and course").press("Save", {"name.zh": "", "course": "9"}, status=422)
    with app.app_context():
        assert db.session.query(Category).one().course == 2


def test_garbage(app: Flask, owner: Page, dish_id: int) -> None:
    page = owner.get(f"/office/menu/dishes/{dish_id}")
    for seen in ("", "[]", "{", json.dumps([1])):
        page.post(f"/office/menu/dishes/{dish_id}", {"seen": seen}, status=400)
        page.get(f"/office/menu/dishes/{dish_id}")
    page.post(f"/office/menu/dishes/{dish_id}", {"seen": "{}", "name.zh": "x" * 500, "category_id": "99", "price": "-1"}, status=422)
    owner.get("/office/menu/dishes/99999", status=404)
    owner.get("/office/menu?category=x&store=")


def test_what_an_order_holds_keeps_its_price(app: Flask, owner: Page, dish_id: int) -> None:
    with app.app_context():
        line = cast.lines_of(cast.a_sent_round(db.session.get(Dish, dish_id)))[0].id
    owner.get(f"/office/menu/dishes/{dish_id}").press("Save", price="99")
    with app.app_context(), transaction():
        assert db.session.get(cast.OrderLine, line).unit_price_minor == 4200


def test_when_a_dish_is_on_the_menu(app: Flask, owner: Page, dish_id: int) -> None:
    form = f"form[action='/office/menu/dishes/{dish_id}']"
    owner.get(f"/office/menu/dishes/{dish_id}").submit(form, served="周一到周五 午餐", status=422)
    assert "When it is on the menu is told like this" in owner.text and owner.find("#f-served")["value"] == "周一到周五 午餐"
    owner.submit(form, served="mon-fri 10:30-14:00; sat 9:00-12:00，11:00-13:00", status=422)         # they overlap
    owner.submit(form, served="sat,sun 9:00-12:00;mon-fri 22:00-01:00")
    assert owner.find("#f-served")["value"] == "mon-fri 22:00-01:00; sat,sun 09:00-12:00"
    with app.app_context():
        assert db.session.get_one(Dish, dish_id).served == [*([day, 1320, 1500] for day in range(5)), [5, 540, 720], [6, 540, 720]]
    assert "22:00" in owner.get("/office/history?kind=dish").text
    owner.get(f"/office/menu/dishes/{dish_id}").submit(form, served="")
    with app.app_context():
        assert db.session.get_one(Dish, dish_id).served == []
