"""The second page of signing in, setting the second factor up, and what stays shut without it."""
from datetime import timedelta

import pytest
from flask import Flask
from pyotp import TOTP

from app import clock
from app.db import db, transaction
from app.staff import accounts, second_factor
from app.staff.models import Role, StaffMember
from app.web.staff.code import PATIENCE
from tests import cast
from tests.page import Page

OFFICE = "/office/menu"


@pytest.fixture
def _people(app: Flask) -> None:
    with app.app_context():
        cast.with_second_factor(cast.a_waiter())
        cast.staff(Role.OWNER)


def password_given(page: Page, username: str = "server", after: str = "") -> Page:
    page.get(f"/staff/sign-in?next={after}").submit("form[action$='/staff/sign-in']", username=username, password=cast.PASSWORD)
    assert page.path == "/staff/sign-in/code"
    return page


def later(**time: int) -> None:
    clock.move(timedelta(**time))


def without_second_factor(app: Flask, username: str) -> None:
    with app.app_context(), transaction():
        second_factor.turn_off(accounts.by_username(username), by=cast.Actor("command"))


@pytest.mark.usefixtures("_people")
def test_password_then_code(client: Page) -> None:
    password_given(client, after="/floor/riverside")
    assert client.client.get("/floor/riverside").status_code == 303         # half the way opens nothing
    client.get("/staff/sign-in/code").press("Sign in", code="12", status=422)
    assert "This code is wrong" in client.text
    client.press("Sign in", code=cast.code_now())
    assert client.path == "/floor/riverside"
    client.get("/staff").press("Sign out")
    password_given(client).press("Sign in", code=cast.code_now(), status=422)      # somebody looked over the shoulder
    later(seconds=30)
    client.press("Sign in", code=cast.code_now())
    assert client.path == "/floor/riverside"


@pytest.mark.usefixtures("_people")
def test_half_the_way_grows_old_and_ends_with_the_password(app: Flask, client: Page) -> None:
    password_given(client)
    later(seconds=PATIENCE + 1)
    client.press("Sign in", code=cast.code_now())
    assert client.path == "/staff/sign-in"
    password_given(client)
    with app.app_context(), transaction():
        accounts.set_password(accounts.by_username("server"), "quite another one")
    client.press("Sign in", code=cast.code_now())
    assert client.path == "/staff/sign-in"
    assert client.get("/staff/sign-in/code").path == "/staff/sign-in"


@pytest.mark.usefixtures("_people")
def test_codes_are_not_guessed(client: Page) -> None:
    password_given(client)
    for _try in range(second_factor.TRIES):
        client.press("Sign in", code="ABCDEFGHJK", status=422)
    client.press("Sign in", code=cast.code_now(), status=429)
    assert "quarter of an hour" in client.text


def test_managers_set_one_up_before_they_enter(app: Flask, client: Page) -> None:
    with app.app_context():
        cast.a_manager()
    without_second_factor(app, "manager")
    cast.signed_in(client, "manager").get(OFFICE)
    assert client.path == "/staff/second-factor" and "The office needs a second factor" in client.text
    client.press("Set it up", password="wrong", status=422)
    client.press("Set it up", password=cast.PASSWORD)
    assert client.all("svg.qr path")
    secret = client.find(".secret").text
    client.press("Turn it on", code="000", status=422)
    client.press("Turn it on", code=TOTP(secret).at(clock.now()))
    codes = client.texts(".recovery li")
    assert len(codes) == 10 and client.response.headers["Cache-Control"] == "no-store"
    assert not client.get("/staff/second-factor").all(".recovery") and "10 recovery codes are left." in client.text
    assert client.get(OFFICE).path == OFFICE
    client.get("/staff").press("Sign out")
    password_given(client, "manager", OFFICE).press("Sign in", code=codes[0])
    assert client.path == OFFICE
    client.get("/staff/second-factor").press("button:-soup-contains('Turn it off')", password=cast.PASSWORD, code=codes[0], status=422)
    client.press("button:-soup-contains('Turn it off')", password="wrong", code=codes[1], status=422)
    client.press("button:-soup-contains('Turn it off')", password=cast.PASSWORD, code=codes[1])
    assert client.get(OFFICE).path == "/staff/second-factor"


def test_a_secret_begun_elsewhere_is_not_shown(app: Flask, client: Page) -> None:
    with app.app_context():
        cast.a_waiter()
    cast.signed_in(client, "server").get("/staff/second-factor").press("Set it up", password=cast.PASSWORD)
    other = cast.signed_in(Page(app), "server").get("/staff/second-factor")
    assert not other.all(".secret") and client.all(".secret")
    other.press("Set it up", password=cast.PASSWORD)        # a new secret: the first page's codes are worth nothing
    client.press("Turn it on", code=TOTP(client.find(".secret").text).at(clock.now()), status=422)


def test_the_demo_s_managers_need_none(app: Flask, client: Page) -> None:
    app.config["DEMO"] = True
    with app.app_context(), transaction():
        accounts.set_demo_password(cast.a_manager())
    without_second_factor(app, "manager")
    client.get("/staff/sign-in").press("Sign in as manager").get(OFFICE)
    assert client.path == OFFICE
    app.config["DEMO"] = False
    assert client.get(OFFICE).path == "/staff/second-factor"


@pytest.mark.usefixtures("_people")
def test_a_lost_phone_and_no_code_left(app: Flask, client: Page) -> None:
    owner = cast.signed_in(Page(app), "owner")
    with app.app_context():
        number = db.session.query(StaffMember).filter_by(username="server").one().id
        mine = db.session.query(StaffMember).filter_by(username="owner").one().id
    owner.get(f"/office/staff/{number}").press("Phone lost: take the second factor off")
    assert "Has no second factor." in owner.text
    assert cast.signed_in(client, "server").path == "/floor/riverside"
    assert not owner.get(f"/office/staff/{mine}").all("button:-soup-contains('Phone lost')")
    owner.post(f"/office/staff/{mine}/second-factor-reset", status=403)
