"""Tea, packaging and a room when parties merge, split and part again: nobody pays twice, and what comes back is as it was."""
import pytest

from app.audit import Actor
from app.checks import merging, splitting, undoing
from app.checks.models import Move
from app.codes import token
from app.db import transaction
from app.menu.models import ChargePer
from app.ordering import covers, finding, surcharges
from app.ordering.finding import order_of
from app.ordering.models import Order
from app.payments import paying
from app.payments.due import due
from app.tables import sittings
from app.tables.models import Sitting
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
BY = Actor("command")


def did(verb: object, *args: object, **more: object) -> Move:
    with transaction():
        return verb(*args, by=BY, key=token(), **more)


def undone(made: Move) -> None:
    with transaction():
        undoing.undo(made, by=BY)


def charges() -> None:
    cast.a_charge("tea", 300)
    cast.a_charge("box", 100, per=ChargePer.PORTION)
    cast.a_charge("towel", 50, per=ChargePer.ORDER)


def party(label: str, heads: int | None, portions: int = 2) -> Sitting:
    cast.a_sitting(cast.a_table(label), covers=heads)
    return cast.a_sent_round((cast.a_dish(price=1000), portions), table=cast.a_table(label)).order.sitting


def charged(order: Order | Sitting) -> dict[str, int]:
    """By name: how many, where it is any."""
    found = order_of(order) if isinstance(order, Sitting) else order
    return {line.name["en"]: line.quantity for line in surcharges.lines(found) if line.quantity} if found else {}


def test_two_become_one_and_part_again() -> None:
    charges()
    first, second = party("A1", 2), party("A2", 3)
    theirs = order_of(second)
    made = did(merging.merge, first, second)
    assert (charged(first), charged(theirs)) == ({"Tea": 5, "Box": 4, "Towel": 1}, {})
    assert due(order_of(first)).total_minor == 4000 + 1500 + 400 + 50
    undone(made)
    assert (charged(first), charged(second)) == ({"Tea": 2, "Box": 2, "Towel": 1}, {"Tea": 3, "Box": 2, "Towel": 1})


def test_a_room_of_the_younger_party_is_still_to_be_paid() -> None:
    cast.a_charge("tea", 300)
    cast.a_charge("tea", 800, area="Private")
    cast.a_charge("room", 9900, per=ChargePer.ORDER, area="Private")
    cast.a_table("P1", area="Private")
    first, second = party("A1", 2), party("P1", 3)
    made = did(merging.merge, first, second)
    assert charged(first) == {"Tea": 5, "Room": 1}
    assert due(order_of(first)).total_minor == 4000 + 5 * 300 + 9900            # the older party's tea
    undone(made)
    assert (charged(first), charged(second)) == ({"Tea": 2}, {"Tea": 3, "Room": 1})


def test_who_had_sent_nothing_takes_what_comes() -> None:
    charges()
    with transaction():
        older = sittings.open_by_staff(cast.a_table("A1"), covers=2, by=BY)
        finding.start_order(older)
    younger = party("A2", 3)
    made = did(merging.merge, older, younger)
    assert charged(older) == {"Tea": 5, "Box": 2, "Towel": 1}
    undone(made)
    assert (charged(older), surcharges.lines(order_of(older)), charged(younger)) == ({}, [], {"Tea": 3, "Box": 2, "Towel": 1})
    cast.a_sent_round(cast.a_dish(), table=cast.a_table("A1"))
    assert charged(older) == {"Tea": 2, "Box": 1, "Towel": 1}


def test_an_older_party_without_a_check_takes_theirs() -> None:
    charges()
    with transaction():
        older = sittings.open_by_staff(cast.a_table("A1"), covers=2, by=BY)
    younger = party("A2", 3)
    made = did(merging.merge, older, younger)
    assert charged(older) == {"Tea": 5, "Box": 2, "Towel": 1}
    undone(made)
    assert (charged(older), charged(younger)) == ({}, {"Tea": 3, "Box": 2, "Towel": 1})


def test_who_ordered_nothing_brings_their_heads() -> None:
    charges()
    first = party("A1", 2)
    with transaction():
        second = sittings.open_by_staff(cast.a_table("A2"), covers=3, by=BY)
    made = did(merging.merge, first, second)
    assert charged(first) == {"Tea": 5, "Box": 2, "Towel": 1}
    undone(made)
    assert charged(first) == {"Tea": 2, "Box": 2, "Towel": 1}


def test_a_split_party_pays_its_part_and_no_more() -> None:
    charges()
    sitting = party("A1", 4, portions=3)
    order = order_of(sitting)
    whole = due(order).total_minor
    made = did(splitting.split, sitting, [order.lines[0].id], 1)
    split_off = made.before["order"][1]
    target = paying.locked_order(split_off, order.store_id)
    assert (charged(sitting), charged(target)) == ({"Tea": 3, "Box": 2, "Towel": 1}, {"Tea": 1, "Box": 1})
    assert due(order).total_minor + due(target).total_minor == whole
    undone(made)
    assert (charged(sitting), charged(target), due(order).total_minor) == ({"Tea": 4, "Box": 3, "Towel": 1}, {}, whole)


def test_dishes_that_go_without_people_take_no_tea() -> None:
    charges()
    sitting = party("A1", 4, portions=3)
    order = order_of(sitting)
    whole = due(order).total_minor
    made = did(splitting.split, sitting, [order.lines[0].id], None)
    target = paying.locked_order(made.before["order"][1], order.store_id)
    assert (charged(sitting), charged(target)) == ({"Tea": 4, "Box": 2, "Towel": 1}, {"Box": 1})
    assert due(order).total_minor + due(target).total_minor == whole


def test_what_was_told_before_the_meal_holds_after_a_split() -> None:
    charges()
    sitting = party("A1", 4)
    with transaction():
        for price in cast.a_charge("tea", 900, area="Nowhere").prices:
            price.amount_minor = 900
    order = order_of(sitting)
    made = did(splitting.split, sitting, [order.lines[0].id], 2)
    target = paying.locked_order(made.before["order"][1], order.store_id)
    assert [line.unit_price_minor for line in surcharges.lines(target) if line.per is ChargePer.HEAD] == [300]


def test_dishes_go_to_a_party_with_charges_of_its_own_or_without() -> None:
    charges()
    first, second = party("A1", 4), party("A2", 2)
    made = did(splitting.split, first, [order_of(first).lines[0].id], None, into=second)
    assert (charged(first), charged(second)) == ({"Tea": 4, "Box": 1, "Towel": 1}, {"Tea": 2, "Box": 3, "Towel": 1})
    undone(made)
    assert (charged(first), charged(second)) == ({"Tea": 4, "Box": 2, "Towel": 1}, {"Tea": 2, "Box": 2, "Towel": 1})
    with transaction():
        third = sittings.open_by_staff(cast.a_table("A3"), covers=2, by=BY)
    made = did(splitting.split, first, [order_of(first).lines[0].id], None, into=third)
    assert charged(third) == {"Tea": 2, "Box": 1, "Towel": 1}
    cast.a_sent_round(cast.a_dish(), table=cast.a_table("A3"))
    undone(made)                                                # they ordered since: what they were told holds
    assert (charged(first), charged(third)) == ({"Tea": 4, "Box": 2, "Towel": 1}, {"Tea": 2, "Box": 1, "Towel": 1})


def test_counted_again_after_a_merge() -> None:
    charges()
    first, second = party("A1", 2), party("A2", 3)
    did(merging.merge, first, second)
    with transaction():
        covers.set_covers(first, 4, BY)
    assert charged(first)["Tea"] == 4
