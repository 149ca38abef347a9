"""Wall screens in the office: a code shown once, when they were last there, and out at once."""
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.db import db
from app.staff import accounts
from app.staff.models import Device
from tests import cast
from tests.page import Page


@pytest.fixture
def manager(app: Flask, client: Page) -> Page:
    with app.app_context():
        cast.a_manager()
        cast.a_screen(cast.a_store("lake"))
    return cast.signed_in(client, "manager").get("/office/staff").follow("Wall screens")


def test_a_screen_from_its_code_to_its_end(app: Flask, manager: Page) -> None:
    assert "No screen yet." in manager.text             # the lake's is none of theirs
    manager.press("Make its code", name=" ", status=422)
    manager.press("Make its code", name="Wok line")
    code = manager.find(".bigcode").text
    assert not manager.get("/office/screens").all(".bigcode") and "waits for its code" in manager.text
    screen = Page(app).get("/staff/screen").press("Sign in", code=code)
    assert screen.path == "/kitchen/riverside"
    assert "waits for its code" not in manager.get("/office/screens").text
    manager.press("Revoke Wok line")
    assert "No screen yet." in manager.text
    assert screen.get("/kitchen/riverside").path.startswith("/staff/sign-in")


def test_that_it_is_there_is_noted_now_and_then(app: Flask, manager: Page) -> None:
    with app.app_context():
        secret, began = cast.a_screen(), clock.now()
    screen = Page(app)
    screen.client.set_cookie("screen", secret)

    def seen() -> timedelta:
        screen.get("/kitchen/riverside")
        with app.app_context():
            return accounts.device_by_secret(secret).seen_at - began

    assert seen() < timedelta(seconds=1)
    clock.move(accounts.SEEN_EVERY - timedelta(minutes=1))
    assert seen() < timedelta(seconds=1)
    clock.move(timedelta(minutes=2))
    assert seen() > accounts.SEEN_EVERY


def test_a_code_nobody_typed_dies_too_and_other_stores_are_left_alone(app: Flask, manager: Page) -> None:
    manager.press("Make its code", name="Wok line")
    code = manager.find(".bigcode").text
    manager.press("Revoke Wok line")
    Page(app).get("/staff/screen").press("Sign in", code=code, status=422)
    with app.app_context():
        far = db.session.query(Device).filter_by(store_id=cast.a_store("lake").id).one().id
    manager.post(f"/office/screens/{far}/revocation", status=404)
    manager.get("/office/screens").post("/office/screens", {"store": "lake", "name": "x", "kind": "kitchen"}, status=404)
    manager.get("/office/screens").post("/office/screens", {"store": "riverside", "name": "x", "kind": "x"}, status=422)
