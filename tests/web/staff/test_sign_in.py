"""The staff's own pages."""
import pytest
from flask import Flask
from sqlalchemy import select

from app.audit import Actor
from app.clock import now
from app.db import db, transaction
from app.staff import accounts
from app.staff.models import DeviceKind, Role, StaffMember
from tests import cast
from tests.page import Page


@pytest.fixture
def people(app: Flask) -> None:
    with app.app_context():
        cast.a_waiter()
        cast.a_manager()


def person(username: str) -> StaffMember:
    return db.session.scalars(select(StaffMember).where(StaffMember.username == username)).one()


@pytest.mark.usefixtures("people")
def test_in_and_out(client: Page) -> None:
    client.get("/floor/riverside")
    assert client.path == "/staff/sign-in?next=/floor/riverside"
    client.press("Sign in", username="server", password="wrong", status=422)
    assert "do not go together" in client.text
    assert client.find("#f-username")["value"] == "server"
    client.press("Sign in", password=cast.PASSWORD)
    assert client.path == "/floor/riverside"
    client.get("/staff").press("Sign out")
    assert client.get("/floor/riverside").path.startswith("/staff/sign-in")


@pytest.mark.usefixtures("people")
def test_who_has_one_screen_goes_there(app: Flask, client: Page) -> None:
    assert cast.signed_in(client, "server").path == "/floor/riverside"
    assert cast.signed_in(Page(app), "manager").path == "/staff"


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("elsewhere", [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
    "/floor\r\nX-Bad: 1"])
def test_nobody_is_sent_to_another_site(client: Page, elsewhere: str) -> None:
    client.get("/staff/sign-in").press("Sign in", username="server", password=cast.PASSWORD, next=elsewhere)
    assert client.path == "/floor/riverside"


@pytest.mark.usefixtures("people")
def test_too_many_tries(client: Page) -> None:
    client.get("/staff/sign-in")
    for _try in range(accounts.TRIES):
        client.press("Sign in", username="server", password="wrong", status=422)
    client.press("Sign in", username="server", password=cast.PASSWORD, status=429)
    assert "Too many failed sign-ins" in client.text


@pytest.mark.usefixtures("people")
def test_a_session_ends_with_its_epoch_and_its_person(app: Flask, client: Page) -> None:
    for ending in ("epoch", "retired"):
        cast.signed_in(client, "manager").get("/floor/riverside")
        assert client.path == "/floor/riverside"
        with app.app_context(), transaction():
            manager = person("manager")
            if ending == "epoch":
                manager.epoch += 1
            else:
                manager.retired_at = now()
        assert client.get("/floor/riverside").path.startswith("/staff/sign-in")


@pytest.mark.usefixtures("people")
def test_a_form_of_somebody_else_is_refused(client: Page) -> None:
    client.post("/staff/sign-in", {"username": "server", "password": cast.PASSWORD}, status=400)


@pytest.mark.usefixtures("people")
def test_a_lost_sign_in_tells_htmx_where_to_go(client: Page) -> None:
    client.get("/floor/riverside", status=204, headers={"HX-Request": "true"})
    assert client.response.headers["HX-Redirect"] == "/staff/sign-in"


@pytest.mark.usefixtures("people")
def test_a_password_by_link(app: Flask, client: Page) -> None:
    with app.app_context(), transaction():
        secret = accounts.password_link(person("server"))
    client.get(f"/staff/password/{secret}").press("Set the password", password="short", status=422)
    assert "at least 10 characters" in client.text
    client.press("Set the password", password="a sentence of mine")
    client.press("Sign in", username="server", password="a sentence of mine")
    assert client.path == "/floor/riverside"
    client.get(f"/staff/password/{secret}", status=404)


def test_a_screen_types_its_code(app: Flask, client: Page) -> None:
    with app.app_context(), transaction():
        _device, code = accounts.new_device(cast.a_store(), DeviceKind.KITCHEN, Actor("command"))
    client.get("/staff/screen").press("Sign in", code="ZZZZ", status=422)
    assert "No screen waits" in client.text
    client.press("Sign in", code=code.lower())
    assert client.path == "/kitchen/riverside"
    client.get("/floor/riverside")
    assert client.path.startswith("/staff/sign-in")


def test_the_demo_says_so(app: Flask, client: Page) -> None:
    with app.app_context(), transaction():
        accounts.set_demo_password(cast.a_waiter())
        cast.staff(Role.COOK)
    assert accounts.DEMO_PASSWORD not in client.get("/staff/sign-in").text
    client.press("Sign in", username="server", password=accounts.DEMO_PASSWORD, status=422)
    app.config["DEMO"] = True
    client.get("/staff/sign-in")
    assert accounts.DEMO_PASSWORD in client.text
    assert client.texts("li b") == ["server"]
    client.press("Sign in as server")
    assert client.path == "/floor/riverside"


def test_who_has_no_screen_is_told(app: Flask, client: Page) -> None:
    with app.app_context():
        cast.staff(Role.COURIER)
    assert "no screen for your work yet" in cast.signed_in(client, "courier").text
