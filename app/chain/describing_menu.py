"""menu.csv, options.csv, prices.csv and charges.csv of a chain as it stands."""
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import money
from app.chain.formats import days_text, minute_text, windows_text
from app.chain.reading_menu import NO_ALLERGENS, NONE
from app.chain.wording import code_of, declared, quoted, texts, yes
from app.db import db
from app.menu import allergens
from app.menu.models import Category, Charge, ChargePrice, Choice, Dish, OptionGroup, Price
from app.stores.models import Chain

Cells = dict[str, str]
CONDITIONS = ("store_id", "kind", "weekdays", "from_minute", "to_minute", "valid_from", "valid_to")


class Menu:
    """What is offered, read once."""

    def __init__(self, chain: Chain, slugs: Mapping[int, str]) -> None:
        self.chain, self.slugs = chain, slugs
        self.dishes = list(db.session.scalars(
            select(Dish).where(Dish.retired_at.is_(None)).order_by(Dish.position, Dish.id)
            .options(selectinload(Dish.category), selectinload(Dish.stores), selectinload(Dish.groups), selectinload(Dish.prices),
                     selectinload(Dish.station), selectinload(Dish.tax))))
        groups = db.session.scalars(
            select(OptionGroup).where(OptionGroup.retired_at.is_(None)).order_by(OptionGroup.id)
            .options(selectinload(OptionGroup.choices).options(selectinload(Choice.prices), selectinload(Choice.dish))))
        # A question that nobody can answer yet is none.
        self.groups = [group for group in groups if any(choice.retired_at is None for choice in group.choices)]

    def dish_rows(self, pictures: Mapping[str, str]) -> list[Cells]:
        categories = list(db.session.scalars(select(Category).where(Category.retired_at.is_(None)).order_by(Category.position, Category.id)))
        return [*(self._category(category) for category in declared(categories, [dish.category for dish in self.dishes])),
                *(self._dish(dish, pictures.get(dish.picture, "")) for dish in self.dishes)]

    def _category(self, category: Category) -> Cells:
        return {"category": code_of(self.chain, category), **texts(self.chain, "category", category.name),
                "course": str(category.course or "")}

    def _dish(self, dish: Dish, picture: str) -> Cells:
        stores = [slug for store_id, slug in self.slugs.items() if store_id in {link.store_id for link in dish.stores}]
        plain = _last([price for price in dish.prices if not _is_conditional(price)])
        return self._category(dish.category) | texts(self.chain, "name", dish.name) | texts(self.chain, "short", dish.short) | texts(
            self.chain, "description", dish.description) | {
            "code": dish.code, "price": self._amount(plain[0]) if plain else NONE, "station": dish.station.code, "minutes": str(dish.minutes),
            "tax": dish.tax.code, "allergens": _allergens(dish.allergens), "tags": " ".join(dish.tags),
            "served": windows_text(dish.served), "stores": " ".join(stores),
            "portions": "" if dish.portions is None else str(dish.portions), "picture": picture, "quick": dish.quick,
            "on_sale": yes(dish.on_sale and (bool(stores) or not dish.stores), "no"), "options": self._order(dish)}

    def _order(self, dish: Dish) -> str:
        """Of its questions, where it is not the one of options.csv."""
        place = {group.id: number for number, group in enumerate(self.groups)}
        own = [link.group_id for link in dish.groups if link.group_id in place]
        return "" if own == sorted(own, key=lambda number: place[number]) else " ".join(quoted(self.groups[place[number]].code) for number in own)

    def option_rows(self) -> list[Cells]:
        rows = []
        for group in self.groups:
            dishes = " ".join(dish.code for dish in self.dishes if group.id in {link.group_id for link in dish.groups})
            of_group = {"dish": dishes or NONE, "group": code_of(self.chain, group), **texts(self.chain, "group", group.name),
                        "min": str(group.min_choices), "max": str(group.max_choices)}
            rows += [of_group | self._choice(choice) for choice in group.choices if choice.retired_at is None]
        return rows

    def _choice(self, choice: Choice) -> Cells:
        plain = _last([price for price in choice.prices if not _is_conditional(price)])
        return {"choice": code_of(self.chain, choice), "choice_dish": choice.dish.code if choice.dish else "",
                **texts(self.chain, "choice", choice.name),
                "price": self._amount(plain[0]) if plain and plain[0].amount_minor else "", "default": yes(choice.is_default),
                "per_choice_max": str(choice.per_choice_max), "allergens": _allergens(choice.allergens or None)}

    def price_rows(self) -> list[Cells]:
        return [{"dish": dish.code, **self._conditions(price), "price": self._amount(price)}
                for dish in self.dishes for price in _last([price for price in dish.prices if _is_conditional(price)])
                if price.store_id is None or price.store_id in self.slugs]

    def charge_rows(self) -> list[Cells]:
        charges = db.session.scalars(select(Charge).where(Charge.retired_at.is_(None)).order_by(Charge.position, Charge.id)
                                     .options(selectinload(Charge.prices), selectinload(Charge.tax)))
        return [{"charge": charge.code, **texts(self.chain, "name", charge.name), "per": charge.per, "tax": charge.tax.code,
                 **self._conditions(price), "area": price.area or "", "refusable": yes(price.refusable), "price": self._amount(price)}
                for charge in charges for price in charge.prices if price.store_id is None or price.store_id in self.slugs]

    def _conditions(self, price: Price | ChargePrice) -> Cells:
        days = [] if price.weekdays is None else [day for day in range(7) if price.weekdays >> day & 1]
        return {"store": self.slugs[price.store_id] if price.store_id else "", "kind": price.kind or "", "weekdays": days_text(days),
                "from": "" if price.from_minute is None else minute_text(price.from_minute),
                "to": "" if price.to_minute is None else minute_text(price.to_minute),
                "valid_from": str(price.valid_from or ""), "valid_to": str(price.valid_to or "")}

    def _amount(self, price: Price | ChargePrice) -> str:
        return money.plain(price.amount_minor, self.chain.currency)


def _conditions_of(price: Price) -> tuple[Any, ...]:
    return tuple(getattr(price, name) for name in CONDITIONS)


def _is_conditional(price: Price) -> bool:
    return any(value is not None for value in _conditions_of(price))


def _last(prices: Sequence[Price]) -> list[Price]:
    """Of those with the same conditions the last one, which counts."""
    found: dict[tuple[Any, ...], Price] = {}
    for price in prices:
        found.pop(_conditions_of(price), None)
        found[_conditions_of(price)] = price
    return list(found.values())


def _allergens(stated: Sequence[str] | None) -> str:
    """Those that must be declared by their codes, others in quotation marks."""
    if stated is None:
        return ""
    return " ".join(code if code in allergens.NAMES else '"' + code.replace('"', '""') + '"' for code in stated) or NO_ALLERGENS
