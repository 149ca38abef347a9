"""A chain written as files: loaded again it changes nothing, and from an empty database the same files come out, byte for byte."""
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from app.audit import Actor
from app.chain.describing import describe
from app.chain.loading import load
from app.chain.writing import write
from app.clock import now
from app.db import db, transaction
from app.editing import changing, menu
from app.menu.models import (
    Category,
    Charge,
    ChargePer,
    ChargePrice,
    Choice,
    Dish,
    DishGroup,
    DishStore,
    OptionGroup,
    OrderKind,
    Price,
)
from app.staff.models import Role, StaffMember, StaffRole
from app.stores.finding import chain
from app.stores.models import Chain, Closure, OpeningHours, Station, Store, TablePolicy, Tax
from app.tables import neighbours
from app.tables.models import Area, DiningTable, Shape, TableNeighbour
from tests.chain.small import small
from tests.chain.test_formats import REASONS
from tests.counts import count

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "demo/lantern", ROOT / "tests/chains/berlin", ROOT / "tests/chains/tokyo"]
BY = Actor("command")


def exported(folder: Path, pictures: Path, **more: bool) -> dict[str, bytes]:
    write(describe(chain(), **more), folder, pictures)
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def there_and_back(app: Flask, another: Callable[[], Flask], tmp_path: Path) -> dict[str, bytes]:
    """What was exported, after it was shown that it is whole."""
    first = exported(tmp_path / "first", tmp_path / "pictures", with_codes=True)
    db.session.remove()
    assert load(tmp_path / "first", pictures=tmp_path / "pictures").lines() == ["Nothing changed."]
    db.session.remove()
    with another().app_context():
        load(tmp_path / "first", pictures=tmp_path / "elsewhere")
        assert exported(tmp_path / "second", tmp_path / "elsewhere", with_codes=True) == first
        db.session.remove()
    return first


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_chain_of_files(app: Flask, another: Callable[[], Flask], tmp_path: Path, folder: Path) -> None:
    load(folder, pictures=tmp_path / "pictures")
    files = there_and_back(app, another, tmp_path)
    assert {path.name for path in folder.glob("*.*")} - {"wordmark.svg"} <= set(files)
    pictures = {path.read_bytes() for path in folder.rglob("*.svg")}
    assert {content for name, content in files.items() if name.endswith(".svg")} == pictures


def test_what_the_office_can_do_and_no_folder_had(app: Flask, another: Callable[[], Flask], tmp_path: Path) -> None:
    load(small(tmp_path / "chain"), pictures=tmp_path / "pictures")
    with transaction():
        north, south = db.session.scalars(select(Store).order_by(Store.id))
        dishes = {dish.code: dish for dish in db.session.scalars(select(Dish))}
        size, extras = db.session.scalars(select(OptionGroup).order_by(OptionGroup.id))
        empty = Category(code="x1", name={"zh": "空", "en": "Empty"}, position=0, course=2)
        lonely = OptionGroup(code="lonely", name={"zh": "问"}, min_choices=0, max_choices=2)
        hall = db.session.scalar(select(Area).where(Area.store_id == north.id))
        for row in (empty, lonely, Area(store_id=north.id, code="roof", name={"zh": "天台"}, position=-1)):
            changing.added(row, by=BY)
        changing.added(Choice(group_id=lonely.id, code="c1", name={"zh": "好"}, position=3), by=BY)
        table = DiningTable(store_id=north.id, area_id=hall.id, label='B "1", x', token="t" * 22, min_covers=1, max_covers=2, position=9)
        changing.added(table, by=BY)
        neighbours.put(table, [db.session.scalar(select(DiningTable.id).where(DiningTable.label == "A2"))])
        changing.change(dishes["mapo"], {"groups": [extras.id, size.id], "on_sale": False, "allergens": ["soy", "gold leaf, fine"],
                                         "price": None, f"price:{south.id}": 3100, "served": [[4, 1380, 1500], [5, 120, 1440]]}, by=BY)
        changing.change(dishes["rice"], {"stores": [south.id], "name": {"zh": "=1+1", "en": '"quoted"; really'}}, by=BY)
        changing.change(chain(), {"welcome": {"zh": "欢迎"}}, by=BY)
        north.closures = [Closure(first_day=date(2026, 12, 24), last_day=date(2026, 12, 24), reason='10:00-12:00; "private"', hours=[[1320, 1560]])]
        changing.retire(dishes["greens"], by=BY)
    files = there_and_back(app, another, tmp_path)
    said = b"\n".join(files.values()).decode()
    for words in ("'=1+1", "gold leaf, fine", "天台", "欢迎", "lonely", "none"):
        assert words in said
    assert "greens" not in said and "password" not in said


def test_codes_of_tables_only_when_asked_for(app: Flask, tmp_path: Path) -> None:
    load(small(tmp_path / "chain"), pictures=tmp_path / "pictures")
    tokens = set(db.session.scalars(select(DiningTable.token)))
    plain, whole = (exported(tmp_path / str(codes), tmp_path / "pictures", with_codes=codes)["tables.csv"].decode() for codes in (False, True))
    assert not any(token in plain for token in tokens) and all(token in whole for token in tokens)


# Whatever people type

WORDS = some.text(some.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=12).map(lambda text: " ".join(text.split())) \
    | some.sampled_from(['"', "a;b", "=SUM(A1)", "'", "''=1", "-5", "+86 21", "none", "@x", "é👨‍👩‍👧", "שלום", "a,b", "#", "\\n"])
NAMES = some.tuples(WORDS.filter(bool), WORDS).map(lambda said: {key: text for key, text in zip(("zh", "en"), said, strict=True) if text})
MINUTES = some.integers(0, 1439)


@some.composite
def price_rows(draw: some.DrawFn, stores: list[int]) -> Price:
    start = draw(some.none() | MINUTES)
    first = draw(some.none() | some.dates(date(2026, 1, 1), date(2027, 1, 1)))
    return Price(amount_minor=draw(some.integers(0, 99_999)), store_id=draw(some.sampled_from([None, *stores])),
                 kind=draw(some.sampled_from([None, *map(str, OrderKind)])), weekdays=draw(some.none() | some.integers(1, 127)), from_minute=start,
                 to_minute=None if start is None else start + draw(some.integers(1, 1439)), valid_from=first,
                 valid_to=None if first is None else draw(some.none() | some.dates(first, date(2028, 1, 1))))


@settings(max_examples=count(25, 500), phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_any_chain(app: Flask, another: Callable[[], Flask], tmp_path_factory: pytest.TempPathFactory, data: some.DataObject) -> None:
    """Odd texts, prices under any condition, times past midnight, categories and questions in any order."""
    draw, folder = data.draw, tmp_path_factory.mktemp("any")
    load(small(folder / "chain"), pictures=folder / "pictures")
    with transaction():
        stores = list(db.session.scalars(select(Store).order_by(Store.id)))
        dishes = list(db.session.scalars(select(Dish).order_by(Dish.id)))
        groups, categories, areas = (list(db.session.scalars(select(model).where(model.retired_at.is_(None)).order_by(model.id)))
                                     for model in (OptionGroup, Category, Area))
        for dish in dishes:
            menu.DISH["name"].put(dish, draw(NAMES))
        for row in (*stores, *groups, *categories, *areas, chain()):
            row.name = draw(NAMES)
        for place, dish in zip(draw(some.permutations(range(3))), dishes, strict=True):
            dish.position, dish.description, dish.on_sale = place, draw(NAMES), draw(some.booleans())
            dish.prices = draw(some.lists(price_rows([store.id for store in stores]), max_size=4))
            dish.allergens = draw(some.none() | some.lists(some.sampled_from(["soy", "egg", "gold, leaf", '"x"']), unique=True))
            menu.DISH["groups"].put(dish, draw(some.permutations([group.id for group in groups])))
        for place, category in zip(draw(some.permutations(range(2))), categories, strict=True):
            category.position = place
        for store in stores:
            store.phone = draw(WORDS)
            first = draw(some.dates(date(2026, 1, 1), date(2027, 1, 1)))
            store.closures = [Closure(first_day=first, last_day=first, reason=" ".join(draw(REASONS | WORDS).split()),
                                      hours=draw(some.sampled_from([[], [[600, 720]], [[1320, 1500]]])))]
    there_and_back(app, another, folder)


# Nothing is forgotten

SAMPLES: dict[type[Any], dict[str, Any]] = {
    Chain: {"name": {"zh": "别名"}, "languages": ["zh"], "currency": "EUR", "time_zone": "Europe/Berlin", "service_charge_rate": 1250, "contact": "x",
            "support": {"zh": "x"}, "legal": {"zh": "x"}, "hue": 1.5, "chroma": 0.1, "second_hue": 2, "second_chroma": 0.01, "wordmark": "x.svg",
            "welcome": {"zh": "x"}},
    Store: {"slug": "new", "name": {"zh": "x"}, "address": {"en": "x"}, "phone": "1", "latitude": 1.25, "longitude": 2.5, "time_zone": "Asia/Tokyo",
            "day_ends": 60, "services": ["pickup"], "table_policy": TablePolicy.CONFIRM, "settings": {"phones": 3}, "position": 9,
            "retired_at": now()},
    OpeningHours: {"store_id": 2, "weekday": 3, "opens": 1, "closes": 1439, "service": "pickup"},
    Closure: {"store_id": 2, "first_day": date(2026, 1, 1), "last_day": date(2027, 2, 2), "reason": "x", "hours": [[60, 120]]},
    Station: {"code": "x", "name": {"zh": "x"}, "position": 9, "retired_at": now()},
    Tax: {"code": "x", "name": {"zh": "x"}, "included": False, "dine_in_rate": 1, "pickup_rate": 2, "delivery_rate": 3, "retired_at": now()},
    Area: {"store_id": 2, "code": "x", "name": {"zh": "x"}, "position": 9, "retired_at": now()},
    DiningTable: {"store_id": 2, "area_id": 2, "label": "x", "token": "y" * 22, "min_covers": 2, "max_covers": 9, "x": 3, "y": 4, "shape": Shape.LONG,
                  "position": 9, "retired_at": now()},
    TableNeighbour: {"first_id": 1, "second_id": 3},
    Category: {"code": "x", "name": {"zh": "x"}, "course": 3, "position": 9, "retired_at": now()},
    Dish: {"code": "x", "quick": "Q1", "category_id": 2, "name": {"zh": "x"}, "short": {"zh": "x"}, "description": {"zh": "x"}, "station_id": 2,
           "tax_id": 2, "minutes": 77, "allergens": ["egg"], "tags": ["x"], "served": [[0, 60, 120]], "portions": 77, "picture": "y.svg",
           "on_sale": False, "position": 9, "retired_at": now()},
    DishStore: {"dish_id": 1, "store_id": 2},
    OptionGroup: {"code": "x", "name": {"zh": "x"}, "min_choices": 0, "max_choices": 2, "retired_at": now()},
    DishGroup: {"dish_id": 3, "group_id": 2, "position": 9},
    Choice: {"group_id": 2, "dish_id": 3, "code": "x", "name": {"zh": "x"}, "is_default": False, "per_choice_max": 7, "allergens": ["egg"],
             "position": 9, "retired_at": now()},
    Price: {"dish_id": 3, "choice_id": 2, "store_id": 1, "kind": "pickup", "weekdays": 1, "from_minute": 1, "to_minute": 1439,
            "valid_from": date(2026, 1, 1), "valid_to": date(2028, 1, 1), "amount_minor": 7},
    Charge: {"code": "x", "name": {"zh": "x"}, "per": ChargePer.ORDER, "tax_id": 2, "position": 9, "retired_at": now()},
    ChargePrice: {"charge_id": 2, "store_id": 1, "kind": "pickup", "area": "x", "weekdays": 1, "from_minute": 1, "to_minute": 1439,
                  "valid_from": date(2026, 1, 1), "valid_to": date(2028, 1, 1), "amount_minor": 7, "refusable": True},
    StaffMember: {"username": "x", "name": "x", "retired_at": now()},
    StaffRole: {"staff_id": 2, "store_id": 2, "role": Role.HOST}}
STAYS_HERE = {
    "id": "a number of this database", "version": "counts changes", "search": "made from the names", "added_on": "the day it came into this database",
    "password_hash": "a secret", "is_demo": "the demo's", "epoch": "ends sessions", "created_at": "a day of this database",
    "totp_secret": "a secret", "totp_since": "a secret", "totp_step": "a secret"}


@pytest.fixture
def everything(app: Flask, tmp_path: Path) -> None:
    """Two of everything, in two stores."""
    charges = "charge,name.zh,per,price,tax\ntea,茶,head,3,food\nbox,盒,portion,1,food\n"
    load(small(tmp_path / "chain", charges=charges), pictures=tmp_path / "pictures")
    with transaction():
        for model in (Station, Tax):
            row = db.session.scalar(select(model))
            values = {each.key: getattr(row, each.key) for each in inspect(model).column_attrs if each.key != "id"}
            db.session.add(model(**values | {"code": "other"}))
        store = db.session.scalar(select(Store).order_by(Store.id))
        store.closures = [Closure(first_day=date(2026, 12, 1), last_day=date(2026, 12, 2))]
        db.session.add(Area(store_id=store.id, code="roof", name={"zh": "天台"}, position=5))
        db.session.add(table := DiningTable(store_id=store.id, area_id=1, label="A3", token="z" * 22, min_covers=1, max_covers=2, position=4))
        db.session.flush()
        neighbours.join(db.session.scalar(select(DiningTable.id).where(DiningTable.label == "A2")), table.id)


@pytest.mark.parametrize("model", SAMPLES, ids=lambda model: model.__tablename__)
def test_every_column_is_written_or_stays_here_for_a_reason(everything: None, tmp_path: Path, model: type[Any]) -> None:
    columns = {each.key for each in inspect(model).column_attrs}
    assert columns - set(STAYS_HERE) == set(SAMPLES[model]), "say what a new column is exported as, or why it is not"
    for name, value in SAMPLES[model].items():
        before = described()
        assert any(is_set(row, name, value) for row in db.session.scalars(select(model).order_by(model.id)).all()), f"{name} cannot be {value}"
        db.session.expire_all()
        assert described() != before, f"{name} is not written"
        db.session.rollback()


def is_set(row: Any, name: str, value: Any) -> bool:
    """Whether the value is another one, and the database takes it."""
    if getattr(row, name) == value:
        return False
    try:
        with db.session.begin_nested():
            setattr(row, name, value)
    except IntegrityError:
        return False
    return True


def described() -> tuple[object, ...]:
    found = describe(chain(), with_codes=True)
    return found.settings, found.tables, found.pictures


# The command

def run(app: Flask, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["chain", "export", *options])


def test_the_command(app: Flask, tmp_path: Path) -> None:
    assert run(app, str(tmp_path / "out")).exit_code == 1
    load(small(tmp_path / "chain"), pictures=tmp_path / "pictures")
    result = run(app, str(tmp_path / "out"))
    assert (result.exit_code, result.output) == (0, f"7 files written to {tmp_path / 'out'}.\n")
    again = run(app, str(tmp_path / "out"))
    assert again.exit_code == 1 and "Name a new or an empty folder, or a new file" in again.output
