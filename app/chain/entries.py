"""A chain as its files describe it: plain values, checked, and not yet in any database."""
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.chain.cells import Closed, Window
from app.menu.models import ChargePer, OrderKind
from app.pictures.kept import Picture
from app.staff.models import Role
from app.stores.models import Service, TablePolicy
from app.tables.models import Shape

Texts = dict[str, str]              # language → text


@dataclass
class StationEntry:
    code: str
    name: Texts


@dataclass
class TaxEntry:
    code: str
    name: Texts
    included: bool
    rates: dict[OrderKind, int]     # basis points


@dataclass
class StoreEntry:
    slug: str
    name: Texts
    address: Texts
    phone: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    hours: tuple[Window, ...]
    day_ends: int
    closed: tuple[Closed, ...]
    services: list[Service]
    policy: TablePolicy
    own_hours: dict[Service, tuple[Window, ...]] = field(default_factory=dict)      # of services whose hours differ
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass
class AreaEntry:
    store: str
    code: str
    name: Texts


@dataclass
class TableEntry:
    store: str
    area: str
    label: str
    min_covers: int
    max_covers: int
    x: int | None
    y: int | None
    shape: Shape | None
    neighbours: list[str] = field(default_factory=list)     # labels; each pair may be told from one side or both
    token: str = ""                 # printed in its code; counts for a new table only
    line: int = field(default=0, compare=False)


@dataclass
class CategoryEntry:
    code: str
    name: Texts
    course: int | None = None       # None: with the first


@dataclass
class DishEntry:
    code: str
    category: str
    name: Texts
    short: Texts
    description: Texts
    price: int | None               # minor units; None: only where prices.csv has one
    station: str
    minutes: int
    tax: str
    allergens: list[str] | None     # None: not stated
    tags: list[str]
    served: tuple[Window, ...]
    stores: list[str]               # empty: all
    portions: int | None            # a day; None: no limit
    picture: Picture | None
    quick: str = ""                 # what staff type for it
    on_sale: bool = True
    options: list[str] = field(default_factory=list)    # codes of its groups in its own order; the others follow in theirs


@dataclass
class PriceEntry:
    dish: str
    price: int
    store: str | None
    kind: OrderKind | None
    weekdays: int | None            # a bit per day, Monday 1 … Sunday 64
    from_minute: int | None
    to_minute: int | None           # over 1440 past midnight
    valid_from: date | None
    valid_to: date | None


@dataclass
class ChoiceEntry:
    code: str
    name: Texts
    price: int                      # what it adds, in minor units; may be negative
    default: bool
    per_choice_max: int
    allergens: list[str]
    dish: str | None = None         # of a set meal: the dish that it is


@dataclass
class GroupEntry:
    code: str
    name: Texts
    dishes: list[str]
    min_choices: int
    max_choices: int
    choices: list[ChoiceEntry]


@dataclass
class ChargePriceEntry:
    store: str | None
    kind: OrderKind | None
    area: str | None                # code
    weekdays: int | None            # a bit per day, Monday 1 … Sunday 64
    from_minute: int | None
    to_minute: int | None           # over 1440 past midnight
    valid_from: date | None
    valid_to: date | None
    refusable: bool
    price: int

    @property
    def conditions(self) -> tuple[Any, ...]:
        return (self.store, self.kind, self.area, self.weekdays, self.from_minute, self.to_minute, self.valid_from, self.valid_to)


@dataclass
class ChargeEntry:
    code: str
    name: Texts
    per: ChargePer
    tax: str
    prices: list[ChargePriceEntry] = field(default_factory=list)


@dataclass
class StaffEntry:
    username: str
    name: str
    roles: dict[str | None, Role]   # by store; None: the whole chain


@dataclass
class ChainEntry:
    name: Texts
    languages: list[str]
    currency: str
    time_zone: str
    service_charge: int             # basis points
    contact: str
    support: Texts
    legal: Texts
    welcome: Texts
    brand: dict[str, float]
    wordmark: Picture | None
    stations: list[StationEntry]
    taxes: list[TaxEntry]
    stores: list[StoreEntry] = field(default_factory=list)
    areas: list[AreaEntry] = field(default_factory=list)
    tables: list[TableEntry] = field(default_factory=list)
    categories: list[CategoryEntry] = field(default_factory=list)
    dishes: list[DishEntry] = field(default_factory=list)
    prices: list[PriceEntry] = field(default_factory=list)
    groups: list[GroupEntry] = field(default_factory=list)
    charges: list[ChargeEntry] = field(default_factory=list)
    staff: list[StaffEntry] | None = None       # None: no staff.csv, staff stays as it is
    has_pictures: bool = True                   # else those that are there stay as they are
