"""charges.csv: read, with every mistake in its place; loaded, changed and retired."""
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app import live
from app.chain.changes import Changes, Report
from app.chain.entries import ChargeEntry, ChargePriceEntry
from app.chain.loading import load
from app.chain.reading import read
from app.db import db
from app.menu.catalogue import TOPIC, catalogue
from app.menu.models import Charge, ChargePer, ChargePrice, OrderKind
from app.menu.surcharges import valid
from app.stores.finding import by_slug
from tests.chain.small import mistakes, small

TABLES = "store,area,area.zh,label,max_covers\nnorth,hall,大堂,A1,4\nnorth,private,包 间,P1,8\nsouth,hall,大堂,A1,2\n"
CHARGES = """\
charge,name.zh,name.en,per,price,tax,refusable,store,kind,area,weekdays,from,to,valid_from,valid_to
tea,茶位费,Tea,head,3,food,,,dine_in,,,,,,
tea,茶位费,,head,5,food,yes,north,,private,mon-fri,11:00,14:00,2027-01-01,2027-12-31
box,打包盒,Packaging,portion,0.5,food,,,pickup,,,,,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "chain"


def changed(*replacements: tuple[str, str]) -> str:
    content = CHARGES
    for old, new in replacements:
        assert old in content
        content = content.replace(old, new, 1)
    return content


def test_what_is_read(folder: Path) -> None:
    assert read(small(folder, tables=TABLES, charges=CHARGES)).charges == [
        ChargeEntry("tea", {"zh": "茶位费", "en": "Tea"}, ChargePer.HEAD, "food", [
            ChargePriceEntry(None, OrderKind.DINE_IN, None, None, None, None, None, None, False, 300),
            ChargePriceEntry("north", None, "private", 31, 660, 840, date(2027, 1, 1), date(2027, 12, 31), True, 500)]),
        ChargeEntry("box", {"zh": "打包盒", "en": "Packaging"}, ChargePer.PORTION, "food", [
            ChargePriceEntry(None, OrderKind.PICKUP, None, None, None, None, None, None, False, 50)])]


def test_a_chain_without_charges(folder: Path) -> None:
    assert read(small(folder)).charges == []


def test_other_spellings_several_stores_and_names_as_codes(folder: Path) -> None:
    charges = ("charge;name.zh;per;price;tax;store;kind;area\n"
               "tea;茶位费;Person;3,50;food;north south;dine-in;\nroom;包间费;check;0;food;north;;包 间\n")
    tables = "store,area.zh,label,max_covers\nnorth,包 间,P1,8\nsouth,大堂,A1,2\n"
    tea, room = read(small(folder, tables=tables, charges=charges)).charges
    assert [(price.store, price.price, price.kind) for price in tea.prices] == [("north", 350, OrderKind.DINE_IN), ("south", 350, OrderKind.DINE_IN)]
    assert (tea.per, room.per, room.prices[0].area, room.prices[0].price) == (ChargePer.HEAD, ChargePer.ORDER, "包 间", 0)


@pytest.mark.parametrize(("old", "new", "line", "column", "value", "expected"), [
    ("tea,茶位费,Tea", ",茶位费,Tea", 2, "charge", "", "a code of the charge, such as tea"),
    ("tea,茶位费,Tea", "tea,,Tea", 2, "name.zh", "", "default language"),
    ("Tea,head", "Tea,", 2, "per", "", "head, portion or order"),
    ("Tea,head", "Tea,heads", 2, "per", "heads", 'did you mean "head"'),
    ("head,3,", "head,,", 2, "price", "", "the price"),
    ("head,3,", "head,-3,", 2, "price", "-3", "an amount in CNY"),
    ("3,food", "3,vat", 2, "tax", "vat", "a known tax: food"),
    ("5,food,yes", "5,food,perhaps", 3, "refusable", "perhaps", "yes, or blank"),
    ("yes,north", "yes,nort", 3, "store", "nort", 'did you mean "north"'),
    ("3,food,,,dine_in", "3,food,,,takeout", 2, "kind", "takeout", "a kind of order"),
    ("private", "privat", 3, "area", "privat", 'did you mean "private"'),
    ("yes,north", "yes,north south", 3, "area", "private", "an area of south"),
    ("north,,private", "north,pickup,private", 3, "area", "private", "blank: only who eats here"),
    ("mon-fri", "mon-fry", 3, "weekdays", "mon-fry", "weekdays such as mon-fri"),
    ("11:00,14:00", "11:00,11:00", 3, "to", "11:00", "a time other than from"),
    ("2027-12-31", "2026-12-31", 3, "valid_to", "2026-12-31", "not before valid_from"),
    ("tea,茶位费,,head,5", "tea,茶位费,Cover,head,5", 3, "name.en", "Cover", '"Tea", as in the rows above'),
    ("tea,茶位费,,head,5", "tea,茶位费,,order,5", 3, "per", "order", '"head", as in the rows above'),
    ("box,打包盒,Packaging,portion,0.5,food,,,pickup", "tea,茶位费,Tea,head,4,food,,,dine_in", 4, "charge", "tea", "line 2"),
    ("charge,name.zh", "charges,name.zh", 1, "charges", "charges", 'did you mean "charge"')])
def test_mistakes(folder: Path, old: str, new: str, line: int, column: str, value: str, expected: str) -> None:
    [mistake] = mistakes(small(folder, tables=TABLES, charges=changed((old, new))))
    assert (mistake.file, mistake.line, mistake.column, mistake.value) == ("charges.csv", line, column, value)
    assert expected in mistake.expected


# Loading

def load_small(folder: Path, charges: str | None = CHARGES) -> Report:
    return load(small(folder, tables=TABLES, charges=charges), pictures=folder.with_name("pictures"))


def test_loaded_changed_retired_and_back(app: Flask, folder: Path) -> None:
    assert load_small(folder).of("charges") == Changes(added=["tea", "box"])
    version = live.version(TOPIC)
    assert not load_small(folder)
    assert live.version(TOPIC) == version
    north = by_slug("north")
    assert [(found.name["en"], found.unit_price_minor) for found in valid(north, OrderKind.DINE_IN)] == [("Tea", 300)]

    report = load_small(folder, changed(("head,3,", "head,4,")))
    assert {kind: changes for kind, changes in report.kinds.items() if changes} == {"charges": Changes(changed=["tea"])}
    assert live.version(TOPIC) > version
    assert [(found.name["en"], found.unit_price_minor) for found in valid(north, OrderKind.DINE_IN)] == [("Tea", 400)]
    assert db.session.query(Charge).filter_by(code="tea").one().version == 2

    assert load_small(folder, None).of("charges") == Changes(retired=["tea", "box"])
    assert (catalogue().charges, db.session.query(Charge).count()) == ((), 2)
    assert load_small(folder).of("charges") == Changes(added=["tea", "box"])
    assert (db.session.query(Charge).count(), db.session.query(ChargePrice).count()) == (2, 3)


def test_another_order_of_rows_is_another_order_of_lines(app: Flask, folder: Path) -> None:
    load_small(folder)
    header, tea, private, box = CHARGES.splitlines(keepends=True)
    assert load_small(folder, header + box + tea + private).of("charges").changed == ["box", "tea"]
    assert [charge.name["en"] for charge in catalogue().charges] == ["Packaging", "Tea"]
