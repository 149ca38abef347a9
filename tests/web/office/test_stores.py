"""Stores in the office: where they are, when they open, what is paused, what one shares with the others."""
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.db import db, transaction
from app.editing import changing
from app.staff.models import Role
from app.stores import hours, pausing, settings
from app.stores.models import Store
from tests import cast
from tests.page import Page

TUESDAY_NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)         # in Shanghai
HERE = "/office/stores/riverside"


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    clock.move(TUESDAY_NOON - clock.now())
    with app.app_context():
        cast.a_store()
        cast.a_store("lake")
        cast.staff(Role.OWNER)
        cast.a_manager()
    return cast.signed_in(client, "owner")


@pytest.fixture
def manager(app: Flask, owner: Page) -> Page:
    return cast.signed_in(Page(app), "manager")


def field(app: Flask, *names: str, slug: str = "riverside") -> list[object]:
    with app.app_context():
        return list(changing.values(db.session.query(Store).filter_by(slug=slug).one(), names).values())


def test_a_store_is_added_changed_and_closed(app: Flask, owner: Page) -> None:
    page = owner.get("/office").get("/office/stores")
    assert "open day and night" in page.find(".rows").get_text()
    page.press("Add it", {"name.zh": ""}, status=422)
    page.press("Add it", {"name.zh": "山顶店", "name.en": "Hill Top", "like": "lake"})
    assert page.path == "/office/stores/hill-top"
    page.press("Save", {"address.en": "1 Hill Road", "latitude": "31,2", "longitude": "121.5", "day_ends": "04:30",
                        "service": ["dine_in", "pickup"], "table_policy": "staff"})
    assert field(app, "latitude", "longitude", "day_ends", "services", "table_policy", slug="hill-top") == [
        31.2, 121.5, 270, ["dine_in", "pickup"], "staff"]
    page.press("Close the store")
    assert page.path == "/office/stores" and "Hill Top" not in page.text
    page.get("/office/history?kind=store").press("tr:nth-child(1) button")
    assert "Hill Top" in page.get("/office/stores").text


def test_mistakes_stand_beside_their_fields(app: Flask, owner: Page) -> None:
    page = owner.get(HERE)
    page.press("Save", {"name.zh": "新店", "latitude": "95", "time_zone": "Shanghai", "day_ends": "25:00", "service": []}, status=422)
    for said in ("Degrees from -90 to 90", "Degrees from -180 to 180", "A time zone such as", "A time such as 05:00", "A store offers something"):
        assert said in page.text
    assert page.find("#f-latitude")["value"] == "95"
    assert field(app, "name", "latitude", "time_zone", "services") == [{"zh": "新店", "en": "Riverside"}, None, "Asia/Shanghai", ["dine_in"]]


def test_only_what_is_harmless_is_saved_by_itself(app: Flask, owner: Page) -> None:
    page = owner.get(HERE).press("Save", {"phone": "021 555", "table_policy": "staff", "service": ["pickup"], "auto": "1"}, htmx=True)
    assert "Saved 12:00" in page.text and field(app, "phone", "table_policy", "services") == ["021 555", "free", ["dine_in"]]
    page.press("Save", htmx=True)
    assert field(app, "table_policy", "services") == ["staff", ["pickup"]]


def test_a_manager_manages_one_store(app: Flask, manager: Page) -> None:
    page = manager.get("/office/stores")
    assert "Riverside" in page.text and "Lake" not in page.text and not page.all("#new")
    page.get(HERE).press("Save", phone="1")
    assert field(app, "phone") == ["1"] and not page.all("details:-soup-contains('Close this store')")
    for path in ("", "/hours", "/limits", "/same"):
        manager.get(f"/office/stores/lake{path}", status=404)
    manager.get(HERE).post(f"{HERE}/retirement", status=403)
    manager.get(HERE).post(f"{HERE}/same", {"to": "lake", "field": "settings:take_back", "previewed": ""}, status=409)


def test_no_store_closes_over_a_party(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.a_sitting()
    assert "Parties sit there still" in owner.get(HERE).press("Close the store", status=409).text


# Hours

def test_a_week_is_typed_as_people_type_it(app: Flask, owner: Page) -> None:
    page = owner.get(f"{HERE}/hours")
    page.press("#week button", {"week-0": "", "week-1": "17:00–02:00，１０：３０-14:30", "week-2": "closed", "week-3": "休息"})
    week = field(app, "hours:week")[0]
    assert [row for row in week if row[0] < 4] == [[1, 630, 870], [1, 1020, 1560]] and page.find("#week-1")["value"] == "10:30-14:30 17:00-02:00"
    page.press("#week button", {"week-1": "10:30", "week-4": "18:00-03:00"}, status=422)
    assert "Times such as 10:30-14:30" in page.find("#e-week-1").get_text() and page.find("#week-1")["value"] == "10:30"
    page.press("#week button", {"week-1": "18:00-03:00", "week-2": "02:00-12:00"}, status=422)
    assert "a night reaches into the next day" in page.text
    page.press("#week button", {f"week-{day}": "" for day in range(7)}, status=422)
    assert "A store opens some time in the week" in page.text
    assert field(app, "hours:week")[0] == week
    page.get("/office/history?kind=store")
    assert "Mon-Sun 00:00-24:00" in page.text and "Tue 10:30-14:30 17:00-02:00; Fri-Sun 00:00-24:00" in page.text
    page.press("Undo")
    assert len(field(app, "hours:week")[0]) == 7


def test_a_service_gets_hours_of_its_own_and_loses_them(app: Flask, owner: Page) -> None:
    page = owner.get(HERE).press("Save", service=["dine_in", "pickup"]).get(f"{HERE}/hours")
    page.press("#week button", {"pickup-1": "11:00-14:00"})
    assert field(app, "hours:pickup") == [[[1, 660, 840]]]
    assert page.find("details:-soup-contains('Pickup') summary").get_text() == "Pickup: hours of its own"
    assert "11:00–14:00" in page.get("/stores/riverside").text
    page.get(f"{HERE}/hours").press("#week button", {"pickup-1": ""})
    assert field(app, "hours:pickup") == [None]


def test_special_days(app: Flask, owner: Page) -> None:
    with app.app_context(), transaction():
        changing.change(cast.a_store(), {"closures": [["2026-10-01", "2026-10-03", "National day", []]]}, by=cast.Actor("command"))
    page = owner.get(f"{HERE}/hours")
    page.press("#special button", {"from-0": "2026-12-24", "to-0": "2026-12-26", "reason-0": "Christmas; closed", "from-1": "2026-11-24",
                                   "hours-1": "17:00-22:00", "reason-1": "Stocktaking"})
    assert field(app, "closures") == [[
        ["2026-10-01", "2026-10-03", "National day", []], ["2026-11-24", "2026-11-24", "Stocktaking", [[1020, 1320]]],
        ["2026-12-24", "2026-12-26", "Christmas; closed", []]]]
    assert "opens" in page.get("/office/stores").texts(".rows li")[0] and "Stocktaking" in page.text
    assert "Stocktaking 17:00–22:00" in page.get("/stores/riverside").text
    page = owner.get(f"{HERE}/hours").press("#special button", {"gone-0": "1", "hours-1": "12:00-15:00"})
    assert field(app, "closures")[0][1:] == [["2026-12-24", "2026-12-26", "Christmas; closed", [[720, 900]]]]


@pytest.mark.parametrize(("row", "said"), [
    ({"from": "2026-12-26", "to": "2026-12-24"}, "may not be before the first"), ({"reason": "Christmas"}, "Days such as"),
    ({"from": "2026-12-26", "hours": "10-12"}, "Times such as"), ({"from": "2026-12-26", "reason": "x" * 81}, "at most 80 characters")])
def test_special_days_that_make_no_sense(app: Flask, owner: Page, row: dict[str, str], said: str) -> None:
    page = owner.get(f"{HERE}/hours").press("#special button", {f"{name}-1": value for name, value in row.items()}, status=422)
    assert said in page.find("#e-day-1").get_text() and field(app, "closures") == [[]]
    for name, value in row.items():
        assert page.find(f"[name={name}-1]")["value"] == value


def test_two_managers_at_the_special_days(app: Flask, owner: Page, manager: Page) -> None:
    owner.get(f"{HERE}/hours")
    manager.get(f"{HERE}/hours").press("#special button", {"from-0": "2026-12-24", "reason-0": "Eve"})
    owner.press("#special button", {"from-0": "2026-12-25", "reason-0": "Day"}, status=409)
    assert "Manager saved meanwhile: Thu 24 Dec: closed, Eve" in owner.text
    owner.press("#special button", {"from-1": "2026-12-24", "reason-1": "Eve"})
    assert [row[2] for row in field(app, "closures")[0]] == ["Eve", "Day"]


# Limits

def test_every_limit_can_be_set_and_left_as_usual(app: Flask, manager: Page) -> None:
    page = manager.get(f"{HERE}/limits")
    assert {tag["name"] for tag in page.all(".limit input")} == set(settings.names())
    page.press("Save", {"take_back": "0", "comp_limit": "80", "tips": "1", "few_left": "2000", "idle_minutes": "9"}, status=422)
    assert "A whole number from 1 to 1000" in page.text and "A whole number from 10 to 1440" in page.text
    page.press("Save", {"few_left": "", "idle_minutes": "", "comp_limit": "100000.01"}, status=422)
    with app.app_context():
        assert cast.a_store().settings == {"take_back": 0, "comp_limit": 8000, "tips": 1}
    page.get(f"{HERE}/limits").press("Save", {"take_back": "", "tips": []})
    page.press("Save", {"comp_limit": "1", "warm_minutes": "6", "auto": "1"}, htmx=True)
    with app.app_context():
        assert cast.a_store().settings == {"comp_limit": 8000, "warm_minutes": 6}
    assert "Seconds to take a round back" in page.get("/office/history?kind=store").text


# The same for other stores

def test_the_same_in_other_stores_is_looked_at_first(app: Flask, owner: Page) -> None:
    owner.get(f"{HERE}/limits").press("Save", take_back="0", few_left="9")
    owner.get(f"{HERE}/hours").press("#special button", {"from-0": "2026-12-25", "reason-0": "Christmas"})
    page = owner.follow("The same in other stores")
    page.press("See what would change", field=["settings:take_back"], day=["2026-12-25/2026-12-25"], to=["lake"])
    assert "as usual: 8" in page.text and field(app, "settings:take_back", slug="lake") == [None]
    page.press("Change 1 store")
    assert "Done in 1 store." in page.text
    assert field(app, "settings:take_back", "settings:few_left", "closures", slug="lake") == [
        0, None, [["2026-12-25", "2026-12-25", "Christmas", []]]]
    page.follow("What was changed")
    assert len(page.all("tbody tr")) == 3
    page.press("tr:nth-child(1) button")
    assert field(app, "settings:take_back", "closures", slug="lake") == [None, []]


def test_what_changed_since_the_look_is_looked_at_again(app: Flask, owner: Page) -> None:
    owner.get(f"{HERE}/limits").press("Save", take_back="0")
    page = Page(app)
    cast.signed_in(page, "owner").get(f"{HERE}/same").press("See what would change", field=["settings:take_back"])
    owner.get("/office/stores/lake/limits").press("Save", take_back="3")
    page.press("Change 1 store", status=409)
    assert "Something was changed meanwhile" in page.text and field(app, "settings:take_back", slug="lake") == [3]
    page.press("Change 1 store")
    assert field(app, "settings:take_back", slug="lake") == [0]


# Pausing

def test_a_pause_is_seen_everywhere_and_ends_by_itself(app: Flask, manager: Page) -> None:
    with app.app_context():
        seat = cast.a_seat()
        cast.a_cart(cast.a_dish(), seat=seat)
        table = cast.a_table().token
    phone = Page(app)
    phone.client.set_cookie("guest", seat.secret, path=f"/t/{table}/")
    slip = phone.get(f"/t/{table}/cart")
    version = slip.find("#slip")["data-version"]
    manager.get(HERE).press("30 min")
    assert "Eating in: paused until 12:30." in manager.text and "We are very busy just now." in manager.text
    phone.press("Send to the kitchen · ¥42", status=409)
    assert "Ordering is paused until 12:30. Your slip stays as it is. We are very busy just now." in phone.text
    phone.fragment(f"/t/{table}/cart?v={version}")
    assert "paused until 12:30" in phone.text and not phone.all(".foot button")
    assert "paused until 12:30" in phone.get(f"/t/{table}/").text
    for path in ("/", "/stores/riverside", "/floor/riverside", "/kitchen/riverside", "/office/stores"):
        assert re.search(r"Eating in(: paused until 12:30\.| · paused)", manager.get(path).text), path
    assert "现在" in Page(app, "zh").get("/stores/riverside").text or "very busy" in Page(app, "zh").get("/stores/riverside").text
    version = phone.get(f"/t/{table}/cart").find("#slip")["data-version"]
    clock.move(timedelta(minutes=30))
    phone.fragment(f"/t/{table}/cart?v={version}")
    assert phone.press("Send to the kitchen · ¥42").path.endswith("/order")
    assert "paused" not in manager.get(HERE).find("main").get_text()


def test_paused_until_tomorrow_in_other_words_and_resumed(app: Flask, manager: Page) -> None:
    manager.get(HERE).press("Save", service=["dine_in", "pickup"])
    page = manager.get(HERE).press("Until tomorrow", {"service": ["dine_in", "pickup"], "own.zh": "停电", "own.en": "No power"})
    assert "Pickup: paused for the rest of today." in page.text and "No power" in page.text
    with app.app_context():
        store = cast.a_store()
        assert {pause.until for pause in pausing.running(store.id).values()} == {hours.tomorrow(store)}
    assert "停电" in Page(app, "zh").get("/stores/riverside").text
    page.press("button[value=pickup]")
    assert "Pickup: paused" not in page.text and "Eating in: paused" in page.text
    assert "Paused" in page.get("/office/history?kind=store").text and "Resumed" in page.text


def test_what_is_no_pause(app: Flask, manager: Page) -> None:
    page = manager.get(HERE).press("30 min", {"service": [], "own.en": "x"}, status=422)
    assert "Tick what is to be paused." in page.text and page.find("#own-en")["value"] == "x"
    for garbage in ({"service": "dine_in", "for": "99"}, {"service": "dine_in"}, {"service": "queue", "for": "30"}, {"for": "tomorrow"}):
        page.get(HERE).post(f"{HERE}/pauses", garbage, status=422)
    page.get(HERE).post(f"{HERE}/pauses/ends", {"service": "nothing"})
    with app.app_context():
        assert pausing.running(cast.a_store().id) == {}


def test_garbage(app: Flask, owner: Page) -> None:
    for path in ("", "/hours", "/hours/special", "/limits"):
        owner.get(HERE).post(f"{HERE}{path}", {"seen": "[1"}, status=400)
    owner.get("/office/stores/nowhere", status=404)
    owner.get(f"{HERE}/same?to=lake&to=x&field=name&field=zzz&day=1/2")
    owner.get(HERE).post(f"{HERE}/same", {"to": "nowhere"}, status=409)
