"""What a dish still lacks before guests can read and see all of it."""
import pytest

from app.menu.models import Dish
from app.menu.unfinished import lacking

BOTH = {"zh": "面", "en": "Noodles"}


@pytest.mark.parametrize(("values", "found"), [
    ({}, []), ({"picture": ""}, ["picture"]), ({"allergens": None}, ["allergens"]),
    ({"name": {"zh": "面", "en": ""}}, ["en"]), ({"name": {"en": "Noodles"}, "picture": "", "allergens": None}, ["zh", "picture", "allergens"]),
    ({"description": {"zh": "辣"}}, ["en"]), ({"description": BOTH}, [])])
def test_what_a_dish_lacks(values: dict[str, object], found: list[str]) -> None:
    dish = Dish(**{"name": BOTH, "description": {}, "picture": "beef", "allergens": [], **values})
    assert lacking(dish, ["zh", "en"]) == found
