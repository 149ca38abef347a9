"""The board without JavaScript: every press is a form, every answer the board; and as the fragment that htmx asks for."""
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.checks import moving
from app.db import db, transaction
from app.kitchen.models import Bump
from app.menu import stock
from app.ordering import voids
from app.ordering.models import OrderLine
from app.stores.hours import business_day
from tests import cast
from tests.page import Page

HERE = "/kitchen/riverside"


@pytest.fixture
def ticket(app: Flask) -> int:
    """Two bowls of beef, and a tea of the bar."""
    with app.app_context():
        return cast.a_sent_round((cast.a_dish(), 2), cast.a_dish("tea", 800, station="bar")).id


def rows(page: Page) -> list[str]:
    return page.texts(".tk li > :first-child")


def void_first(app: Flask, round_id: int) -> None:
    with app.app_context(), transaction():
        line = db.session.query(OrderLine).filter_by(round_id=round_id).first()
        voids.void(line, by=cast.acts(cast.a_manager()), reason="changed their mind")


def test_nothing_to_do(cook: Page) -> None:
    cook.get(HERE)
    assert cook.texts(".none") == ["No tickets."]
    assert cook.find("noscript meta")["content"] == f"10; url={HERE}"


def test_when_the_last_one_went_out(cook: Page, ticket: int) -> None:
    cook.get(HERE).press(".bump")
    assert "The last one went out at" in cook.find(".none").text


def test_a_ticket(cook: Page, ticket: int) -> None:
    cook.get(HERE)
    assert cook.texts(".tk .head b") == ["A1"]
    assert rows(cook) == ["2 Ready: Beef", "1 Ready: Tea"]
    assert cook.texts(".allday li") == ["2 Beef", "1 Tea"]
    assert cook.texts(".stations a") == ["All 1", "Noodle 1", "Bar 1"]
    assert cook.texts("#sum") == ["1 ticket"]


def test_portion_by_portion(cook: Page, ticket: int) -> None:
    cook.get(HERE).press(".tk li:first-child > :first-child")
    assert rows(cook)[0] == "1 Ready: Beef 1 of 2 ready"
    cook.press(".tk li:first-child > :first-child")
    assert rows(cook)[0] == "2 Not ready after all: Beef"
    cook.press(".tk li:first-child > :first-child")
    assert rows(cook)[0] == "1 Ready: Beef 1 of 2 ready"


def test_all_of_them(cook: Page, ticket: int) -> None:
    cook.get(HERE).press(".every").press(".tk li:last-child > :first-child")
    assert cook.texts(".tk.ready .bump") == ["All out A1"]
    assert cook.texts(".allday li") == []


def test_bump_and_undo(cook: Page, ticket: int) -> None:
    cook.get(HERE).press("Bump A1")
    assert cook.texts(".tk") == []
    assert cook.texts("#last span") == ["A1 out"]
    cook.press("#last button")
    assert rows(cook) == ["2 Ready: Beef", "1 Ready: Tea"]
    assert cook.all("#last") == []


def test_undo_names_the_dish_of_a_tick(cook: Page, ticket: int) -> None:
    cook.get(HERE).press(".every")
    assert cook.texts("#last span") == ["A1: Beef ready"]


def test_start(cook: Page, ticket: int) -> None:
    cook.get(HERE)
    assert cook.all(".tk.fresh")
    cook.press(".head")
    assert cook.all(".tk.fresh") == cook.all("button.head") == []


def test_age_in_words_and_bands(cook: Page, ticket: int) -> None:
    clock.move(timedelta(minutes=14, seconds=20))
    cook.get(HERE)
    assert cook.find(".tk.hot .age span").text.startswith("14:2")
    assert cook.find(".tk.hot .age small").text.startswith("late 2:2")


def test_a_station(cook: Page, ticket: int) -> None:
    cook.get(HERE).follow("Bar 1")
    assert rows(cook) == ["1 Ready: Tea"]
    assert [tag.text for tag in cook.all("[aria-current=page]")] == ["Bar1"]
    cook.press("Bump A1")
    assert cook.path == f"{HERE}?station=bar", "the answer is the same view"
    assert cook.texts(".none") != []
    cook.follow("All 1")
    assert rows(cook) == ["2 Ready: Beef", "Not ready after all: Tea"]


def test_an_unknown_station_is_the_pass(cook: Page, ticket: int) -> None:
    assert rows(cook.get(f"{HERE}?station=moon")) == ["2 Ready: Beef", "1 Ready: Tea"]


def test_outlined_tickets(cook: Page, ticket: int) -> None:
    cook.get(HERE).follow("2 Beef")
    assert len(cook.all(".tk.lit-up")) == 1
    cook.follow("2 Beef")
    assert cook.all(".tk.lit-up") == []


def test_an_add_on_and_a_note(app: Flask, cook: Page, ticket: int) -> None:
    with app.app_context():
        cast.a_sent_round(cast.a_dish(), note="extra <b>hot</b>")
    cook.get(HERE)
    assert cook.texts(".addon") == ["Add-on"]
    assert cook.texts(".say-so") == ["extra <b>hot</b>"]


def test_several_tables_have_the_first_line_of_a_ticket_to_themselves(app: Flask, cook: Page, ticket: int) -> None:
    with app.app_context():
        sitting = cast.a_sitting()
        with transaction():
            moving.join(sitting, cast.a_table("B2"), by=cast.acts(cast.a_waiter()), key="two-tables")
    cook.get(HERE)
    assert cook.find(".head.long b").get_text() == "A1+B2"
    assert cook.texts(".head.long > small") == ["At table · 2 people"]
    assert cook.find(".bump .vh").get_text() == " A1+B2"


def test_an_allergy(app: Flask, cook: Page) -> None:
    with app.app_context():
        cast.a_sent_round(note="peanut allergy")
    cook.get(HERE)
    assert cook.texts(".tk header .alg > span") == ["peanut allergy"]
    assert "disabled" in cook.find(".bump").attrs
    cook.press("I have read it").press("Bump A1")
    assert cook.texts(".tk") == []


def test_a_cancelled_dish(app: Flask, cook: Page, ticket: int) -> None:
    void_first(app, ticket)
    cook.get(HERE)
    assert rows(cook) == ["1 Ready: Beef", "−1 Beef cancelled, tap to take it away", "1 Ready: Tea"]
    assert "disabled" in cook.find(".bump").attrs
    cook.press(".void button").press("Bump A1")
    assert cook.texts(".tk") == []


def test_only_cancelled_dishes(app: Flask, cook: Page) -> None:
    with app.app_context():
        sent = cast.a_sent_round().id
    void_first(app, sent)
    cook.get(HERE).press("Seen")
    assert cook.texts(".tk") == []


class TestPolls:
    def ask(self, page: Page, version: str) -> int:
        return page.client.get(f"{HERE}?v={version}", headers={"HX-Request": "true"}).status_code

    def test_unchanged(self, cook: Page, ticket: int) -> None:
        cook.fragment(HERE)
        assert self.ask(cook, cook.find("#board")["data-version"]) == 204

    def test_a_new_round_a_void_and_86(self, app: Flask, cook: Page, ticket: int) -> None:
        def order() -> None:
            with app.app_context():
                cast.a_sent_round(table=cast.a_table("A2"))

        def stop() -> None:
            with app.app_context(), transaction():
                store = cast.a_store()
                stock.stop(store.id, cast.a_dish().id, business_day(store, clock.now()), None)

        for change in (order, lambda: void_first(app, ticket), stop):
            version = cook.fragment(HERE).find("#board")["data-version"]
            change()
            assert self.ask(cook, version) == 200
        assert cook.get(HERE).texts("#to-stock sup") == ["1"]

    def test_a_round_falls_due_by_time_alone(self, app: Flask, cook: Page) -> None:
        with app.app_context():
            cast.a_sent_round(released=False)
        version = cook.fragment(HERE).find("#board")["data-version"]
        assert cook.texts(".tk") == []
        clock.move(timedelta(seconds=8))
        assert self.ask(cook, version) == 200


class TestPresses:
    """What no button of the page would send: a late press, a repeated one, nonsense."""

    def lines(self, app: Flask, round_id: int) -> str:
        with app.app_context():
            return ",".join(str(line.id) for line in db.session.query(OrderLine).filter_by(round_id=round_id))

    @pytest.mark.parametrize("htmx", [False, True])
    def test_the_second_cook_is_told(self, app: Flask, cook: Page, ticket: int, htmx: bool) -> None:
        with app.app_context():
            other = Page(app)
            other.client.set_cookie("screen", cast.a_screen())
        other.get(HERE)
        cook.get(HERE).press("Bump A1")
        cook = other.press("Bump A1", status=409, htmx=htmx)
        said = cook.find("#board")["data-problem"]
        assert said.startswith("Somebody was faster")
        assert htmx or said in cook.find("#say [role=alert]").text
        with app.app_context():
            assert db.session.query(Bump).count() == 1

    def test_the_same_press_twice(self, app: Flask, cook: Page, ticket: int) -> None:
        press = {"lines": self.lines(app, ticket), "key": "k"}
        cook.get(HERE)
        for _ in range(2):
            cook.post(f"{HERE}/tickets/{ticket}/bumps", press)
        with app.app_context():
            assert db.session.query(Bump).count() == 1

    @pytest.mark.parametrize("lines", ["x", "1,2;3", "-1", "٣", "1" * 30])
    def test_nonsense(self, cook: Page, ticket: int, lines: str) -> None:
        cook.get(HERE).post(f"{HERE}/tickets/{ticket}/ticks", {"lines": lines}, status=422)
        assert "out of date" in cook.text

    @pytest.mark.parametrize("what", ["starts", "ticks", "unticks", "bumps", "allergies", "voids", "prints"])
    def test_a_ticket_of_another_store(self, app: Flask, cook: Page, what: str) -> None:
        with app.app_context():
            other = cast.a_sent_round(table=cast.a_table(store=cast.a_store("lake"))).id
        cook.get(HERE).post(f"{HERE}/tickets/{other}/{what}", {"lines": self.lines(app, other)}, status=404)
        with app.app_context():
            assert {line.state.value for line in db.session.query(OrderLine)} == {"sent"}

    def test_a_ticket_that_is_not_released_yet(self, app: Flask, cook: Page) -> None:
        with app.app_context():
            sent = cast.a_sent_round(released=False).id
        cook.get(HERE).post(f"{HERE}/tickets/{sent}/ticks", {"lines": self.lines(app, sent)}, status=404)

    @pytest.mark.parametrize("what", ["undos", "recalls"])
    def test_a_tap_of_another_store(self, app: Flask, cook: Page, ticket: int, what: str) -> None:
        cook.get(HERE).press("Bump A1")
        tap = cook.find("#last button")["value"]
        with app.app_context():
            cook.client.set_cookie("screen", cast.a_screen(cast.a_store("lake")))
        cook.get("/kitchen/lake").post(f"/kitchen/lake/{what}", {"bump": tap}, status=404)

    def test_not_without_the_pages_token(self, cook: Page, ticket: int) -> None:
        cook.client.post(f"{HERE}/tickets/{ticket}/bumps", data={"lines": "1"})
        assert cook.get(HERE).texts(".tk .head b") == ["A1"]


def test_in_chinese(app: Flask, ticket: int) -> None:
    with app.app_context():
        secret = cast.a_screen()
    page = Page(app, language="zh")
    page.client.set_cookie("screen", secret)
    page.get(HERE)
    assert page.texts(".tk .nm") == ["牛肉面", "牛肉面"]
