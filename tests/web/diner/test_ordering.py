"""From the scan to the bill, without JavaScript."""
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, live
from app.db import db, transaction
from app.menu import catalogue, stock
from app.menu.models import Dish, DishStore, Price
from app.ordering.models import LineState, OrderLine, Round
from app.payments import paying
from app.stores.hours import business_day
from app.stores.models import Store, TablePolicy
from app.tables import sittings
from app.tables.models import Sitting
from tests import cast
from tests.page import Page


@pytest.fixture
def menu(app: Flask) -> str:
    """The address of a table in a store with tea, and beef noodles that are mild unless hot."""
    return a_menu(app)


def a_menu(app: Flask, policy: TablePolicy = TablePolicy.FREE, label: str = "A1", **limits: int) -> str:
    with app.app_context():
        store = cast.a_store(policy=policy, **limits)
        cast.a_dish("tea", 800, chinese="绿茶", allergens=[])
        beef = cast.a_dish("beef", allergens=["gluten"])
        if not beef.groups:
            cast.an_option_group(beef, {"mild": 0, "hot": 200}, default="mild")
        return f"/t/{cast.a_table(label, store=store).token}/"


def dish(app: Flask, code: str) -> int:
    with app.app_context():
        return db.session.scalar(select(Dish.id).where(Dish.code == code))


def add(phone: Page, app: Flask, code: str = "tea") -> Page:
    """The plus beside a dish without options."""
    return phone.press(f'button[form=add][value="{dish(app, code)}"]')


def send(phone: Page, **more: object) -> Page:
    return phone.submit("form[action$='/cart/rounds']", **more)


def sent(app: Flask) -> list[str]:
    with app.app_context():
        return [line.dish.code for line in db.session.scalars(
            select(OrderLine).where(OrderLine.state == LineState.SENT).order_by(OrderLine.id))]


def test_from_the_scan_to_the_bill(app: Flask, menu: str) -> None:
    phone = Page(app).get(menu)
    add(phone, app)
    phone.follow(f'a[href="dishes/{dish(app, "beef")}"][data-sheet]')
    hot = phone.find("input[type=radio]:not([checked])")
    phone.submit("form[action$='/cart/lines']", {hot["name"]: hot["value"]}, quantity="2", note="no coriander")
    phone.get(menu + "cart")
    for said in ("Tea", "Beef", "Hot", "no coriander", "96"):
        assert said in phone.text
    send(phone)
    assert phone.path.endswith("/order")
    assert "3 dishes sent" in phone.text
    phone.submit("form[action*='/take-backs']")
    assert phone.path.endswith("/cart")
    assert sent(app) == []
    send(phone)
    clock.move(timedelta(seconds=8))
    phone.get(menu + "order")
    assert sent(app) == ["tea", "beef", "beef"]
    assert not phone.all("form[action*='/take-backs']")
    phone.get(menu + "bill").submit("form[action$='/bill']")
    assert phone.path.endswith("/bill")
    with app.app_context():
        assert db.session.scalar(select(Sitting.bill_asked_at)) is not None
    phone.submit("form[action*='/withdrawals']")
    assert phone.path.endswith("/bill")


class Taps:
    """Every link, button and form that a person touches is a tap."""

    def __init__(self, phone: Page) -> None:
        self.phone, self.count = phone, 0

    def press(self, button: str) -> None:
        self.count += 1
        self.phone.press(button)

    def follow(self, link: str) -> None:
        self.count += 1
        self.phone.follow(link)


def test_a_dish_without_options_is_three_taps_from_the_kitchen(app: Flask, menu: str) -> None:
    taps = Taps(Page(app).get(menu))
    taps.press("Add Tea")
    taps.follow("Review")
    taps.press("form[action$='/cart/rounds'] button")
    assert (sent(app), taps.count) == (["tea"], 3)


def test_a_dish_with_default_options_is_four(app: Flask, menu: str) -> None:
    taps = Taps(Page(app).get(menu))
    taps.follow("Choose: Beef")
    taps.press("form[action$='/cart/lines'] button:not([type=button])")
    taps.follow("Review")
    taps.press("form[action$='/cart/rounds'] button")
    assert (sent(app), taps.count) == (["beef"], 4)


def test_quantities_change_on_the_slip_and_what_was_removed_comes_back(app: Flask, menu: str) -> None:
    phone = add(Page(app).get(menu), app).get(menu + "cart")
    phone.press("One more")
    assert "16" in phone.text
    phone.press("One fewer").press("Remove")
    assert "This slip is empty" in phone.text
    phone.submit("form[action*='/cart/returns/']")
    assert "Tea" in phone.text
    assert phone.all("form[action$='/cart/rounds']")


def test_the_menu_takes_one_off(app: Flask, menu: str) -> None:
    phone = add(add(Page(app).get(menu), app), app)
    for left in (1, 0):
        phone.press(f'button[form=fewer][value="{dish(app, "tea")}"]')
        assert phone.find("#dock")["data-quantities"].split() == ([f"{dish(app, 'tea')}:{left}"] if left else [])


def test_one_form_adds_and_sends_once(app: Flask, menu: str) -> None:
    phone = Page(app).get(menu)
    form = {tag["name"]: tag["value"] for tag in phone.all("#add input")} | {"dish": dish(app, "tea")}
    for _ in range(2):
        phone.post(menu + "cart/lines", form)
    phone.get(menu + "cart")
    form = {tag["name"]: tag["value"] for tag in phone.all("form[action$='/cart/rounds'] input")}
    for _ in range(2):
        phone.post(menu + "cart/rounds", form)
        assert phone.path.endswith("/order")
    assert sent(app) == ["tea"]


def test_a_page_is_in_the_language_of_the_phone_until_it_is_switched(app: Flask, menu: str) -> None:
    phone = Page(app, "zh-CN").get(menu)
    assert "绿茶" in phone.text
    assert phone.html.html["lang"].startswith("zh")
    phone.submit("form[action*='language']")
    phone.get(menu)
    assert "Tea" in phone.text and "绿茶" not in phone.text
    assert phone.html.html["lang"] == "en"


def test_two_phones_share_the_slip(app: Flask, menu: str) -> None:
    mei, li = Page(app).get(menu), Page(app).get(menu)
    add(mei, app)
    add(li, app)
    mei.get(menu + "name").submit("form[action$='/name']", name="Mei")
    li.get(menu + "cart")
    assert "Mei" in li.text and "16" in li.text
    send(li)
    mei.get(menu + "order")
    assert "2 dishes sent" in mei.text
    mei.submit("form[action*='/take-backs']")
    assert sent(app) == []


# Joining late

def test_a_late_phone_types_the_word(app: Flask, menu: str) -> None:
    first = add(Page(app).get(menu), app).get(menu + "cart")
    word = re.search(r"\b\d{4}\b", first.text)[0]
    clock.move(timedelta(minutes=10))
    late = add(Page(app).get(menu), app)
    assert late.path.split("?")[0].endswith("/join")
    late.submit("form[action$='/join']", word=f"{(int(word) + 1) % 10000:04d}", status=422)
    assert "not this table's word" in late.text
    late.submit("form[action$='/join']", word="12", status=422)
    late.submit("form[action$='/join']", word=word)
    add(late.get(menu), app)
    assert "16" in late.get(menu + "cart").text


def test_five_wrong_words_and_then_a_tap(app: Flask, menu: str) -> None:
    first = add(Page(app).get(menu), app).get(menu + "cart")
    word = int(re.search(r"\b\d{4}\b", first.text)[0])
    clock.move(timedelta(minutes=10))
    late = Page(app).get(menu + "join")
    for guess in range(1, 6):
        late.submit("form[action$='/join']", word=f"{(word + guess) % 10000:04d}", status=422)
    late.submit("form[action$='/join']", word=f"{word:04d}", status=429)
    late.submit("form[action$='/join/requests']")
    assert "You have asked to be let in" in late.text
    assert late.fragment(menu + "join").find("#join")
    first.get(menu + "order").press("form[action*='/join/requests/'] button[value=admit]")
    late.get(menu + "join")
    assert late.path == menu
    add(late, app)


def test_a_phone_that_was_turned_away_may_still_know_the_word(app: Flask, menu: str) -> None:
    first = add(Page(app).get(menu), app).get(menu + "cart")
    word = re.search(r"\b\d{4}\b", first.text)[0]
    clock.move(timedelta(minutes=10))
    late = Page(app).get(menu + "join").submit("form[action$='/join/requests']")
    add(late.get(menu), app)
    assert late.path.split("?")[0].endswith("/join")        # it waits
    first.get(menu + "order").press("form[action*='/join/requests/'] button[value=decline]")
    late.get(menu + "join")
    assert "The table said no" in late.text
    assert not late.all("form[action$='/join/requests']")
    late.submit("form[action$='/join']", word=word)
    assert late.path == menu


def test_where_the_floor_opens_tables(app: Flask) -> None:
    menu = a_menu(app, TablePolicy.STAFF)
    phone = add(Page(app).get(menu), app)
    assert "We open this table for you" in phone.text
    phone.get(menu).submit("form[action$='/calls']")
    assert "We open this table for you" in phone.text
    with app.app_context():
        word = cast.a_sitting().word
    phone.get(menu + "join").submit("form[action$='/join']", word=word)
    send(add(phone, app).get(menu + "cart"))
    assert sent(app) == ["tea"]


def test_where_the_floor_confirms_the_first_round_waits(app: Flask) -> None:
    menu = a_menu(app, TablePolicy.CONFIRM)
    phone = add(Page(app).get(menu), app).get(menu + "cart")
    send(phone)
    assert "A waiter confirms" in phone.text
    phone.submit("form[action*='/take-backs']")
    assert "Tea" in phone.text


# The end

def closed(app: Flask) -> None:
    with app.app_context(), transaction():
        paying.close_party(db.session.scalar(select(Sitting).where(Sitting.closed_at.is_(None))), by=cast.acts(cast.a_waiter()))


def test_after_the_end_the_old_phone_orders_nothing_and_the_next_party_sees_nothing(app: Flask, menu: str) -> None:
    old = add(Page(app).get(menu), app)
    old.get(menu + "name").submit("form[action$='/name']", name="Zhuangzi")
    with app.app_context():
        cast.a_waiter()
    closed(app)
    add_form = {"dish": dish(app, "tea"), "key": "a-key-of-before"}
    for path in ("cart/lines", "cart/fewer", "cart/rounds", "cart/lines/1", "cart/rounds/1/take-backs", "calls", "bill", "name"):
        old.post(menu + path, add_form | {"quantity": 1, "name": "Zhuangzi"}, status=403)
        assert "has been closed" in old.text
    for path in ("cart", "order", "bill"):
        old.get(menu + path)
        assert "Zhuangzi" not in old.text
    new = add(Page(app).get(menu), app)
    for path in ("", "cart", "order", "bill"):
        assert "Zhuangzi" not in new.get(menu + path).text
    assert len(new.get(menu + "cart").all("form[action*='/cart/lines/']")) == 1
    old.get(menu).submit("form[action$='/join/fresh']")
    add(old, app)
    assert len(old.get(menu + "cart").all("form[action*='/cart/lines/']")) == 2


def test_a_silent_party_is_closed_by_whoever_looks(app: Flask, menu: str) -> None:
    phone = add(Page(app).get(menu), app)
    clock.move(timedelta(hours=2))
    phone.get(menu)
    assert "This table has been closed" in phone.text


# Whose is what

def test_another_table_s_rows_are_not_this_table_s(app: Flask, menu: str) -> None:
    other = a_menu(app, label="A2")
    theirs = add(Page(app).get(other), app).get(other + "cart")
    line = int(theirs.find("form[action*='/cart/lines/']")["action"].rsplit("/", 1)[1])
    theirs.press("Remove")
    event = int(theirs.find("form[action*='/cart/returns/']")["action"].rsplit("/", 1)[1])
    add(theirs.get(other), app)
    send(theirs.get(other + "cart"))
    with app.app_context():
        round_ = db.session.scalar(select(Round.id))
    theirs.get(other + "bill").submit("form[action$='/bill']")
    call = int(theirs.find("form[action*='/withdrawals']")["action"].split("/")[-2])
    clock.move(timedelta(minutes=11))
    asking = Page(app).get(other + "join").submit("form[action$='/join/requests']")
    mine = add(Page(app).get(menu), app)
    key = {"key": "a-key-of-mine", "quantity": 1, "decision": "admit"}
    mine.post(f"{menu}cart/lines/{line}", key, status=409)
    mine.post(f"{menu}cart/returns/{event}", key, status=409)
    mine.post(f"{menu}cart/rounds/{round_}/take-backs", key, status=404)
    mine.post(f"{menu}calls/{call}/withdrawals", key, status=404)
    mine.post(f"{menu}join/requests/1", key, status=404)
    assert "You have asked to be let in" in asking.get(other + "join").text
    stolen = mine.client.get_cookie("guest", path=menu).value
    thief = Page(app)
    thief.client.set_cookie("guest", stolen, path=other)
    thief.get(other + "cart")
    assert not thief.all("form[action*='/cart/lines/']")


def test_a_dish_of_another_store_is_not_to_be_had(app: Flask, menu: str) -> None:
    with app.app_context():
        there = cast.a_store("old-town").id
        crab = cast.a_dish("crab")
        foreign = crab.id
        with transaction():
            crab.stores = [DishStore(store_id=there)]
            live.touch(catalogue.TOPIC)
    phone = Page(app).get(menu)
    assert "Crab" not in phone.text
    phone.get(f"{menu}dishes/{foreign}", status=404)
    phone.post(menu + "cart/lines", {"dish": foreign, "key": "a-key-of-mine"}, status=409)


def test_an_unknown_code_opens_nothing(app: Flask, menu: str) -> None:
    Page(app).get("/t/" + "x" * 22 + "/", status=404)


# Forms of others

def test_a_form_of_another_site_is_refused(app: Flask, menu: str) -> None:
    phone = add(Page(app).get(menu), app)
    tea = {"dish": dish(app, "tea"), "key": "a-key-of-mine"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": None, "Origin": "https://evil.example"},
                    {"Sec-Fetch-Site": None, "Origin": "null", "Referer": None}, {"Sec-Fetch-Site": None, "Origin": None, "Referer": None}):
        for visitor, token in ((phone, "wrong"), (phone, ""), (Page(app).get(menu), ""), (Page(app).get(menu), "wrong")):
            visitor.client.post(menu + "cart/lines", data=tea | {"csrf_token": token})
            visitor.post(menu + "cart/lines", tea | {"csrf_token": token}, status=403, headers=headers)
    token = phone.get(menu).find("#add input[name=csrf_token]")["value"]
    phone.post(menu + "cart/lines", tea | {"csrf_token": token}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "16" in phone.get(menu + "cart").text


def test_a_first_form_needs_a_browser_that_says_where_it_comes_from(app: Flask, menu: str) -> None:
    tea = {"dish": dish(app, "tea"), "key": "a-key-of-mine"}
    Page(app).get(menu).post(menu + "cart/lines", tea, headers={"Sec-Fetch-Site": None, "Referer": None})
    Page(app).get(menu).post(menu + "cart/lines", tea, headers={"Sec-Fetch-Site": None, "Origin": None})


def test_the_seat_s_cookie_is_for_this_table_and_no_script(app: Flask, menu: str) -> None:
    phone = Page(app).get(menu)
    tea = {"dish": dish(app, "tea"), "key": "a-key-of-mine"}
    answer = phone.client.post(menu + "cart/lines", data=tea, headers={"Sec-Fetch-Site": "same-origin"})
    cookie = next(value for name, value in answer.headers if name == "Set-Cookie" and value.startswith("guest="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and f"Path={menu}" in cookie


# What changed meanwhile

def stopped(app: Flask, code: str) -> None:
    with app.app_context(), transaction():
        store = db.session.scalar(select(Store))
        stock.stop(store.id, db.session.scalar(select(Dish.id).where(Dish.code == code)), business_day(store), None)


def test_what_sold_out_is_said_and_the_others_can_go(app: Flask, menu: str) -> None:
    with app.app_context():
        cast.a_dish("rice", 300)
    phone = add(add(Page(app).get(menu), app), app, "rice").get(menu + "cart")
    stopped(app, "tea")
    send(phone, status=409)
    assert "Tea just sold out" in phone.text
    assert "Send the other 1" in phone.text
    assert "Sold out" in Page(app).get(menu).text
    send(phone)
    assert sent(app) == ["rice"]
    assert "Tea" in phone.get(menu + "cart").text


def test_a_price_that_rose_needs_a_second_tap(app: Flask, menu: str) -> None:
    phone = add(Page(app).get(menu), app).get(menu + "cart")
    with app.app_context(), transaction():
        db.session.scalar(select(Dish).where(Dish.code == "tea")).prices = [Price(amount_minor=950)]
        live.touch(catalogue.TOPIC)
    send(phone, status=409)
    assert "9.50" in phone.text and sent(app) == []
    send(phone)
    assert sent(app) == ["tea"]


def test_a_shut_store_says_so_and_its_rounds_wait(app: Flask, menu: str) -> None:
    with app.app_context(), transaction():
        db.session.scalar(select(Store)).hours = []
        live.touch("chain")
    phone = Page(app).get(menu)
    assert "The kitchen is closed just now" in phone.text
    send(add(phone, app).get(menu + "cart"))
    assert "A waiter confirms" in phone.text


def test_a_phone_that_pays_attention_gets_the_new_menu_with_its_own_tap(app: Flask, menu: str) -> None:
    phone = add(Page(app).get(menu), app)
    form = {tag["name"]: tag["value"] for tag in phone.all("#add input")} | {"dish": dish(app, "tea")}
    htmx = {"HX-Request": "true", "Accept-Language": "en"}
    stopped(app, "beef")
    answers = [phone.client.post(menu + "cart/lines", data=form | {"key": key} | more, headers=htmx).text
               for key, more in (("tap-number-1", {}), ("tap-number-2", {"v": ""}))]
    assert all("Sold out" in answer for answer in answers)
    shown = re.search(r'data-version="([^"]+)"', answers[1])[1]
    again = phone.client.post(menu + "cart/lines", data=form | {"key": "tap-number-3", "v": shown}, headers=htmx).text
    assert "Sold out" not in again


# What cannot be

@pytest.mark.parametrize(("typed", "sentence"), [
    ({"quantity": "0"}, "between 1 and 99"), ({"quantity": "1000"}, "between 1 and 99"), ({"quantity": "many"}, "between 1 and 99"),
    ({"quantity": ""}, "between 1 and 99"), ({"quantity": "-1"}, "between 1 and 99"), ({"note": "x" * 121}, "at most 120 characters")])
@pytest.mark.parametrize("stranger", [True, False])
def test_what_cannot_be_is_said_and_what_was_typed_stays(app: Flask, menu: str, typed: dict[str, str], sentence: str, stranger: bool) -> None:
    phone = Page(app).get(menu) if stranger else add(Page(app).get(menu), app)
    phone.get(f"{menu}dishes/{dish(app, 'beef')}")
    hot = phone.find("input[type=radio]:not([checked])")
    fields = {hot["name"]: hot["value"], "quantity": "2", "note": "no coriander"} | typed
    phone.submit("form[action$='/cart/lines']", fields, status=422)
    assert sentence in phone.text
    assert phone.find("input[name=note]")["value"] == fields["note"]
    assert phone.find("input[name=quantity]")["value"] == fields["quantity"]
    assert phone.find("input[type=radio][checked]")["value"] == hot["value"]
    phone.submit("form[action$='/cart/lines']", quantity="1", note="")
    assert len(phone.get(menu + "cart").all("form[action*='/cart/lines/']")) == 2 - stranger


@pytest.mark.parametrize(("fields", "status"), [
    ({"opt-1": "999"}, 422), ({"opt-1": "x" * 5000}, 422), ({"count-1": "9" * 5000}, 422), ({"dish": "99999"}, 409), ({"dish": "tea"}, 409),
    ({"dish": ""}, 409), ({"dish": "9" * 30}, 409), ({"key": "short"}, 400), ({"key": "with a blank or two"}, 400)])
def test_what_no_page_offers_is_refused_in_a_sentence(app: Flask, menu: str, fields: dict[str, str], status: int) -> None:
    phone = Page(app).get(menu)
    phone.post(menu + "cart/lines", {"dish": dish(app, "beef"), "key": "a-key-of-mine", "chosen": "1"} | fields, status=status)
    assert len(phone.text) > 20
    with app.app_context():
        assert db.session.query(Sitting).count() == 0       # a refused first dish opens no table


@pytest.mark.parametrize("quantity", ["", "x", "-1", "100", "9" * 50])
def test_a_quantity_on_the_slip_that_cannot_be(app: Flask, menu: str, quantity: str) -> None:
    phone = add(Page(app).get(menu), app).get(menu + "cart")
    path = phone.find("form[action*='/cart/lines/']")["action"]
    phone.post(path, {"quantity": quantity, "key": "a-key-of-mine"}, status=422)
    assert "between 1 and 99" in phone.text
    assert len(phone.get(menu + "cart").all("form[action*='/cart/lines/']")) == 1


def test_a_name_that_is_too_long_stays_in_its_field(app: Flask, menu: str) -> None:
    phone = add(Page(app).get(menu), app).get(menu + "name")
    phone.submit("form[action$='/name']", name="x" * 21, status=422)
    assert phone.find("input[name=name]")["value"] == "x" * 21


def test_a_stranger_whose_first_dish_just_sold_out(app: Flask, menu: str) -> None:
    phone = Page(app).get(menu)
    form = {tag["name"]: tag["value"] for tag in phone.all("#add input")} | {"dish": dish(app, "tea")}
    stopped(app, "tea")
    phone.post(menu + "cart/lines", form, status=409)
    assert "just sold out" in phone.text
    with app.app_context():
        assert sittings.open_at(cast.a_table()) is None
