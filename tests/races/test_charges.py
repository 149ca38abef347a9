"""The floor counts the party while a phone sends: whoever is last, the tea is for as many as were counted. Both databases."""
from collections.abc import Callable

from flask import Flask

from app.audit import Actor
from app.codes import token
from app.db import db, transaction
from app.menu.models import ChargePer
from app.ordering import cart, covers, finding, rounds, surcharges
from app.tables.models import Sitting
from tests import cast
from tests.at_once import at_once

BY = Actor("command")


def counts(sitting_id: int, heads: int) -> Callable[[], None]:
    def act() -> None:
        with transaction():
            covers.set_covers(db.session.get(Sitting, sitting_id), heads, BY)
    return act


def sends(sitting_id: int, dish_id: int) -> Callable[[], int]:
    """As a phone does: a look at the party, a dish, and off it goes."""
    def act() -> int:
        with transaction():
            sitting = db.session.get(Sitting, sitting_id)
            assert sitting.covers
            order = finding.start_order(sitting)
            cart.add(order, None, dish_id, key=token())
            return rounds.send(order, None, key=token(), seen={}).round.id
    return act


def test_counted_while_phones_send(app: Flask, count: Callable[[int, int], int]) -> None:
    cast.a_charge("tea", 300)
    cast.a_charge("box", 100, per=ChargePer.PORTION)
    for number in range(count(4, 40)):
        sitting, dish = cast.a_sitting(cast.a_table(f"A{number}"), covers=2), cast.a_dish()
        answers = at_once(app, [counts(sitting.id, 7), sends(sitting.id, dish.id), counts(sitting.id, 7), sends(sitting.id, dish.id)])
        assert [type(answer) for answer in answers] == [type(None), int, type(None), int]
        order = finding.order_of(db.session.get(Sitting, sitting.id))
        assert {line.name["en"]: line.quantity for line in surcharges.lines(order)} == {"Tea": 7, "Box": 2}
