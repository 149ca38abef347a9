"""From an empty database to a restaurant, without JavaScript; and who may not."""
import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.audit import AuditEntry
from app.db import db
from app.editing import beginning
from app.menu.models import Category, Dish
from app.staff import accounts
from app.staff.models import StaffMember
from app.stores.models import Chain, Station, Store, Tax
from app.tables.models import DiningTable
from tests import cast
from tests.page import Page

PASSWORD = "a sentence of my own"
TYPED = {"language": ["en", "zh"], "first": "en", "name.en": "Jin's Kitchen", "currency": "EUR", "time_zone": "Europe/Berlin", "tax": "19",
         "tax_name": "Food tax", "stations": "Wok, Drinks", "person": "Jin Li", "username": "Jin", "password": PASSWORD}


def address(app: Flask) -> str:
    return f"/staff/first-steps/{beginning.secret(app.config['SECRET_KEY'])}"


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    """After the first page."""
    return client.get(address(app)).submit("form.sign", **TYPED)


def test_from_nothing_to_a_menu(app: Flask, owner: Page) -> None:
    assert owner.path == "/office/setup"
    owner.submit("form[action$='/store']", {"name.en": "Harbour", "hours": "11:00-15:00 18:00-24:00"})
    assert owner.path == "/office/setup?step=tables"
    owner.press("Add, and another part of the room", {"area.en": "Hall", "labels": "A1-A8", "most": "4"})
    owner.submit("form[action$='/tables']", {"area.en": "Terrace", "labels": "T1 T2", "least": "2", "most": "6"})
    rows = {"name-0.en": "Beef noodles", "price-0": "14.50", "category-0": "Mains", "name-1.en": "Tea", "name-1.zh": "茶", "price-1": "3",
            "category-1": "Drinks"}
    owner.submit("form[action$='/dishes']", rows)
    assert owner.path == "/office/setup?step=staff"
    owner.submit("form[action$='/staff']", name="Wu", username="wu", role="cook")
    assert "/staff/password/" in owner.find("#link")["value"] and "The link, shown only now" in owner.text
    assert not owner.get("/office/setup?step=staff").all("#link")
    owner.follow("5 Codes")
    with app.app_context():
        chain, tax = db.session.get_one(Chain, 1), db.session.scalar(select(Tax))
        assert (chain.name, chain.languages, chain.currency) == ({"en": "Jin's Kitchen"}, ["en", "zh"], "EUR")
        assert (tax.name, tax.dine_in_rate, tax.included) == ({"en": "Food tax"}, 1900, True)
        assert [station.name["en"] for station in db.session.scalars(select(Station).order_by(Station.position))] == ["Wok", "Drinks"]
        assert [(hours.opens, hours.closes) for hours in db.session.scalar(select(Store)).hours][:2] == [(660, 900), (1080, 1440)]
        covers = {table.label: (table.min_covers, table.max_covers) for table in db.session.scalars(select(DiningTable))}
        assert len(covers) == 10 and covers["A8"] == (1, 4) and covers["T2"] == (2, 6)
        assert {dish.name["en"]: (dish.prices[0].amount_minor, dish.category.name["en"]) for dish in db.session.scalars(select(Dish))} == {
            "Beef noodles": (1450, "Mains"), "Tea": (300, "Drinks")}
        assert db.session.scalar(select(func.count()).select_from(Category)) == 2
        assert {entry.actor_kind for entry in db.session.scalars(select(AuditEntry))} == {"staff"}
    said = [line.get_text(" ", strip=True) for line in owner.all("section:has(#missing) .line")]
    assert said == ["The address for guests is not set (FLASK_PUBLIC_URL): printed codes lead to where you are now.",
                    "No code was opened to be printed yet.", "Your account has no second factor yet.",
                    "2 dishes do not say what they contain.", "1 dish is not in every language.",
                    "2 dishes have no picture."]


def test_the_secret_opens_once_and_nothing_else_does(app: Flask, client: Page) -> None:
    assert "being set up" in client.get("/").text and beginning.secret(app.config["SECRET_KEY"]) not in client.text
    client.get("/staff/first-steps/" + "0" * 32, status=404)
    assert "does not open" in client.text and "flask --app wsgi first-steps" in client.text
    client.get("/staff/sign-in").follow("How to begin")
    assert "flask --app wsgi first-steps" in client.text and beginning.secret(app.config["SECRET_KEY"]) not in client.text
    client.get("/office/setup")
    assert client.path.startswith("/staff/sign-in")
    client.get(address(app)).submit("form.sign", **TYPED)
    stranger = Page(app)
    stranger.get(address(app), status=404)
    assert stranger.get("/staff/sign-in").post(address(app), TYPED).path.startswith("/staff/sign-in")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(StaffMember)) == 1
    stranger.get("/staff/sign-in").submit("form[action$='/staff/sign-in']", username="jin", password=PASSWORD)
    assert not stranger.path.startswith("/staff/sign-in")


def test_wrong_secrets_are_counted_by_the_address_they_come_from(app: Flask, client: Page) -> None:
    for number in range(beginning.WRONG_SECRETS):
        client.get(f"/staff/first-steps/{number}", status=404)
    client.get("/staff/first-steps/more", status=429)
    client.get(address(app), status=429)
    assert app.test_client().get(address(app), environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    clock.move(accounts.WINDOW)
    client.get(address(app))


@pytest.mark.parametrize(("typed", "said"), [
    ({"name.en": ""}, "Type the name of the restaurant"), ({"password": "short"}, "at least 10 characters"),
    ({"username": "two words"}, "without spaces"), ({"tax": "lots"}, "a number of percent"), ({"tax": "101"}, "a number of percent"),
    ({"stations": " , "}, "Name one place"), ({"person": " "}, "1 to 60 characters"), ({"language": []}, "in its first language")])
def test_what_cannot_be_is_said_and_what_was_typed_stays(app: Flask, client: Page, typed: dict[str, object], said: str) -> None:
    client.get(address(app)).submit("form.sign", {**TYPED, **typed}, status=422)
    assert said in client.text
    kept = {**TYPED, **typed}
    assert client.find("#name-en")["value"] == kept["name.en"] and client.find("[name=stations]")["value"].strip() == kept["stations"].strip()
    assert client.find("#currency option[selected]").get_text() == "EUR"
    with app.app_context():
        assert db.session.get(Chain, 1) is None and db.session.scalar(select(StaffMember)) is None


def test_what_is_pressed_twice_is_done_once(app: Flask, owner: Page) -> None:
    for step, fields in [("store", {"name.en": "Harbour", "phone": "1"}), ("tables", {"area.en": "Hall", "labels": "A1-A3", "most": "4"}),
                         ("dishes", {"name-0.en": "Tea", "price-0": "3", "category-0": "Drinks", "station-0": "1"}),
                         ("staff", {"name": "Wu", "username": "Wu", "role": "cook"})]:
        form = {name: tag.get("value", "") for tag in owner.all("form.pan input") if (name := tag.get("name")) and name != "more"}
        for _twice in range(2):
            owner.post(f"/office/setup/{step}", form | fields)
    assert "/staff/password/" in owner.find("#link")["value"]
    with app.app_context():
        assert [db.session.scalar(select(func.count()).select_from(model)) for model in (Store, DiningTable, Dish, StaffMember)] == [1, 3, 1, 2]
    owner.post("/office/setup/store", {"name.en": "Harbour", "phone": "2", "hours": "10-12"}, status=422)
    owner.post("/office/setup/store", {"name.en": "Harbour", "phone": "2", "hours": "10:00-12:00"}, status=422)
    assert "There is a store of this name already" in owner.text


def test_the_reminder_ends(app: Flask, owner: Page) -> None:
    owner.submit("form[action$='/store']", {"name.en": "Harbour"}).submit("form[action$='/tables']", {"area.en": "Hall", "labels": "A1", "most": "4"})
    owner.submit("form[action$='/dishes']", {"name-0.en": "Tea", "price-0": "3", "category-0": "Drinks"})
    with app.app_context():
        cast.with_second_factor(db.session.scalar(select(StaffMember)))
        db.session.commit()
    owner.get("/office/setup?step=codes").follow("Print the codes of Harbour").get("/office")
    owner.follow("Finish setting up")
    assert "No code was opened" not in owner.text
    owner.press("Done: remind me no more")
    assert owner.path == "/office" and "Finish setting up" not in owner.text
    assert "Set the restaurant up" in owner.get("/office/history").text and "Opened the codes to print" in owner.text


def test_nobody_skips_a_step(owner: Page) -> None:
    for step in ("tables", "dishes", "codes", "nonsense"):
        owner.get(f"/office/setup?step={step}")
        assert owner.find("h2").get_text() == "Your first store"
    owner.post("/office/setup/tables", {"area.en": "Hall", "labels": "A1", "most": "4"}, status=409)
    owner.get("/office/setup").submit("form[action$='/store']", {"name.en": " "}, status=422)
    assert "Please fill this in" in owner.text
    owner.submit("form[action$='/store']", {"name.en": "Harbour", "hours": "always"}, status=422)
    assert "Times such as" in owner.text and owner.find("[name=hours]")["value"] == "always"


def test_odd_dishes_keep_their_rows(app: Flask, owner: Page) -> None:
    owner.submit("form[action$='/store']", {"name.en": "Harbour"}).submit("form[action$='/tables']", {"area.en": "Hall"})
    owner.submit("form[action$='/dishes']", status=422)
    owner.submit("form[action$='/dishes']", {"name-0.en": "Tea", "price-0": "x", "category-0": "Drinks", "name-2.zh": "茶"}, status=422)
    assert "is not an amount" in owner.text and owner.find("[name='name-0.en']")["value"] == "Tea"
    assert owner.find("[name='name-2.zh']")["value"] == "茶"
    with app.app_context():
        assert db.session.scalar(select(Dish)) is None


def test_after_the_first_order_the_second_factor_is_asked_for_here_too(app: Flask, owner: Page) -> None:
    owner.get("/office/menu")
    assert owner.path == "/staff/second-factor"
    owner.get("/office/setup")
    assert owner.path == "/office/setup"
    owner.submit("form[action$='/store']", {"name.en": "Harbour"})
    with app.app_context():
        cast.a_sent_round(table=cast.a_table(store=db.session.scalar(select(Store))))
    owner.get("/office/setup")
    assert owner.path == "/staff/second-factor"


def test_the_command_says_the_address(app: Flask, client: Page) -> None:
    run = app.test_cli_runner().invoke(args=["first-steps"])
    assert run.exit_code == 0 and run.output.strip().endswith(address(app))
    client.get(address(app)).submit("form.sign", **TYPED)
    assert "already" in app.test_cli_runner().invoke(args=["first-steps"]).output
