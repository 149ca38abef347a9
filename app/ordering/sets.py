"""Set meals: one price for several dishes, each cooked at its own station, taxed as itself and owed as its part of the price."""
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import delete, or_, select

from app.db import db
from app.menu.card import Offer, offers
from app.menu.catalogue import CatalogueDish, catalogue
from app.money import shares
from app.ordering.models import LineState, Order, OrderLine, SetMeal


@dataclass(frozen=True, slots=True)
class Part:
    """One dish of a set meal."""

    dish: CatalogueDish
    price_minor: int                        # its part of the set's price
    chosen: list[dict[str, object]]         # what else was chosen with the set, as every cook must know it


def parts(offer: Offer, options: list[list[int]], order: Order) -> list[Part]:
    """The dishes of a set meal with these options; none where the dish is no set, or nothing of it was chosen.

    The price is shared out as the dishes would cost by themselves, with what their choice adds: so is the tax, where their rates differ."""
    chosen = offer.dish.parts(options)
    dishes = [catalogue().dishes[choice.dish_id] for choice in chosen if choice.dish_id]
    alone = offers(order.store, order.kind, [dish.id for dish in dishes]) if dishes else {}
    weights = _weights([alone[dish.id].default_price if dish.id in alone else None for dish in dishes],
                       [offer.choice_prices.get(choice.id, 0) for choice in chosen])
    counts = dict(options)
    words = [{"name": choice.name, "count": counts[choice.id]} for choice in offer.dish.choices.values()
             if choice.id in counts and not choice.dish_id]
    prices = shares(offer.unit_price(options), weights) if dishes else []
    return [Part(dish, price, words) for dish, price in zip(dishes, prices, strict=True)]


def _weights(prices: list[int | None], added: list[int]) -> list[int]:
    """A dish that is sold in sets only counts like the mean of the others."""
    known = [price for price in prices if price is not None]
    mean = sum(known) // len(known) if known else 0
    return [max(0, (mean if price is None else price) + more) for price, more in zip(prices, added, strict=True)]


def freeze(offer: Offer, line: OrderLine) -> SetMeal:
    """One portion of a set, as it is sent now."""
    made = SetMeal(dish_id=offer.dish.id, name=offer.dish.name, options=line.options, price_seen_minor=line.price_seen_minor,
                   unit_price_minor=offer.unit_price(line.options))
    db.session.add(made)
    db.session.flush()
    return made


def by_set(lines: Iterable[OrderLine]) -> list[list[OrderLine]]:
    """Lines that are dishes of one set meal together, every other one by itself; in the order of the first."""
    found: dict[object, list[OrderLine]] = {}
    for line in lines:
        found.setdefault(("set", line.set_id) if line.set_id else line.id, []).append(line)
    return list(found.values())


def whole(line_ids: Collection[int]) -> list[int]:
    """These lines and the other dishes of their set meals that are owed: a set is paid, split off and given away as a whole."""
    of = select(OrderLine.set_id).where(OrderLine.id.in_(line_ids), OrderLine.set_id.is_not(None))
    others = db.session.scalars(select(OrderLine.id).where(OrderLine.set_id.in_(of), OrderLine.voided_at.is_(None))) if line_ids else []
    return sorted({*line_ids, *others})


def portions(lines: Iterable[OrderLine]) -> Counter[int]:
    """By dish id what these lines took from the kitchen: a set meal counts once, besides its dishes."""
    found: Counter[int] = Counter()
    for together in by_set(lines):
        found.update(line.dish_id for line in together)
        if (meal := together[0].set_meal) is not None:
            found[meal.dish_id] += 1
    return found


def forget(ids: Iterable[int]) -> None:
    """Sets whose dishes are on the slip again, unless one of them was voided and stays on the order."""
    left = select(OrderLine.id).where(OrderLine.set_id == SetMeal.id)
    db.session.execute(delete(SetMeal).where(SetMeal.id.in_(list(ids)), ~left.exists()).execution_options(synchronize_session=False))


def is_whole_void(line: OrderLine) -> bool:
    """Whether nothing is left of the line's set meal, and none of it was begun."""
    if line.set_id is None:
        return False
    left = select(OrderLine.id).where(OrderLine.set_id == line.set_id, or_(
        OrderLine.state != LineState.VOID, OrderLine.started_at.is_not(None), OrderLine.ready_at.is_not(None)))
    return db.session.scalar(left.limit(1)) is None
