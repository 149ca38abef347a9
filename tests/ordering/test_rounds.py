"""Sending, taking back, confirming, declining, voiding."""
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, live
from app.audit import Actor, AuditEntry
from app.clock import now
from app.codes import token
from app.db import db, transaction
from app.errors import Invalid, Refused
from app.menu import catalogue, stock
from app.menu.models import Dish, Price
from app.ordering import cart, charges, finding, rounds, voids
from app.ordering.models import Adjustment, LineState, Order, OrderLine, Round, RoundState
from app.ordering.rounds import Changed, kitchen_topic
from app.payments import paying
from app.stores import pausing
from app.stores.hours import business_day
from app.stores.models import Chain, OpeningHours, TablePolicy
from app.tables import sittings
from app.tables.models import Guest
from tests import cast

WAITER = Actor("staff", None)


@pytest.fixture
def mei(app: Flask) -> Guest:
    return cast.a_seat().guest


def filled(guest: Guest, *dishes: Dish | tuple[Dish, int], note: str = "") -> Order:
    """The party's order with these dishes added by the guest."""
    with transaction():
        order = finding.start_order(guest.sitting)
        for wanted in dishes:
            dish, quantity = wanted if isinstance(wanted, tuple) else (wanted, 1)
            cart.add(order, guest, dish.id, quantity=quantity, note=note, key=token())
    return order


def send(order: Order, guest: Guest | None = None, *, key: str = "", seen: dict[int, int] | None = None, leave: bool = False) -> Round:
    with transaction():
        return rounds.send(order, guest, key=key or token(), seen=seen or {}, leave_sold_out=leave).round


def act(verb: Callable[..., object], *args: object, **kwargs: object) -> None:
    with transaction():
        verb(*args, **kwargs)


def edit(dish: Dish, **values: object) -> None:
    with transaction():
        for name, value in values.items():
            setattr(dish, name, value)
        live.touch(catalogue.TOPIC)


def stop(dish: Dish, remaining: int = 0) -> None:
    store = cast.a_store()
    with transaction():
        stock.set_remaining(store.id, dish.id, business_day(store), remaining)


def left(dish: Dish) -> int | None:
    store = cast.a_store()
    found = stock.counted(store.id, business_day(store)).get(dish.id)
    return found.remaining if found else None


def lines(order: Order) -> list[tuple[str, str, int]]:
    """Dish, state, quantity of every line of the order."""
    return [(line.dish.code, str(line.state), line.quantity)
            for line in db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.id))]


# Sending

def test_every_portion_becomes_a_line_with_its_facts(mei: Guest) -> None:
    beef = cast.a_dish(minutes=9)
    hot = cast.an_option_group(beef, {"mild": 0, "hot": 200}, default="mild").choices[1]
    with transaction():
        order = finding.start_order(mei.sitting)
        cart.add(order, mei, beef.id, quantity=2, options=[(hot.id, 1)], note="no coriander", key=token())
    sent = send(order, mei)
    assert lines(order) == [("beef", "sent", 1), ("beef", "sent", 1)]
    for line in sent.lines:
        assert (line.name, line.unit_price_minor, line.tax_rate, line.tax_included, line.tax_code) == (beef.name, 4400, 600, True, "food")
        assert (line.station, line.minutes, line.note, line.guest_id) == ("noodle", 9, "no coriander", mei.id)
        assert line.chosen == [{"name": {"zh": "hot", "en": "Hot"}, "count": 1}]
        assert line.business_day == business_day(order.store)
    assert (sent.number, sent.state, sent.guest_id, sent.waits_for) == (1, RoundState.SENT, mei.id, "")
    assert sent.release_at - sent.sent_at == timedelta(seconds=8)


def test_renaming_and_repricing_change_no_receipt(mei: Guest) -> None:
    beef = cast.a_dish()
    order = filled(mei, (beef, 2))
    sent = send(order)
    before = finding.total(order)
    edit(beef, name={"en": "Pork"}, prices=[Price(amount_minor=1)], minutes=99, retired_at=now())
    act(lambda: setattr(beef.tax, "dine_in_rate", 5000))
    assert [(line.name["en"], line.unit_price_minor, line.tax_rate) for line in sent.lines] == [("Beef", 4200, 600)] * 2
    assert finding.total(order) == before


def test_one_key_sends_once(mei: Guest) -> None:
    order = filled(mei, cast.a_dish())
    first = send(order, key="key-of-a-form")
    filled(mei, cast.a_dish("tea"))
    with transaction():
        again = rounds.send(order, mei, key="key-of-a-form", seen={})
    assert (again.round, again.repeated) == (first, True)
    assert lines(order) == [("beef", "sent", 1), ("tea", "cart", 1)]


def test_an_empty_slip_is_not_sent(mei: Guest) -> None:
    order = filled(mei)
    with pytest.raises(Refused, match="slip is empty"):
        send(order)


def test_rounds_and_orders_are_numbered(mei: Guest) -> None:
    order = filled(mei, cast.a_dish())
    assert order.number is None
    assert [send(order).number, send(filled(mei, cast.a_dish())).number] == [1, 2]
    other = cast.a_sent_round(table=cast.a_table("A2")).order
    assert (order.number, other.number) == (1, 2)


def test_numbers_begin_again_with_the_business_day_and_are_each_store_s(app: Flask) -> None:
    clock.move(datetime(2026, 11, 24, 20, 59, tzinfo=UTC) - now())         # 04:59 in Shanghai
    late = cast.a_sent_round(table=cast.a_table("A1")).order
    elsewhere = cast.a_sent_round(table=cast.a_table("B1", store=cast.a_store("old-town"))).order
    clock.move(timedelta(minutes=1))
    early = cast.a_sent_round(table=cast.a_table("A2")).order
    assert [(order.business_day, order.number) for order in (late, elsewhere, early)] == [
        (date(2026, 11, 24), 1), (date(2026, 11, 24), 1), (date(2026, 11, 25), 1)]


def test_a_dearer_dish_needs_a_yes(mei: Guest) -> None:
    beef, tea = cast.a_dish(price=4200), cast.a_dish("tea", 800)
    order = filled(mei, beef, tea)
    seen = rounds.parse_seen(rounds.seen(cart.lines(order)))
    edit(beef, prices=[Price(amount_minor=4500)])
    with pytest.raises(Changed, match="price rose") as changed:
        send(order, seen=seen)
    assert (changed.value.sold_out, changed.value.dearer) == ([], [cart.lines(order)[0].line.id])
    assert lines(order) == [("beef", "cart", 1), ("tea", "cart", 1)]
    sent = send(order, seen=rounds.parse_seen(rounds.seen(cart.lines(order))))
    assert [line.unit_price_minor for line in sent.lines] == [4500, 800]


def test_a_cheaper_dish_and_a_friend_s_addition_never_block(mei: Guest) -> None:
    beef = cast.a_dish(price=4200)
    order = filled(mei, beef)
    seen = rounds.parse_seen(rounds.seen(cart.lines(order)))
    edit(beef, prices=[Price(amount_minor=3900)])
    filled(cast.a_seat().guest, cast.a_dish("tea", 800))
    assert [line.unit_price_minor for line in send(order, seen=seen).lines] == [3900, 800]


@pytest.mark.parametrize("text", ["1", "a-b", "1-2-3", "1-", "-", "9" * 5000 + "-1"])
def test_what_no_page_made_is_not_what_was_seen(app: Flask, text: str) -> None:
    with pytest.raises(Invalid):
        rounds.parse_seen(text)


def test_what_sold_out_is_named_and_the_others_can_go(mei: Guest) -> None:
    beef, tea, rice = cast.a_dish(), cast.a_dish("tea"), cast.a_dish("rice")
    order = filled(mei, beef, (tea, 2), (rice, 3))
    stop(beef)
    with pytest.raises(Changed) as changed:
        send(order)
    assert str(changed.value) == "Beef just sold out. The other 5 dishes are untouched."
    assert changed.value.sold_out == [cart.lines(order)[0].line.id]
    assert len(send(order, leave=True).lines) == 5
    assert [(code, quantity) for code, state, quantity in lines(order) if state == "cart"] == [("beef", 1)]


def test_when_everything_sold_out_nothing_goes(mei: Guest) -> None:
    beef, tea = cast.a_dish(), cast.a_dish("tea")
    order = filled(mei, beef, tea)
    stop(beef)
    edit(tea, retired_at=now())
    with pytest.raises(Changed, match=r"^Beef, Tea just sold out\.$"):
        send(order)
    with pytest.raises(Refused, match="Everything on this slip"):
        send(order, leave=True)


def test_fewer_left_than_wanted_takes_nothing(mei: Guest) -> None:
    beef, tea = cast.a_dish(portions=5), cast.a_dish("tea", portions=9)
    order = filled(mei, (tea, 2), (beef, 2))
    filled(cast.a_seat().guest, (beef, 2))
    stop(beef, 3)
    for leave in (False, True):
        with pytest.raises(Changed) as changed:
            send(order, leave=leave)
        assert str(changed.value) == "Only 3 portions of Beef are left. Please take fewer."
    assert (left(tea), left(beef)) == (None, 3)
    assert {state for _, state, _ in lines(order)} == {"cart"}


def test_portions_are_taken_at_sending_and_not_before(mei: Guest) -> None:
    beef = cast.a_dish(portions=5)
    order = filled(mei, (beef, 2))
    assert left(beef) is None
    send(order)
    assert left(beef) == 3


def test_a_flag_pauses_sending_only(mei: Guest) -> None:
    order = filled(mei, cast.a_dish())
    act(lambda: setattr(mei.sitting, "flagged_at", now()))
    filled(mei, cast.a_dish("tea"))
    with pytest.raises(Refused, match="paused"):
        send(order)
    act(sittings.confirm, mei.sitting, covers=None, by=WAITER)
    assert len(send(order).lines) == 2


def test_nothing_is_sent_after_the_end(mei: Guest) -> None:
    order = filled(mei, cast.a_dish())
    act(paying.close_party, mei.sitting, by=WAITER)
    with pytest.raises(Refused, match="has been closed"):
        send(order)


# Limits: above one a round waits for the floor, it is never refused

def a_party(policy: TablePolicy = TablePolicy.FREE, **limits: int) -> Guest:
    return cast.a_seat(cast.a_table(store=cast.a_store(policy=policy, **limits))).guest


def test_where_the_floor_confirms_the_first_round_waits_once(app: Flask) -> None:
    guest = a_party(TablePolicy.CONFIRM)
    first = send(filled(guest, cast.a_dish()))
    assert (first.state, first.waits_for, first.release_at) == (RoundState.WAITING, "first_round", None)
    assert rounds.waiting(first.store_id) == [first]
    act(rounds.confirm, first, WAITER)
    assert (first.state, guest.sitting.confirmed_at is not None) == (RoundState.SENT, True)
    assert send(filled(guest, cast.a_dish())).state is RoundState.SENT


@pytest.mark.parametrize("policy", [TablePolicy.CONFIRM, TablePolicy.STAFF])
def test_a_party_that_the_floor_seated_does_not_wait(app: Flask, policy: TablePolicy) -> None:
    sitting = cast.a_sitting(cast.a_table(store=cast.a_store(policy=policy)))
    with transaction():
        guest = sittings.seat(sitting).guest
    assert send(filled(guest, cast.a_dish())).state is RoundState.SENT


@pytest.mark.parametrize(("limits", "dishes", "reason"), [
    ({"round_portions": 5}, {"beef": 3, "tea": 2}, ""), ({"round_portions": 5}, {"beef": 3, "tea": 3}, "portions"),
    ({"dish_portions": 3}, {"beef": 3, "tea": 3}, ""), ({"dish_portions": 3}, {"beef": 4}, "dish"),
    ({}, {"beef": 10, "tea": 10, "rice": 10}, ""), ({}, {"beef": 11}, "dish"), ({}, {"a": 8, "b": 8, "c": 8, "d": 7}, "portions")])
def test_many_portions_wait(app: Flask, limits: dict[str, int], dishes: dict[str, int], reason: str) -> None:
    guest = a_party(**limits)
    sent = send(filled(guest, *((cast.a_dish(code), quantity) for code, quantity in dishes.items())))
    assert (sent.waits_for, sent.state) == (reason, RoundState.WAITING if reason else RoundState.SENT)


def test_many_of_one_dish_are_counted_over_all_lines(app: Flask) -> None:
    guest, beef = a_party(dish_portions=3), cast.a_dish()
    filled(guest, (beef, 2))
    assert send(filled(guest, (beef, 2), note="no coriander")).waits_for == "dish"


def test_many_rounds_in_a_short_time_wait(app: Flask) -> None:
    guest = a_party(rounds=2, rounds_minutes=10)
    assert [send(filled(guest, cast.a_dish())).waits_for for _ in range(3)] == ["", "", "pace"]
    clock.move(timedelta(minutes=10))
    assert send(filled(guest, cast.a_dish())).waits_for == ""


def test_taking_back_does_not_count_as_a_round(app: Flask) -> None:
    guest = a_party(rounds=1)
    order = filled(guest, cast.a_dish())
    act(rounds.take_back, send(order), guest)
    assert send(order).waits_for == ""


def test_more_phones_than_people_wait(app: Flask) -> None:
    guest = a_party(phones=2)
    cast.a_seat()
    assert send(filled(guest, cast.a_dish())).waits_for == ""
    cast.a_seat()
    assert send(filled(guest, cast.a_dish())).waits_for == "phones"
    act(sittings.set_covers, guest.sitting, 3, WAITER)
    assert send(filled(guest, cast.a_dish())).waits_for == ""


def test_what_is_sent_while_the_store_is_shut_waits(app: Flask) -> None:
    guest = a_party()
    with transaction():
        cast.a_store().hours = []
    assert send(filled(guest, cast.a_dish())).waits_for == "closed"


def test_the_hours_of_eating_in_count_at_a_table(app: Flask) -> None:
    guest, store = a_party(), cast.a_store()
    with transaction():
        store.hours.append(OpeningHours(weekday=0, opens=0, closes=1, service="dine_in"))
    clock.move(datetime(2026, 11, 24, 4, 0, tzinfo=UTC) - now())        # Tuesday noon, open for others
    assert send(filled(guest, cast.a_dish())).waits_for == "closed"


def test_phones_send_nothing_while_the_service_is_paused_and_staff_do(app: Flask) -> None:
    guest, store = a_party(), cast.a_store()
    order = filled(guest, cast.a_dish())
    with transaction():
        pausing.pause(store, "dine_in", now() + timedelta(minutes=30), reason={"en": "Out of gas."}, by=WAITER)
    with pytest.raises(Refused, match=r"paused until \d\d:\d\d. Your slip stays as it is. Out of gas."):
        send(order)
    assert lines(order) == [("beef", "cart", 1)]
    with transaction():
        assert rounds.send(order, None, key=token(), seen={}, by=WAITER).round.state is RoundState.SENT
    clock.move(timedelta(minutes=30))
    assert send(filled(guest, cast.a_dish())).state is RoundState.SENT


# Taking back

def test_a_round_is_taken_back_in_time(mei: Guest) -> None:
    beef, tea = cast.a_dish(portions=5), cast.a_dish("tea")
    order = filled(mei, (beef, 2), tea)
    sent = send(order)
    clock.move(sent.release_at - now() - timedelta(seconds=5))
    act(rounds.take_back, sent, mei)
    assert (sent.state, sent.release_at, sent.lines) == (RoundState.TAKEN_BACK, None, [])
    assert lines(order) == [("beef", "cart", 2), ("tea", "cart", 1)]
    assert (left(beef), finding.total(order).total_minor) == (5, 0)
    line = cart.lines(order)[0].line
    assert (line.name, line.unit_price_minor, line.business_day, line.guest_id) == (None, None, None, mei.id)
    assert len(send(order).lines) == 3


def test_too_late_is_too_late(mei: Guest) -> None:
    order = filled(mei, cast.a_dish())
    sent = send(order)
    clock.move(sent.release_at - now())
    with pytest.raises(Refused, match="kitchen already has it"):
        act(rounds.take_back, sent, mei)
    assert lines(order) == [("beef", "sent", 1)]


def test_taking_back_twice_is_once(mei: Guest) -> None:
    order = filled(mei, cast.a_dish(portions=5))
    sent = send(order)
    act(rounds.take_back, sent, mei)
    act(rounds.take_back, sent, cast.a_seat().guest)
    assert lines(order) == [("beef", "cart", 1)]
    assert left(cast.a_dish()) == 5


def test_what_comes_back_joins_what_was_added_since(mei: Guest) -> None:
    beef = cast.a_dish()
    order = filled(mei, (beef, 2))
    sent = send(order)
    filled(mei, beef)
    filled(cast.a_seat().guest, beef)
    act(rounds.take_back, sent, mei)
    assert sorted(quantity for _, _, quantity in lines(order)) == [1, 3]


def test_a_round_with_a_voided_dish_comes_back_without_it(mei: Guest) -> None:
    beef = cast.a_dish(portions=5)
    order = filled(mei, (beef, 3))
    sent = send(order)
    act(voids.void, sent.lines[0], by=WAITER, reason="wrong table")
    assert left(beef) == 3
    act(rounds.take_back, sent, mei)
    assert lines(order) == [("beef", "void", 1), ("beef", "cart", 2)]
    assert left(beef) == 5


def test_a_round_comes_back_with_its_service_charge(app: Flask) -> None:
    cast.a_chain(service_charge_rate=1000)
    guest = a_party()
    order = filled(guest, (cast.a_dish(price=1000), 3))
    sent = send(order)
    assert finding.total(order).total_minor == 3300
    act(rounds.take_back, sent, guest)
    assert finding.total(order).total_minor == 0
    assert db.session.query(Adjustment).count() == 0


def test_a_waiting_round_is_taken_back_whenever(app: Flask) -> None:
    guest = a_party(TablePolicy.CONFIRM)
    order = filled(guest, cast.a_dish())
    sent = send(order)
    clock.move(timedelta(minutes=5))
    act(rounds.take_back, sent, guest)
    assert lines(order) == [("beef", "cart", 1)]
    for verb in (lambda: rounds.confirm(sent, WAITER), lambda: rounds.decline(sent, WAITER, "late")):
        with pytest.raises(Refused, match="already answered"):
            act(verb)


def test_with_no_take_back_time_the_kitchen_has_it_at_once(app: Flask) -> None:
    guest = a_party(take_back=0)
    sent = send(filled(guest, cast.a_dish()))
    assert sent.release_at == sent.sent_at
    with pytest.raises(Refused):
        act(rounds.take_back, sent, guest)


# The floor's answer

@pytest.mark.parametrize(("after", "release"), [(3, 8), (8, 8), (60, 60)])
def test_a_confirmed_round_is_released_after_its_take_back_time(app: Flask, after: int, release: int) -> None:
    sent = send(filled(a_party(TablePolicy.CONFIRM), cast.a_dish()))
    clock.move(timedelta(seconds=after))
    act(rounds.confirm, sent, WAITER)
    assert round((sent.release_at - sent.sent_at).total_seconds()) == release
    assert sent.confirmed_at is not None
    with pytest.raises(Refused, match="already answered"):
        act(rounds.confirm, sent, WAITER)


def test_a_declined_round_is_back_on_the_slip(app: Flask) -> None:
    guest = a_party(TablePolicy.CONFIRM)
    beef = cast.a_dish(portions=5)
    order = filled(guest, (beef, 2))
    sent = send(order)
    assert left(beef) == 3
    act(rounds.decline, sent, WAITER, "nobody sits there")
    assert (sent.state, lines(order), left(beef)) == (RoundState.DECLINED, [("beef", "cart", 2)], 5)
    assert rounds.waiting(sent.store_id) == []
    assert db.session.scalar(select(AuditEntry.reason).where(AuditEntry.verb == "declined")) == "nobody sits there"
    act(rounds.take_back, sent, guest)          # nothing to take back, and nothing happens
    assert lines(order) == [("beef", "cart", 2)]
    assert send(order).waits_for == "first_round"


def test_what_waits_is_not_owed(app: Flask) -> None:
    guest = a_party(TablePolicy.CONFIRM)
    order = filled(guest, cast.a_dish())
    sent = send(order)
    assert (finding.total(order).total_minor, finding.has_been_sent(order)) == (0, True)
    act(rounds.confirm, sent, WAITER)
    assert finding.total(order).total_minor == 4200


def test_the_kitchen_the_floor_and_the_table_see_every_step(app: Flask) -> None:
    guest = a_party(TablePolicy.CONFIRM)
    order = filled(guest, cast.a_dish())
    topics = [order.topic, kitchen_topic(order.store_id), sittings.floor_topic(order.store_id)]

    def moved(step: Callable[[], object]) -> bool:
        before = live.versions(topics)
        step()
        return all(live.versions(topics)[topic] > before[topic] for topic in topics)

    sent: list[Round] = []
    assert moved(lambda: sent.append(send(order)))
    assert moved(lambda: act(rounds.confirm, sent[0], WAITER))
    assert moved(lambda: clock.move(timedelta(seconds=8)))
    assert moved(lambda: act(voids.void, sent[0].lines[0], by=WAITER, reason="x"))


# Voiding

def test_a_voided_dish_is_struck_through_and_not_owed(mei: Guest) -> None:
    beef = cast.a_dish(portions=5)
    sent = cast.a_sent_round((beef, 2))
    line = sent.lines[0]
    act(voids.void, line, by=cast.acts(cast.a_waiter()), reason=" spilt ")
    assert (line.state, line.void_reason, line.voided_by_id) == (LineState.VOID, "spilt", cast.a_waiter().id)
    assert finding.total(sent.order).total_minor == 4200
    assert left(beef) == 4
    with pytest.raises(Refused, match="already voided"):
        act(voids.void, line, by=WAITER, reason="again")
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "voided"))
    assert (entry.reason, entry.before) == ("spilt", {"state": "sent", "amount_minor": 4200})


@pytest.mark.parametrize("state", [LineState.COOKING, LineState.READY, LineState.SERVED])
def test_what_the_kitchen_began_is_gone(mei: Guest, state: LineState) -> None:
    beef = cast.a_dish(portions=5)
    sent = cast.a_sent_round((beef, 2))
    act(lambda: setattr(sent.lines[0], "state", state))
    act(voids.void, sent.lines[0], by=WAITER, reason="cold")
    assert left(beef) == 3


def test_what_cannot_be_voided(app: Flask) -> None:
    guest = a_party(TablePolicy.CONFIRM)
    order = filled(guest, cast.a_dish())
    in_cart = cart.lines(order)[0].line
    with pytest.raises(Refused, match="not been sent"):
        act(voids.void, in_cart, by=WAITER, reason="x")
    waiting = send(order)
    with pytest.raises(Refused, match="not been sent"):
        act(voids.void, waiting.lines[0], by=WAITER, reason="x")
    act(rounds.confirm, waiting, WAITER)
    for reason in ("", "  ", "\u202e"):
        with pytest.raises(Invalid):
            act(voids.void, waiting.lines[0], by=WAITER, reason=reason)


# What it costs

@pytest.mark.parametrize(("included", "total", "tax"), [(True, 3300, 187), (False, 3498, 198)])
def test_the_service_charge_is_taxed_as_what_it_is_on(app: Flask, included: bool, total: int, tax: int) -> None:
    cast.a_chain(service_charge_rate=1000)
    cast.a_tax(included=included)
    order = send(filled(a_party(), (cast.a_dish(price=1000), 3))).order
    found = finding.total(order)
    assert (found.goods_minor, found.adjusted_minor, found.total_minor) == (3000, 300, total)
    assert [each.tax_minor for each in found.taxes] == [tax]


def test_the_service_charge_follows_what_is_owed(app: Flask) -> None:
    cast.a_chain(service_charge_rate=1250)
    guest = a_party()
    sent = send(filled(guest, (cast.a_dish(price=333), 3)))
    charge = db.session.scalar(select(Adjustment))
    assert (charge.amount_minor, sorted(share.amount_minor for share in charge.shares)) == (125, [41, 42, 42])
    act(voids.void, sent.lines[0], by=WAITER, reason="x")
    assert [each.amount_minor for each in db.session.query(Adjustment)] == [83]
    send(filled(guest, cast.a_dish("tea", 1000)))
    assert finding.total(sent.order).adjusted_minor == 208
    with transaction():
        db.session.get(Chain, 1).service_charge_rate = 0        # for meals that begin from now on
        charges.refresh(sent.order)
    assert finding.total(sent.order).adjusted_minor == 208


def test_a_service_charge_that_comes_during_a_meal_is_for_the_next_one(app: Flask) -> None:
    guest = a_party()
    sent = send(filled(guest, cast.a_dish(price=1000)))
    clock.move(timedelta(minutes=1))
    with transaction():
        cast.a_chain().service_charge_rate = 1000
    send(filled(guest, cast.a_dish("tea", 1000)))
    assert finding.total(sent.order).adjusted_minor == 0
    clock.move(timedelta(minutes=1))
    assert finding.total(send(filled(cast.a_seat(cast.a_table("A7")).guest, cast.a_dish(price=1000))).order).adjusted_minor == 100


def test_the_floor_gets_only_so_many_rounds_to_read(mei: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "MOST_WAITING", 2)
    beef = cast.a_dish()
    sent = [send(filled(mei, (beef, 31))) for _round in range(2)]
    with pytest.raises(Refused, match="wait for a waiter already"):
        send(filled(mei, beef))
    act(rounds.confirm, sent[0], WAITER)
    assert send(sent[0].order).state is RoundState.SENT
