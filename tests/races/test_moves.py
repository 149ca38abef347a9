"""Two waiters move one party at once; a party is merged while a diner sends. Both databases."""
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from app.audit import Actor
from app.checks import merging, moving
from app.codes import token
from app.db import db, transaction
from app.errors import Refused
from app.ordering import finding, rounds
from app.ordering.models import Order, OrderLine
from app.tables.models import DiningTable, Sitting, SittingTable
from tests import cast
from tests.at_once import at_once

BY = Actor("command")


def moves(sitting_id: int, table_id: int) -> Callable[[], int]:
    def act() -> int:
        with transaction():
            return moving.move(db.session.get(Sitting, sitting_id), db.session.get(DiningTable, table_id), by=BY, key=token()).id
    return act


def merges(sitting_id: int, other_id: int) -> Callable[[], int]:
    def act() -> int:
        with transaction():
            return merging.merge(db.session.get(Sitting, sitting_id), db.session.get(Sitting, other_id), by=BY, key=token()).id
    return act


def sends(sitting_id: int) -> Callable[[], int]:
    def act() -> int:
        with transaction():
            order = finding.order_of(db.session.get(Sitting, sitting_id), lock=True)
            if order is None:
                raise Refused("gone")
            return rounds.send(order, None, key=token(), seen={}).round.id
    return act


def test_a_party_is_moved_to_one_place(app: Flask, count: Callable[[int, int], int]) -> None:
    for number in range(count(2, 20)):
        sitting = cast.a_sent_round(table=cast.a_table(f"A{number}")).order.sitting_id
        there = [cast.a_table(f"B{number}").id, cast.a_table(f"C{number}").id]
        at_once(app, [moves(sitting, table) for table in there * 2])
        assert db.session.scalar(select(func.count()).where(SittingTable.sitting_id == sitting, SittingTable.until.is_(None))) == 1


def test_a_merge_loses_nothing_of_what_is_sent(app: Flask, count: Callable[[int, int], int]) -> None:
    for number in range(count(3, 30)):
        first = cast.a_sent_round(table=cast.a_table(f"A{number}")).order.sitting_id
        second = cast.a_cart((cast.a_dish(), 2), table=cast.a_table(f"B{number}")).sitting_id
        answers = at_once(app, [merges(first, second), merges(second, first), sends(second)])
        assert sum(isinstance(answer, int) for answer in answers[:2]) == 1
        order = db.session.scalar(select(Order).where(Order.sitting_id == first, Order.closed_at.is_(None)))
        assert db.session.scalar(select(func.sum(OrderLine.quantity)).where(OrderLine.order_id == order.id)) == 3
