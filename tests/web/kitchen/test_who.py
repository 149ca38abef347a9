"""Who sees this kitchen; what each role may do is in the table of all endpoints."""
import pytest
from flask import Flask

from tests import cast
from tests.page import Page

GETS = ["", "/recalls", "/stock", "/tickets/1/paper"]


@pytest.fixture(autouse=True)
def _ticket(app: Flask) -> None:
    with app.app_context():
        cast.a_sent_round()


@pytest.mark.parametrize("path", GETS)
def test_nobody_is_asked_to_sign_in(client: Page, path: str) -> None:
    client.get(f"/kitchen/riverside{path}")
    assert client.path.startswith("/staff/sign-in")


def test_a_cook_of_another_store_learns_nothing(app: Flask, client: Page) -> None:
    with app.app_context():
        cast.a_cook(store=cast.a_store("lake"))
    cast.signed_in(client, "cook")
    for path in GETS:
        client.get(f"/kitchen/riverside{path}", status=404)
    client.get("/kitchen/lake").post("/kitchen/riverside/tickets/1/bumps", {"lines": "1"}, status=404)


def test_a_screen_of_another_store_signs_in(app: Flask, client: Page) -> None:
    with app.app_context():
        client.client.set_cookie("screen", cast.a_screen(cast.a_store("lake")))
    client.get("/kitchen/riverside")
    assert client.path.startswith("/staff/sign-in")
    client.get("/kitchen/lake")
