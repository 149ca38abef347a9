"""Two waiters and a diner act on one table in the same moment: each sees what happened, nothing is lost. Both databases."""
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app import live
from app.audit import Actor
from app.checks import merging, moving, splitting, undoing
from app.checks.models import Move
from app.codes import token
from app.db import db, transaction
from app.errors import Refused
from app.menu.models import ChargePer, Dish
from app.ordering import cart, covers, finding, quick, rounds, surcharges, voids
from app.ordering.models import LineState, Order, OrderLine, RoundState, order_topic
from app.ordering.rounds import kitchen_topic
from app.payments import paying
from app.payments.due import due, legs
from app.payments.models import Leg, LegKind
from app.tables import sittings
from app.tables.models import DiningTable, Sitting
from tests import cast
from tests.at_once import at_once

BY = Actor("command")
FIRST, SECOND = ("move", "merge", "welcome", "part", "split"), ("order", "pay", "void", "count")        # what the two waiters do
Act = Callable[[], int]


class Room:
    """Three parties of two: an older one, the one that the race is about, with three sent dishes, and a younger one; and a free table."""

    def __init__(self, number: int, dish: Dish, merged: bool) -> None:
        sent = [cast.a_sent_round((dish, portions), table=cast.a_table(f"{place}{number}"))
                for place, portions in (("A", 1), ("B", 3), ("C", 1))]
        self.older, self.party, self.younger = (round_.order.sitting_id for round_ in sent)
        self.lines, self.dish, self.first_check = [line.id for line in cast.lines_of(sent[1])], dish.id, sent[1].order_id
        self.free, self.store = cast.a_table(f"D{number}").id, cast.a_store().id
        self.merged = written(self.welcome)() if merged else 0

    def sitting(self) -> Sitting:
        return db.session.get_one(Sitting, self.party)

    def check(self) -> Order:
        """Where the party's dishes are to be paid now, locked as a page locks it."""
        order = finding.order_of(self.sitting(), lock=True)
        if order is None:
            raise Refused("They went to another table's check.")
        return order

    def topics(self) -> dict[str, int]:
        """What the screens of the floor and the kitchen and the party's phones look at."""
        return live.versions([sittings.floor_topic(self.store), kitchen_topic(self.store), order_topic(self.first_check), sittings.topic(self.party)])

    # What the first waiter does

    def move(self) -> int:
        return moving.move(self.sitting(), db.session.get_one(DiningTable, self.free), by=BY, key=token()).id

    def merge(self) -> int:
        return merging.merge(self.sitting(), db.session.get_one(Sitting, self.older), by=BY, key=token()).id

    def welcome(self) -> int:
        return merging.merge(db.session.get_one(Sitting, self.younger), self.sitting(), by=BY, key=token()).id

    def part(self) -> int:
        undoing.undo(db.session.get_one(Move, self.merged), by=BY)
        return self.merged

    def split(self) -> int:
        return splitting.split(self.sitting(), self.lines[:1], 1, by=BY, key=token()).id

    # What the second one does

    def order(self) -> int:
        """Two portions by code, sent at once."""
        order = finding.start_order(self.sitting())
        cart.add(order, None, self.dish, quantity=2, key=token())
        return quick.send(order, by=BY, key=token(), seen={}, courses={line.id: 1 for line in cart.rows(order)})[0].id

    def pay(self) -> int:
        return paying.pay(self.check(), LegKind.CASH, 1000, by=BY, key=token()).id

    def void(self) -> int:
        self.check()
        voids.void(db.session.get_one(OrderLine, self.lines[2], populate_existing=True), by=BY, reason="spilled")
        return self.lines[2]

    def count(self) -> int:
        return covers.set_covers(self.sitting(), 5, BY).id

    # What a guest does

    def dine(self) -> int:
        order = finding.start_order(self.sitting())
        cart.add(order, None, self.dish, key=token())
        return rounds.send(order, None, key=token(), seen={}).round.id

    def open_checks(self) -> list[Order]:
        """Of the parties that were there, and of one that a split made."""
        return db.session.query(Order).filter(Order.closed_at.is_(None), Order.sitting_id >= self.older).all()


def written(act: Act) -> Act:
    def write() -> int:
        with transaction():
            return act()
    return write


@pytest.mark.parametrize("first", FIRST)
def test_two_waiters_and_a_diner_at_one_table(app: Flask, count: Callable[[int, int], int], first: str) -> None:
    cast.a_chain(service_charge_rate=1000)
    cast.a_charge("tea", 300, tax=cast.a_tax("city", 875, included=False))
    cast.a_charge("box", 100, per=ChargePer.PORTION)
    dish, paid = cast.a_dish(), list[int]()
    for number in range(count(2, 40)):
        second = SECOND[(FIRST.index(first) + number) % len(SECOND)]
        room, acts = Room(number, dish, merged=first == "part"), (first, second, "dine")
        before = room.topics()
        answers = at_once(app, [written(getattr(room, name)) for name in acts])
        done = {name: answer for name, answer in zip(acts, answers, strict=True) if isinstance(answer, int)}
        assert all(str(answer) for answer in answers)                       # who was refused reads why
        assert first in done or (first, second) == ("part", "pay")          # what was paid since is not parted
        seen = [topic for topic, version in room.topics().items() if version > before[topic]]
        assert len(seen) == 4 or (first not in done and len(seen) == 3)     # every screen looks again

        lines = [line for order in room.open_checks() for line in order.lines if line.state is not LineState.CART]
        by_round = [line.round_id for line in lines]
        assert len(lines) == len({line.id for line in lines}) == 5 + 2 * ("order" in done) + ("dine" in done)
        assert all(by_round.count(done[name]) == portions for name, portions in (("order", 2), ("dine", 1)) if name in done)
        assert [line.id for line in lines if line.state is LineState.VOID] == [done[name] for name in done if name == "void"]
        assert [leg.id for order in room.open_checks() for leg in legs(order)] == [done[name] for name in done if name == "pay"]
        paid += [done[name] for name in done if name == "pay"]
        assert list(db.session.scalars(select(Leg.id).order_by(Leg.id))) == paid
        for order in room.open_checks():
            adds_up(order)


def adds_up(order: Order) -> None:
    """Dishes, charges, service and tax make the total, which is paid or owed; tea is for as many as sit there, a box for every dish."""
    owed, lines = due(order), [line for line in order.lines if line.state not in (LineState.CART, LineState.VOID)]
    assert all(line.round.order_id == order.id and line.round.state is RoundState.SENT for line in lines)
    goods = sum(line.unit_price_minor for line in lines)
    assert (owed.totals.goods_minor, owed.totals.adjusted_minor) == (goods, goods // 10)
    assert owed.total_minor == goods + goods // 10 + owed.totals.charges_minor + owed.totals.tax_on_top_minor
    assert owed.total_minor == sum(leg.amount_minor for leg in legs(order)) + owed.owed_minor
    assert {line.name["en"]: line.quantity for line in surcharges.lines(order)} == {"Tea": order.sitting.covers, "Box": len(lines)}
