"""People in the office: inviting, links shown once, roles, who left."""
import pytest
from flask import Flask

from app.db import db, transaction
from app.staff import accounts, people
from app.staff.models import Role, StaffMember
from tests import cast
from tests.page import Page


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    with app.app_context():
        cast.a_store(), cast.a_store("lake")
        staff = [cast.staff(Role.OWNER), cast.a_manager(), cast.a_waiter(), cast.a_cook(username="far", store=cast.a_store("lake"))]
        return {person.username: person.id for person in staff}


@pytest.fixture
def owner(client: Page, ids: dict[str, int]) -> Page:
    return cast.signed_in(client, "owner")


@pytest.fixture
def manager(app: Flask, ids: dict[str, int]) -> Page:
    return cast.signed_in(Page(app), "manager")


def roles(app: Flask, username: str) -> list[list[object]]:
    with app.app_context():
        return people.roles_of(db.session.query(StaffMember).filter_by(username=username).one())


def test_a_waiter_is_invited_and_signs_in(app: Flask, manager: Page) -> None:
    page = manager.get("/office/staff").follow("Invite somebody")
    assert not page.all("[name=owner]") and page.texts("#role-1 option") == ["No role", "Host", "Server", "Cashier", "Cook", "Courier"]
    page.press("Make the link", name="Mei Wang", username="mei", status=422)
    assert "Give at least one role." in page.text and page.find("#f-username")["value"] == "mei"
    page.press("Make the link", {"role-1": "server"})
    address = page.find("#link")["value"]
    assert page.all("svg.qr") and page.response.headers["Cache-Control"] == "no-store"
    assert not page.get(page.path).all("#link") and "Has not set a password yet." in page.text
    assert "has not signed in yet" in page.text
    mei = Page(app).get(address.removeprefix("http://localhost")).press("Set the password", password="a sentence of mine")
    mei.press("Sign in", username="mei", password="a sentence of mine")
    assert mei.path == "/floor/riverside"
    assert "Last signed in" in page.get(page.path).text
    page.press("New link to set a password")
    assert page.find("#link")["value"] != address


def test_lists_are_of_whom_one_may_see_and_are_filtered(owner: Page, manager: Page, ids: dict[str, int]) -> None:
    crew = ".crew tbody th b"
    assert manager.get("/office/staff").texts(crew) == ["Manager", "Server"]
    assert owner.get("/office/staff").texts(crew) == ["Far", "Manager", "Owner", "Server"]
    assert owner.get("/office/staff?store=lake").texts(crew) == ["Far", "Owner"]
    assert owner.get("/office/staff?role=cook").texts(crew) == ["Far"]
    assert owner.get("/office/staff?store=riverside&role=cook").texts(crew) == []
    assert owner.get("/office/staff?q=SERV&role=x&left=x").texts(crew) == ["Server"]
    manager.get(f"/office/staff/{ids['far']}", status=404)
    manager.get("/office/staff/new").post(f"/office/staff/{ids['far']}/links", status=404)


def test_roles_are_changed_by_owners_and_taken_back(app: Flask, owner: Page, ids: dict[str, int]) -> None:
    page = owner.get(f"/office/staff/{ids['server']}").press("Save the roles", {"role-1": "cashier", "role-2": "manager"})
    assert roles(app, "server") == [[1, "cashier"], [2, "manager"]]
    page.get("/office/history?kind=staff_member")
    assert "Cashier Riverside, Manager Lake" in page.text
    page.press("Undo")
    assert roles(app, "server") == [[1, "server"]]
    page.get(f"/office/staff/{ids['server']}").press("Save the roles", owner="1")
    assert roles(app, "server") == [[None, "owner"]]


def test_two_owners_in_one_editor(app: Flask, owner: Page, ids: dict[str, int]) -> None:
    with app.app_context():
        cast.staff(Role.OWNER, username="other")
    other = cast.signed_in(Page(app), "other").get(f"/office/staff/{ids['server']}")
    owner.get(f"/office/staff/{ids['server']}").press("Save the roles", {"role-1": "cook"})
    other.press("Save the roles", {"role-1": "host"}, status=409)
    assert "Owner saved meanwhile: Cook Riverside" in other.text
    other.press("Save the roles")
    assert roles(app, "server") == [[1, "host"]]


def test_the_last_owner_stays(app: Flask, owner: Page, ids: dict[str, int]) -> None:
    page = owner.get(f"/office/staff/{ids['owner']}")
    page.press("Save the roles", {"owner": False, "role-1": "manager"}, status=409)
    assert "This is the last owner" in page.text
    page.get(f"/office/staff/{ids['owner']}").press("Disable: sign out everywhere, now", status=409)
    assert roles(app, "owner") == [[None, "owner"]]


def test_whoever_is_disabled_is_out_at_once(app: Flask, manager: Page, ids: dict[str, int]) -> None:
    waiter = cast.signed_in(Page(app), "server")
    assert waiter.get("/floor/riverside").path == "/floor/riverside"
    page = manager.get(f"/office/staff/{ids['server']}").press("Disable: sign out everywhere, now")
    assert waiter.get("/floor/riverside").path.startswith("/staff/sign-in")
    assert page.get("/office/staff").texts(".crew tbody th b") == ["Manager"]
    page.get("/office/staff?left=1").follow(".crew tbody a").press("Enable again")
    assert waiter.get("/floor/riverside").path.startswith("/staff/sign-in")     # old sessions stay ended
    assert cast.signed_in(waiter, "server").path == "/floor/riverside"


def test_a_manager_leaves_their_peers_alone(app: Flask, manager: Page, ids: dict[str, int]) -> None:
    with app.app_context():
        peer = cast.a_manager(username="peer").id
    assert manager.get(f"/office/staff/{peer}").texts("main form button") == ["Show"]

    def sent(address: str, **form: str) -> None:
        manager.get("/office/staff/new").post(address, form, status=403)

    for act in ("links", "retirement", "return", "name"):
        sent(f"/office/staff/{peer}/{act}", name="X", seen="Peer")
    sent(f"/office/staff/{ids['server']}/roles", seen="{}")
    sent("/office/staff", **{"name": "X", "username": "x", "role-1": "manager"})
    sent("/office/staff", **{"name": "X", "username": "x", "role-1": "cook", "owner": "1"})
    manager.get("/office/staff/new").post("/office/staff", {"name": "X", "username": "x", "role-2": "cook"}, status=422)     # lake offers nothing


def test_a_name_is_corrected(app: Flask, manager: Page, ids: dict[str, int]) -> None:
    page = manager.get(f"/office/staff/{ids['server']}").press("form[action$='/name'] button", name="Mei Wang")
    assert page.texts("h1") == ["Mei Wang"]
    page.press("form[action$='/name'] button", name=" ", status=422)
    page.press("form[action$='/name'] button", name="Li", seen="Somebody", status=409)
    assert "to “Mei Wang”" in page.text


def test_signing_out_everywhere(app: Flask, client: Page, ids: dict[str, int]) -> None:
    phone, tablet = cast.signed_in(client, "server"), cast.signed_in(Page(app), "server")
    phone.get("/staff").press("form[action$='/out-everywhere'] button")
    assert phone.path == "/staff/sign-in"
    assert tablet.get("/floor/riverside").path.startswith("/staff/sign-in")
    assert cast.signed_in(phone, "server").path == "/floor/riverside"
    with app.app_context(), transaction():
        assert accounts.by_username("server").epoch == 1
