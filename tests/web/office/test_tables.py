"""The room of a store in the office: tables, areas, who stands beside whom, and the printed codes."""
import pytest
import zxingcpp
from flask import Flask
from PIL import Image, ImageDraw
from sqlalchemy import select

from app.db import db
from app.staff.models import Role
from app.tables import neighbours
from app.tables.models import Area, DiningTable
from tests import cast
from tests.page import Page

HERE = "/office/tables?store=riverside"


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    """A1 and A2 in the hall."""
    with app.app_context():
        cast.a_store()
        cast.staff(Role.OWNER)
        for label in ("A1", "A2"):
            cast.a_table(label)
    return cast.signed_in(client, "owner").get(HERE)


def table(app: Flask, label: str) -> DiningTable:
    with app.app_context():
        found = db.session.scalar(select(DiningTable).where(DiningTable.label == label))
        db.session.expunge(found)
        return found


def placed(app: Flask, label: str) -> tuple[int | None, int | None]:
    found = table(app, label)
    return found.x, found.y


def test_several_tables_at_once(app: Flask, owner: Page) -> None:
    owner.submit("#new", labels="B1-B3 C7", most="6", least="2", shape="round")
    assert "4 tables added" in owner.text
    with app.app_context():
        found = list(db.session.scalars(select(DiningTable).where(DiningTable.label.in_(("B1", "B2", "B3", "C7")))))
        assert {(each.min_covers, each.max_covers, each.shape) for each in found} == {(2, 6, "round")}
        assert len({each.token for each in found}) == 4 and all(each.x is not None for each in found)
        assert len({(each.x, each.y) for each in found}) == 4


@pytest.mark.parametrize(("typed", "said"), [({"labels": "A1"}, "A1"), ({"labels": "B9-B1"}, "is not a row of labels"),
                                             ({"labels": " "}, "Type what stands"),
                                             ({"labels": "B1", "most": "0"}, "1 to 99"), ({"labels": "B1", "least": "5", "most": "2"}, "")])
def test_tables_that_cannot_be(app: Flask, owner: Page, typed: dict[str, str], said: str) -> None:
    owner.submit("#new", typed, status=422)
    assert said in owner.text and owner.find("#new [name=labels]")["value"].strip() == typed["labels"].strip()
    with app.app_context():
        assert db.session.query(DiningTable).count() == 2


def test_a_table_is_changed_and_taken_off(app: Flask, owner: Page) -> None:
    number = table(app, "A1").id
    owner.get(f"/office/tables/{number}").submit(f"form[action='/office/tables/{number}']", label="Window 1", most="3", shape="long")
    found = table(app, "Window 1")
    assert (found.max_covers, found.shape, found.token) == (3, "long", table(app, "Window 1").token)
    owner.submit(f"form[action='/office/tables/{number}']", label="A2", status=422)
    owner.get(f"/office/tables/{number}").press("Take the table off")
    assert "Table Window 1 was taken off." in owner.text
    owner.get(f"/office/tables/{number}", status=404)


def test_a_table_with_a_party_stays(app: Flask, owner: Page) -> None:
    number = table(app, "A1").id
    with app.app_context():
        cast.a_sitting(cast.a_table("A1"))
    owner.get(f"/office/tables/{number}").press("Take the table off", status=409)
    assert table(app, "A1").retired_at is None


def test_on_the_plan_by_steps_by_numbers_and_off_it(app: Flask, owner: Page) -> None:
    number = table(app, "A1").id
    place = f"form.g3[action='/office/tables/{number}/place']"
    owner.get(f"/office/tables/{number}")
    if not owner.all(f"{place} [name=x]"):
        owner.press("Put it on the plan")
    owner.submit(place, x="50", y="40")
    assert placed(app, "A1") == (50, 40)
    for step, then in (("A step to the right", (52, 40)), ("A step down", (52, 42)), ("A step to the left", (50, 42)), ("A step up", (50, 40))):
        owner.press(step)
        assert placed(app, "A1") == then
    owner.submit(place, x="x", y="40", status=422)
    owner.get(f"/office/tables/{number}").submit(place, x="100", y="0")
    assert placed(app, "A1")[0] < 100                          # all of it stands inside
    owner.press("Take it off the plan")
    assert placed(app, "A1") == (None, None) and "Not on the plan yet" in owner.text


def test_two_managers_move_one_table(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.a_manager()
    number = table(app, "A1").id
    other = cast.signed_in(Page(app), "manager").get(f"/office/tables/{number}")
    owner.get(f"/office/tables/{number}").submit(f"form[action='/office/tables/{number}']", most="8")
    other.submit(f"form[action='/office/tables/{number}']", most="9", status=409)
    assert table(app, "A1").max_covers == 8


def test_who_can_be_joined(app: Flask, owner: Page) -> None:
    one, other = table(app, "A1").id, table(app, "A2").id
    owner.get(f"/office/tables/{one}").submit("form[action$='/neighbours']", neighbour=[str(other)])
    with app.app_context():
        assert neighbours.pairs([one, other]) == [(one, other)]
    owner.get(f"/office/tables/{other}").submit("form[action$='/neighbours']", neighbour=[])
    with app.app_context():
        assert not neighbours.pairs([one, other])


def test_areas(app: Flask, owner: Page) -> None:
    owner.submit("form[action$='/areas']", {"name.zh": "露台", "name.en": "Terrace"})
    with app.app_context():
        terrace = db.session.scalar(select(Area).where(Area.code != "Hall").order_by(Area.id.desc())).id
    assert "Terrace" in owner.text
    owner.press("Terrace one place up")
    names = [each.get_text() for each in owner.all(".rows b")]
    assert names.index("Terrace") == 0
    owner.get(f"/office/tables/areas/{terrace}").submit("main form.pan", {"name.en": "Garden", "name.zh": "花园"})
    assert "Garden" in owner.text
    owner.submit("form[action$='/areas']", {"name.zh": " "}, status=422)
    hall = table(app, "A1").area_id
    owner.get(f"/office/tables/areas/{hall}").submit("form[action$='/retirement']", status=409)      # tables stand in it
    owner.get(f"/office/tables/areas/{terrace}").submit("form[action$='/retirement']")
    assert "was taken off" in owner.text


# The printed codes

def drawn(card: object) -> Image.Image:
    """The path of squares as a picture, to be read by a machine."""
    svg = card.select_one("svg.qr")         # type: ignore[attr-defined]
    size = int(svg["viewBox"].split()[-1])
    picture = Image.new("L", (size * 8, size * 8), 255)
    draw = ImageDraw.Draw(picture)
    for run in svg.select("path")[-1]["d"].split("M")[1:]:
        at, length = run.split("h", 1)
        x, y = (int(each) for each in at.split())
        width = int(length.split("v")[0])
        draw.rectangle((x * 8, y * 8, (x + width) * 8 - 1, y * 8 + 7), fill=0)
    return picture


@pytest.mark.parametrize("kind", ["tents", "stickers"])
def test_every_printed_code_leads_to_its_table(app: Flask, owner: Page, kind: str) -> None:
    owner.get(f"/office/tables/codes?store=riverside&as={kind}")
    cards = owner.all(".card")
    assert len(cards) == 2
    for card in cards:
        address = zxingcpp.read_barcodes(drawn(card))[0].text
        label = card.select_one(".head b").get_text()
        assert address == f"http://localhost/t/{table(app, label).token}/"
        Page(app).get(address.removeprefix("http://localhost"))
    assert "Scan and order together" in owner.text and "扫一扫" in owner.text


def test_a_photographed_code_is_dead_after_two_taps(app: Flask, owner: Page) -> None:
    before = table(app, "A1")
    owner.get(f"/office/tables/{before.id}").follow("This code was photographed")
    button = owner.find("form[action$='/code'] button").get_text(strip=True)
    owner.press(button)
    after = table(app, "A1").token
    assert after != before.token
    Page(app).get(f"/t/{before.token}/", status=404)
    Page(app).get(f"/t/{after}/")
    owner.get(f"/office/tables/{before.id}").post(f"/office/tables/{before.id}/code", {"old": "an older page"})
    assert table(app, "A1").token == after                      # the second tap of an old page makes none


def test_codes_of_another_store_are_not_printed(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.staff(Role.MANAGER, store=cast.a_store("garden"), username="neighbour")
    neighbour = cast.signed_in(Page(app), "neighbour")
    neighbour.get("/office/tables/codes?store=riverside", status=404)
    for action in ("", "/code", "/place", "/neighbours", "/retirement"):
        neighbour.get("/office/tables").post(f"/office/tables/{table(app, 'A1').id}{action}", {"seen": "{}"}, status=404)
