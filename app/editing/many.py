"""One change for many dishes and stores: planned, looked at, done in one go, and taken back in one go."""
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app import codes
from app.audit import Actor, AuditEntry
from app.db import db
from app.editing import changing
from app.editing.menu import CONDITIONS
from app.errors import Invalid, Refused
from app.i18n import _
from app.menu.models import Dish
from app.money import BASIS, rounded
from app.stores.models import Store

REASON = "many "                # and a token: what was done together
LARGEST = 10**9


class What(StrEnum):
    SET = "set"                 # to an amount
    ADD = "add"                 # an amount, which may be negative
    PERCENT = "percent"         # basis points, which may be negative
    SAME = "same"               # as everywhere: a store's own price goes
    SELL = "sell"
    STOP = "stop"


PRICES = (What.SET, What.ADD, What.PERCENT, What.SAME)


@dataclass(frozen=True)
class Wish:
    """`value`: minor units or basis points; `step`: minor units that a price is a multiple of; `day`: from then on, else at once."""

    what: What
    value: int = 0
    step: int = 1
    day: date | None = None


@dataclass(frozen=True)
class Row:
    """One dish in one store, or everywhere: what it costs or whether it is sold, before and after. None: no price of its own."""

    dish: Dish
    store: Store | None
    before: int | bool | None
    after: int | bool | None
    was: int | None = None      # what it costs there now, from wherever the price comes

    @property
    def is_odd(self) -> bool:
        """Less than half or more than twice: a slip of the finger more often than a wish."""
        return (isinstance(self.after, int) and not isinstance(self.after, bool) and bool(self.was)
                and not self.was / 2 <= self.after <= self.was * 2)     # type: ignore[operator]


def planned(dishes: Sequence[Dish], stores: Sequence[Store | None], wish: Wish) -> list[Row]:
    """What would change, those left out where nothing would. A store of None stands for the whole chain.

    Raises Invalid for a price below nothing, or a wish that has no meaning there."""
    if wish.what is What.SAME and None in stores:
        raise Invalid(_("Choose the stores whose own prices go."))
    if wish.what is What.SAME and wish.day is not None:
        raise Invalid(_("A store's own price goes at once, not from a day on."))
    read = _price if wish.what in PRICES else _sold
    return [row for dish in dishes for store in stores if (row := read(dish, store, wish)) is not None]


def _price(dish: Dish, store: Store | None, wish: Wish) -> Row | None:
    own = _plain(dish, store)
    was = own if own is not None else _plain(dish, None)
    if wish.what is not What.SET and was is None:
        return None             # nothing to count from
    after = None if wish.what is What.SAME else _counted(was or 0, wish)
    if after is not None and not 0 <= after < LARGEST:
        raise Invalid(_("A price would be below nothing. Please look at the amount again."))
    before = own if wish.day is None else was
    return None if after == before else Row(dish, store, before, after, was)


def _counted(was: int, wish: Wish) -> int:
    exact = {What.SET: wish.value, What.ADD: was + wish.value}.get(wish.what)
    return exact if exact is not None else rounded(Decimal(was) * (BASIS + wish.value) / BASIS / wish.step) * wish.step


def _sold(dish: Dish, store: Store | None, wish: Wish) -> Row | None:
    there = {link.store_id for link in dish.stores}
    before = dish.on_sale and (store is None or not there or store.id in there)
    after = wish.what is What.SELL
    return None if before == after else Row(dish, store, before, after)


def _plain(dish: Dish, store: Store | None) -> int | None:
    return changing.values(dish, [f"price:{store.id}" if store else "price"])[f"price:{store.id}" if store else "price"]     # type: ignore[no-any-return]


def digest(rows: Collection[Row], wish: Wish) -> str:
    """Tells one plan from another."""
    return codes.fingerprint(json.dumps([[row.dish.id, row.store and row.store.id, row.before, row.after, row.was] for row in rows]
                                        + [[wish.what, wish.value, wish.step, str(wish.day)]]))


def apply(dishes: Sequence[Dish], stores: Sequence[Store | None], wish: Wish, *, previewed: str, all_stores: Collection[int], by: Actor) -> str:
    """Do what was planned, each dish an entry of the trail; the token they share. Raises Refused where it is no longer what was previewed."""
    held = [changing.locked(dish) for dish in sorted(dishes, key=lambda dish: dish.id)]
    order = {dish.id: place for place, dish in enumerate(dishes)}
    rows = planned(sorted(held, key=lambda dish: order[dish.id]), stores, wish)
    if digest(rows, wish) != previewed:
        raise Refused(_("Something was changed meanwhile. Look at what would change once more."))
    token = codes.readable(8)
    put: Callable[[Dish, list[Row]], dict[str, Any]] = (lambda dish, mine: _prices(dish, mine, wish)) if wish.what in PRICES else (
        lambda dish, mine: _sale(dish, mine, set(all_stores)))
    for dish in held:
        if mine := [row for row in rows if row.dish.id == dish.id]:
            only = mine[0].store if len(mine) == 1 else None
            changing.change(dish, put(dish, mine), by=by, store_id=only and only.id, reason=REASON + token)
    return token


def _prices(dish: Dish, rows: Sequence[Row], wish: Wish) -> dict[str, Any]:
    if wish.day is None:
        return {f"price:{row.store.id}" if row.store else "price": row.after for row in rows}
    kept = changing.values(dish, ["prices"])["prices"]
    for row in rows:
        conditions = [row.store and row.store.id, *[None] * (len(CONDITIONS) - 3), wish.day.isoformat(), None]
        kept = [each for each in kept if each[:-1] != conditions]
        if row.after is not None:
            kept.append([*conditions, row.after])
    return {"prices": kept}


def _sale(dish: Dish, rows: Sequence[Row], all_stores: set[int]) -> dict[str, Any]:
    if any(row.store is None for row in rows):
        return {"on_sale": rows[0].after}
    sold = ({link.store_id for link in dish.stores} or set(all_stores)) if dish.on_sale else set()
    for row in rows:
        sold = sold | {row.store.id} if row.after else sold - {row.store.id}    # type: ignore[union-attr]
    if not sold:            # no store left is off sale: no store at all would mean every store
        return {"on_sale": False}
    return {"on_sale": True, "stores": [] if sold >= all_stores else sorted(sold)}


def together(token: str) -> list[AuditEntry]:
    """What was changed in one go, the latest first."""
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.reason == REASON + token, AuditEntry.verb == changing.CHANGED,
                                                            AuditEntry.subject_kind == "dish").order_by(AuditEntry.id.desc())))


def undo(token: str, *, by: Actor) -> int:
    """All of it as it was, how many; what somebody changed since stays and is refused. Raises Refused."""
    entries = together(token)
    if not entries:
        raise Refused(_("That is as it was already."))
    for entry in entries:
        changing.undo(entry, by=by)
    return len(entries)
