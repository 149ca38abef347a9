"""Many phones in the same moment."""
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.audit import Actor
from app.clock import now
from app.codes import token
from app.db import db, transaction
from app.errors import Invalid, Refused, TooMany
from app.menu import stock
from app.ordering import cart, finding, rounds, stays
from app.ordering.models import LineState, Order, OrderLine, Round, RoundState
from app.payments import paying
from app.stores.hours import business_day
from app.stores.models import TablePolicy
from app.tables import sittings
from app.tables.models import CallKind, DiningTable, Guest, Sitting
from tests import cast
from tests.at_once import at_once

WAITER = Actor("staff", None)
THREADS = 8
Count = Callable[[int, int], int]


@pytest.fixture
def tries(count: Count) -> range:
    return range(count(3, 200))


def writing(act: Callable[[], object]) -> Callable[[], object]:
    """The act as a page does it: in a transaction of its own. Plain values come out."""
    def write() -> object:
        with transaction():
            return act()
    return write


def order(order_id: int) -> Order:
    """The order, locked as a page locks it."""
    found = paying.locked_order(order_id, 1)
    assert found
    return found


def sender(order_id: int, key: str = "", *, leave: bool = False) -> Callable[[], object]:
    def send() -> int:
        return rounds.send(order(order_id), None, key=key or token(), seen={}, leave_sold_out=leave).round.id
    return writing(send)


def portions(dish_id: int) -> int | None:
    store = cast.a_store()
    return stock.counted(store.id, business_day(store))[dish_id].remaining


def sold(*dish_ids: int) -> int:
    return db.session.scalar(select(func.count()).where(OrderLine.dish_id.in_(dish_ids), OrderLine.state == LineState.SENT)) or 0


def test_the_last_portion_is_sold_once(app: Flask, tries: range) -> None:
    for number in tries:
        dish = cast.a_dish(f"dish-{number}", portions=3)
        dish_id = dish.id
        orders = [cart_.id for cart_ in (cast.a_cart(dish, table=cast.a_table(f"T{number}-{place}")) for place in range(THREADS))]
        answers = at_once(app, [sender(each) for each in orders])
        assert Counter(isinstance(answer, Refused) for answer in answers) == {False: 3, True: THREADS - 3}
        assert all("just sold out" in str(answer) for answer in answers if isinstance(answer, Refused))
        assert (sold(dish_id), portions(dish_id)) == (3, 0)


def test_two_dishes_in_opposite_order_never_wait_for_each_other(app: Flask, tries: range) -> None:
    for number in tries:
        beef, tea = cast.a_dish(f"beef-{number}", portions=6), cast.a_dish(f"tea-{number}", portions=6)
        ids = (beef.id, tea.id)
        orders = [cast.a_cart(*((beef, tea) if place % 2 else (tea, beef)), table=cast.a_table(f"T{number}-{place}")).id for place in range(THREADS)]
        answers = at_once(app, [sender(each) for each in orders])
        assert sum(not isinstance(answer, Refused) for answer in answers) == 6
        assert (sold(*ids), [portions(each) for each in ids]) == (12, [0, 0])


def test_one_key_sends_one_round(app: Flask, tries: range) -> None:
    for number in tries:
        order_id = cast.a_cart((cast.a_dish(), 2), table=cast.a_table(f"T{number}")).id
        answers = at_once(app, [sender(order_id, f"the-key-of-{number}")] * THREADS)
        assert len(set(answers)) == 1
        assert db.session.query(Round).filter_by(order_id=order_id).count() == 1


def test_eight_phones_add_at_once_and_nothing_is_lost(app: Flask, tries: range) -> None:
    """The first of them begins the order."""
    dish_id = cast.a_dish().id
    for number in tries:
        table = cast.a_table(f"T{number}")
        cast.a_sitting(table)
        guests = [cast.a_seat(table).guest.id for _ in range(THREADS)]

        def add(guest_id: int) -> Callable[[], object]:
            def act() -> None:
                guest = db.session.get_one(Guest, guest_id)
                cart.add(finding.start_order(guest.sitting), guest, dish_id, key=token())
            return writing(act)

        at_once(app, [add(each) for each in guests])
        orders = db.session.query(Order).filter(Order.sitting_id == sittings.open_at(table).id).all()
        assert [line.quantity for each in orders for line in each.lines] == [1] * THREADS
        assert len(orders) == 1


def test_one_guest_taps_eight_times_at_once(app: Flask, tries: range) -> None:
    dish_id = cast.a_dish().id
    for number in tries:
        table = cast.a_table(f"T{number}")
        order_id = cast.a_cart(table=table).id
        acts = [writing(lambda: cart.add(order(order_id), None, dish_id, key=token()) and None)] * THREADS       # noqa: B023
        at_once(app, acts)
        assert [line.quantity for line in db.session.get_one(Order, order_id).lines] == [1 + THREADS]


def test_two_phones_open_one_table_once(app: Flask, tries: range) -> None:
    for number in tries:
        table_id = cast.a_table(f"T{number}").id

        def enter() -> int:
            return sittings.enter(db.session.get_one(DiningTable, table_id)).guest.number       # noqa: B023

        assert sorted(at_once(app, [writing(enter)] * THREADS)) == list(range(1, THREADS + 1))
        assert len({each.sitting_id for each in db.session.query(sittings.SittingTable).filter_by(table_id=table_id)}) == 1


def test_joining_by_tap_and_by_scan_at_once_gives_every_phone_its_own_letter(app: Flask, tries: range) -> None:
    for number in tries:
        table = cast.a_table(f"T{number}")
        cast.a_seat(table)
        table_id, asked = table.id, []
        for _ in range(4):
            with transaction():
                asked.append(sittings.ask_to_join(table)[0].id)
        acts = [writing(lambda each=each: sittings.admit(db.session.get_one(sittings.JoinRequest, each)).number) for each in asked]
        acts += [writing(lambda: sittings.enter(db.session.get_one(DiningTable, table_id)).guest.number)] * 4      # noqa: B023
        assert sorted(at_once(app, acts)) == list(range(2, 10))


def test_guesses_in_parallel_count_too(app: Flask, tries: range) -> None:
    for number in tries:
        table = cast.a_table(f"T{number}")
        word = cast.a_seat(table).guest.sitting.word
        table_id, wrong = table.id, f"{(int(word) + 1) % 10000:04d}"

        def guess() -> None:
            with transaction():
                sittings.spend_word_try(db.session.get_one(DiningTable, table_id), wrong)     # noqa: B023
            with transaction():
                sittings.enter(db.session.get_one(DiningTable, table_id), word=wrong)         # noqa: B023

        assert Counter(map(type, at_once(app, [guess] * THREADS))) == {Invalid: 5, TooMany: THREADS - 5}


def test_one_call_of_a_kind(app: Flask, tries: range) -> None:
    for number in tries:
        sitting_id = cast.a_sitting(cast.a_table(f"T{number}")).id
        acts = [writing(lambda kind=kind: sittings.call(db.session.get_one(Sitting, sitting_id), kind).id)       # noqa: B023
                for kind in (CallKind.WAITER, CallKind.BILL) * 4]
        assert len(set(at_once(app, acts))) == 2


def test_two_take_back_what_is_sent_once(app: Flask, tries: range) -> None:
    for number in tries:
        dish = cast.a_dish(f"dish-{number}", portions=5)
        sent = cast.a_sent_round((dish, 2), table=cast.a_table(f"T{number}"), released=False)
        dish_id, order_id, round_id = dish.id, sent.order_id, sent.id

        def take_back() -> None:
            order(order_id)                                                         # noqa: B023
            rounds.take_back(db.session.get_one(Round, round_id), None)             # noqa: B023

        assert at_once(app, [writing(take_back)] * THREADS) == [None] * THREADS
        assert (portions(dish_id), [line.quantity for line in db.session.get_one(Order, order_id).lines]) == (5, [2])


def test_taking_back_and_the_floor_s_answer_never_both_happen(app: Flask, tries: range) -> None:
    store = cast.a_store("careful", policy=TablePolicy.CONFIRM)
    store_id = store.id
    for number in tries:
        dish = cast.a_dish(f"dish-{number}", portions=5)
        seat = cast.a_seat(cast.a_table(f"T{number}", store=store))
        sent = cast.a_sent_round(dish, seat=seat)
        dish_id, order_id, round_id = dish.id, sent.order_id, sent.id

        def answer(verb: Callable[[Round], object]) -> Callable[[], object]:
            def act() -> bool:
                paying.locked_order(order_id, store_id)                             # noqa: B023
                verb(db.session.get_one(Round, round_id))                           # noqa: B023
                return True
            return writing(act)

        verbs = (lambda each: rounds.take_back(each, None), lambda each: rounds.confirm(each, WAITER), lambda each: rounds.decline(each, WAITER, "x"))
        at_once(app, [answer(verb) for verb in verbs for _ in range(3)][:THREADS])
        state = db.session.get_one(Round, round_id).state
        left = stock.counted(store_id, business_day(cast.a_store("careful")))[dish_id].remaining
        lines = [str(line.state) for line in db.session.get_one(Order, order_id).lines]
        # A confirmed round may be taken back after the tap, as long as its seconds run.
        assert (state, left, lines) in [(RoundState.SENT, 4, ["sent"]), (RoundState.TAKEN_BACK, 5, ["cart"]), (RoundState.DECLINED, 5, ["cart"])]


def test_two_guests_change_one_line(app: Flask, tries: range) -> None:
    for number in tries:
        order_ = cast.a_cart((cast.a_dish(), 5), table=cast.a_table(f"T{number}"))
        order_id, line_id = order_.id, order_.lines[0].id
        acts = [writing(lambda wanted=wanted: cart.change(order(order_id), None, line_id, wanted, key=token()))       # noqa: B023
                for wanted in (0, 1, 2, 3, 4, 6, 7, 8)]
        answers = at_once(app, acts)
        assert all(answer is None or "took this out" in str(answer) for answer in answers)
        assert db.session.get_one(Order, order_id).lines == []          # whoever takes it out has the last word


def test_adding_while_somebody_sends(app: Flask, tries: range) -> None:
    dish_id = cast.a_dish().id
    for number in tries:
        order_id = cast.a_cart((cast.a_dish(), 2), table=cast.a_table(f"T{number}")).id
        acts = [writing(lambda: cart.add(order(order_id), None, dish_id, key=token()) and None)] * (THREADS - 2)      # noqa: B023
        answers = at_once(app, [*acts, sender(order_id), sender(order_id)])
        lines = db.session.get_one(Order, order_id).lines
        assert sum(line.quantity for line in lines) == 2 + THREADS - 2
        assert all(line.quantity == 1 for line in lines if line.state is LineState.SENT)
        assert sum(isinstance(answer, Refused) for answer in answers) <= 1      # the second one to send may find nothing left


def test_nobody_orders_while_the_table_is_closed(app: Flask, tries: range) -> None:
    dish_id = cast.a_dish().id
    for number in tries:
        sitting_id = cast.a_sitting(cast.a_table(f"T{number}")).id

        def close() -> None:
            paying.close_party(db.session.get_one(Sitting, sitting_id), by=WAITER)                                       # noqa: B023

        def add() -> None:
            cart.add(finding.start_order(db.session.get_one(Sitting, sitting_id)), None, dish_id, key=token())           # noqa: B023

        def call() -> None:
            sittings.call(db.session.get_one(Sitting, sitting_id), CallKind.WAITER)                                      # noqa: B023

        at_once(app, [writing(act) for act in (add, call, close, add, call, close, add, call)])
        sitting = db.session.get_one(Sitting, sitting_id)
        assert not sitting.is_open
        assert finding.order_of(sitting) is None
        assert sittings.open_calls(sitting) == []


def test_a_silent_party_is_settled_once_and_not_under_somebody_s_hands(app: Flask, tries: range) -> None:
    dish_id = cast.a_dish().id
    for number in tries:
        sitting_id = cast.a_sitting(cast.a_table(f"T{number}")).id
        clock.move(timedelta(hours=2))

        def settle() -> bool:
            return stays.settle_if_silent(db.session.get_one(Sitting, sitting_id))                                       # noqa: B023

        def add() -> None:
            cart.add(finding.start_order(db.session.get_one(Sitting, sitting_id)), None, dish_id, key=token())           # noqa: B023

        answers = at_once(app, [writing(act) for act in (settle, add, settle, add, settle, add, settle, add)])
        sitting = db.session.get_one(Sitting, sitting_id)
        assert answers.count(True) == (not sitting.is_open)
        if sitting.is_open:
            assert now() - sitting.last_active_at < timedelta(minutes=5)
            assert sum(line.quantity for line in finding.order_of(sitting).lines) == 4
        else:
            assert finding.order_of(sitting) is None
