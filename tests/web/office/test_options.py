"""Options in the office: questions shared between dishes, what each choice adds, and nothing that guests could not answer."""
import pytest
from flask import Flask

from app.db import db
from app.menu.models import Choice, Dish, OptionGroup
from app.staff.models import Role
from tests import cast
from tests.page import Page


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    with app.app_context():
        cast.an_option_group(cast.a_dish(), {"mild": 0, "hot": 200}, default="mild")
        cast.staff(Role.OWNER)
    return cast.signed_in(client, "owner")


def group(app: Flask) -> OptionGroup:
    return db.session.query(OptionGroup).order_by(OptionGroup.id).first()


def test_a_question_from_nothing_to_a_dish(app: Flask, owner: Page) -> None:
    page = owner.get("/office/menu").follow("Options").press("Add it", {"name.zh": "加料", "name.en": "Extras"})
    for name, price in (("Egg", "5"), ("Less oil", "-0.5")):
        page.press("Add the choice", {"name.zh": name, "name.en": name, "price": price})
    page.press("section:has(h2:-soup-contains('question')) button:-soup-contains('Save')", min_choices="0", max_choices="2")
    with app.app_context():
        made = db.session.query(OptionGroup).filter_by(min_choices=0).one()
        assert [(choice.name["en"], choice.prices[0].amount_minor) for choice in made.choices] == [("Egg", 500), ("Less oil", -50)]
        dish = db.session.query(Dish).one().id
        number = made.id
    page.get(f"/office/menu/dishes/{dish}").press("Save", group=[str(number)])
    with app.app_context():
        assert [link.group_id for link in db.session.get(Dish, dish).groups] == [number]


def test_what_guests_could_not_answer_is_not_saved(app: Flask, owner: Page) -> None:
    page = owner.get("/office/menu/options/1")
    page.press("section:has(h2:-soup-contains('question')) button:-soup-contains('Save')", min_choices="3", max_choices="3", status=422)
    assert "Guests cannot choose so many: the choices allow 2." in page.text
    page.press("section:has(h2:-soup-contains('Hot')) button:-soup-contains('Save')", is_default="1", status=422)
    assert "More choices are chosen at first" in page.text
    with app.app_context():
        assert (group(app).max_choices, [choice.is_default for choice in group(app).choices]) == (1, [True, False])


def test_choices_are_moved_changed_and_taken_off(app: Flask, owner: Page) -> None:
    page = owner.get("/office/menu/options/1").press("button[aria-label='Hot one place up']")
    assert page.texts("section h2")[:2] == ["Hot", "Mild"]
    page.press("section:has(h2:-soup-contains('Hot')) button:-soup-contains('Save')", {"name.en": "Very hot", "price": "3", "allergen": ["mustard"]})
    page.press("section:has(h2:-soup-contains('Mild')) button:-soup-contains('Retire it')")
    with app.app_context():
        hot = db.session.query(Choice).filter_by(code="hot").one()
        assert (hot.name["en"], hot.prices[0].amount_minor, hot.allergens) == ("Very hot", 300, ["mustard"])
        assert [choice.retired_at is None for choice in group(app).choices] == [True, False]
    page.press("Take the question off every dish")
    assert "No options yet." in page.text


def test_a_manager_of_one_store_only_looks(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.a_store("lake")
        cast.a_manager()
    page = cast.signed_in(Page(app), "manager").get("/office/menu/options/1")
    assert not page.texts("main button")
