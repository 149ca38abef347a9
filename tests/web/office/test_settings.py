"""What holds in the whole chain: languages, currency, taxes, stations, charges; changed by owners, and taken back."""
import pytest
from flask import Flask

from app.chain.describing import describe
from app.db import db, transaction
from app.editing import changing
from app.menu.models import Charge
from app.menu.surcharges import valid
from app.staff.models import Role
from app.stores import finding
from app.stores.models import Tax
from tests import cast
from tests.page import Page


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    with app.app_context():
        cast.a_dish()
        cast.staff(Role.OWNER)
    return cast.signed_in(client, "owner").get("/office").follow("Settings")


def chain(app: Flask, *names: str) -> list[object]:
    with app.app_context():
        return list(changing.values(finding.chain(), names).values())


def test_languages_money_and_time(app: Flask, owner: Page) -> None:
    owner.press("Save", {"language": ["zh", "en", "ja"], "service_charge_rate": "12,5 %", "time_zone": "Asia/Tokyo", "currency": "EUR"})
    assert "Saved" in owner.text
    assert chain(app, "languages", "service_charge_rate", "time_zone", "currency") == [["zh", "en", "ja"], 1250, "Asia/Tokyo", "EUR"]
    owner.get("/office/history?kind=chain")
    assert "Languages 中文, English, 日本語" in owner.text and "Service charge 12.5 %" in owner.text
    owner.press("Undo")
    assert chain(app, "languages", "currency") == [["zh", "en"], "CNY"]


@pytest.mark.parametrize(("fields", "said"), [
    ({"language": []}, "at least one language"), ({"first": "ja"}, "one of those that are ticked"),
    ({"service_charge_rate": "101"}, "Percent such as"),
    ({"time_zone": "Mars/North"}, "time zone of the list"), ({"currency": "XXQ"}, "one of the list"), ({"currency": "JPY"}, "other decimals"),
    ({"language": ["zh", "ja"], "first": "ja"}, "names are missing in that language")])
def test_what_cannot_be(app: Flask, owner: Page, fields: dict[str, object], said: str) -> None:
    before = chain(app, "languages", "service_charge_rate", "time_zone", "currency")
    owner.post("/office/chain", {"seen": "{}", "language": ["zh", "en"], "first": "zh", "service_charge_rate": "0", "time_zone": "Asia/Shanghai",
                                 **fields}, status=422)
    assert said in owner.text and chain(app, "languages", "service_charge_rate", "time_zone", "currency") == before


def test_the_currency_stays_once_something_was_ordered(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.a_sent_round()
    assert not owner.get("/office/chain").all("[name=currency]") and "orders in it already" in owner.text
    owner.post("/office/chain", {"seen": "{}", "language": "zh", "first": "zh", "time_zone": "Asia/Shanghai", "currency": "EUR"}, status=422)
    assert "orders in CNY already" in owner.text and chain(app, "currency", "languages") == ["CNY", ["zh", "en"]]


def test_taxes(app: Flask, owner: Page) -> None:
    owner.follow("Taxes").press("Add it", {"name.zh": "酒税", "dine_in_rate": "19", "pickup_rate": "7", "delivery_rate": "x"}, status=422)
    owner.press("Add it", {"delivery_rate": "7", "included": "0"})
    assert "19 % / 7 %" in owner.text
    owner.follow("酒税 on top 19 % / 7 %").press("Save", {"dine_in_rate": "20,5", "name.en": "Alcohol"})
    with app.app_context():
        made = db.session.query(Tax).order_by(Tax.id.desc()).first()
        assert (made.name, made.included, made.dine_in_rate, made.pickup_rate) == ({"zh": "酒税", "en": "Alcohol"}, False, 2050, 700)
        with transaction():
            changing.change(cast.a_dish(), {"tax_id": made.id}, by=cast.Actor("command"))
        there = f"/office/taxes/{made.id}"
    assert "have this tax still" in owner.press("Take the tax off", status=409).text
    owner.get("/office/history?kind=dish").press("Undo")
    owner.get(there).press("Take the tax off")
    assert owner.path == "/office/taxes" and "Alcohol was taken off" in owner.text
    owner.get(there, status=404)
    owner.get("/office/history?kind=tax").press("tr:nth-child(1) button")
    assert "Alcohol" in owner.get("/office/taxes").text


def test_two_owners_at_one_tax(app: Flask, owner: Page) -> None:
    other = cast.signed_in(Page(app), "owner").get("/office/taxes/1")
    owner.get("/office/taxes/1").press("Save", dine_in_rate="9")
    other.press("Save", {"dine_in_rate": "8"}, status=409)
    assert "saved meanwhile: 9 %" in other.text


def test_stations(app: Flask, owner: Page) -> None:
    owner.follow("Stations").press("Add it", {"name.zh": "烧烤", "name.en": "Grill"})
    assert owner.texts(".rows b") == ["Noodle", "Grill"]
    owner.press("button[aria-label='Grill one place up']")
    assert owner.texts(".rows b") == ["Grill", "Noodle"]
    owner.follow("Grill 0 dishes").press("Save", {"name.en": "Barbecue"})
    owner.follow("Noodle 1 dish").press("Take the station off", status=409)
    assert "cooked there still" in owner.text
    owner.get("/office/stations").follow("Barbecue 0 dishes").press("Take the station off")
    assert owner.texts(".rows b") == ["Noodle"]


def test_the_order_of_charges_and_stores(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.a_charge("tea")
        cast.a_charge("room")
        cast.a_store("lake")
        before = db.session.get_one(Charge, 1).position
    owner.follow("Charges").press("button[aria-label='Room one place up']")
    assert owner.texts(".rows b") == ["Room", "Tea"]
    owner.get("/office/stores/lake").press("One up")
    assert [text.split()[0] for text in owner.texts(".rows b")] == ["Lake", "Riverside"]
    owner.get("/office/history?kind=chain")
    assert "Order of stores Riverside, Lake" in owner.text and "Order of charges Room, Tea" in owner.text
    owner.press("tr:nth-child(2) button")
    with app.app_context():
        assert db.session.get_one(Charge, 1).position == before


def test_charges(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.a_table("P1", area="Room")
        lake, tax = cast.a_store("lake").id, cast.a_tax().id
    owner.follow("Charges").press("Add it", {"name.zh": "茶位", "name.en": "Tea", "per": "head", "tax_id": tax, "price": "3", "refusable": "1"})
    owner.press("#price .btn", {"price": "5", "area": "Room", "kind": "pickup"}, status=422)
    assert "Only who eats here" in owner.text
    owner.press("#price .btn", {"kind": "", "at": lake}, status=422)
    assert "no such area in that store" in owner.text
    owner.press("#price .btn", {"at": "", "weekday": ["5", "6"]})
    owner.press("#price .btn", {"price": "4", "at": "", "area": "Room", "weekday": ["5", "6"]})
    assert len(owner.all("tbody tr")) == 2
    owner.press("Save", {"name.en": "Tea and towel", "per": "order"})
    with app.app_context():
        assert [(each.unit_price_minor, each.per, each.refusable) for each in valid(cast.a_store(), "dine_in")] == [(300, "order", True)]
        assert len(describe(finding.chain()).tables["charges.csv"]) == 3
    assert owner.client.get("/office/charges?as=csv").text.splitlines()[1].endswith(",增值税,,3.00")
    assert owner.client.get("/office/charges?as=csv").text.splitlines()[2].endswith(",增值税,Room 周六 周日,4.00")
    for name in ("taxes", "stations"):
        assert len(owner.client.get(f"/office/{name}?as=csv").text.splitlines()) == 2
    owner.get("/office/history?kind=charge")
    assert "Prices ¥3; ¥4 Room" in owner.text.replace("\xa0", " ") and "Counted once" in owner.text
    owner.get("/office/charges").follow("a[href='/office/charges/1']").press("tbody tr:nth-child(2) button")
    owner.post("/office/charges/1/removals", {"place": "0", "amount": "300"}, status=422)
    owner.get("/office/charges/1").press("Take the charge off")
    with app.app_context():
        assert db.session.get(Charge, 1).retired_at is not None and valid(cast.a_store(), "dine_in") == []
