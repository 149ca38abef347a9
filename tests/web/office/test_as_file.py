"""Lists of the office as files: what the filters find, all of it, and nothing that a spreadsheet program would run."""
import csv
import io

import openpyxl
import pytest
from flask import Flask

from app.audit import Actor
from app.db import transaction
from app.editing import changing
from app.staff.models import Role
from app.web.office import as_file, frame
from tests import cast
from tests.page import Page


def _rows(client: Page, address: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(address).text.removeprefix("\ufeff"))))


def test_a_list_is_a_file_of_all_its_rows(app: Flask, client: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_file, "BATCH", 20)
    with app.app_context():
        owner, store, dish = cast.staff(Role.OWNER), cast.a_store(), cast.a_dish()
        cast.a_sent_round((dish, 2), table=cast.a_table("A1", store=store))
        with transaction():
            for number in range(frame.PER_PAGE + 5):
                changing.change(dish, {"minutes": number + 20}, by=cast.acts(owner))
            changing.change(store, {"phone": "=1+1"}, by=Actor("command"), store_id=store.id)
    cast.signed_in(client, "owner")
    assert len(_rows(client, "/office/history?kind=dish&after=3&as=csv")) == 1 + frame.PER_PAGE + 5
    people = _rows(client, "/office/staff?role=owner&as=csv")
    assert len(people) == 2 and people[1][2] == "Owner"
    assert client.get("/office/staff").all("a[href$='as=csv']")
    orders = _rows(client, "/office/orders?as=csv")
    assert orders[0][0] == "Number" and len(orders) == 2 and orders[1][3] == "A1"
    assert len(_rows(client, "/office/orders?table=none&as=csv")) == 1


def test_a_cell_is_never_a_formula() -> None:
    assert as_file._lines([["=1+1", "-5", "@x"]]) == b"'=1+1,-5,'@x\n"


@pytest.mark.parametrize(("address", "holds"), [("/office/menu", "Beef"), ("/office/tables?store=riverside", "A1"), ("/office/stores", "Riverside"),
                                                ("/office/staff", "owner"), ("/office/history", "Changed"), ("/office/orders", "A1")])
def test_every_list_is_a_workbook_too(app: Flask, client: Page, address: str, holds: str) -> None:
    with app.app_context():
        cast.staff(Role.OWNER)
        cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table("A1"))
        with transaction():
            changing.change(cast.a_dish(), {"minutes": 33}, by=cast.acts(cast.a_manager()))
    page = cast.signed_in(client, "owner")
    page.get(address)
    links = [link["href"] for link in page.all("a.tap") if link.get_text() in ("CSV", "XLSX")]
    assert len(links) == 2
    sheet = openpyxl.load_workbook(io.BytesIO(page._ask("GET", links[1], 200).response.data)).worksheets[0]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    text = page._ask("GET", links[0], 200).response.data.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == rows and holds in text and len(rows) > 1
