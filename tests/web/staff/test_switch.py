"""Another person on a shared tablet, by PIN: floor and kitchen, never the office."""
import pytest
from flask import Flask

from app.audit import AuditEntry
from app.db import db, transaction
from app.staff import accounts, pins
from app.staff.models import StaffMember
from tests import cast
from tests.page import Page


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    with app.app_context():
        people = [cast.a_waiter(), cast.a_manager(), cast.a_cook(), cast.a_waiter(username="far", store=cast.a_store("lake"))]
        with transaction():
            for person in people[1:]:
                pins.set_pin(person, "2468")
        return {person.username: person.id for person in people}


@pytest.fixture
def tablet(client: Page, ids: dict[str, int]) -> Page:
    """A waiter signed in on it."""
    return cast.signed_in(client, "server")


def change_to(page: Page, number: int, pin: str = "2468", status: int = 200) -> Page:
    return page.get("/staff/switch").press("It is me now", person=str(number), pin=pin, status=status)


def test_who_comes_by_pin_works_and_is_written_down(app: Flask, tablet: Page, ids: dict[str, int]) -> None:
    tablet.get("/staff").follow("Change person by PIN")
    assert tablet.texts(".picks label") == ["Cook", "Manager"]          # not who is there already, has no PIN or works elsewhere
    change_to(tablet, ids["cook"])
    assert tablet.path == "/kitchen/riverside"
    change_to(tablet, ids["manager"])
    assert tablet.path == "/staff"
    with app.app_context():
        found = db.session.query(AuditEntry).filter_by(verb="came_by_pin").order_by(AuditEntry.id)
        assert [(entry.actor_id, entry.before, entry.after) for entry in found] == [
            (ids["cook"], {"staff": ids["server"]}, {"staff": ids["cook"]}), (ids["manager"], {"staff": ids["cook"]}, {"staff": ids["manager"]})]


def test_the_office_and_the_account_want_the_password(tablet: Page, ids: dict[str, int]) -> None:
    change_to(tablet, ids["manager"])
    assert tablet.get("/floor/riverside").path == "/floor/riverside"
    for page in ("/office/menu", "/staff/second-factor"):
        tablet.get(page)
        assert tablet.path == f"/staff/sign-in?next={page}" and "You came by PIN." in tablet.text
    assert tablet.get("/staff").all("a[href$='/staff/pin']") and not tablet.all("form[action$='everywhere']")
    tablet.post("/staff/sign-in/out-everywhere")
    assert tablet.path == "/staff/sign-in"
    assert tablet.get("/floor/riverside").path == "/floor/riverside"
    assert cast.signed_in(tablet, "manager").get("/office/menu").path == "/office/menu"


def test_it_ends_with_the_one_who_opened_the_screen(app: Flask, tablet: Page, ids: dict[str, int]) -> None:
    change_to(tablet, ids["cook"])
    with app.app_context(), transaction():
        accounts.end_sessions_of(db.session.get(StaffMember, ids["server"]))
    assert tablet.get("/kitchen/riverside").path.startswith("/staff/sign-in")


def test_nobody_comes_by_guessing_or_from_elsewhere(tablet: Page, ids: dict[str, int]) -> None:
    change_to(tablet, ids["manager"], "9999", status=422)
    assert tablet.find("input[name=person][checked]")["value"] == str(ids["manager"])
    tablet.get("/staff/switch").post("/staff/switch", {"store": "riverside", "person": ids["far"], "pin": "2468"}, status=422)
    tablet.get("/staff/switch").post("/staff/switch", {"store": "lake", "person": ids["far"], "pin": "2468"}, status=404)
    for _try in range(pins.TRIES - 1):
        change_to(tablet, ids["manager"], "9999", status=422)
    change_to(tablet, ids["manager"], status=429)
    assert tablet.get("/staff").text.count("Server") == 1


def test_nobody_is_sent_to_another_site(tablet: Page, ids: dict[str, int]) -> None:
    tablet.get("/staff/switch?next=//evil.example/").press("It is me now", person=str(ids["cook"]), pin="2468", next="//evil.example/")
    assert tablet.path == "/kitchen/riverside"


def test_where_nobody_has_a_pin(app: Flask, client: Page) -> None:
    with app.app_context():
        cast.a_waiter()
    assert "Nobody else here has a PIN yet." in cast.signed_in(client, "server").get("/staff/switch").text
