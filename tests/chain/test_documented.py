"""The reference for managers names everything that a file may hold."""
from dataclasses import fields
from pathlib import Path

import pytest

from app.chain import reading_charges, reading_menu, reading_stores
from app.chain.files import NAMES as FILES
from app.chain.sheets import Columns
from app.menu import allergens
from app.menu.models import ChargePer
from app.staff.models import Role
from app.stores.models import Service, TablePolicy
from app.stores.settings import StoreSettings
from app.tables.models import Shape

REFERENCE = (Path(__file__).parents[2] / "docs/chain-files.md").read_text()
SECTIONS = {part.partition("\n")[0]: part for part in REFERENCE.split("\n## ")}


@pytest.mark.parametrize(("file", "columns"), [
    ("stores.csv", reading_stores.STORES), ("tables.csv", reading_stores.TABLES), ("staff.csv", reading_stores.STAFF),
    ("menu.csv", reading_menu.MENU), ("options.csv", reading_menu.OPTIONS), ("prices.csv", reading_menu.PRICES),
    ("charges.csv", reading_charges.CHARGES)])
def test_every_column(file: str, columns: Columns) -> None:
    names = {*(name for name in columns.single if name not in columns.texts), *(f"{name}.<language>" for name in columns.texts)}
    assert {name for name in names if f"`{name}`" not in SECTIONS[file]} == set()


def test_every_file_setting_and_word() -> None:
    settings = [field.name for field in fields(StoreSettings)]
    closed_lists = [*allergens.NAMES, *ChargePer, *Role, *TablePolicy, *Shape, *FILES, *settings]
    assert [word for word in closed_lists if f"`{word}`" not in REFERENCE] == []
    assert f"`{' '.join(Service)}`" in REFERENCE
