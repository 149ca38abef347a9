"""Two waiters and a diner act on one table in the same moment: each sees what happened, nothing is lost. Both databases."""
from collections.abc import Callable
from itertools import product

import pytest
from flask import Flask

from app import live
from app.audit import Actor
from app.checks import merging, moving, splitting
from app.codes import token
from app.db import db, transaction
from app.errors import Refused
from app.menu.models import Dish
from app.ordering import cart, finding, quick, rounds, voids
from app.ordering.models import LineState, Order, OrderLine
from app.payments import paying
from app.payments.due import due, legs
from app.payments.models import Leg, LegKind
from app.tables.models import DiningTable, Sitting
from app.tables.sittings import floor_topic
from tests import cast
from tests.at_once import at_once

BY = Actor("command")
Act = Callable[[], int]


class Room:
    """A party with three sent dishes at A…, another with one at B…, a free table C…."""

    def __init__(self, number: int) -> None:
        sent = cast.a_sent_round((cast.a_dish(), 3), table=cast.a_table(f"A{number}"))
        other = cast.a_sent_round(cast.a_dish(), table=cast.a_table(f"B{number}"))
        self.lines = [line.id for line in cast.lines_of(sent)]
        self.party, self.other, self.free = sent.order.sitting_id, other.order.sitting_id, cast.a_table(f"C{number}").id
        self.dish = db.session.query(Dish.id).scalar()

    def sitting(self) -> Sitting:
        return db.session.get_one(Sitting, self.party)

    def check(self) -> Order:
        """Where the party's dishes are to be paid now, locked as a page locks it."""
        order = finding.order_of(self.sitting(), lock=True)
        if order is None:
            raise Refused("They went to another table's check.")
        return order

    def move(self) -> int:
        return moving.move(self.sitting(), db.session.get_one(DiningTable, self.free), by=BY, key=token()).id

    def merge(self) -> int:
        return merging.merge(self.sitting(), db.session.get_one(Sitting, self.other), by=BY, key=token()).id

    def split(self) -> int:
        return splitting.split(self.sitting(), self.lines[:1], None, by=BY, key=token()).id

    def pay(self) -> int:
        return paying.pay(self.check(), LegKind.CASH, 1000, by=BY, key=token()).id

    def void(self) -> int:
        self.check()
        line = db.session.get_one(OrderLine, self.lines[2], populate_existing=True)
        voids.void(line, by=BY, reason="spilled")
        return line.id

    def order(self) -> int:
        """Two portions by code, sent at once."""
        order = finding.start_order(self.sitting())
        cart.add(order, None, self.dish, quantity=2, key=token())
        theirs = {line.id: 1 for line in cart.rows(order)}
        return quick.send(order, by=BY, key=token(), seen={}, courses=theirs)[0].id

    def dine(self) -> int:
        """A guest adds one more and sends whatever is on the slip."""
        order = finding.start_order(self.sitting())
        cart.add(order, None, self.dish, quantity=1, key=token())
        return rounds.send(order, None, key=token(), seen={}).round.id


def written(act: Act) -> Act:
    def write() -> int:
        with transaction():
            return act()
    return write


def sent_by(room: Room, acts: tuple[str, ...], answers: list[object]) -> int:
    """How many portions there must be now: four from before, and those of the acts that were done."""
    return 4 + sum({"order": 2, "dine": 1}.get(name, 0) for name, answer in zip(acts, answers, strict=True) if isinstance(answer, int))


@pytest.mark.parametrize("waiters", list(product(("move", "merge", "split"), ("order", "pay", "void"))), ids="-".join)
def test_two_waiters_and_a_diner_at_one_table(app: Flask, count: Callable[[int, int], int], waiters: tuple[str, str]) -> None:
    for number in range(count(2, 20)):
        room, acts = Room(number), (*waiters, "dine")
        floor = floor_topic(room.sitting().store_id)
        before = live.version(floor)
        answers = at_once(app, [written(getattr(room, name)) for name in acts])
        assert all(isinstance(answer, int) or str(answer) for answer in answers)
        assert isinstance(answers[0], int) or isinstance(answers[1], int)
        assert live.version(floor) > before                                 # every screen looks again

        orders = [order for order in db.session.query(Order).filter_by(closed_at=None) if order.sitting_id in _parties(room)]
        lines = [line for order in orders for line in order.lines if line.state is not LineState.CART]
        assert len(lines) == sent_by(room, acts, answers) == len({line.id for line in lines})
        assert all(line.round.order_id == line.order_id for line in lines)
        assert sum(line.state is LineState.VOID for line in lines) == ("void" in acts and isinstance(answers[1], int))
        paid = [leg.amount_minor for leg in db.session.query(Leg).filter(Leg.order_id.in_([order.id for order in orders]))]
        assert paid == [1000] * ("pay" in acts and isinstance(answers[1], int))
        for order in orders:
            owed = due(order)
            assert sum(leg.amount_minor for leg in legs(order)) + owed.owed_minor == owed.total_minor
            assert owed.totals.goods_minor == sum(line.unit_price_minor for line in order.lines if line.state not in (LineState.CART, LineState.VOID))


def _parties(room: Room) -> set[int]:
    """Of this round of the race: the two that were there, and one that a split made."""
    return {sitting.id for sitting in db.session.query(Sitting).filter(Sitting.id >= room.party)}
