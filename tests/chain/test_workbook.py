"""A chain as one workbook: out and in again, as spreadsheet programs leave it, and as attackers make it."""
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from app.chain import workbook as books
from app.chain.describing import describe
from app.chain.loading import load
from app.chain.mistakes import Mistaken
from app.chain.reading import read
from app.db import db
from app.menu.models import Dish
from app.stores.finding import chain
from tests.chain.small import small
from tests.chain.test_exporting import FOLDERS, exported


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_out_and_in_again(app: Flask, another: Callable[[], Flask], tmp_path: Path, folder: Path) -> None:
    """The same tables and settings come out of an empty database; pictures are not in it."""
    load(folder, pictures=tmp_path / "pictures")
    (tmp_path / "chain.xlsx").write_bytes(books.workbook(describe(chain(), with_codes=True)))
    db.session.remove()
    assert load(tmp_path / "chain.xlsx", pictures=tmp_path / "pictures").lines() == ["Nothing changed."]
    before = exported(tmp_path / "first", tmp_path / "pictures", with_codes=True)
    db.session.remove()
    with another().app_context():
        load(tmp_path / "chain.xlsx", pictures=tmp_path / "pictures")
        for dish in db.session.scalars(select(Dish)):
            assert dish.picture == ""
        db.session.remove()
        load(tmp_path / "first", pictures=tmp_path / "pictures")            # the pictures come with the folder
        assert exported(tmp_path / "second", tmp_path / "pictures", with_codes=True) == before
        db.session.remove()


def test_as_spreadsheet_programs_leave_it(app: Flask, tmp_path: Path) -> None:
    """Numbers, days and times of their own, a new dish typed at the end, an empty sheet more."""
    load(small(tmp_path / "chain"), pictures=tmp_path / "pictures")
    book = openpyxl.load_workbook(BytesIO(books.workbook(describe(chain()))))
    menu = book["menu"]
    column = {cell.value: cell.column for cell in menu[1]}
    menu.cell(2, column["price"]).value = 31.5
    menu.cell(2, column["minutes"]).value = 12.0
    last = menu.max_row + 1
    for name, value in {"code": 2024, "category.zh": "热菜", "name.zh": "新菜", "price": 9, "station": "wok", "minutes": 3, "tax": "food",
                        "on_sale": True}.items():
        menu.cell(last, column[name]).value = value
    prices = book["prices"]
    at = {cell.value: cell.column for cell in prices[1]}
    prices.cell(2, at["from"]).value, prices.cell(2, at["valid_from"]).value = time(11, 30), date(2026, 12, 1)
    book.create_sheet("Notes to myself")
    book.save(tmp_path / "changed.xlsx")
    entry = read(tmp_path / "changed.xlsx")
    assert [(dish.code, dish.price, dish.minutes) for dish in entry.dishes if dish.code in ("mapo", "2024")] == [("mapo", 3150, 12), ("2024", 900, 3)]
    assert (entry.prices[0].from_minute, entry.prices[0].valid_from) == (690, date(2026, 12, 1))


def test_nothing_in_it_is_a_formula(app: Flask, tmp_path: Path) -> None:
    load(small(tmp_path / "chain"), pictures=tmp_path / "pictures")
    chain().contact = "=HYPERLINK(\"x\")"
    db.session.scalar(select(Dish).where(Dish.code == "mapo")).description = {"zh": "=1+1", "en": "-5"}
    book = openpyxl.load_workbook(BytesIO(books.workbook(describe(chain()))))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"} and "'=1+1" in {cell.value for cell in cells}


def test_mistakes_name_the_sheet_and_the_line(app: Flask, tmp_path: Path) -> None:
    load(small(tmp_path / "chain"), pictures=tmp_path / "pictures")
    book = openpyxl.load_workbook(BytesIO(books.workbook(describe(chain()))))
    column = {cell.value: cell.column for cell in book["menu"][1]}
    book["menu"].cell(3, column["price"]).value = "dear"
    del book["tables"]
    book.create_sheet("tabels")["A1"] = "x"
    book.save(tmp_path / "wrong.xlsx")
    with pytest.raises(Mistaken) as caught:
        read(tmp_path / "wrong.xlsx")
    said = [str(mistake) for mistake in caught.value.mistakes]
    assert any(line.startswith("sheet menu, line 3, price") for line in said), said
    assert any(line.startswith("sheet tables") for line in said) and any('"tabels"' in line for line in said)


def squeezed(parts: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def real(rows: int) -> dict[str, bytes]:
    """The parts of a workbook, with a sheet of so many rows."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("menu")
    for _row in range(rows):
        sheet.append(["x"])
    made = BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def shared() -> bytes:
    """One text of 30,000 letters, in 20,000 cells: a small file, and 600 MB of texts."""
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    parts = real(1)
    told = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", told + b"</Types>")
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 30_000}</t></si></sst>'
    return squeezed(parts | {"xl/worksheets/sheet1.xml": sheet.encode(), "xl/sharedStrings.xml": strings.encode()})


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + b"&a;" * 900 + b'"><!ENTITY c "' + b"&b;" * 900 + b'">]><a>&c;</a>'


@pytest.mark.parametrize(("content", "said"), [
    (lambda: b"just a text", "can be opened"), (lambda: squeezed({"[Content_Types].xml": b"x"}), "can be opened"),
    (lambda: squeezed(real(1) | {"xl/worksheets/sheet1.xml": bytes(80_000_000)}), "40 MB when it is unpacked"),
    (lambda: squeezed(real(1) | {"xl/worksheets/sheet1.xml": BOMB, "xl/workbook.xml": BOMB}), "can be opened"),
    (lambda: squeezed(real(60_000)), "with less in it"), (lambda: shared(), "with less in it"),
    (lambda: squeezed({f"{number}": b"" for number in range(9000)}), "1000 files")],
    ids=["text", "broken", "zip bomb", "entities", "rows", "one long text many times", "crowded"])
def test_hostile_workbooks(app: Flask, tmp_path: Path, content: Callable[[], bytes], said: str) -> None:
    (tmp_path / "hostile.xlsx").write_bytes(content())
    with pytest.raises(Mistaken, match=said):
        read(tmp_path / "hostile.xlsx")


def test_the_largest_one_fits_into_the_memory(tmp_path: Path) -> None:
    (tmp_path / "large.xlsx").write_bytes(squeezed(real(49_000)))
    done = subprocess.run([sys.executable, "-I", books._TABULATE, "read", str(tmp_path / "large.xlsx")], capture_output=True, check=True)
    said = json.loads(done.stdout)
    assert len(said["sheets"]["menu"]) == 49_000 and said["peak_kb"] < 200_000, said["peak_kb"]


def test_what_no_workbook_may_hold_is_left_out() -> None:
    book = openpyxl.load_workbook(BytesIO(books.tabulated({"list": [["a"], ["x\x0by\x00z"]]})))
    assert book["list"]["A2"].value == "xyz"
