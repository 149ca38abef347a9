"""A whole service in any order: opened, ordered, moved, merged, split, cooked, voided, paid, undone. No line is lost or cooked twice, and every
check adds up to the last unit."""
from collections.abc import Callable

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from app.checks import merging, moving, splitting, undoing
from app.checks.models import Move
from app.codes import token
from app.db import db
from app.ordering.models import Order, OrderLine, RoundState
from app.payments import paying
from app.payments.models import LegKind
from app.tables.models import DiningTable, Sitting, SittingTable
from tests.ordering.test_any_order import PICK, WAITER, Table


class Service(Table):
    """What the floor does with parties, on top of what a table, its guests and the kitchen do."""

    def parties(self) -> list[Sitting]:
        return db.session.query(Sitting).filter_by(store_id=self.store_id, closed_at=None).order_by(Sitting.id).all()

    @rule(which=PICK, to=PICK, further=st.booleans())
    def move(self, which: int, to: int, further: bool) -> None:
        def act() -> None:
            if found := self.parties():
                table = db.session.get_one(DiningTable, self.tables[to % 2])
                (moving.join if further else moving.move)(found[which % len(found)], table, by=WAITER, key=token())
        self.do(act)

    @rule(which=PICK, other=PICK, swap=st.booleans())
    def meet(self, which: int, other: int, swap: bool) -> None:
        def act() -> None:
            if found := self.parties():
                (moving.swap if swap else merging.merge)(found[which % len(found)], found[other % len(found)], by=WAITER, key=token())
        self.do(act)

    @rule(which=PICK, some=st.sets(PICK, min_size=1), to=st.integers(0, 3))
    def split(self, which: int, some: set[int], to: int) -> None:
        def act() -> None:
            order, found = self.order(which), self.parties()
            if order and order.lines:
                chosen = {order.lines[pick % len(order.lines)].id for pick in some}
                into = found[to] if to < len(found) and found[to] is not order.sitting else None
                splitting.split(order.sitting, chosen, None, into=into, by=WAITER, key=token())
        self.do(act)

    @rule(which=PICK)
    def undo(self, which: int) -> None:
        def act() -> None:
            found = db.session.query(Move).filter_by(store_id=self.store_id).order_by(Move.id.desc()).limit(3).all()
            if found:
                undoing.undo(found[which % len(found)], by=WAITER)
        self.do(act)

    @rule(which=PICK, share=st.integers(1, 4))
    def pay_a_part(self, which: int, share: int) -> None:
        def act() -> None:
            order = self.order(which)
            if order and (owed := paying.due(order).owed_minor // share) > 0:
                paying.pay(order, LegKind.CARD, owed, by=WAITER, key=token())
        self.do(act)

    @invariant()
    def every_line_is_on_the_check_of_its_round(self) -> None:
        for line in self.lines():
            assert line.round is None or line.round.order_id == line.order_id

    @invariant()
    def shares_are_of_lines_on_the_same_check(self) -> None:
        for order in db.session.query(Order).filter_by(store_id=self.store_id):
            for each in order.adjustments:
                assert sum(share.amount_minor for share in each.shares) == each.amount_minor
                assert {db.session.get_one(OrderLine, share.line_id).order_id for share in each.shares} <= {order.id}

    @invariant()
    def every_party_sits_somewhere_alone(self) -> None:
        now_there = db.session.query(SittingTable.table_id, SittingTable.party).filter(SittingTable.until.is_(None)).all()
        assert len(now_there) == len(set(now_there))
        for sitting in self.parties() if self.store_id else []:
            assert sitting.tables

    @invariant()
    def rounds_in_force_are_numbered_in_order(self) -> None:
        """By number, each once; a merged party's rounds come after those that were there."""
        for order in db.session.query(Order).filter_by(store_id=self.store_id):
            in_force = [each.number for each in order.rounds if each.state in (RoundState.WAITING, RoundState.SENT)]
            assert None not in in_force and len(in_force) == len(set(in_force))


def test_any_service(app: Flask, database_kind: str, count: Callable[[int, int], int]) -> None:
    run_state_machine_as_test(Service, settings=settings(
        max_examples=count(12 if database_kind == "sqlite" else 3, 500), stateful_step_count=count(40, 60), deadline=None,
        derandomize=True, database=None, suppress_health_check=list(HealthCheck)))
