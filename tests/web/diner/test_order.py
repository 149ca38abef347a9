"""The order as the table follows it: sentence and lanterns, what it comes to, who comes when somebody was called."""
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from app import clock
from app.db import db, transaction
from app.kitchen import board
from app.ordering import rounds
from app.ordering.models import TO_COOK, LineState, OrderLine, Round
from app.tables import sittings
from app.tables.models import Call, Sitting
from tests import cast
from tests.page import Page


@pytest.fixture
def phone(app: Flask) -> Page:
    """A phone at a table where two eggs and a bowl of beef were sent; at the order's page."""
    with app.app_context():
        seat = cast.a_seat()
        cast.a_sent_round(cast.a_dish(), (cast.a_dish("egg", 400, name="Tea egg"), 2), seat=seat)
        table = f"/t/{cast.a_table().token}"
        page = Page(app)
        page.client.set_cookie("guest", seat.secret, path=table)
    return page.get(f"{table}/order")


def cooked(app: Flask, *verbs: str, count: int = 99, number: int = 1) -> None:
    """start, ready and serve so many dishes of a round."""
    with app.app_context(), transaction():
        by, round_ = cast.acts(cast.a_waiter()), db.session.query(Round).filter_by(number=number).one()
        for verb in verbs:
            wanted = (LineState.READY,) if verb == "serve" else TO_COOK
            lines = [line for line in cast.lines_of(round_) if line.state in wanted][:count]
            if verb == "start":
                board.start(round_, "", by)
            elif verb == "ready":
                board.tick(round_, [line.id for line in lines], by)
            else:
                board.serve(lines, by)
            db.session.expire_all()


def shown(phone: Page) -> tuple[str, list[str]]:
    """The sentence, and the lanterns that are lit, the glowing one in brackets."""
    phone.get(phone.path)
    lit = [(step.find("span").get_text(), step["class"]) for step in phone.all(".stages li:is(.d, .n)")]
    return phone.find("h2").get_text(), [f"({word})" if mark == ["n"] else word for word, mark in lit]


def test_sentence_and_lanterns_say_the_same(app: Flask, phone: Page) -> None:
    assert shown(phone) == ("The kitchen has your order", ["(Sent)"])
    assert "3 dishes are waiting their turn." in phone.text
    cooked(app, "start")
    assert shown(phone) == ("In the kitchen", ["Sent", "(Cooking)"])
    assert "3 dishes are being cooked." in phone.text
    cooked(app, "ready", count=1)
    assert shown(phone) == ("Beef is ready", ["Sent", "Cooking", "(Ready)"])
    cooked(app, "ready", count=1)
    assert shown(phone)[0] == "2 dishes are ready" and "They are on their way to your table." in phone.text
    cooked(app, "ready")
    assert shown(phone)[0] == "Everything is ready"
    cooked(app, "serve")
    assert shown(phone) == ("Everything is served", ["Sent", "Cooking", "Ready", "All served"])


def test_what_was_served_says_nothing_of_what_is_still_to_come(app: Flask, phone: Page) -> None:
    cooked(app, "ready", "serve")
    with app.app_context():
        cast.a_sent_round((cast.a_dish(), 2))
        order = cast.a_cart(cast.a_dish("sweet"))
        with transaction():
            rounds.send(order, None, key="for-later-on", seen={}, by=cast.acts(cast.a_waiter()), course=2)
    assert shown(phone) == ("The kitchen has your order", ["(Sent)"])
    assert "2 dishes are waiting their turn." in phone.text
    assert len(phone.texts(".stages time")) == 1


def test_the_lines_add_up_to_what_it_comes_to(app: Flask) -> None:
    with app.app_context():
        cast.a_charge()
        seat = cast.a_seat()
        cast.a_sent_round(cast.a_dish(), cast.a_dish("egg", 400), seat=seat)
        table = f"/t/{cast.a_table().token}"
    phone = Page(app)
    phone.client.set_cookie("guest", seat.secret, path=table)
    phone.get(f"{table}/order")
    *parts, total = [int(re.sub("[^0-9]", "", amount)) for amount in phone.texts("section[aria-label] .yen")]
    assert parts == [42, 4, 3] and total == sum(parts)
    assert "Tea · 1 × ¥3" in phone.text


# Calls

def answered(app: Flask) -> None:
    with app.app_context(), transaction():
        sittings.answer(db.session.query(Call).order_by(Call.id.desc()).first(), staff_id=cast.a_waiter().id)


@pytest.mark.parametrize(("kind", "words"), [("waiter", "A waiter"), ("water", "Some water, please"), ("help", "Something is wrong")])
def test_a_call_is_called_until_somebody_goes(app: Flask, phone: Page, kind: str, words: str) -> None:
    if kind == "waiter":
        phone.press("Waiter")
    else:
        phone.press(words)
    assert re.search(rf"{words} Called · \d\d:\d\d, we tell you when somebody comes\.", phone.text)
    assert "on the way" not in phone.text
    answered(app)
    phone.get(phone.path)
    assert "A waiter is on the way." in phone.text and "Called" not in phone.text
    for page in ("", "cart", "bill"):
        assert "A waiter is on the way." in phone.get(phone.path.rpartition("/")[0] + "/" + page).text
    phone.get(phone.path.rpartition("/")[0] + "/order")
    clock.move(sittings.ON_THE_WAY)
    assert "on the way" not in phone.get(phone.path).text


def test_a_call_is_taken_back(app: Flask, phone: Page) -> None:
    phone.press("Something is wrong").press("Never mind : Something is wrong")
    assert "Called" not in phone.text and phone.all("button:-soup-contains('Something is wrong')")


def test_the_bell_on_the_menu_says_when(app: Flask, phone: Page) -> None:
    phone.get(phone.path.removesuffix("order")).press("Call a waiter", htmx=True)
    assert re.search(r"Called · \d\d:\d\d, we tell you when somebody comes\.", phone.text)


def test_the_bill_is_asked_for_and_comes(app: Flask, phone: Page) -> None:
    phone.get(phone.path.removesuffix("order") + "bill").submit("form[action$='/bill']")
    assert "You have asked for the bill." in phone.text and "we tell you when somebody comes" in phone.text
    answered(app)
    phone.get(phone.path)
    assert "A waiter is on the way." in phone.text and not phone.all(".foot")


def test_a_table_that_was_closed_is_told_in_words_and_a_button(app: Flask, phone: Page) -> None:
    with app.app_context(), transaction():
        db.session.query(OrderLine).delete()
        sittings.close(db.session.query(Sitting).one(), cast.acts(cast.a_waiter()))
    phone.get(phone.path.removesuffix("order"))
    assert "Thank you for coming. The menu stays open to read." in phone.text
    phone.press("We sit here now: order again")


# How much is asked of the database

@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def asked(statements: list[str]) -> int:
    """But for how current the page is, which in tests each amount asks."""
    return len([statement for statement in statements if "FROM topic" not in statement])


def test_as_many_statements_however_many_rounds(app: Flask, phone: Page, statements: list[str]) -> None:
    phone.get(phone.path)
    statements.clear()
    phone.get(phone.path)
    few = asked(statements)
    with app.app_context():
        for number in range(3):
            cast.a_sent_round(cast.a_dish(f"dish-{number}"), seat=cast.a_seat())
        for dish in ("late", "later"):
            cast.a_sent_round(cast.a_dish(dish), seat=cast.a_seat(), released=False)
    phone.get(phone.path)
    statements.clear()
    phone.get(phone.path)
    assert len(phone.all("li.line")) == 7 and len(phone.all(".slip[id^=round-]")) == 2
    assert asked(statements) == few
