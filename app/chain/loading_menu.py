"""The menu of a loaded chain: categories, dishes, options and prices."""
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.chain.changes import Changes, Report, settle
from app.chain.entries import ChainEntry, DishEntry, GroupEntry, PriceEntry
from app.db import db
from app.menu.models import Category, Choice, Dish, DishGroup, DishStore, OptionGroup, Price
from app.menu.searching import search_text
from app.stores.models import Station, Store, Tax

CONDITIONS = ("store_id", "kind", "weekdays", "from_minute", "to_minute", "valid_from", "valid_to")
Conditions = tuple[Any, ...]            # a price's amount and its conditions, in this order


def load_menu(report: Report, entry: ChainEntry, stores: Mapping[str, Store], stations: Mapping[str, Station], taxes: Mapping[str, Tax],
              today: date, at: datetime) -> None:
    categories = _load_categories(report.of("categories"), entry, at)
    of_options, changes = report.of("options"), report.of("dishes")
    existing = {dish.code: dish for dish in db.session.scalars(select(Dish).options(
        selectinload(Dish.stores), selectinload(Dish.groups), selectinload(Dish.prices)))}
    wanted = {dish.code: _dish_values(dish, position, categories, stations, taxes) for position, dish in enumerate(entry.dishes)}
    if not entry.has_pictures:
        for values in wanted.values():
            del values["picture"]
    dishes = settle(changes, existing, wanted, lambda code: Dish(code=code, added_on=today, **wanted[code]), at)
    groups = _load_groups(of_options, entry.groups, dishes, at)
    for dish in entry.dishes:
        _load_stores(changes, dishes[dish.code], {stores[slug].id for slug in dish.stores})
        asked = [group.code for group in entry.groups if dish.code in group.dishes]
        order = dish.options + [code for code in asked if code not in dish.options]
        _load_dish_groups(changes, dishes[dish.code], [groups[code].id for code in order])
        own = [price for price in entry.prices if price.dish == dish.code]
        _load_prices(changes, dishes[dish.code], dish.code, _price_rows(dish, own, stores))


def _load_categories(changes: Changes, entry: ChainEntry, at: datetime) -> Mapping[str, Category]:
    existing = {category.code: category for category in db.session.scalars(select(Category))}
    wanted = {category.code: {"name": category.name, "course": category.course, "position": position}
              for position, category in enumerate(entry.categories)}
    return settle(changes, existing, wanted, lambda code: Category(code=code, **wanted[code]), at)


def _dish_values(dish: DishEntry, position: int, categories: Mapping[str, Category], stations: Mapping[str, Station],
                 taxes: Mapping[str, Tax]) -> dict[str, Any]:
    return {
        "category_id": categories[dish.category].id, "name": dish.name, "short": dish.short, "description": dish.description,
        "station_id": stations[dish.station].id, "tax_id": taxes[dish.tax].id, "minutes": dish.minutes, "allergens": dish.allergens,
        "tags": dish.tags, "served": [[window.weekday, window.opens, window.closes] for window in dish.served], "portions": dish.portions,
        "picture": dish.picture.stored_as if dish.picture else "", "search": search_text(dish.name),
        "quick": dish.quick, "on_sale": dish.on_sale, "position": position}


def _load_stores(changes: Changes, dish: Dish, store_ids: set[int]) -> None:
    known = {row.store_id for row in dish.stores}
    if known != store_ids:
        dish.stores = [row for row in dish.stores if row.store_id in store_ids] + [DishStore(store_id=i) for i in sorted(store_ids - known)]
        changes.mark(dish, dish.code)


def _load_dish_groups(changes: Changes, dish: Dish, group_ids: list[int]) -> None:
    if [link.group_id for link in dish.groups] == group_ids:
        return
    known = {link.group_id: link for link in dish.groups}
    dish.groups = [known.get(group_id) or DishGroup(group_id=group_id) for group_id in group_ids]
    for position, link in enumerate(dish.groups):
        link.position = position
    changes.mark(dish, dish.code)


def _price_rows(dish: DishEntry, prices: Sequence[PriceEntry], stores: Mapping[str, Store]) -> list[Conditions]:
    """The plain price first, then those of prices.csv in their order: among equally specific ones the latest wins."""
    plain = [] if dish.price is None else [(dish.price, *[None] * len(CONDITIONS))]
    return [*plain,
            *((price.price, stores[price.store].id if price.store else None, price.kind and str(price.kind), price.weekdays, price.from_minute,
               price.to_minute, price.valid_from, price.valid_to) for price in prices)]


def _load_prices(changes: Changes, row: Dish | Choice, label: str, wanted: list[Conditions], marked: Any = None) -> None:
    """What was sold keeps its price in its line, so price rows can be replaced."""
    held = [(price.amount_minor, *(getattr(price, name) for name in CONDITIONS)) for price in row.prices]
    held.sort(key=lambda each: any(condition is not None for condition in each[1:]))      # the plain price first, wherever it was made
    if isinstance(row, Choice):                 # what adds nothing may have a price of 0, or none
        held, wanted = [[each for each in prices if any(each)] for prices in (held, wanted)]
    if held != wanted:
        row.prices = [Price(amount_minor=amount, **dict(zip(CONDITIONS, conditions, strict=True))) for amount, *conditions in wanted]
        changes.mark(marked or row, label)


def _load_groups(changes: Changes, entries: list[GroupEntry], dishes: Mapping[str, Dish], at: datetime) -> Mapping[str, OptionGroup]:
    existing = {group.code: group for group in db.session.scalars(select(OptionGroup).options(
        selectinload(OptionGroup.choices).selectinload(Choice.prices)))}
    wanted = {group.code: {"name": group.name, "min_choices": group.min_choices, "max_choices": group.max_choices} for group in entries}
    groups = settle(changes, existing, wanted, lambda code: OptionGroup(code=code, **wanted[code]), at)
    for entry in entries:
        _load_choices(changes, groups[entry.code], entry, dishes, at)
    return groups


def _load_choices(changes: Changes, group: OptionGroup, entry: GroupEntry, dishes: Mapping[str, Dish],
                  at: datetime) -> None:
    """Choices are reported as a change of their group."""
    own = Changes()
    wanted = {choice.code: {"name": choice.name, "is_default": choice.default, "per_choice_max": choice.per_choice_max,
                            "allergens": choice.allergens, "position": position, "dish_id": dishes[choice.dish].id if choice.dish else None}
              for position, choice in enumerate(entry.choices)}
    choices = settle(own, {choice.code: choice for choice in group.choices}, wanted,
                     lambda code: Choice(group_id=group.id, code=code, **wanted[code]), at)
    for choice in entry.choices:
        _load_prices(own, choices[choice.code], choice.code, [(choice.price, *[None] * len(CONDITIONS))])
    if own:
        changes.mark(group, group.code)
