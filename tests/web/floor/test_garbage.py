"""Whatever a waiter's form carries, it is answered in a sentence, never by an accident."""
import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.ordering.models import LineState, OrderLine
from app.payments.models import Leg
from app.staff.models import Role
from tests import cast
from tests.page import Page

pytestmark = pytest.mark.both_databases

FLOOR = "/floor/riverside"
ENDLESS = "0001" + "0" * 5000


@pytest.fixture
def cashbox(app: Flask) -> Page:
    with app.app_context():
        cast.staff(Role.MANAGER)
    return cast.signed_in(Page(app), "manager")


def an_order(app: Flask) -> tuple[str, int, int]:
    """A party with two sent dishes and one on its slip: the address of its page, a sent line's id and that of the one on the slip."""
    with app.app_context():
        beef = cast.a_dish()
        sent = cast.a_sent_round((beef, 2))
        cast.a_cart(beef)
        unsent = db.session.scalars(select(OrderLine.id).where(OrderLine.state == LineState.CART)).one()
        return f"{FLOOR}/sittings/{sent.order.sitting_id}", cast.lines_of(sent)[0].id, unsent


def test_what_is_on_the_slip_cannot_be_served(app: Flask, cashbox: Page) -> None:
    party, sent, unsent = an_order(app)
    for lines in ([unsent], [sent, unsent]):
        cashbox.get(party).post(f"{party}/servings", {"line": [str(line) for line in lines]}, status=409)


@pytest.mark.parametrize("lines", [["x"], ["9" * 30], ["٤" * 12], [str(number) for number in range(1, 40_000)]])
def test_lines_that_no_page_shows(app: Flask, cashbox: Page, lines: list[str]) -> None:
    party, _sent, _unsent = an_order(app)
    cashbox.get(party).post(f"{party}/servings", {"line": lines}, status=400)


@pytest.mark.parametrize("typed", [ENDLESS, "0", "100", "²²²", "-1", "1.5"])
def test_people_that_no_table_seats(app: Flask, cashbox: Page, typed: str) -> None:
    party, _sent, _unsent = an_order(app)
    cashbox.get(party).post(f"{party}/covers", {"covers": typed}, status=422)
    assert "1 to 99" in cashbox.text


def test_people_counted_on_a_chinese_keyboard(app: Flask, cashbox: Page) -> None:
    party, _sent, _unsent = an_order(app)
    cashbox.get(party).post(f"{party}/covers", {"covers": "１２"})
    assert "12 people" in cashbox.text


@pytest.mark.parametrize("count", [ENDLESS, "0", "3", "00019", "-1", "x"])
def test_portions_that_are_not_there(app: Flask, cashbox: Page, count: str) -> None:
    party, sent, _unsent = an_order(app)
    cashbox.get(party).post(f"{FLOOR}/lines/{sent}/void", {"count": count, "reason": "Dropped"}, status=422)
    assert "how many portions" in cashbox.text


@pytest.mark.parametrize("fields", [
    {"amount": "٤٢"}, {"amount": "42x"}, {"amount": "-42"}, {"amount": "1e3"}, {"amount": "42.001"}, {"amount": ENDLESS}, {"amount": "0"}, {},
    {"amount": "999999999"}, {"amount": "42", "tendered": "999999999"}, {"amount": "42", "tendered": "1"}, {"amount": "42", "note": "1"}])
def test_money_that_cannot_be(app: Flask, cashbox: Page, fields: dict[str, str]) -> None:
    party, _sent, _unsent = an_order(app)
    cashbox.get(f"{party}/check").post(f"{party}/check/payments", {"kind": "cash", "key": "a key of a form"} | fields, status=422)
    with app.app_context():
        assert db.session.scalar(select(Leg.id)) is None


def test_a_note_that_no_bank_prints_is_no_note(app: Flask, cashbox: Page) -> None:
    """The form's other buttons carry what was handed over; this one is none of ours, so just the amount counts."""
    party, _sent, _unsent = an_order(app)
    cashbox.get(f"{party}/check").post(f"{party}/check/payments", {"kind": "cash", "key": "a key of a form", "amount": "42", "note": "9" * 12})
    with app.app_context():
        assert db.session.scalar(select(Leg.tendered_minor)) == 4200


@pytest.mark.parametrize("typed", ["４２", "￥４２．００", "42,00"])
def test_money_typed_on_a_chinese_keyboard(app: Flask, cashbox: Page, typed: str) -> None:
    party, _sent, _unsent = an_order(app)
    cashbox.get(f"{party}/check").post(f"{party}/check/payments", {"kind": "card", "key": "a key of a form", "amount": typed})
    with app.app_context():
        assert db.session.scalar(select(Leg.amount_minor)) == 4200
