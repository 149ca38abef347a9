"""The whole menu as plain values, read once per change and shared by every request of a process.

The topic "menu" is touched by whatever edits dishes, options or prices; what runs out by the hour is in `stock`."""
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import selectinload

from app import live
from app.db import db
from app.menu.models import Category, Charge, ChargePer, ChargePrice, Choice, Dish, DishGroup, OptionGroup, Price
from app.stores.hours import DAY
from app.stores.models import Tax

TOPIC = "menu"


@dataclass(frozen=True, slots=True)
class PriceRow:
    amount_minor: int
    store_id: int | None = None
    kind: str | None = None
    weekdays: int | None = None
    from_minute: int | None = None
    to_minute: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, store_id: int, kind: str, at: datetime) -> bool:
        """Whether the row holds at a store, for a kind of order, at a local moment."""
        return ((self.store_id is None or self.store_id == store_id) and (self.kind is None or self.kind == kind)
                and self._in_hours(at))

    def _in_hours(self, at: datetime) -> bool:
        """What began yesterday and goes on past midnight is still of yesterday's date and weekday."""
        minute, start = at.hour * 60 + at.minute, self.from_minute or 0
        end = DAY if self.to_minute is None else self.to_minute
        today = at.date()
        return ((start <= minute < end and self._on(today))
                or (start <= minute + DAY < end and self._on(today - timedelta(days=1))))

    def _on(self, day: date) -> bool:
        return ((self.weekdays is None or bool(self.weekdays >> day.weekday() & 1))
                and (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to))

    @property
    def specificity(self) -> tuple[int, ...]:
        """More conditions are more specific; among as many, store counts before dates, hours, weekdays and kind."""
        given = tuple(int(value is not None) for value in (
            self.store_id, self.valid_from or self.valid_to, self.from_minute if self.from_minute is not None else self.to_minute,
            self.weekdays, self.kind))
        return (sum(given), *given)


def price_at(rows: Sequence[PriceRow], store_id: int, kind: str, at: datetime) -> int | None:
    """The most specific row that holds wins; among equals the latest. None when no row holds."""
    holding = [(row.specificity, index, row.amount_minor) for index, row in enumerate(rows) if row.holds(store_id, kind, at)]
    return max(holding)[2] if holding else None


@dataclass(frozen=True, slots=True)
class CatalogueChoice:
    id: int
    name: dict[str, str]
    is_default: bool
    per_choice_max: int
    allergens: tuple[str, ...]
    prices: tuple[PriceRow, ...]
    dish_id: int | None = None              # of a set meal: the dish that it is


@dataclass(frozen=True, slots=True)
class CatalogueGroup:
    id: int
    code: str
    name: dict[str, str]
    min_choices: int
    max_choices: int
    choices: tuple[CatalogueChoice, ...]


@dataclass(frozen=True)
class CatalogueDish:
    id: int
    code: str
    quick: str                              # what staff type: A12
    category_id: int
    name: dict[str, str]
    short: dict[str, str]
    description: dict[str, str]
    station: str
    minutes: int
    tax_code: str
    tax_included: bool
    tax_rates: dict[str, int]
    allergens: tuple[str, ...] | None
    tags: tuple[str, ...]
    spice: int
    served: list[list[int]]
    portions: int | None
    picture: str
    search: str
    added_on: date
    on_sale: bool
    store_ids: frozenset[int]               # empty: every store
    groups: tuple[CatalogueGroup, ...]
    prices: tuple[PriceRow, ...]

    def sold_in(self, store_id: int) -> bool:
        return self.on_sale and (not self.store_ids or store_id in self.store_ids)

    @cached_property
    def choices(self) -> dict[int, CatalogueChoice]:
        return {choice.id: choice for group in self.groups for choice in group.choices}

    @cached_property
    def is_set(self) -> bool:
        """A set meal: nothing is cooked for it but the dishes that are chosen."""
        return any(choice.dish_id for choice in self.choices.values())

    def parts(self, options: Iterable[Iterable[int]]) -> list[CatalogueChoice]:
        """The dishes of a set meal with these options, one for each time it is chosen, in the order of the menu."""
        counts = dict(options)
        return [choice for choice in self.choices.values() if choice.dish_id for _time in range(counts.get(choice.id, 0))]

    @cached_property
    def default_options(self) -> list[list[int]]:
        """[choice id, 1] of every default, sorted."""
        return sorted([choice.id, 1] for group in self.groups for choice in group.choices if choice.is_default)

    @cached_property
    def defaults_suffice(self) -> bool:
        """Whether the dish can be ordered without choosing anything."""
        return all(sum(choice.is_default for choice in group.choices) >= group.min_choices for group in self.groups)


@dataclass(frozen=True, slots=True)
class CatalogueCategory:
    id: int
    code: str
    name: dict[str, str]
    course: int = 1


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """Where and when a charge is how much."""

    price: PriceRow
    area: str | None = None                 # code
    refusable: bool = False

    def holds(self, store_id: int, kind: str, areas: Collection[str], at: datetime) -> bool:
        return (self.area is None or self.area in areas) and self.price.holds(store_id, kind, at)

    @property
    def specificity(self) -> tuple[int, ...]:
        """As with prices; among as many conditions the area counts most, for it is within a store."""
        count, *given = self.price.specificity
        return (count + (self.area is not None), int(self.area is not None), *given)


@dataclass(frozen=True, slots=True)
class CatalogueCharge:
    id: int
    name: dict[str, str]
    per: ChargePer
    tax_code: str
    tax_included: bool
    tax_rates: dict[str, int]
    rows: tuple[ChargeRow, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    version: int
    categories: tuple[CatalogueCategory, ...]
    dishes: dict[int, CatalogueDish]        # in the order of the menu
    charges: tuple[CatalogueCharge, ...] = ()


_known: WeakKeyDictionary[Engine, Catalogue] = WeakKeyDictionary()


def catalogue() -> Catalogue:
    """The menu as it stands now; what a transaction changed on it is seen by that transaction only."""
    version = live.version(TOPIC)
    if live.is_touched(TOPIC):
        return _read(version)
    known = _known.get(db.engine)
    if known is None or known.version != version:
        known = _known[db.engine] = _read(version)
    return known


def _read(version: int) -> Catalogue:
    categories = db.session.scalars(select(Category).where(Category.retired_at.is_(None)).order_by(Category.position, Category.id)).all()
    rank = {category.id: place for place, category in enumerate(categories)}
    dishes = db.session.scalars(
        select(Dish).where(Dish.retired_at.is_(None), Dish.category_id.in_(rank)).order_by(Dish.position, Dish.id)
        .options(selectinload(Dish.station), selectinload(Dish.tax), selectinload(Dish.stores), selectinload(Dish.prices),
                 selectinload(Dish.groups).selectinload(DishGroup.group).selectinload(OptionGroup.choices)
                 .options(selectinload(Choice.prices), selectinload(Choice.dish))))
    in_order = sorted(dishes, key=lambda dish: rank[dish.category_id])
    return Catalogue(version, tuple(CatalogueCategory(c.id, c.code, c.name, c.course or 1) for c in categories),
                     {dish.id: _dish(dish) for dish in in_order}, tuple(_charges()))


def _rows(prices: Sequence[Price] | Sequence[ChargePrice]) -> tuple[PriceRow, ...]:
    return tuple(PriceRow(p.amount_minor, p.store_id, p.kind, p.weekdays, p.from_minute, p.to_minute, p.valid_from, p.valid_to) for p in prices)


def _charges() -> Iterator[CatalogueCharge]:
    for charge in db.session.scalars(select(Charge).where(Charge.retired_at.is_(None)).order_by(Charge.position, Charge.id)
                                     .options(selectinload(Charge.tax), selectinload(Charge.prices))):
        rows = zip(_rows(charge.prices), charge.prices, strict=True)
        yield CatalogueCharge(charge.id, charge.name, charge.per, charge.tax.code, charge.tax.included, _rates(charge.tax),
                              tuple(ChargeRow(row, price.area, price.refusable) for row, price in rows))


def _rates(tax: Tax) -> dict[str, int]:
    return {kind: tax.rate(kind) for kind in ("dine_in", "pickup", "delivery")}


def _group(group: OptionGroup) -> CatalogueGroup:
    choices = tuple(CatalogueChoice(c.id, c.called, c.is_default, c.per_choice_max, tuple(c.allergens),
                                    _rows(c.prices), c.dish_id)
                    for c in group.choices if c.retired_at is None and (c.dish is None or c.dish.retired_at is None))
    return CatalogueGroup(group.id, group.code, group.name, group.min_choices, group.max_choices, choices)


def _dish(dish: Dish) -> CatalogueDish:
    return CatalogueDish(
        id=dish.id, code=dish.code, quick=dish.quick or dish.code, category_id=dish.category_id, name=dish.name, short=dish.short,
        description=dish.description,
        station=dish.station.code, minutes=dish.minutes, tax_code=dish.tax.code, tax_included=dish.tax.included,
        tax_rates=_rates(dish.tax),
        allergens=None if dish.allergens is None else tuple(dish.allergens), tags=tuple(dish.tags), spice=dish.spice,
        served=dish.served, portions=dish.portions, picture=dish.picture, search=dish.search, added_on=dish.added_on,
        on_sale=dish.on_sale, store_ids=frozenset(row.store_id for row in dish.stores),
        groups=tuple(_group(link.group) for link in dish.groups if link.group.retired_at is None), prices=_rows(dish.prices))

