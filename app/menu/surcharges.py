"""What a party pays besides its dishes, here and now: tea or cover per head, tableware, a room, packaging."""
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.clock import now
from app.menu.catalogue import CatalogueCharge, catalogue
from app.menu.models import ChargePer, OrderKind
from app.stores.hours import local
from app.stores.models import Store


@dataclass(frozen=True, slots=True)
class Surcharge:
    """A charge as this store takes it at one moment."""

    charge: CatalogueCharge
    unit_price_minor: int
    refusable: bool                         # the guests may say no

    @property
    def name(self) -> dict[str, str]:
        return self.charge.name

    @property
    def per(self) -> ChargePer:
        return self.charge.per


def by_area() -> bool:
    """Whether any charge holds in some areas only: else nobody need ask where a party sits."""
    return any(row.area is not None for charge in catalogue().charges for row in charge.rows)


def valid(store: Store, kind: OrderKind, areas: Collection[str] = (), *, at: datetime | None = None) -> list[Surcharge]:
    """Every charge that holds, each by its most specific row (among equals the latest); one of nothing is none.

    `areas` are the codes of the areas where the party sits."""
    here, found = local(store, at or now()), []
    for charge in catalogue().charges:
        holding = [(row.specificity, index) for index, row in enumerate(charge.rows) if row.holds(store.id, kind, areas, here)]
        row = charge.rows[max(holding)[1]] if holding else None
        if row is not None and row.price.amount_minor:
            found.append(Surcharge(charge, row.price.amount_minor, row.refusable))
    return found
