"""A chain as its files tell it: the other way round of `reading`, from the database to the cells of the tables.

What is retired is left out, and everything that was sold or happened: a folder describes a chain, not its days."""
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.chain import describing_menu
from app.chain.formats import closed_text, hours_text, minute_text
from app.chain.reading_charges import CHARGES
from app.chain.reading_menu import MENU, OPTIONS, PRICES
from app.chain.reading_stores import NONE, OWN_HOURS, STAFF, STORES, TABLES
from app.chain.sheets import Columns
from app.chain.wording import code_of, declared, quoted, texts
from app.codes import fingerprint
from app.db import db
from app.menu.models import OrderKind
from app.staff.models import StaffMember
from app.stores.models import Chain, Station, Store, Tax
from app.tables import neighbours
from app.tables.models import Area, DiningTable

Cells = dict[str, str]              # column → what stands in it


@dataclass
class Described:
    """`settings` is what chain.toml holds; `tables` the others, by file name: the header, then the rows; `pictures` are names in the folder
    and the names they are stored under."""

    settings: dict[str, Any]
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)


def describe(chain: Chain, *, with_codes: bool = False) -> Described:
    """The chain as it stands. The codes that are printed for the tables only `with_codes`: whoever has them can order."""
    stores = list(db.session.scalars(select(Store).where(Store.retired_at.is_(None)).order_by(Store.position, Store.id)))
    slugs = {store.id: store.slug for store in stores}
    menu = describing_menu.Menu(chain, slugs)
    found = Described(_settings(chain, stores), pictures=_pictures(chain, menu))
    tables: dict[str, tuple[Columns, list[Cells]]] = {
        "stores.csv": (STORES, [_store(chain, store) for store in stores]),
        "tables.csv": (TABLES, _tables(chain, slugs, with_codes=with_codes)), "menu.csv": (MENU, menu.dish_rows(_names(found.pictures))),
        "options.csv": (OPTIONS, menu.option_rows()), "prices.csv": (PRICES, menu.price_rows()),
        "charges.csv": (CHARGES, menu.charge_rows()), "staff.csv": (STAFF, _staff(slugs))}
    for name, (columns, rows) in tables.items():
        if rows or name in ("stores.csv", "tables.csv", "menu.csv"):        # the others may be missing
            header = _header(columns, chain.languages)
            found.tables[name] = [header, *([row.get(column, "") for column in header] for row in rows)]
    return found


def digest(chain: Chain) -> str:
    """Tells the chain as it stands from what it was or will be."""
    found = describe(chain, with_codes=True)
    return fingerprint(json.dumps([found.settings, found.tables, found.pictures], ensure_ascii=False))


def _header(columns: Columns, languages: Sequence[str]) -> list[str]:
    """What a row is about first, then what it is called."""
    first, *others = columns.single
    return [first, *(f"{text}.{language}" for text in columns.texts for language in languages), *others]


def _settings(chain: Chain, stores: Iterable[Store]) -> dict[str, Any]:
    stations = db.session.scalars(select(Station).where(Station.retired_at.is_(None)).order_by(Station.position, Station.id))
    taxes = db.session.scalars(select(Tax).where(Tax.retired_at.is_(None)).order_by(Tax.id))

    def in_chain(said: Mapping[str, str]) -> dict[str, str]:
        return {language: said[language] for language in chain.languages if said.get(language)}
    return {
        "name": in_chain(chain.name), "languages": list(chain.languages), "currency": chain.currency, "time_zone": chain.time_zone,
        "service_charge": chain.service_charge_rate / 100, "contact": chain.contact,
        "support": in_chain(chain.support), "legal": in_chain(chain.legal), "welcome": in_chain(chain.welcome),
        "brand": {**chain.brand, "wordmark": f"wordmark{PurePath(chain.wordmark).suffix}" if chain.wordmark else ""},
        "stations": [{"code": station.code, "name": in_chain(station.name)} for station in stations],
        "taxes": [{"code": tax.code, "name": in_chain(tax.name), "included": tax.included,
                   "rate": {str(kind): tax.rate(kind) / 100 for kind in OrderKind}} for tax in taxes],
        "store": {store.slug: dict(sorted(store.settings.items())) for store in stores if store.settings}}


def _pictures(chain: Chain, menu: describing_menu.Menu) -> dict[str, str]:
    """Named after their dish, so that people find them. Not every file system tells small letters from capitals."""
    found = {f"wordmark{PurePath(chain.wordmark).suffix}": chain.wordmark} if chain.wordmark else {}
    for dish in menu.dishes:
        if dish.picture:
            name = f"pictures/{dish.code}{PurePath(dish.picture).suffix}"
            is_taken = name.casefold() in {known.casefold() for known in found}
            found[f"pictures/{dish.picture}" if is_taken else name] = dish.picture
    return found


def _names(pictures: Mapping[str, str]) -> dict[str, str]:
    """Stored name → a name in the folder."""
    return {stored: name for name, stored in reversed(pictures.items())}


def _store(chain: Chain, store: Store) -> Cells:
    own = {column: hours_text(row for row in store.hours if row.service == service) for service, column in OWN_HOURS.items()}
    return {
        "slug": store.slug, **texts(chain, "name", store.name), **texts(chain, "address", store.address), "phone": store.phone,
        "latitude": "" if store.latitude is None else repr(store.latitude), "longitude": "" if store.longitude is None else repr(store.longitude),
        "time_zone": store.time_zone, "hours": hours_text(row for row in store.hours if row.service is None) or NONE, **own,
        "day_ends": minute_text(store.day_ends), "closed": closed_text(store.closures), "services": " ".join(store.services),
        "tables": store.table_policy}


def _tables(chain: Chain, slugs: Mapping[int, str], *, with_codes: bool) -> list[Cells]:
    tables = list(db.session.scalars(select(DiningTable).where(DiningTable.retired_at.is_(None), DiningTable.store_id.in_(slugs))
                                     .order_by(DiningTable.position, DiningTable.id).options(selectinload(DiningTable.area))))
    areas = db.session.scalars(select(Area).where(Area.retired_at.is_(None), Area.store_id.in_(slugs)).order_by(Area.position, Area.id))
    of_store: dict[int, list[Area]] = defaultdict(list)
    for area in areas:
        of_store[area.store_id].append(area)
    beside = _beside(tables)

    def place(area: Area) -> Cells:
        return {"store": slugs[area.store_id], "area": code_of(chain, area), **texts(chain, "area", area.name)}
    rows = []
    for store_id in slugs:
        here = [table for table in tables if table.store_id == store_id]
        rows += [place(area) for area in declared(of_store[store_id], [table.area for table in here])]
        rows += [place(table.area) | {
            "label": table.label, "min_covers": str(table.min_covers), "max_covers": str(table.max_covers),
            "x": "" if table.x is None else str(table.x), "y": "" if table.y is None else str(table.y), "shape": table.shape or "",
            "neighbours": " ".join(quoted(label) for label in beside[table.id]), "code": table.token if with_codes else ""} for table in here]
    return rows


def _beside(tables: Sequence[DiningTable]) -> dict[int, list[str]]:
    """Table id → labels of those it can be joined with, each pair told once: by the one that stands first."""
    place, by_id = {table.id: number for number, table in enumerate(tables)}, {table.id: table for table in tables}
    found: dict[int, list[int]] = defaultdict(list)
    for pair in neighbours.pairs(by_id):
        if set(pair) <= set(place):
            first, second = sorted(pair, key=lambda number: place[number])
            found[first].append(second)
    return defaultdict(list, {first: [by_id[other].label for other in sorted(others, key=lambda number: place[number])]
                              for first, others in found.items()})


def _staff(slugs: Mapping[int, str]) -> list[Cells]:
    """A row for each role a person has; passwords and second factors stay here."""
    rows = []
    for person in db.session.scalars(select(StaffMember).where(StaffMember.retired_at.is_(None)).order_by(StaffMember.id)
                                     .options(selectinload(StaffMember.roles))):
        stores: dict[str, list[str]] = {}
        for role in sorted(person.roles, key=lambda row: list(slugs).index(row.store_id) if row.store_id in slugs else -1):
            if role.store_id is None or role.store_id in slugs:
                stores.setdefault(role.role, []).extend([slugs[role.store_id]] if role.store_id else [])
        rows += [{"username": person.username, "name": person.name, "role": role, "stores": " ".join(where)}
                 for role, where in (stores or {NONE: []}).items()]
    return rows
