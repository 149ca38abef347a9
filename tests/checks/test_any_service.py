"""A whole service in any order: opened, ordered, moved, merged, split, cooked, voided, paid, undone. No line is lost or cooked twice, and every
check adds up to the last unit."""
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from app.checks import concessions, merging, moving, splitting, undoing
from app.checks.concessions import GIVEN
from app.checks.models import Move
from app.clock import now
from app.codes import token
from app.db import db
from app.kitchen import board
from app.money import portion, tax_within
from app.ordering import covers, finding, quick, rounds, surcharges
from app.ordering.models import TO_COOK, AdjustmentKind, LineState, Order, OrderLine, Round, RoundState
from app.payments import parts, paying
from app.payments.due import dues, legs
from app.payments.models import LegKind
from app.tables.models import DiningTable, Sitting, SittingTable
from tests import cast
from tests.ordering.test_any_order import PICK, SENT, WAITER, Table

CAME_BACK = (RoundState.TAKEN_BACK, RoundState.DECLINED)
FINAL = {LineState.READY: {LineState.READY, LineState.SERVED, LineState.VOID}, LineState.SERVED: {LineState.SERVED, LineState.VOID},
         LineState.VOID: {LineState.VOID}}


class Service(Table):
    """What the floor does with parties, on top of what a table, its guests and the kitchen do."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[int, tuple[LineState, int | None, datetime | None]] = {}       # sent lines after the last act

    def parties(self) -> list[Sitting]:
        return db.session.query(Sitting).filter_by(store_id=self.store_id, closed_at=None).order_by(Sitting.id).all()

    @rule(pick=PICK, whole=st.booleans())
    def cook(self, pick: int, whole: bool) -> None:
        """One dish of a ticket is ready, or the ticket goes out."""
        def act() -> None:
            if found := board.board(self.store_id).tickets:
                ticket = found[pick % len(found)]
                board.see_void(ticket.round, ticket.voids)
                (board.bump(ticket.round, "", ticket.to_do, WAITER) if whole else board.tick(ticket.round, ticket.to_do[-1:], WAITER))
        self.do(act)

    @rule(pick=PICK)
    def serve(self, pick: int) -> None:
        def act() -> None:
            if ready := [line for line in self.lines() if line.state is LineState.READY]:
                board.serve([ready[pick % len(ready)]], WAITER)
        self.do(act)

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

    @rule(which=PICK)
    def join(self, which: int) -> None:
        """One more phone of a party, which may be one more head."""
        def act() -> None:
            if found := self.parties():
                covers.enter(found[which % len(found)].tables[0])
        self.do(act)

    @rule(which=PICK, some=st.sets(PICK, min_size=1), to=st.integers(0, 3), people=st.none() | st.integers(1, 3))
    def split(self, which: int, some: set[int], to: int, people: int | None) -> None:
        def act() -> None:
            order, found = self.order(which), self.parties()
            if order and order.lines:
                chosen = {order.lines[pick % len(order.lines)].id for pick in some}
                into = found[to] if to < len(found) and found[to] is not order.sitting else None
                splitting.split(order.sitting, chosen, people, into=into, by=WAITER, key=token())
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

    @rule(which=PICK, some=st.sets(PICK, min_size=1))
    def pay_dishes(self, which: int, some: set[int]) -> None:
        def act() -> None:
            order = self.order(which)
            if order and (costs := parts.costs(order)):
                chosen = {list(costs)[pick % len(costs)] for pick in some}
                if amount := parts.cost(order, chosen):
                    paying.pay(order, LegKind.CASH, amount, by=WAITER, key=token(), lines=chosen)
        self.do(act)

    @rule(which=PICK, kind=st.sampled_from(GIVEN), some=st.sets(PICK), rate=st.integers(1, 10_000), amount=st.none() | st.integers(1, 3000))
    def give(self, which: int, kind: AdjustmentKind, some: set[int], rate: int, amount: int | None) -> None:
        def act() -> None:
            order = self.order(which)
            if order and (owed := finding.owed_lines(order)) and (kind is not AdjustmentKind.WRITE_OFF or rate < 3000):
                concessions.grant(order, kind, person=cast.a_manager(), by=WAITER, reason="x", key=token(), rate=rate, amount=amount,
                                  lines={owed[pick % len(owed)].id for pick in some})
        self.do(act)

    @rule(which=PICK, pick=PICK)
    def take_back_what_was_given(self, which: int, pick: int) -> None:
        def act() -> None:
            order = self.order(which)
            if order and (found := concessions.given(order)):
                concessions.take_back(found[pick % len(found)], by=WAITER)
        self.do(act)

    @rule(which=PICK, courses=st.lists(st.integers(0, 3), min_size=1, max_size=4))
    def send_by_course(self, which: int, courses: list[int]) -> None:
        def act() -> None:
            if order := self.order(which):
                lines = [line.id for line in order.lines if line.state is LineState.CART]
                quick.send(order, by=WAITER, key=token(), seen={}, courses=dict(zip(lines, courses, strict=False)))
        self.do(act)

    @rule(which=PICK, pick=PICK, back=st.booleans())
    def fire(self, which: int, pick: int, back: bool) -> None:
        def act() -> None:
            order = self.order(which)
            if order and (held := [round_ for round_ in order.rounds if round_.is_held]):
                (rounds.put_back if back else rounds.fire)(held[pick % len(held)], WAITER)
        self.do(act)

    @rule(pick=PICK)
    def reopen(self, pick: int) -> None:
        def act() -> None:
            closed = db.session.query(Order).filter(Order.store_id == self.store_id, Order.receipt_token.is_not(None)).order_by(Order.id).all()
            if closed:
                paying.reopen(paying.locked_order(closed[pick % len(closed)].id, self.store_id), by=WAITER, reason="x")
        self.do(act)

    @invariant()
    def a_total_is_the_sum_of_its_parts(self) -> None:
        """lines + charges + adjustments + taxes = what was paid + what is owed, with what was given counted before the service charge."""
        for order in db.session.query(Order).filter_by(store_id=self.store_id):
            goods = sum(line.unit_price_minor for line in order.lines if line.state in SENT and line.round.state is RoundState.SENT)
            given = sum(each.amount_minor for each in order.adjustments if each.kind in GIVEN and each.kind is not AdjustmentKind.WRITE_OFF)
            off = sum(each.amount_minor for each in order.adjustments if each.kind is AdjustmentKind.WRITE_OFF)
            found, owed = finding.total(order), paying.due(order)
            service = portion(goods + given, 1000)
            assert (found.goods_minor, found.adjusted_minor, found.written_off_minor) == (goods, given + service, off)
            assert found.charges_minor == sum(line.amount_minor for line in surcharges.lines(order))
            assert found.total_minor == goods + given + service + found.charges_minor + found.tax_on_top_minor + off
            assert found.total_minor == sum(leg.amount_minor for leg in legs(order)) + owed.owed_minor
            assert all(tax.tax_minor == (tax_within if tax.included else portion)(tax.base_minor, tax.rate) for tax in found.taxes)
            assert dues([order.id])[order.id] == owed
            assert order.closed_at is None or owed.owed_minor == 0
            assert owed.owed_minor >= 0
            assert all(line.base_minor >= 0 for line in finding.priced(order))

    @invariant()
    def nothing_sent_is_lost_or_cooked_twice(self) -> None:
        """What was sent stays, unless its round came back to the slip; what was cooked is never to be cooked again, what was voided never owed."""
        there = {line.id: line for line in self.lines()}
        came_back = {each.id for each in db.session.query(Round).filter_by(store_id=self.store_id) if each.state in CAME_BACK}
        for line_id, (state, round_id, ready_at) in self.seen.items():
            line = there.get(line_id)
            if line is None or line.state is LineState.CART:
                assert state not in FINAL and round_id in came_back
            else:
                assert line.state in FINAL.get(state, {line.state}) and line.ready_at == (ready_at or line.ready_at)
        self.seen = {line.id: (line.state, line.round_id, line.ready_at) for line in there.values() if line.state is not LineState.CART}

    @invariant()
    def the_kitchen_has_every_dish_once(self) -> None:
        """What is to be cooked is on one ticket, once."""
        to_cook = [line.id for line in self.lines()
                   if line.state in TO_COOK and line.round.state is RoundState.SENT and line.round.release_at <= now()]
        shown = [line_id for ticket in board.board(self.store_id).tickets for line_id in ticket.to_do] if self.store_id else []
        assert Counter(shown) == Counter(to_cook)

    @invariant()
    def every_line_is_on_the_check_of_its_round(self) -> None:
        for line in self.lines():
            assert line.round is None or line.round.order_id == line.order_id

    @invariant()
    def shares_are_of_lines_on_the_same_check(self) -> None:
        for order in db.session.query(Order).filter_by(store_id=self.store_id):
            for each in order.adjustments:
                assert each.kind is AdjustmentKind.WRITE_OFF or sum(share.amount_minor for share in each.shares) == each.amount_minor
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
            assert order.number is not None or not in_force


def test_any_service(app: Flask, database_kind: str, count: Callable[[int, int], int]) -> None:
    run_state_machine_as_test(Service, settings=settings(
        max_examples=count(12 if database_kind == "sqlite" else 3, 500), stateful_step_count=count(40, 60), deadline=None,
        derandomize=True, database=None, suppress_health_check=list(HealthCheck)))
