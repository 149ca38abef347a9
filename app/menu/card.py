"""The card: what is served here now, at which price, and how much of it is left."""
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.clock import now
from app.errors import Invalid
from app.i18n import _, pick
from app.menu import stock
from app.menu.catalogue import CatalogueCategory, CatalogueChoice, CatalogueDish, CatalogueGroup, catalogue, price_at
from app.menu.models import OrderKind
from app.menu.stock import Left
from app.stores.hours import business_day, local, within
from app.stores.models import Store

NEW_FOR_DAYS = 14
DIETS = ("peanut", "mild", "vegetarian")    # what a menu can be narrowed to: no peanut, not spicy, vegetarian


@dataclass(frozen=True, slots=True)
class Offer:
    """A dish as this store offers it at one moment."""

    dish: CatalogueDish
    price_minor: int                        # with its default options left out
    choice_prices: dict[int, int]           # choice id → what one of it adds
    left: Left
    served_now: bool
    is_new: bool
    gone: frozenset[int] = frozenset()      # choices that are dishes of a set meal and cannot be had today

    @property
    def sold_out(self) -> bool:
        return self.left.sold_out

    @property
    def available(self) -> bool:
        return self.served_now and not self.sold_out

    def lacks(self, options: Iterable[Iterable[int]]) -> CatalogueChoice | None:
        """The first of the chosen dishes of a set meal that cannot be had today."""
        return next((choice for choice in self.dish.parts(options) if choice.id in self.gone), None)

    @property
    def at_first(self) -> dict[int, int]:
        """Choice id → count of what is chosen at first: the defaults that can be had."""
        return {choice: count for choice, count in self.dish.default_options if choice not in self.gone}

    @property
    def at_once(self) -> bool:
        """Whether it can be ordered as it usually comes, without a choice."""
        return self.dish.defaults_suffice and self.lacks(self.dish.default_options) is None

    def unit_price(self, options: Iterable[Iterable[int]]) -> int:
        """One portion with options [[choice id, count], …], in minor units; never below nothing."""
        return max(0, self.price_minor + sum(self.choice_prices.get(choice, 0) * count for choice, count in options))

    def group_costs(self, group: CatalogueGroup) -> bool:
        """Whether any choice of a group changes the price."""
        return any(self.choice_prices[choice.id] for choice in group.choices)

    @property
    def default_price(self) -> int:
        return self.unit_price(self.dish.default_options)


@dataclass(frozen=True, slots=True)
class Card:
    categories: tuple[tuple[CatalogueCategory, tuple[Offer, ...]], ...]
    offers: dict[int, Offer]


def offers(store: Store, kind: OrderKind, dish_ids: Iterable[int] | None = None, *, at: datetime | None = None) -> dict[int, Offer]:
    """Offers by dish id; dishes that are retired, not of this store or without a price are missing."""
    at = at or now()
    here, day = local(store, at), business_day(store, at)
    dishes, counted = catalogue().dishes, stock.counted(store.id, day)
    wanted = dishes.values() if dish_ids is None else [dishes[i] for i in dict.fromkeys(dish_ids) if i in dishes]
    found = {}
    for dish in wanted:
        price = price_at(dish.prices, store.id, kind, here) if dish.sold_in(store.id) else None
        if price is not None:
            gone, left = _gone(dish, store.id, dishes, counted), counted.get(dish.id) or Left(dish.portions)
            if gone and not all(_can_be_answered(group, gone) for group in dish.groups):
                left = Left(left.remaining, stopped=True)
            found[dish.id] = Offer(
                dish, price, {c.id: price_at(c.prices, store.id, kind, here) or 0 for c in dish.choices.values()}, left,
                within(dish.served, here), "new" in dish.tags and (day - dish.added_on).days < NEW_FOR_DAYS, gone)
    return found


def _gone(dish: CatalogueDish, store_id: int, dishes: Mapping[int, CatalogueDish], counted: Mapping[int, Left]) -> frozenset[int]:
    """The choices of a set meal whose dish this store does not sell or has no more of today. A dish need not be on the card by itself,
    nor at this hour: the set's own hours count."""
    if not dish.is_set:
        return frozenset()

    def is_had(part: CatalogueDish | None) -> bool:
        return part is not None and part.sold_in(store_id) and not (counted.get(part.id) or Left(part.portions)).sold_out
    return frozenset(choice.id for choice in dish.choices.values() if choice.dish_id and not is_had(dishes.get(choice.dish_id)))


def _can_be_answered(group: CatalogueGroup, gone: Collection[int]) -> bool:
    return sum(choice.per_choice_max for choice in group.choices if choice.id not in gone) >= group.min_choices


def card(store: Store, kind: OrderKind, *, query: str = "", codes: bool = False, diets: Iterable[str] = (), at: datetime | None = None) -> Card:
    """The whole card, in the order of the menu; in a category signature dishes first, sold-out ones last.

    A query leaves the dishes it finds: a part of a name, of its pinyin, or pinyin's first letters; with `codes` the beginning of what
    staff type, too. Diets leave what suits them all."""
    wanted, query = set(diets), query.casefold()
    found = {dish_id: offer for dish_id, offer in offers(store, kind, at=at).items()
             if (query in offer.dish.search or (codes and offer.dish.quick.casefold().startswith(query))) and wanted <= set(suits(offer.dish))}
    sections = []
    for category in catalogue().categories:
        inside = [offer for offer in found.values() if offer.dish.category_id == category.id and offer.served_now]
        inside.sort(key=lambda offer: (offer.sold_out, "signature" not in offer.dish.tags))
        if inside:
            sections.append((category, tuple(inside)))
    return Card(tuple(sections), found)


def checked_options(dish: CatalogueDish, chosen: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Options as they are kept: [[choice id, count], …], sorted. Raises Invalid where the dish does not allow them."""
    counts: dict[int, int] = {}
    for choice_id, count in chosen:
        if choice_id not in dish.choices or count < 0:
            raise Invalid(_("One of the options is no longer on the menu. Please choose again."))
        counts[choice_id] = counts.get(choice_id, 0) + count
    for group in dish.groups:
        _check_group(group, {c.id: counts[c.id] for c in group.choices if counts.get(c.id)})
    return sorted([choice_id, count] for choice_id, count in counts.items() if count)


def _check_group(group: CatalogueGroup, counts: dict[int, int]) -> None:
    total, name = sum(counts.values()), pick(group.name)
    if total < group.min_choices:
        raise Invalid(_("%(group)s: please choose at least %(count)s.", group=name, count=group.min_choices))
    if total > group.max_choices:
        raise Invalid(_("%(group)s: at most %(count)s.", group=name, count=group.max_choices))
    for choice in group.choices:
        if counts.get(choice.id, 0) > choice.per_choice_max:
            raise Invalid(_("%(choice)s: at most %(count)s.", choice=pick(choice.name), count=choice.per_choice_max))


def suits(dish: CatalogueDish) -> tuple[str, ...]:
    """The diets a dish suits as it comes, without other options. What is not stated never counts as free of anything."""
    stated = allergens_of(dish, dish.default_options)
    mild = not dish.spice and not any(part is None or part.spice for part in _parts(dish, dish.default_options))
    held = {"peanut": stated is not None and "peanut" not in stated, "mild": mild,
            "vegetarian": "vegetarian" in dish.tags or "vegan" in dish.tags}
    return tuple(diet for diet, holds in held.items() if holds)


def allergens_of(dish: CatalogueDish, options: Iterable[Iterable[int]]) -> tuple[str, ...] | None:
    """Allergens of a dish with its options; None where the dish's are not stated. Of a set meal those of its dishes, None where one does not
    state them or none is chosen yet."""
    options = list(options)
    parts = [None if part is None else allergens_of(part, part.default_options) for part in _parts(dish, options)]
    if None in parts or (not parts if dish.is_set else dish.allergens is None):
        return None
    added = [allergen for choice, _count in options if choice in dish.choices for allergen in dish.choices[choice].allergens]
    return tuple(dict.fromkeys((*(dish.allergens or ()), *(each for part in parts for each in part or ()), *added)))


def allergens_by_choice(dish: CatalogueDish) -> dict[int, tuple[str, ...] | None]:
    """Of the dishes that a set meal can be made of, by the id of the choice."""
    found = {choice.id: _parts(dish, [[choice.id, 1]])[0] for choice in dish.choices.values() if choice.dish_id}
    return {choice: None if part is None else allergens_of(part, part.default_options) for choice, part in found.items()}


def _parts(dish: CatalogueDish, options: Iterable[Iterable[int]]) -> list[CatalogueDish | None]:
    """The dishes that a set meal is made of; None for one that is off the menu, or is a set itself."""
    found = [catalogue().dishes.get(choice.dish_id) for choice in dish.parts(options) if choice.dish_id]
    return [None if part is None or part.is_set else part for part in found]
