"""The list of the menu: what is coming, what is missing, and the same as a file."""
import csv
import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app import clock, live
from app.db import db, transaction
from app.editing import changing
from app.menu.catalogue import TOPIC
from app.menu.models import Category, Dish, Price
from app.staff.models import Role
from app.web.office import frame
from tests import cast
from tests.page import Page


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    """Beef lacks nothing but its English description; soup lacks all there is; tea, of another category, a picture."""
    clock.move(datetime(2026, 11, 23, 17, tzinfo=UTC) - clock.now())         # Tuesday in Shanghai already
    with app.app_context():
        cast.a_store("lake")
        beef, soup, tea = cast.a_dish("beef", 4200, allergens=[]), cast.a_dish("soup", 900), cast.a_dish("tea", 800, allergens=[])
        cast.staff(Role.OWNER)
        with transaction():
            drinks = Category(code="drinks", name={"zh": "饮料", "en": "Drinks"}, position=1)
            db.session.add(drinks)
            db.session.flush()
            beef, soup, tea = (db.session.get_one(Dish, dish.id) for dish in (beef, soup, tea))
            beef.picture, beef.description, soup.name, tea.category_id = "beef.webp", {"zh": "香"}, {"zh": "汤"}, drinks.id
            live.touch(TOPIC)
    return cast.signed_in(client, "owner")


def rows(page: Page, address: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(page.client.get(address, headers={"Accept-Language": page.language}).data.decode("utf-8-sig"))))[1:]


def test_narrowed_to_what_is_missing(owner: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    owner.get("/office/menu")
    assert owner.texts(".lacks a") == ["Missing English 2", "No picture 2", "Allergens not stated 1"]
    owner.follow(".lacks a:nth-child(2)")
    assert owner.texts(".dishes th b") == ["汤", "Tea"] and owner.texts(".lacks [aria-current]") == ["No picture 2"]
    assert not owner.all("[data-order], .grip, .chips:not(.lacks) [aria-current]")
    assert [row[0] for row in rows(owner, owner.find("a[href$='as=csv']")["href"])] == ["soup", "tea"]
    monkeypatch.setattr(frame, "PER_PAGE", 1)
    owner.get("/office/menu?lack=picture&store=lake")
    assert owner.texts(".dishes th b") == ["汤"]
    assert [row[0] for row in rows(owner, owner.find("a[href$='as=csv']")["href"])] == ["soup", "tea"]
    owner.follow("More")
    assert owner.texts(".dishes th b") == ["Tea"] and "store=lake" in owner.path and not owner.all("a[href*='after=']:-soup-contains('More')")
    owner.get("/office/menu?lack=de&after=x")
    assert owner.texts(".dishes th b") == ["Beef", "汤"]


def test_one_after_the_other_is_mended(app: Flask, owner: Page) -> None:
    owner.get("/office/menu?lack=allergens").press("button.sw")
    assert "lack=allergens" in owner.path
    owner.follow(".dishes th a").press("form[data-auto] .btn.p", {"stated": "1"})
    assert owner.path == "/office/menu/dishes/2?lack=allergens" and "Nothing is missing there any more" in owner.text
    owner.follow(".lacks [aria-current]")
    assert owner.texts(".lacks a") == ["Missing English 2", "No picture 2"]


def test_what_is_coming(app: Flask, owner: Page) -> None:
    with app.app_context(), transaction():
        beef, soup, lake = db.session.get_one(Dish, 1), db.session.get_one(Dish, 2), cast.a_store("lake")
        beef.prices += [Price(amount_minor=4500, valid_from=date(2026, 12, 1)),
                        Price(amount_minor=3900, store_id=lake.id, valid_from=date(2026, 11, 24)),
                        Price(amount_minor=2000, valid_from=date(2026, 11, 30), from_minute=660)]
        soup.prices.append(Price(amount_minor=800, valid_to=date(2027, 12, 31)))
        live.touch(TOPIC)
    assert owner.get("/office/menu").texts(".next") == ["¥42 → ¥45 from Tue 1 Dec", "¥8 → ¥9 from Sat 1 Jan 2028"]
    assert rows(owner, "/office/menu?as=csv")[:2] == [["beef", "Mains", "Beef", "42.00", "45.00", "2026-12-01", "", "Noodle", "yes"],
                                                      ["soup", "Mains", "汤", "8.00", "9.00", "2028-01-01", "", "Noodle", "yes"]]
    owner.language = "zh"
    owner.get("/office/menu/dishes/1")
    assert "12月1日" in owner.texts("#dish .next")[0]
    owner.language = "en"
    owner.get("/office/menu/dishes/1?store=lake")
    assert not owner.all("#dish .next") and "¥39 today: a price with dates holds." in owner.text
    clock.move(datetime(2026, 11, 30, 16, tzinfo=UTC) - clock.now())
    owner.get("/office/menu")
    assert owner.texts(".dishes td.n:nth-child(3)")[0] == "¥ 45" and len(owner.all(".next")) == 1


def test_a_dish_that_was_taken_off_shows_its_plain_price(app: Flask, owner: Page) -> None:
    with app.app_context(), transaction():
        changing.retire(db.session.get_one(Dish, 1), by=cast.acts(cast.a_manager()))
    assert "¥42" in owner.get("/office/menu/dishes/1").find(".phones").get_text()
