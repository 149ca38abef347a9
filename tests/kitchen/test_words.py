"""Options as a cook must read them, and allergies as guests write them."""
import pytest
from flask import Flask

from app.kitchen.allergies import allergy_in, speaks_of_allergy
from app.kitchen.choices import Wish, wishes
from app.menu.catalogue import CatalogueDish, catalogue
from app.ordering.models import OrderLine
from tests import cast


@pytest.mark.parametrize("note", [
    "花生过敏", "Peanut allergy", "ALLERGIC to nuts", "Nussallergie", "アレルギー", "땅콩 알레르기", "coeliac", "alergia"])
def test_an_allergy(note: str) -> None:
    assert speaks_of_allergy(note)


@pytest.mark.parametrize("note", ["", "no coriander", "不要香菜", "all large", "energy"])
def test_no_allergy(note: str) -> None:
    assert not speaks_of_allergy(note)


def test_each_allergy_once() -> None:
    assert allergy_in(["nut allergy", "no salt", "nut allergy", "过敏"]) == "nut allergy · 过敏"


@pytest.fixture
def dish(app: Flask) -> CatalogueDish:
    """Heat: one of three, mild by default. Herbs: any, coriander by default."""
    beef = cast.a_dish()
    cast.an_option_group(beef, {"mild": 0, "hot": 0, "fierce": 0}, default="mild")
    cast.an_option_group(beef, {"coriander": 0, "scallion": 100}, code="herbs", least=0, most=2, default="coriander")
    return catalogue().dishes[beef.id]


def said(dish: CatalogueDish | None, **counts: int) -> list[tuple[str, int]]:
    known = {choice.name["en"].lower(): choice.id for each in catalogue().dishes.values() for choice in each.choices.values()}
    line = OrderLine(options=sorted([known.get(name, 999), count] for name, count in counts.items()),
                     chosen=[{"name": {"en": name.title()}, "count": count} for name, count in counts.items()])
    return [(wish.name["en"], wish.count) for wish in wishes(line, dish)]


def test_as_it_is_usually_made(dish: CatalogueDish) -> None:
    assert said(dish, mild=1, coriander=1) == []


def test_another_choice_says_enough(dish: CatalogueDish) -> None:
    assert said(dish, hot=1, coriander=1) == [("Hot", 1)]


def test_what_was_taken_out(dish: CatalogueDish) -> None:
    assert said(dish, mild=1, scallion=2) == [("Coriander", 0), ("Scallion", 2)]


def test_a_dish_that_is_off_the_menu_says_all(dish: CatalogueDish) -> None:
    assert said(None, mild=1, coriander=1) == [("Mild", 1), ("Coriander", 1)]
    assert said(dish, gone=1) == [("Gone", 1)]


def test_the_plain_value() -> None:
    assert Wish({"en": "Large"}) == Wish({"en": "Large"}, 1)
