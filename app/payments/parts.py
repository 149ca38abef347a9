"""Splitting a check: what chosen dishes cost of what is still owed, what one of several equal shares is."""
from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.db import db
from app.errors import Invalid, Refused
from app.i18n import _
from app.money import BASIS, shares
from app.ordering import finding, sets
from app.ordering.models import Order, OrderLine
from app.payments.due import due
from app.payments.models import Leg, LegLine, LegState

MOST_SHARES = 99


def equal(owed: int, share_count: int, of: int) -> int:
    """`share_count` of `of` equal shares of what is owed, minor units: the first shares are a unit dearer where it does not divide.

    Raises Invalid for shares that cannot be."""
    if not 1 <= share_count <= of <= MOST_SHARES:
        raise Invalid(_("Type how many of how many equal shares, at most %(most)s.", most=MOST_SHARES))
    return sum(shares(owed, [1] * of)[:share_count]) if owed > 0 else 0


def paid_lines(order: Order) -> dict[int, int]:
    """Line id → minor units, of the dishes that somebody paid for by name."""
    return {line_id: int(amount) for line_id, amount in db.session.execute(
        select(LegLine.line_id, LegLine.amount_minor).join(Leg, Leg.id == LegLine.leg_id)
        .where(Leg.order_id == order.id, Leg.state == LegState.PAID))}


def costs(order: Order) -> dict[int, int]:
    """Line id → what each dish nobody paid for by name costs with its part of everything else on the check, minor units.

    They add up to the check's total less what was paid by dish: taxes and charges go with the dishes, in proportion to their price."""
    paid, owed = paid_lines(order), {line.id for line in finding.owed_lines(order)}
    open_ones = [line for line in finding.priced(order) if line.id in owed - set(paid)]
    weights = [max(0, line.base_minor) * (BASIS if line.tax_included else BASIS + line.tax_rate) for line in open_ones]
    rest = max(0, due(order).total_minor - sum(amount for line_id, amount in paid.items() if line_id in owed))
    parts = shares(rest, weights) if open_ones else []
    return {line.id: part for line, part in zip(open_ones, parts, strict=True)}


def cost(order: Order, line_ids: Collection[int]) -> int:
    """What these dishes cost together, at most what is still owed; all that are left cost all of it. Minor units. A set meal is paid as
    a whole.

    Raises Invalid for no dishes, Refused when one was paid, moved or taken off meanwhile."""
    each, owed = costs(order), due(order).owed_minor
    if not line_ids:
        raise Invalid(_("Choose the dishes that are paid."))
    line_ids = sets.whole(line_ids)
    if not set(line_ids) <= set(each):
        raise Refused(_("One of these dishes was paid or taken off just now. Look at the check again."))
    return capped(each, owed, line_ids)


def capped(each: Mapping[int, int], owed: int, line_ids: Collection[int]) -> int:
    """Of the dishes' costs, what these come to: never more than is owed, and all of it for all that are left."""
    if len(set(line_ids)) == len(each):
        return max(0, owed)
    return max(0, min(owed, sum(each[line_id] for line_id in set(line_ids))))


def share_of(order: Order, line_ids: Collection[int], amount: int) -> dict[int, int]:
    """A payment for dishes, line by line: the parts add up to it."""
    each = costs(order)
    ids = sets.whole(line_ids)
    return dict(zip(ids, shares(amount, [each[line_id] for line_id in ids]), strict=True))


def by_person(order: Order) -> dict[str, list[OrderLine]]:
    """The dishes nobody paid for yet, by whom they are: "g7" a guest's, "s2" a seat's or a name's, "" the table's."""
    paid = paid_lines(order)
    found: dict[str, list[OrderLine]] = {}
    for line in finding.owed_lines(order):
        if line.id not in paid:
            found.setdefault(f"s{line.seat}" if line.seat else f"g{line.guest_id}" if line.guest_id else "", []).append(line)
    return found
