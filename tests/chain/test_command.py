"""`flask chain load`, as a manager runs it."""
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, func, inspect, select

from app import live, personal
from app.db import db
from app.menu.catalogue import TOPIC
from app.menu.models import Dish, Price
from app.staff.models import StaffMember
from app.stores.finding import chain
from app.tables.models import DiningTable
from tests.chain.small import small, with_


def run(app: Flask, folder: Path, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["chain", "load", str(folder), *options])


def counted() -> list[object]:
    rows = [db.session.scalar(select(func.count()).select_from(model)) for model in (Dish, Price, DiningTable, StaffMember)]
    return [*rows, live.version(TOPIC), chain() and chain().version]


@pytest.fixture
def ten_mistakes(tmp_path: Path) -> Path:
    return small(
        tmp_path / "ten",
        chain=with_("chain.toml", ("rate = 6", 'rate = "six"')),
        stores=with_("stores.csv", ("10:00-22:00", "10-22")),
        tables=with_("tables.csv", ("south,大堂", "west,大堂"), ("round", "heart")),
        menu=with_("menu.csv", ("20.50", "20,50"), ("minutes", "minuets")).replace(",20,50,", ',"20,50",'),
        options=with_("options.csv", ("1,1,标准", "2,1,标准"), ("1,1,大份", "2,1,大份")),
        prices=with_("prices.csv", ("11:00,14:00", "11:00,25:00"), ("mapo,south", "tofu,south")),
        staff=with_("staff.csv", ("cook", "boss")))


def test_ten_different_mistakes_are_all_said_and_nothing_changes(app: Flask, tmp_path: Path, ten_mistakes: Path) -> None:
    assert run(app, small(tmp_path / "chain")).exit_code == 0
    before = counted()
    result = run(app, ten_mistakes)
    assert result.exit_code == 1
    assert [line.split("; expected")[0] for line in result.output.splitlines()] == [
        'chain.toml, line 12, taxes[1].rate: "six"',
        'stores.csv, line 2, hours: "10-22"',
        'tables.csv, line 4, store: "west"',
        'tables.csv, line 4, shape: "heart"',
        'menu.csv, line 1, minuets: "minuets"',
        'menu.csv, line 3, price: "20,50"',
        'options.csv, line 2, min: "2"',
        'prices.csv, line 2, to: "25:00"',
        'prices.csv, line 3, dish: "tofu"',
        'staff.csv, line 3, role: "boss"',
        "Nothing was changed. Mistakes: 10."]
    assert counted() == before


def test_what_was_done_is_said(app: Flask, tmp_path: Path) -> None:
    first = run(app, small(tmp_path / "chain"))
    assert first.exit_code == 0
    assert first.output.splitlines()[:4] == [
        "chain: 1 added (小馆)", "stations: 1 added (wok)", "taxes: 1 added (food)", "stores: 2 added (north, south)"]
    assert "dishes: 3 added (mapo, greens, rice)" in first.output
    assert [line.split()[2] for line in first.output.splitlines() if line.startswith("Password of")] == ["lin:", "wu:"]
    assert run(app, small(tmp_path / "chain")).output == "Nothing changed.\n"
    assert run(app, small(tmp_path / "chain", menu=with_("menu.csv", ("28", "29")))).output == "dishes: 1 changed (mapo)\n"


def test_a_dry_run(app: Flask, tmp_path: Path) -> None:
    before = counted()
    result = run(app, small(tmp_path / "chain"), "--dry-run")
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "A dry run: nothing was changed.")
    assert "dishes: 3 added" in result.output
    assert "Password" not in result.output
    assert counted() == before


def test_a_folder_that_is_not_there(app: Flask, tmp_path: Path) -> None:
    result = run(app, tmp_path / "nowhere")
    assert (result.exit_code, result.output.count("\n")) == (1, 2)
    assert "expected a folder" in result.output


def test_a_database_without_tables_is_a_sentence_that_names_the_command(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.inspect", lambda _: inspect(create_engine("sqlite://")))
    result = run(app, small(tmp_path / "chain"))
    assert result.exit_code == 1
    assert "flask --app wsgi db upgrade" in result.output


def test_a_database_of_another_key_is_a_sentence(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small(tmp_path / "chain")
    assert run(app, folder).exit_code == 0
    db.session.remove()
    monkeypatch.setattr(personal, "_key", b"x" * 32)
    result = run(app, folder)
    assert result.exit_code == 1
    assert "another key" in result.output
