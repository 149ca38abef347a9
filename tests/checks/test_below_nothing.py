"""Whatever is moved between checks: nobody's money is lost, no check owes below nothing, and no limit is come round."""
import pytest

from app.audit import Actor, AuditEntry
from app.checks import concessions, merging, splitting, undoing
from app.checks.concessions import NeedsApproval
from app.checks.models import Move
from app.codes import token
from app.db import db, transaction
from app.errors import Refused
from app.kitchen import board
from app.kitchen.models import Bump
from app.menu.models import ChargePer
from app.ordering import cart, covers, rounds
from app.ordering.finding import order_of
from app.ordering.models import Adjustment, AdjustmentKind, LineState, Order, OrderLine, RoundState
from app.ordering.voids import void
from app.payments import paying
from app.payments.day import day
from app.payments.due import due
from app.payments.models import LegKind
from app.stores.hours import business_day
from app.tables import serving, sittings
from app.tables.models import CallKind, Sitting
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
BY = Actor("command")


def did(verb: object, *args: object, **more: object) -> Move:
    with transaction():
        return verb(*args, by=BY, **{"key": token(), **more})


def undone(made: Move) -> None:
    with transaction():
        undoing.undo(made, by=BY)


def party(label: str, *dishes: object, phones: int = 0) -> Sitting:
    """Seated by the floor, uncounted; with so many phones."""
    sitting = cast.a_sitting(cast.a_table(label), covers=None)
    with transaction():
        for _ in range(phones):
            sittings.seat(sitting)
    cast.a_sent_round(*dishes, table=cast.a_table(label))
    return sitting


def pay(sitting: Sitting) -> None:
    with transaction():
        order = order_of(sitting, lock=True)
        paying.pay(order, LegKind.CASH, due(order).owed_minor, by=BY, key=token())


def voided(sitting: Sitting) -> None:
    with transaction():
        order = order_of(sitting, lock=True)
        void(order.lines[0], by=BY, reason="x")
        paying.refund_excess(order, by=BY, reason="x")


def total(sitting: Sitting) -> int:
    return due(order_of(sitting)).total_minor


def give(order: Order, kind: AdjustmentKind, *lines: int, key: str = "") -> Adjustment:
    with transaction():
        return concessions.grant(paying.locked_order(order.id, order.store_id), kind, person=cast.a_waiter(), by=BY, reason="x",
                                 key=key or token(), lines=lines)


def test_what_one_party_paid_covers_the_other_and_the_merge_stays() -> None:
    first, second = party("A1", cast.a_dish(price=4200)), party("A2", cast.a_dish(price=4200))
    pay(first)
    made = did(merging.merge, first, second)
    voided(first)
    assert due(order_of(first)).owed_minor == 0
    with pytest.raises(Refused, match="paid or taken off since"):
        undone(made)
    db.session.rollback()
    assert due(order_of(first)).owed_minor == 0


def test_phones_are_heads_where_nobody_counted() -> None:
    cast.a_charge("tea", 300)
    first, second = party("A1", cast.a_dish(price=100), phones=5), party("A2", cast.a_dish(price=100))
    pay(first)
    together = total(first) + total(second)
    with transaction():
        covers.set_covers(second, 1, BY)
    did(merging.merge, first, second)
    assert (first.covers, total(first), due(order_of(first)).owed_minor) == (6, together, 400)


def test_two_uncounted_parties_stay_as_many_as_they_were() -> None:
    cast.a_charge("tea", 300)
    first, second = party("A1", cast.a_dish(price=100), phones=2), party("A2", cast.a_dish(price=100), phones=3)
    together = total(first) + total(second)
    did(merging.merge, first, second)
    assert (first.covers, total(first)) == (None, together)


def test_whoever_goes_to_an_uncounted_party_is_one_more() -> None:
    cast.a_charge("tea", 300)
    first, second = party("A1", (cast.a_dish(price=100), 3)), party("A2", cast.a_dish(price=100), phones=4)
    with transaction():
        covers.set_covers(first, 4, BY)
    pay(second)
    did(splitting.split, first, [order_of(first).lines[0].id], 1, into=second)
    assert (second.covers, due(order_of(second)).owed_minor) == (5, 400)


def test_what_is_paid_once_is_not_given_back_by_a_merge() -> None:
    """Two rooms were paid; one party pays one. The money is given back first, by somebody who may."""
    cast.a_charge("room", 5000, per=ChargePer.ORDER)
    first, second = party("A1", cast.a_dish(price=100)), party("A2", cast.a_dish(price=100))
    pay(first)
    pay(second)
    with pytest.raises(Refused, match="More was paid"):
        did(merging.merge, first, second)
    db.session.rollback()
    assert {due(order_of(each)).owed_minor for each in (first, second)} == {0}


def test_a_round_that_was_paid_already_is_not_taken_back_by_a_phone() -> None:
    """A dish is voided after everything was paid: what was paid for it pays for the next one."""
    sitting = party("A1", (cast.a_dish(), 1), phones=1)
    pay(sitting)
    with transaction():
        order = order_of(sitting, lock=True)
        cart.add(order, None, cast.a_dish("tea", 800).id, key=token())
        sent = rounds.send(order, None, key=token(), seen={}).round.id
    voided(sitting)
    with pytest.raises(Refused, match="ask a waiter"), transaction():
        order = order_of(sitting, lock=True)
        paying.take_back(order.rounds[-1], None)
    db.session.rollback()
    assert order_of(sitting).rounds[-1].id == sent and order_of(sitting).rounds[-1].state is RoundState.SENT


def test_a_phone_that_joins_is_one_more_head() -> None:
    cast.a_charge("tea", 300)
    sitting = party("A1", cast.a_dish(price=1000), phones=1)
    before = total(sitting)
    with transaction():
        covers.enter(cast.a_table("A1"))
    with transaction():
        request, _secret = sittings.ask_to_join(cast.a_table("A1"))
        covers.admit(request)
    assert total(sitting) == before + 600
    with transaction():
        covers.set_covers(sitting, 2, BY)
        covers.enter(cast.a_table("A1"))
    assert total(sitting) == before + 300       # counted by the floor: phones are only phones


def test_a_merged_check_has_a_number() -> None:
    older = cast.a_cart(cast.a_dish(), table=cast.a_table("A1")).sitting
    did(merging.merge, older, party("A2", cast.a_dish()))
    assert order_of(older).number is not None


def test_a_repeated_press_of_a_phone_acts_once_after_a_merge() -> None:
    older, younger = party("A1", cast.a_dish()), cast.a_sitting(cast.a_table("A2"))
    with transaction():
        cart.add(cast.finding.start_order(younger), None, cast.a_dish("tea").id, key="tapped-once")
    made = did(merging.merge, older, younger)
    for _ in range(2):
        with transaction():
            cart.add(order_of(older, lock=True), None, cast.a_dish("tea").id, key="tapped-once")
    assert [line.quantity for line in cart.rows(order_of(older))] == [1]
    undone(made)
    with transaction():
        cart.add(order_of(younger, lock=True), None, cast.a_dish("tea").id, key="tapped-once")
    assert [line.quantity for line in cart.rows(order_of(younger))] == [1]


def test_phones_may_choose_one_key() -> None:
    """Rounds of two parties that were sent under one key come to one check, and go back."""
    sent = []
    for label in ("A1", "A2"):
        order = cast.a_cart((cast.a_dish(), 2), table=cast.a_table(label))
        with transaction():
            sent.append(rounds.send(order_of(order.sitting, lock=True), None, key="samekey-samekey", seen={}).round.order.sitting)
    made = did(merging.merge, *sent)
    assert len(order_of(sent[0]).rounds) == 2
    undone(made)
    assert [len(order_of(each).rounds) for each in sent] == [1, 1]
    did(splitting.split, sent[0], [line.id for line in order_of(sent[0]).lines], None, into=sent[1])
    assert len(order_of(sent[1]).rounds) == 2


def test_an_undone_merge_gives_back_whose_table_it_was_and_who_calls() -> None:
    first, second = party("A1", cast.a_dish()), party("A2", cast.a_dish())
    waiter = cast.a_waiter()
    with transaction():
        serving.take(second, waiter.id, cast.acts(waiter))
        sittings.call(second, CallKind.WATER)
        sittings.ask_to_join(cast.a_table("A2"))
    made = did(merging.merge, first, second)
    assert sittings.open_calls(first) and sittings.requests(first) and not serving.servers([first.id, second.id])
    undone(made)
    assert serving.servers([second.id]) == {second.id: waiter.id}
    assert sittings.open_calls(second) and sittings.requests(second) and not sittings.open_calls(first)


def test_a_check_that_is_split_off_has_the_same_waiter() -> None:
    first, waiter = party("A1", (cast.a_dish(), 2)), cast.a_waiter()
    with transaction():
        serving.take(first, waiter.id, cast.acts(waiter))
    made = did(splitting.split, first, [order_of(first).lines[0].id], None)
    assert serving.servers([made.other_id]) == {made.other_id: waiter.id}


def test_a_recall_after_a_split_brings_back_what_went_to_the_other_check() -> None:
    first = party("A1", (cast.a_dish(), 2))
    with transaction():
        round_ = order_of(first).rounds[0]
        board.bump(round_, "", [line.id for line in round_.lines], BY)
    going = order_of(first).lines[0].id
    made = did(splitting.split, first, [going], None)
    twin = db.session.get_one(Sitting, made.other_id)
    (recall,) = [each for each in board.recent(first.store_id) if each.bump.round.order_id == order_of(twin).id]
    with transaction():
        board.undo(recall.bump, BY)
    assert db.session.get_one(OrderLine, going).state is not LineState.READY
    undone(made)
    assert {bump.round_id for bump in db.session.query(Bump)} == {round_.id}


def test_a_check_that_was_written_off_opens_again_when_they_come_back() -> None:
    order = order_of(party("A1", cast.a_dish(price=1000)))
    with transaction():
        for line in order.lines:
            line.state = LineState.SERVED
    give(order, AdjustmentKind.WRITE_OFF)
    with transaction():
        paying.close_party(order.sitting, by=BY)
    with transaction():
        paying.reopen(paying.locked_order(order.id, order.store_id), by=BY, reason="they came back")
    assert order.closed_at is None


def test_the_limit_holds_for_all_parts_of_a_check() -> None:
    """Nobody takes off alone, part by part, what they may not take off at once."""
    first = party("A1", (cast.a_dish(price=3000), 4))
    lines = [line.id for line in order_of(first).lines]
    parts = [did(splitting.split, first, [line_id], None).other_id for line_id in lines[:2]]
    give(order_of(db.session.get_one(Sitting, parts[0])), AdjustmentKind.WRITE_OFF)
    for sitting_id in (parts[1], first.id):
        order = order_of(db.session.get_one(Sitting, sitting_id))
        with pytest.raises(NeedsApproval):
            give(order, AdjustmentKind.COMP, order.lines[0].id)
        db.session.rollback()


def test_begun_dishes_that_were_voided_count_towards_the_limit() -> None:
    order = order_of(party("A1", (cast.a_dish(price=3000), 3)))
    with transaction():
        board.start(order.rounds[0], "", BY)
    with transaction():
        void(order.lines[0], by=BY, reason="x")
    with pytest.raises(NeedsApproval):
        give(order, AdjustmentKind.COMP, order.lines[1].id)


def test_who_approved_a_void_is_written_down() -> None:
    order, manager = order_of(party("A1", cast.a_dish())), cast.a_manager()
    with transaction():
        void(order.lines[0], by=BY, reason="x", approved_by=manager.id)
    assert db.session.query(AuditEntry).filter_by(verb="voided").one().after == {"approved_by": manager.id}


def test_what_was_taken_back_is_not_given_by_the_same_form_again() -> None:
    order = order_of(party("A1", cast.a_dish(price=1000)))
    given = give(order, AdjustmentKind.COMP, key="one-form-once")
    with transaction():
        concessions.take_back(db.session.get_one(Adjustment, given.id), by=BY)
    with pytest.raises(Refused, match="out of date"):
        give(order, AdjustmentKind.COMP, key="one-form-once")
    db.session.rollback()
    assert due(order).total_minor == 1000


def test_a_key_of_another_check_does_nothing_here() -> None:
    one, other = (party(label, cast.a_dish(price=1000)) for label in ("A1", "A2"))
    give(order_of(one), AdjustmentKind.COMP, key="one-form-once")
    with pytest.raises(Refused, match="out of date"):
        give(order_of(other), AdjustmentKind.COMP, key="one-form-once")
    db.session.rollback()
    made = did(merging.merge, one, other, key="one-move-once")
    assert did(merging.merge, other, one, key="one-move-once").id == made.id        # from the younger party's page too
    with pytest.raises(Refused, match="out of date"):
        did(merging.merge, party("A3", cast.a_dish()), one, key="one-move-once")


def test_nothing_is_left_of_a_discount_on_a_dish_that_is_gone() -> None:
    order = order_of(party("A1", (cast.a_dish(price=1000), 2)))
    give(order, AdjustmentKind.COMP, order.lines[0].id)
    with transaction():
        void(order.lines[0], by=BY, reason="x")
    assert concessions.given(order) == []


def test_the_day_says_what_was_written_off() -> None:
    order = order_of(party("A1", cast.a_dish(price=1000)))
    with transaction():
        for line in order.lines:
            line.state = LineState.SERVED
    give(order, AdjustmentKind.WRITE_OFF)
    with transaction():
        paying.close_party(order.sitting, by=BY)
    found = day(order.store, business_day(order.store))
    assert (found.goods, found.written_off, found.total) == (1000, -1000, 0)


def test_a_removed_dish_of_the_waiter_returns_as_it_was() -> None:
    seat = cast.a_seat()
    with transaction():
        order = cast.finding.start_order(seat.guest.sitting)
        line = cart.add(order, None, cast.a_dish().id, seat="3", key=token())
        db.session.flush()
        cart.change(order, seat.guest, line.id, 0, key=token())
        cart.put_back(order, seat.guest, cart.feed(order).id, key=token())
    (back,) = cart.rows(order)
    assert (back.seat, back.guest_id) == ("3", None)
