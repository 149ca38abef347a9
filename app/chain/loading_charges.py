"""The charges of a loaded chain: what parties pay besides their dishes."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.chain.changes import Changes, settle
from app.chain.entries import ChargeEntry, ChargePriceEntry
from app.db import db
from app.menu.models import Charge, ChargePrice
from app.stores.models import Store, Tax

COLUMNS = ("store_id", "kind", "area", "weekdays", "from_minute", "to_minute", "valid_from", "valid_to", "refusable", "amount_minor")


def load_charges(changes: Changes, entries: list[ChargeEntry], stores: Mapping[str, Store], taxes: Mapping[str, Tax], at: datetime) -> None:
    """What an order was charged already stays as it is in its lines, so rows can be replaced."""
    existing = {charge.code: charge for charge in db.session.scalars(select(Charge).order_by(Charge.id).options(selectinload(Charge.prices)))}
    wanted = {entry.code: {"name": entry.name, "per": entry.per, "tax_id": taxes[entry.tax].id, "position": position}
              for position, entry in enumerate(entries)}
    charges = settle(changes, existing, wanted, lambda code: Charge(code=code, **wanted[code]), at)
    for entry in entries:
        charge, rows = charges[entry.code], [_row(price, stores) for price in entry.prices]
        if [tuple(getattr(price, name) for name in COLUMNS) for price in charge.prices] != rows:
            charge.prices = [ChargePrice(**dict(zip(COLUMNS, row, strict=True))) for row in rows]
            changes.mark(charge, entry.code)


def _row(price: ChargePriceEntry, stores: Mapping[str, Store]) -> tuple[Any, ...]:
    _store, kind, *others = price.conditions
    return stores[price.store].id if price.store else None, kind and str(kind), *others, price.refusable, price.price
