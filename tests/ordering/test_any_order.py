"""Whatever a table, its guests and the floor do, in any order: no portion is lost, every line is in one state, and the sums are right."""
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count as numbers

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app import clock
from app.audit import Actor
from app.clock import now
from app.codes import token
from app.db import db, transaction
from app.errors import Refused
from app.menu import stock
from app.menu.models import ChargePer, Dish
from app.money import portion, tax_within
from app.ordering import cart, covers, finding, rounds, surcharges, voids
from app.ordering.models import LineState, Order, OrderLine, RoundState, SetMeal
from app.payments import paying
from app.payments.models import LegKind
from app.stores.hours import business_day
from app.stores.models import Store, TablePolicy
from app.tables import sittings
from app.tables.models import DiningTable
from tests import cast

WAITER = Actor("staff", None)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SENT = {LineState.SENT, LineState.COOKING, LineState.READY, LineState.SERVED}
ALLOWED = {None: {LineState.CART}, RoundState.WAITING: {LineState.SENT}, RoundState.SENT: {*SENT, LineState.VOID},
           RoundState.TAKEN_BACK: {LineState.VOID}, RoundState.DECLINED: set()}
PICK = st.integers(0, 11)
runs = numbers(1)


class Table(RuleBasedStateMachine):
    """Two tables of one store, one of them in a private room that costs extra. It confirms first rounds, takes a service charge, tea per head
    and packaging, and has one tax in the prices and one on top."""

    store_id = 0

    @initialize()
    def open(self) -> None:
        """A store of its own for every run, in one database."""
        run = next(runs)
        clock.move(NOON - now())
        cast.a_chain(service_charge_rate=1000)
        self.store_id = (store := cast.a_store(f"store-{run}", policy=TablePolicy.CONFIRM, round_portions=6, rounds=3)).id
        self.tables = [cast.a_table("A1", store=store).id, cast.a_table("P1", store=store, area="Private").id]
        on_top = cast.a_tax("city", 875, included=False)
        self.daily = {cast.a_dish(f"beef-{run}", 4200, portions=9).id: 9, cast.a_dish(f"tea-{run}", 833, portions=5, tax=on_top).id: 5,
                      cast.a_dish(f"rice-{run}", 101).id: None}
        beef, tea, rice = (db.session.get_one(Dish, dish) for dish in self.daily)
        self.daily[cast.a_set({f"main-{run}": {beef: 0, rice: -31}, f"drink-{run}": {tea: 7}}, 4499, code=f"set-{run}", portions=6).id] = 6
        self.dishes = list(self.daily)
        cast.a_charge("tea", 299, tax=on_top, refusable=True, store_id=self.store_id)
        cast.a_charge("box", 53, per=ChargePer.PORTION, store_id=self.store_id)
        cast.a_charge("towel", 101, per=ChargePer.ORDER, tax=on_top, store_id=self.store_id)
        cast.a_charge("room", 997, per=ChargePer.ORDER, store_id=self.store_id, area="Private")
        cast.a_sitting(db.session.get_one(DiningTable, self.tables[0]))     # its rounds need no tap; those of the other table do
        for which in (0, 1):
            self.order_at_once(which, 0, 2)

    def do(self, act: Callable[[], object]) -> bool:
        """As a page does it; whether the house rules allowed it."""
        try:
            with transaction():
                act()
        except Refused:
            return False
        finally:
            db.session.remove()
        return True

    def order(self, which: int) -> Order | None:
        """One of the open orders, locked as a page locks it."""
        found = db.session.query(Order).filter_by(store_id=self.store_id, closed_at=None).order_by(Order.id).all()
        return paying.locked_order(found[which % len(found)].id, self.store_id) if found else None

    @rule(which=PICK, dish=PICK, quantity=st.integers(1, 4))
    def add(self, which: int, dish: int, quantity: int) -> None:
        def act() -> None:
            table = db.session.get_one(DiningTable, self.tables[which % 2])
            sitting = sittings.open_at(table)
            if sitting is None:
                sitting = sittings.enter(table).guest.sitting
            cart.add(finding.start_order(sitting), None, self.dishes[dish % 4], quantity=quantity, key=token())
        self.do(act)

    @rule(which=PICK, pick=PICK, quantity=st.integers(0, 4))
    def change(self, which: int, pick: int, quantity: int) -> None:
        def act() -> None:
            order = self.order(which)
            if order and order.lines:
                cart.change(order, None, order.lines[-1 - pick % len(order.lines)].id, quantity, key=token())
        self.do(act)

    @rule(which=PICK, leave=st.booleans())
    def send(self, which: int, leave: bool) -> None:
        def act() -> None:
            if order := self.order(which):
                rounds.send(order, None, key=token(), seen={}, leave_sold_out=leave)
        self.do(act)

    @rule(which=PICK, dish=PICK, quantity=st.integers(1, 4))
    def order_at_once(self, which: int, dish: int, quantity: int) -> None:
        self.add(which, dish, quantity)
        self.send(which, leave=False)

    @rule(which=PICK, pick=PICK, verb=st.sampled_from(["take back", "confirm", "decline"]))
    def answer(self, which: int, pick: int, verb: str) -> None:
        def act() -> None:
            order = self.order(which)
            if order and order.rounds:
                round_ = order.rounds[-1 - pick % len(order.rounds)]
                {"take back": lambda: paying.take_back(round_, None), "confirm": lambda: rounds.confirm(round_, WAITER),
                 "decline": lambda: rounds.decline(round_, WAITER, "no")}[verb]()
        self.do(act)

    @rule(which=PICK, pick=PICK)
    def void(self, which: int, pick: int) -> None:
        def act() -> None:
            order = self.order(which)
            if order and order.lines:
                voids.void(order.lines[-1 - pick % len(order.lines)], by=WAITER, reason="x")
                paying.refund_excess(order, by=WAITER, reason="x")
        self.do(act)

    @rule(which=PICK, heads=st.integers(1, 6))
    def count_covers(self, which: int, heads: int) -> None:
        def act() -> None:
            if order := self.order(which):
                covers.set_covers(order.sitting, heads, WAITER)
                paying.refund_excess(order, by=WAITER, reason="x")
        self.do(act)

    @rule(which=PICK, pick=PICK, wanted=st.booleans())
    def refuse(self, which: int, pick: int, wanted: bool) -> None:
        def act() -> None:
            order = self.order(which)
            if order and (found := surcharges.lines(order)):
                (surcharges.restore if wanted else surcharges.refuse)(found[pick % len(found)], WAITER)
                paying.refund_excess(order, by=WAITER, reason="x")
        self.do(act)

    @rule(which=PICK, pick=PICK)
    def cook(self, which: int, pick: int) -> None:
        """The kitchen has begun, and will finish, one dish."""
        def act() -> None:
            order = self.order(which)
            waiting = [line for line in order.lines if line.state is LineState.SENT and line.round.state is RoundState.SENT
                       and line.round.release_at <= now()] if order else []
            if waiting:
                line = waiting[pick % len(waiting)]
                line.state, line.served_at = LineState.SERVED, now()
        self.do(act)

    @rule(seconds=st.sampled_from([3, 8, 400]))
    def wait(self, seconds: int) -> None:
        clock.move(timedelta(seconds=seconds))

    @rule(which=PICK, rarely=st.integers(0, 5))
    def settle(self, which: int, rarely: int) -> None:
        def act() -> None:
            if rarely:
                return
            if order := self.order(which):
                if owed := max(0, paying.due(order).owed_minor):
                    paying.pay(order, LegKind.CASH, owed, by=WAITER, key=token())
                paying.close_party(order.sitting, by=WAITER)
        self.do(act)

    def lines(self) -> list[OrderLine]:
        return db.session.query(OrderLine).filter_by(store_id=self.store_id).all()

    @invariant()
    def no_portion_is_lost_or_gained(self) -> None:
        if not self.store_id:
            return
        left = stock.counted(self.store_id, business_day(db.session.get_one(Store, self.store_id)))
        taken = [line for line in self.lines() if line.state in SENT or (line.state is LineState.VOID and (line.ready_at or line.served_at))]
        gone = Counter(line.dish_id for line in taken) + Counter(meal.dish_id for meal in {line.set_meal for line in taken} - {None})
        for dish, daily in self.daily.items():
            if daily is not None:
                assert gone[dish] + (left[dish].remaining if dish in left else daily) == daily

    @invariant()
    def every_line_is_in_a_state_of_its_round(self) -> None:
        for line in self.lines():
            assert line.state in ALLOWED[line.round.state if line.round else None]
            assert (line.name is None) == (line.unit_price_minor is None) == (line.state is LineState.CART)

    @invariant()
    def a_total_is_the_sum_of_its_parts(self) -> None:
        for order in db.session.query(Order).filter_by(store_id=self.store_id):
            owed = [line for line in order.lines if line.state in SENT and line.round.state is RoundState.SENT]
            goods, added = sum(line.unit_price_minor for line in owed), sum(each.amount_minor for each in order.adjustments)
            found = finding.total(order)
            assert (found.goods_minor, found.adjusted_minor, added) == (goods, added, portion(goods, 1000))
            assert found.total_minor == goods + added + found.charges_minor + found.tax_on_top_minor
            assert found.charges_minor == sum(line.amount_minor for line in surcharges.lines(order))
            assert all(tax.tax_minor == (tax_within if tax.included else portion)(tax.base_minor, tax.rate) for tax in found.taxes)
            assert order.closed_at is None or paying.due(order).owed_minor == 0

    @invariant()
    def a_set_meal_costs_its_price_and_stays_together(self) -> None:
        """Its dishes are on one check, in one round; a set of which nothing is left is none."""
        lines = self.lines()
        for meal in {line.set_meal for line in lines} - {None}:
            dishes = [line for line in lines if line.set_id == meal.id]
            assert sum(line.unit_price_minor for line in dishes) == meal.unit_price_minor
            assert len(dishes) == 2 and len({(line.order_id, line.round_id) for line in dishes if line.state is not LineState.VOID}) <= 1
        assert db.session.query(SetMeal).count() == len({line.set_id for line in db.session.query(OrderLine)} - {None})

    @invariant()
    def charges_are_counted_by_what_is_owed(self) -> None:
        for order in db.session.query(Order).filter_by(store_id=self.store_id):
            portions, heads = len(finding.owed_lines(order)), order.sitting.covers
            for line in surcharges.lines(order):
                if line.per is not ChargePer.HEAD:
                    assert line.quantity == (portions if line.per is ChargePer.PORTION else min(1, portions))
                else:
                    assert line.quantity == heads * bool(portions) if heads else bool(line.quantity) == bool(portions)

    @invariant()
    def rounds_in_force_are_numbered_in_order(self) -> None:
        for order in db.session.query(Order).filter_by(store_id=self.store_id):
            in_force = [each.number for each in order.rounds if each.state in (RoundState.WAITING, RoundState.SENT)]
            assert in_force == sorted(set(in_force))

    def teardown(self) -> None:
        db.session.remove()


def test_any_order_of_acts(app: Flask, database_kind: str, count: Callable[[int, int], int]) -> None:
    if database_kind != "sqlite":
        pytest.skip("a property of the verbs, tried on the faster database")
    run_state_machine_as_test(Table, settings=settings(
        max_examples=count(8, 500), stateful_step_count=30, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck)))
