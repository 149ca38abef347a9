"""Whose table it is: taking one, one's own first, handing over by name; and what a waiter hears of on every page."""
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.db import db, transaction
from app.staff.models import Role, StaffMember
from app.tables import serving, sittings
from app.tables.models import CallKind, Sitting
from tests import cast
from tests.page import Page

FLOOR = "/floor/riverside"


@pytest.fixture
def parties(app: Flask) -> dict[str, int]:
    """Parties at A1 and A2, looked after by `server`, and one at B1 that nobody looks after; `lin` serves as well."""
    with app.app_context():
        server = cast.a_waiter()
        cast.staff(Role.SERVER, username="lin")
        cast.staff(Role.HOST)
        cast.a_manager()
        found = {label: cast.a_sitting(cast.a_table(label)).id for label in ("A1", "A2", "B1")}
        with transaction():
            for label in ("A1", "A2"):
                serving.take(db.session.get(Sitting, found[label]), server.id, cast.acts(server))
        return found


def server_of(app: Flask, sitting_id: int) -> str:
    with app.app_context():
        staff_id = serving.servers([sitting_id]).get(sitting_id)
        return db.session.get(StaffMember, staff_id).username if staff_id else ""


def calls(app: Flask, sitting_id: int, kind: CallKind = CallKind.WATER) -> None:
    with app.app_context(), transaction():
        sittings.call(db.session.get(Sitting, sitting_id), kind)


def test_a_waiter_takes_a_party(app: Flask, client: Page, parties: dict[str, int]) -> None:
    lin = cast.signed_in(client, "lin").get(f"{FLOOR}/sittings/{parties['A1']}")
    assert "Server looks after this party." in lin.text
    lin.press("I take it")
    assert server_of(app, parties["A1"]) == "lin" and "You look after this party." in lin.text


@pytest.mark.parametrize(("who", "becomes"), [("server", "server"), ("host", "")])
def test_who_seats_a_party_looks_after_it_if_they_serve(app: Flask, client: Page, parties: dict[str, int], who: str, becomes: str) -> None:
    with app.app_context():
        table = cast.a_table("C1").id
    page = cast.signed_in(client, who).get(f"{FLOOR}/tables/{table}").press("2")
    assert server_of(app, int(page.path.rsplit("/", 1)[1])) == becomes


def test_ones_own_tables_come_first(app: Flask, client: Page, parties: dict[str, int]) -> None:
    for label in ("A1", "B1"):
        calls(app, parties[label])
    lin = cast.signed_in(client, "lin").get(FLOOR)
    assert lin.find("#room")["data-tasks"] == "1"           # B1 is nobody's
    assert [heading.get_text() for heading in lin.all("#room details .t4")] == ["A1"]
    lin.get(f"{FLOOR}?mine=1")
    assert not lin.all("ul.tables li")
    clock.move(timedelta(minutes=4))                        # nobody went: passed on to everybody
    assert lin.get(FLOOR).find("#room")["data-tasks"] == "2" and "Passed on" in lin.text


def test_tables_go_to_the_next_shift_by_name(app: Flask, client: Page, parties: dict[str, int]) -> None:
    server = cast.signed_in(client, "server").get(FLOOR).follow("Hand over tables")
    assert [box["value"] for box in server.all("input[name=sitting]")] == [str(parties["A1"]), str(parties["A2"])]
    server.press("Lin", sitting=[str(parties["A1"])])
    assert (server_of(app, parties["A1"]), server_of(app, parties["A2"])) == ("lin", "server")
    assert server.texts("#say .toast") == ["Handed to Lin: 1 table"]


def test_nothing_ticked_and_nobody_chosen_is_said(client: Page, parties: dict[str, int]) -> None:
    server = cast.signed_in(client, "server").get(f"{FLOOR}/handover")
    server.press("Lin", sitting=[], status=422)
    assert "Tick the tables that go." in server.text
    server.post(f"{FLOOR}/handover", {"sitting": str(parties["A1"]), "to": "999"}, status=422)
    assert "Choose who takes them." in server.text


def test_only_a_manager_hands_over_for_somebody_else(app: Flask, client: Page, parties: dict[str, int]) -> None:
    with app.app_context():
        number = cast.a_waiter().id
    cast.signed_in(client, "lin").get(f"{FLOOR}/handover?from={number}", status=403)
    manager = cast.signed_in(Page(app), "manager").get(f"{FLOOR}/handover").follow("Server")
    manager.press("Lin")
    assert {server_of(app, parties[label]) for label in ("A1", "A2")} == {"lin"}


def test_every_page_of_the_floor_says_who_waits(app: Flask, client: Page, parties: dict[str, int]) -> None:
    server = cast.signed_in(client, "server")
    party = f"{FLOOR}/sittings/{parties['A2']}"
    with app.app_context():
        cast.a_sent_round(table=cast.a_table("A2"))
    for page in (party, f"{party}/order", f"{party}/check", f"{party}/moves"):
        assert server.get(page).find("#asked")["data-asked"] == ""
    version = server.find("#asked")["data-version"]
    server.fragment(f"{FLOOR}/asked?v={version}", status=204)
    calls(app, parties["A1"])
    bell = server.fragment(f"{FLOOR}/asked?v={version}").find("#asked")
    assert bell["data-asked"].startswith("call") and "1 party waits for you" in bell.get_text()
    clock.move(timedelta(minutes=4))
    assert server.fragment(f"{FLOOR}/asked").find("#asked")["data-asked"].endswith("-passed")       # rings again


def test_the_open_checks_are_printed_in_one_tap(app: Flask, client: Page, parties: dict[str, int]) -> None:
    with app.app_context():
        cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table("A1"))
    server = cast.signed_in(client, "server").get(FLOOR).follow("Print the open checks")
    assert [heading.get_text() for heading in server.all("h2 span:first-child")] == ["A1", "A2", "B1"]
    check = server.all("section.check")[0].get_text(" ", strip=True)
    assert check.startswith("A1 Order 1") and check.endswith("Still owed ¥ 84")
    assert server.find("[data-print]") is not None and "COPY" not in server.text


def test_late_dishes_are_seen_without_anything_else_moving(app: Flask, client: Page, parties: dict[str, int]) -> None:
    server = cast.signed_in(client, "server")
    page = server.get(f"{FLOOR}/sittings/{parties['A1']}/order")
    with app.app_context():
        code = cast.a_dish().code
    page.get(page.path).submit("#add", codes=code)
    page.press("All of it now")
    version = server.get(FLOOR).find("#room")["data-version"]
    assert not server.all("#room .marks .low")
    server.fragment(f"{FLOOR}?v={version}", status=204)
    clock.move(timedelta(minutes=13))
    assert [tag.get_text(strip=True) for tag in server.fragment(f"{FLOOR}?v={version}").all("#room .marks .low")] == ["1late"]
