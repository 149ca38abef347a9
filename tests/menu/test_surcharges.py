"""Which charges hold where and when; the most specific row of each wins."""
from datetime import UTC, datetime

import pytest
from flask import Flask

from app import clock
from app.clock import now
from app.db import transaction
from app.menu.catalogue import ChargeRow, PriceRow, catalogue
from app.menu.models import ChargePer, OrderKind
from app.menu.surcharges import valid
from app.stores.models import Store
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)         # a Monday, 12:00 in Shanghai


@pytest.fixture
def store(app: Flask) -> Store:
    clock.move(NOON - now())
    return cast.a_store()


def asked(store: Store, kind: OrderKind = OrderKind.DINE_IN, *areas: str) -> list[tuple[str, int, bool]]:
    return [(found.name["en"], found.unit_price_minor, found.refusable) for found in valid(store, kind, areas)]


def test_none_where_there_are_none(store: Store) -> None:
    assert asked(store) == []


def test_all_that_hold_each_once(store: Store) -> None:
    lake = cast.a_store("lake")
    cast.a_charge("tea", 300)
    cast.a_charge("tea", 500, store_id=store.id, refusable=True)
    cast.a_charge("box", 100, per=ChargePer.PORTION, kind="pickup")
    cast.a_charge("towel", 50, weekdays=1, from_minute=660, to_minute=840)
    assert asked(store) == [("Tea", 500, True), ("Towel", 50, False)]
    assert asked(lake) == [("Tea", 300, False), ("Towel", 50, False)]
    assert asked(store, OrderKind.PICKUP) == [("Tea", 500, True), ("Box", 100, False), ("Towel", 50, False)]
    clock.move(datetime(2026, 11, 23, 6, 0, tzinfo=UTC) - now())
    assert asked(store) == [("Tea", 500, True)]


def test_a_private_room_costs_more_and_the_hall_nothing(store: Store) -> None:
    cast.a_charge("tea", 300, store_id=store.id)
    cast.a_charge("tea", 800, area="Private")
    cast.a_charge("tea", 0, store_id=store.id, area="Hall")
    assert asked(store, OrderKind.DINE_IN, "Private") == [("Tea", 800, False)]
    assert asked(store, OrderKind.DINE_IN, "Hall") == []
    assert asked(store) == [("Tea", 300, False)]
    assert asked(store, OrderKind.DINE_IN, "Hall", "Private") == []          # a store and its area are more than an area anywhere


def test_among_as_many_conditions_the_area_counts_most() -> None:
    of_area, of_store = ChargeRow(PriceRow(1), "Hall"), ChargeRow(PriceRow(2, store_id=1))
    assert of_area.specificity > of_store.specificity
    assert ChargeRow(PriceRow(2, store_id=1, kind="pickup")).specificity > of_area.specificity


def test_retired_ones_are_gone(store: Store) -> None:
    charge = cast.a_charge()
    with transaction():
        charge.retired_at = now()
    from_scratch = cast.a_charge("towel", 50)
    assert [each.id for each in catalogue().charges] == [from_scratch.id]
