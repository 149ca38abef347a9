"""Many dishes at once, in the office."""
import pytest
from flask import Flask

from app.db import db
from app.menu.models import Dish, Price
from app.staff.models import Role
from tests import cast
from tests.page import Page


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    with app.app_context():
        cast.a_store()
        cast.a_store("lake")
        cast.a_dish("beef", 4200)
        cast.a_dish("tea", 850)
        cast.staff(Role.OWNER)
    return cast.signed_in(client, "owner").get("/office/menu/many")


def prices(app: Flask) -> list[int]:
    with app.app_context():
        return [price.amount_minor for price in db.session.query(Price).order_by(Price.dish_id, Price.id)]


def rows(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ", strip=True).split()) for row in page.all("#plan ~ .scrolls tbody tr")]


def test_seen_then_done_then_taken_back(app: Flask, owner: Page) -> None:
    category = owner.find("[name=category]")["value"]
    owner.press("See what would change", category=[category], what="percent", value="10", step="0.50")
    assert rows(owner) == ["Beef everywhere ¥42 ¥46", "Tea everywhere ¥8.50 ¥9.50"] and prices(app) == [4200, 850]
    owner.press("Make these 2 changes")
    assert "2 dishes were changed" in owner.text and sorted(prices(app)) == [950, 4600]
    owner.get("/office/history?kind=dish")
    assert len(owner.all("a[href*='/office/menu/many/']")) == 2
    owner.get(owner.all("a[href*='/office/menu/many/']")[0]["href"]).press("Undo all 2")
    assert sorted(prices(app)) == [850, 4200]


def test_off_sale_in_one_store(app: Flask, owner: Page) -> None:
    owner.press("See what would change", dish=["1"], where="stores", at=["lake"], what="stop")
    assert rows(owner) == ["Beef Lake on sale off sale"]
    owner.press("Make this 1 change")
    with app.app_context():
        assert [link.store_id for link in db.session.get_one(Dish, 1).stores] == [cast.a_store().id]


@pytest.mark.parametrize(("fields", "said"), [
    ({"what": "set", "value": "10"}, "Choose at least one dish."), ({"dish": ["1"], "what": "set", "value": "dear"}, "is not an amount"),
    ({"dish": ["1"], "what": "set", "value": ""}, "Please fill this in."), ({"dish": ["1"], "what": "percent", "value": "x"}, "A number of percent"),
    ({"dish": ["1"], "what": "add", "value": "-50"}, "below nothing"), ({"dish": ["1"], "where": "stores", "what": "sell"}, "at least one store"),
    ({"dish": ["1"], "what": "same"}, "Choose the stores")])
def test_what_cannot_be_is_said_and_stays_typed(app: Flask, owner: Page, fields: dict[str, object], said: str) -> None:
    owner.press("See what would change", fields, status=422)
    assert said in owner.text and owner.find("#value")["value"] == fields.get("value", "")
    assert owner.find("#what option[selected]")["value"] == fields["what"] and prices(app) == [4200, 850]


def test_a_manager_changes_their_stores_only(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.a_manager()
    manager = cast.signed_in(Page(app), "manager").get("/office/menu/many")
    assert not manager.all("[name=where]") and [box["value"] for box in manager.all("[name=at]")] == ["riverside"]
    manager.press("See what would change", dish=["1"], at=["riverside"], what="add", value="1").press("Make this 1 change")
    assert sorted(prices(app)) == [850, 4200, 4300]
    manager.post("/office/menu/many", {"dish": "1", "where": "everywhere", "what": "add", "value": "1"}, status=403)
    manager.get("/office/menu/many").post("/office/menu/many", {"dish": "1", "at": "lake", "what": "add", "value": "1"}, status=422)


def test_what_changed_meanwhile_is_looked_at_again(app: Flask, owner: Page) -> None:
    owner.press("See what would change", dish=["1"], what="add", value="1")
    with app.app_context():
        db.session.query(Price).filter_by(dish_id=1).one().amount_minor = 4300
        db.session.commit()
    owner.press("Make this 1 change", status=409)
    assert "changed meanwhile" in owner.text and prices(app) == [4300, 850]
