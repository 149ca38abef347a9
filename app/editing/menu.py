"""The menu's fields: dishes with their prices, stores and options, categories, option groups and their choices."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app import live
from app.db import db
from app.editing.fields import Field, column, columns, followed
from app.errors import Refused
from app.i18n import _
from app.menu import catalogue, dated
from app.menu.models import Category, Choice, Dish, DishGroup, DishStore, OptionGroup, Price
from app.menu.searching import search_text
from app.stores.models import Station, Tax

CONDITIONS = ("store_id", "kind", "weekdays", "from_minute", "to_minute", "valid_from", "valid_to")
_PLAIN = [column(name) for name in CONDITIONS]


def tell(row: Any) -> None:
    """Every open menu is made anew, now and when a price with dates begins or ends."""
    live.touch(catalogue.TOPIC)
    if isinstance(row, Dish | Choice):
        dated.tell_ahead(row.prices)


def conditions(price: Price) -> list[Any]:
    """Under which a price holds, as plain values in the order of CONDITIONS."""
    return [field.get(price) for field in _PLAIN]


def plain_price(argument: str) -> Field:
    """The price under no condition, or only that of a store ("price:3"): minor units, null where there is none."""
    where = [int(argument) if argument else None, *[None] * (len(CONDITIONS) - 1)]

    def get(row: Dish | Choice) -> int | None:
        return next((price.amount_minor for price in reversed(row.prices) if conditions(price) == where), None)

    def put(row: Dish | Choice, value: int | None) -> None:
        kept = [price for price in row.prices if conditions(price) != where]
        if value is not None:
            made = Price(amount_minor=value, store_id=where[0])
            kept = [made, *kept] if where[0] is None else [*kept, made]
        row.prices = kept
    return Field(get, put)


def _conditional(row: Dish) -> list[list[Any]]:
    """Prices that hold only at times, on days or for kinds of order: their conditions and amount."""
    return [[*conditions(price), price.amount_minor] for price in row.prices if any(value is not None for value in conditions(price)[1:])]


def _put_conditional(row: Dish, value: Sequence[Sequence[Any]]) -> None:
    kept = [price for price in row.prices if all(each is None for each in conditions(price)[1:])]
    new = []
    for *given, amount in value:
        price = Price(amount_minor=amount)
        for field, each in zip(_PLAIN, given, strict=True):
            field.put(price, each)
        new.append(price)
    row.prices = [*kept, *new]


def _put_stores(row: Dish, value: Sequence[int]) -> None:
    known = {link.store_id: link for link in row.stores}
    row.stores = [known.get(store_id) or DishStore(store_id=store_id) for store_id in sorted(value)]


def _put_groups(row: Dish, value: Sequence[int]) -> None:
    known = {link.group_id: link for link in row.groups}
    row.groups = [known.get(group_id) or DishGroup(group_id=group_id) for group_id in value]
    for place, link in enumerate(row.groups):
        link.position = place


def put_order(model: type[Any], value: Sequence[int]) -> None:
    rows = {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(value)))}
    for place, number in enumerate(value):
        if number in rows:
            rows[number].position = place


def _dishes(row: Category) -> list[int]:
    return list(db.session.scalars(select(Dish.id).where(Dish.category_id == row.id, Dish.retired_at.is_(None)).order_by(Dish.position, Dish.id)))


def _categories(_row: Any) -> list[int]:
    return list(db.session.scalars(select(Category.id).where(Category.retired_at.is_(None)).order_by(Category.position, Category.id)))


ORDER_OF_CATEGORIES = Field(_categories, lambda _row, value: put_order(Category, value))
ORDER_OF_CHOICES = Field(lambda row: [each.id for each in row.choices if each.retired_at is None], lambda _row, value: put_order(Choice, value))

def refuse_gone(row: Any, _value: Any) -> None:
    """What is sold is taxed, and a dish is cooked, by something that was not taken off."""
    used = [db.session.get_one(Tax, row.tax_id), *([db.session.get_one(Station, row.station_id)] if isinstance(row, Dish) else [])]
    if row.retired_at is None and any(each.retired_at for each in used):
        raise Refused(_("Its station or its tax was taken off. Bring that back first, in the history, or choose another."))


DISH = {
    **columns("short", "description", "quick", "category_id", "minutes", "allergens", "tags", "served", "portions", "picture", "on_sale"),
    **{name: followed(name, refuse_gone) for name in ("station_id", "tax_id", "retired_at")},
    "name": followed("name", lambda row, value: setattr(row, "search", search_text(value))),
    "stores": Field(lambda row: sorted(link.store_id for link in row.stores), _put_stores),
    "groups": Field(lambda row: [link.group_id for link in row.groups], _put_groups),
    "prices": Field(_conditional, _put_conditional)}
CATEGORY = {**columns("name", "course", "retired_at"), "dishes": Field(_dishes, lambda _row, value: put_order(Dish, value))}
GROUP = {**columns("name", "min_choices", "max_choices", "retired_at"), "choices": ORDER_OF_CHOICES}
CHOICE = columns("name", "dish_id", "is_default", "per_choice_max", "allergens", "retired_at")
MODELS = (Dish, Category, OptionGroup, Choice)
