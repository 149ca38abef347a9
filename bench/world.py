"""A temporary installation with the demo chain, and parties that sit in it."""
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app import codes
from app.audit import Actor
from app.clock import now
from app.codes import fingerprint, token
from app.config import SETTINGS
from app.db import db, transaction
from app.factory import create_app
from app.menu.card import Offer, offers
from app.menu.models import OrderKind
from app.ordering import cart
from app.ordering.finding import start_order
from app.ordering.models import LineState, Order, OrderLine
from app.serving import prepare
from app.stores.hours import business_day
from app.stores.models import Store, TablePolicy
from app.tables import sittings
from app.tables.models import DiningTable, Guest, Opened, Sitting, SittingTable

LINES = 4           # of a round


@dataclass(frozen=True)
class World:
    application: Flask
    instance: Path

    @property
    def database(self) -> Path:
        return self.instance / "regulars.db"

    @property
    def environment(self) -> dict[str, str]:
        return {"FLASK_INSTANCE": str(self.instance), "FLASK_DEMO": "1"}

    def form_token(self, secret: str) -> str:
        return codes.signature(self.application.config["SECRET_KEY"], "form", secret)


@dataclass(frozen=True)
class Party:
    """A guest with a cart of four lines, and what its phone sends."""

    address: str            # /t/<token>
    secret: str
    order_id: int
    seen: str


@contextmanager
def a_world() -> Iterator[World]:
    for setting in SETTINGS:
        os.environ.pop(setting.environment, None)       # what this shell is set up for does not matter here
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
        world = World(create_app(INSTANCE=folder, DEMO=True), Path(folder))
        with world.application.app_context():
            prepare(world.application)
            db.session.remove()
        yield world


def copy_of(database: Path, name: str) -> Path:
    """The database as it is now, in a file beside it."""
    target = database.with_name(name)
    with sqlite3.connect(database) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    return target


def free_store() -> Store:
    """A store where the first dish opens the table."""
    return db.session.scalars(select(Store).where(Store.table_policy == TablePolicy.FREE)).first()


def plain_offers(store: Store) -> list[Offer]:
    """Dishes that are there and have no limit, for carts."""
    return [offer for offer in offers(store, OrderKind.DINE_IN).values() if offer.served_now and offer.left.remaining is None][:LINES]


def a_party() -> Party:
    """Three phones at a table of the demo, as a page shows them: a cart of four lines that two of them filled."""
    with transaction():
        store = free_store()
        table = db.session.scalars(select(DiningTable).where(DiningTable.store_id == store.id)).first()
        seats = [sittings.enter(table) for _ in range(3)]
        order = start_order(seats[0].guest.sitting)
        for number, offer in enumerate(plain_offers(store)):
            cart.add(order, seats[number % 2].guest, offer.dish.id, key=token(96))
        return Party(f"/t/{table.token}", seats[0].secret, order.id, "")


def many_parties(count: int) -> list[Party]:
    """Parties with four unsent lines each, each at a table of its own, written at once."""
    with transaction() as session:
        store, at = free_store(), now()
        dishes, day = plain_offers(store), business_day(store, at)
        area = db.session.scalars(select(DiningTable).where(DiningTable.store_id == store.id)).first().area_id
        secrets = [token() for _ in range(count)]
        tables = [DiningTable(store_id=store.id, area_id=area, label=f"Z{number}", token=token(128), min_covers=1, max_covers=4)
                  for number in range(count)]
        stays = [Sitting(store_id=store.id, opened=Opened.STAFF, opened_at=at, confirmed_at=at, last_active_at=at, word="1234", covers=2)
                 for _ in range(count)]
        session.add_all([*tables, *stays])
        session.flush()
        guests = [Guest(sitting_id=stay.id, number=1, secret_hash=fingerprint(secret), joined_at=at)
                  for stay, secret in zip(stays, secrets, strict=True)]
        places = [SittingTable(sitting_id=stay.id, table_id=table.id, since=at) for stay, table in zip(stays, tables, strict=True)]
        orders = [Order(store_id=store.id, kind=OrderKind.DINE_IN, sitting_id=stay.id, opened_at=at, business_day=day) for stay in stays]
        session.add_all([*guests, *places, *orders])
        session.flush()
        lines = [[_line(order, guest, offer) for offer in dishes] for order, guest in zip(orders, guests, strict=True)]
        session.add_all(line for of_one in lines for line in of_one)
        session.flush()
        return [Party(f"/t/{table.token}", secret, order.id, ".".join(f"{line.id}-{line.price_seen_minor}" for line in of_one))
                for table, secret, order, of_one in zip(tables, secrets, orders, lines, strict=True)]


def _line(order: Order, guest: Guest, offer: Offer) -> OrderLine:
    options = offer.dish.default_options
    return OrderLine(store_id=order.store_id, order_id=order.id, dish_id=offer.dish.id, guest_id=guest.id, state=LineState.CART, quantity=1,
                     options=options, price_seen_minor=offer.unit_price(options), added_at=order.opened_at)


NOBODY = Actor("command")
