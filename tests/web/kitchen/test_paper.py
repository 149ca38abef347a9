"""Tickets on paper."""
import pytest
from flask import Flask

from tests import cast
from tests.page import Page

HERE = "/kitchen/riverside"


@pytest.fixture
def ticket(app: Flask) -> int:
    with app.app_context():
        return cast.a_sent_round((cast.a_dish(), 2), cast.a_dish("tea", 800, station="bar"), note="nut allergy").id


def test_the_first_paper_and_its_copy(cook: Page, ticket: int) -> None:
    cook.get(HERE).press("Print A1")
    assert cook.path == f"{HERE}/tickets/{ticket}/paper?number=1"
    assert cook.texts(".dishes li") == ["2 Beef nut allergy", "1 Tea nut allergy"]
    assert cook.texts(".inv") == ["!! nut allergy"]
    assert "REPRINT" not in cook.text
    assert cook.html.find("body")["class"] == ["p100"]
    cook.get(HERE).press("Print A1")
    assert cook.texts(".again") == ["REPRINT"]
    assert "REPRINT" not in cook.get(f"{HERE}/tickets/{ticket}/paper?number=1").text, "loading the first again does not make it a copy"


def test_a_look_at_it_prints_nothing(cook: Page, ticket: int) -> None:
    for _ in range(2):
        cook.get(f"{HERE}/tickets/{ticket}/paper")
        assert "REPRINT" not in cook.text
        assert cook.all("[data-print]") == []


def test_a_stations_part(cook: Page, ticket: int) -> None:
    cook.get(f"{HERE}?station=bar").press("Print A1")
    assert cook.texts(".dishes li") == ["1 Tea nut allergy"]


def test_a_long_ticket_gets_a_long_paper(app: Flask, cook: Page) -> None:
    with app.app_context():
        sent = cast.a_sent_round(*[cast.a_dish(f"dish-{place}") for place in range(15)]).id
    assert cook.get(f"{HERE}/tickets/{sent}/paper").html.find("body")["class"] == ["p300"]


def test_nonsense(cook: Page, ticket: int) -> None:
    cook.get(f"{HERE}/tickets/{ticket}/paper?number=x", status=422)
    cook.get(f"{HERE}/tickets/999/paper", status=404)
