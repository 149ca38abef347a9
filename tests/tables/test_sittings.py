"""Who sits at a table: opening, joining, the word, calls, the end."""
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, live
from app.audit import Actor, AuditEntry
from app.clock import now
from app.db import db, transaction
from app.errors import Invalid, Refused, TooMany
from app.outbox.models import OutboxEntry
from app.stores.models import TablePolicy
from app.tables import sittings
from app.tables.models import Call, CallKind, DiningTable, Guest, JoinRequest, JoinState, Opened, Sitting
from app.tables.sittings import NotOpened, Seat, WordNeeded
from tests import cast

WAITER = Actor("staff", 1)


def table(policy: TablePolicy = TablePolicy.FREE, **limits: int) -> DiningTable:
    return cast.a_table(store=cast.a_store(policy=policy, **limits))


def enter(table: DiningTable, word: str | None = None) -> Seat:
    """What the door does: a try is spent first."""
    if word is not None:
        with transaction():
            sittings.spend_word_try(table, word)
    with transaction():
        return sittings.enter(table, word=word)


def do(act: Callable[..., object], *args: object, **kwargs: object) -> object:
    with transaction():
        return act(*args, **kwargs)


def wrong(sitting: Sitting) -> str:
    return f"{(int(sitting.word) + 1) % 10000:04d}"


# Opening

@pytest.mark.parametrize("policy", [TablePolicy.FREE, TablePolicy.CONFIRM])
def test_a_scan_opens_a_table(app: Flask, policy: TablePolicy) -> None:
    place = table(policy)
    seat = enter(place)
    sitting = seat.guest.sitting
    assert sittings.open_at(place) == sitting
    assert (sitting.opened, sitting.confirmed_at, sitting.label, seat.guest.letter) == (Opened.SCAN, None, "A1", "A")
    assert len(sitting.word) == 4 and sitting.word.isdigit()
    assert sittings.guest_by_secret(place, seat.secret) == seat.guest
    assert seat.secret not in str(db.session.execute(select(Guest.__table__)).all())


def test_where_the_floor_opens_tables_a_scan_does_not(app: Flask) -> None:
    place = table(TablePolicy.STAFF)
    for word in (None, "1234"):
        with pytest.raises(NotOpened):
            enter(place, word)
    assert sittings.open_at(place) is None


def test_the_floor_opens_a_table_once(app: Flask) -> None:
    place = table(TablePolicy.STAFF)
    sitting = do(sittings.open_by_staff, place, covers=3, by=WAITER)
    assert (sitting.covers, sitting.confirmed_at) == (3, sitting.opened_at)
    with pytest.raises(Refused, match="already open"):
        do(sittings.open_by_staff, place, covers=2, by=WAITER)
    assert db.session.scalar(select(AuditEntry.verb)) == "opened"


@pytest.mark.parametrize("covers", [0, 100, -1])
def test_a_number_of_people_no_table_has(app: Flask, covers: int) -> None:
    place = table()
    sitting = do(sittings.open_by_staff, place, covers=None, by=WAITER)
    other = cast.a_table("A2")
    for act in (lambda: sittings.open_by_staff(other, covers=covers, by=WAITER), lambda: sittings.confirm(sitting, covers=covers, by=WAITER),
                lambda: sittings.set_covers(sitting, covers, WAITER)):
        with pytest.raises(Invalid):
            do(act)


def test_the_covers_are_corrected(app: Flask) -> None:
    sitting = cast.a_sitting(covers=2)
    do(sittings.set_covers, sitting, 5, WAITER)
    assert sitting.covers == 5


# Joining

@pytest.mark.parametrize("opened_by", [Opened.SCAN, Opened.STAFF])
def test_a_phone_joins_freely_within_ten_minutes(app: Flask, opened_by: Opened) -> None:
    place = table()
    first = enter(place).guest if opened_by is Opened.SCAN else do(sittings.open_by_staff, place, covers=None, by=WAITER)
    clock.move(timedelta(minutes=9))        # a busy machine may take its time
    second = enter(place).guest
    assert second.number == (2 if isinstance(first, Guest) else 1)
    clock.move(timedelta(minutes=1))
    with pytest.raises(WordNeeded):
        enter(place)


def test_where_the_floor_opens_tables_the_first_phone_types_the_word(app: Flask) -> None:
    place = table(TablePolicy.STAFF)
    sitting = do(sittings.open_by_staff, place, covers=2, by=WAITER)
    with pytest.raises(WordNeeded):
        enter(place)
    assert enter(place, sitting.word).guest.number == 1
    assert enter(place).guest.number == 2                   # "the party types it once"
    clock.move(timedelta(minutes=10))
    with pytest.raises(WordNeeded):
        enter(place)


def test_the_word_lets_a_late_phone_in(app: Flask) -> None:
    place = table()
    sitting = enter(place).guest.sitting
    clock.move(timedelta(hours=1))
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in sitting.word)
    assert enter(place, f" {sitting.word} ").guest.sitting == enter(place, full_width).guest.sitting == sitting


def test_right_words_cost_no_tries(app: Flask) -> None:
    place = table()
    sitting = enter(place).guest.sitting
    for _ in range(8):
        enter(place, sitting.word)
    assert sitting.word_tries == 0
    assert len(sitting.guests) == 9


def test_five_wrong_words_close_it_to_guessing(app: Flask) -> None:
    place = table()
    sitting = enter(place).guest.sitting
    for _ in range(5):
        with pytest.raises(Invalid):
            enter(place, wrong(sitting))
    for word in (sitting.word, wrong(sitting)):
        with pytest.raises(TooMany):
            enter(place, word)
    do(sittings.new_word, sitting, WAITER)
    assert enter(place, sitting.word).guest.number == 2


@pytest.mark.parametrize("typed", ["", "123", "12345", "abcd", "12 34"])
def test_what_cannot_be_a_word_costs_no_try(app: Flask, typed: str) -> None:
    place = table()
    sitting = enter(place).guest.sitting
    with pytest.raises(Invalid):
        enter(place, typed)
    db.session.refresh(sitting)
    assert sitting.word_tries == 0


def test_a_phone_asks_and_is_admitted(app: Flask) -> None:
    place = table()
    sitting = enter(place).guest.sitting
    request, secret = do(sittings.ask_to_join, place)
    assert sittings.requests(sitting) == [request]
    assert sittings.guest_by_secret(place, secret) is None
    guest = do(sittings.admit, request)
    assert sittings.guest_by_secret(place, secret) == guest
    assert (guest.number, sittings.requests(sitting)) == (2, [])
    for act in (sittings.admit, sittings.decline):
        with pytest.raises(Refused, match="already answered"):
            do(act, request)


def test_a_phone_asks_and_is_declined(app: Flask) -> None:
    place = table()
    enter(place)
    request, secret = do(sittings.ask_to_join, place)
    do(sittings.decline, request)
    assert sittings.request_by_secret(place, secret).state is JoinState.DECLINED
    assert sittings.guest_by_secret(place, secret) is None


def test_not_endlessly_many_phones_wait(app: Flask) -> None:
    place = table()
    enter(place)
    for _ in range(5):
        do(sittings.ask_to_join, place)
    with pytest.raises(TooMany):
        do(sittings.ask_to_join, place)


def test_nobody_asks_at_an_empty_table(app: Flask) -> None:
    with pytest.raises(Refused):
        do(sittings.ask_to_join, table())


@pytest.mark.parametrize(("phones", "covers", "most"), [(8, None, 8), (8, 2, 8), (8, 10, 12), (3, 1, 3), (3, 4, 6)])
def test_how_many_phones_a_party_may_have(app: Flask, phones: int, covers: int | None, most: int) -> None:
    place = table(phones=phones)
    sitting = do(sittings.open_by_staff, place, covers=covers, by=WAITER)
    for _ in range(most):
        do(sittings.seat, sitting)
    assert not sittings.too_many_phones(sitting)
    do(sittings.seat, sitting)
    assert sittings.too_many_phones(sitting)


def test_a_secret_is_good_at_its_own_table_only(app: Flask) -> None:
    here, there = table(), cast.a_table("A2")
    secret = enter(here).secret
    enter(there)
    assert sittings.guest_by_secret(there, secret) is None
    assert sittings.guest_by_secret(here, secret + "x") is None


# Names and calls

def test_a_guest_gives_a_name_and_takes_it_back(app: Flask) -> None:
    guest = enter(table()).guest
    do(sittings.rename, guest, "  Mei \u202e Lin ")
    assert (guest.name, guest.letter) == ("Mei Lin", "M")
    with pytest.raises(Invalid):
        do(sittings.rename, guest, "x" * 21)
    do(sittings.rename, guest, "   ")
    assert (guest.name, guest.letter) == (None, "A")


def test_one_call_of_a_kind_is_open(app: Flask) -> None:
    guest = enter(table()).guest
    sitting = guest.sitting
    call = do(sittings.call, sitting, CallKind.WAITER, guest)
    assert do(sittings.call, sitting, CallKind.WAITER) == call
    bill = do(sittings.call, sitting, CallKind.BILL, guest)
    assert sittings.open_calls(sitting) == [call, bill]
    do(sittings.answer, call, staff_id=None)
    do(sittings.answer, call, staff_id=None)
    assert sittings.open_calls(sitting) == [bill]
    assert do(sittings.call, sitting, CallKind.WAITER) != call


def test_the_bill_is_asked_for_until_the_table_takes_it_back(app: Flask) -> None:
    sitting = cast.a_sitting()
    do(sittings.answer, do(sittings.call, sitting, CallKind.BILL), staff_id=cast.a_waiter().id)
    assert sitting.bill_asked_at is not None
    do(sittings.answer, do(sittings.call, sitting, CallKind.BILL), staff_id=None)
    assert sitting.bill_asked_at is None


def test_a_table_reads_for_some_minutes_that_somebody_comes(app: Flask) -> None:
    sitting, waiter = cast.a_sitting(), cast.a_waiter().id
    water = do(sittings.call, sitting, CallKind.WATER)
    assert sittings.coming(sitting) == []
    do(sittings.answer, water, staff_id=waiter)
    assert sittings.coming(sitting) == [water] and sittings.open_calls(sitting) == []
    version = live.version(sittings.topic(sitting.id))
    clock.move(sittings.ON_THE_WAY - timedelta(minutes=1))
    assert sittings.coming(sitting) == [water]
    clock.move(timedelta(minutes=1))
    assert sittings.coming(sitting) == []
    assert live.version(sittings.topic(sitting.id)) == version + 1      # its phones look again by themselves


def test_who_took_a_call_back_or_calls_again_is_told_of_nobody(app: Flask) -> None:
    sitting, waiter = cast.a_sitting(), cast.a_waiter().id
    do(sittings.answer, do(sittings.call, sitting, CallKind.HELP), staff_id=None)
    water, bill = do(sittings.call, sitting, CallKind.WATER), do(sittings.call, sitting, CallKind.BILL)
    do(sittings.answer, water, staff_id=waiter)
    do(sittings.answer, bill, staff_id=waiter)
    assert sittings.coming(sitting) == [water, bill]
    do(sittings.call, sitting, CallKind.WATER)
    assert sittings.coming(sitting) == [bill]
    assert sittings.coming(cast.a_sitting(cast.a_table("A2"))) == []


# The floor's tap, and the end

def test_the_floor_s_tap_lifts_a_flag_and_the_worker_looks_again(app: Flask) -> None:
    sitting = cast.a_sitting()
    with transaction():
        sitting.flagged_at = now()
        db.session.query(OutboxEntry).delete()
    clock.move(timedelta(hours=3))
    do(sittings.confirm, sitting, covers=None, by=WAITER)
    assert (sitting.flagged_at, sitting.covers) == (None, 2)
    assert [entry.due_at - sitting.last_active_at for entry in db.session.query(OutboxEntry)] == [timedelta(hours=2)]


def test_the_end_ends_everything(app: Flask) -> None:
    place = table()
    seat = enter(place)
    sitting, guest = seat.guest.sitting, seat.guest
    do(sittings.rename, guest, "Mei")
    do(sittings.call, sitting, CallKind.WAITER, guest)
    request, asking = do(sittings.ask_to_join, place)
    version = live.version(sittings.topic(sitting.id))
    do(sittings.close, sitting, WAITER)
    assert (sittings.open_at(place), sitting.is_open, sitting.label) == (None, False, "A1")
    assert sittings.guest_by_secret(place, seat.secret) is None
    assert sittings.request_by_secret(place, asking) is None
    assert db.session.scalars(select(Guest.name)).all() == [None]
    assert db.session.scalars(select(Call).where(Call.answered_at.is_(None))).all() == []
    assert db.session.scalars(select(JoinRequest.state)).all() == [JoinState.DECLINED]
    assert live.version(sittings.topic(sitting.id)) > version
    with pytest.raises(Refused, match="already been closed"):
        do(sittings.close, sitting, WAITER)
    for act in (lambda: sittings.call(sitting, CallKind.WAITER, guest), lambda: sittings.rename(guest, "Mei"), lambda: sittings.admit(request),
                lambda: sittings.confirm(sitting, covers=None, by=WAITER), lambda: sittings.new_word(sitting, WAITER)):
        with pytest.raises(Refused):
            do(act)
    assert db.session.scalars(select(Guest.name)).all() == [None]


def test_the_next_party_is_another_one(app: Flask) -> None:
    place = table()
    old = enter(place)
    do(sittings.close, old.guest.sitting, WAITER)
    new = enter(place)
    assert new.guest.sitting != old.guest.sitting
    assert sittings.guest_by_secret(place, old.secret) is None
    assert [guest.number for guest in new.guest.sitting.guests] == [1]
    with pytest.raises(Invalid):
        enter(place, wrong(new.guest.sitting))


def test_a_new_code_kills_the_old_one(app: Flask) -> None:
    place = table()
    old = place.token
    do(sittings.new_token, place, WAITER)
    assert sittings.table_by_token(old) is None
    assert sittings.table_by_token(place.token) == place
    assert len(place.token) >= 21           # 128 bits


@pytest.mark.parametrize("whose", ["table", "store"])
def test_the_code_of_what_was_retired_opens_nothing(app: Flask, whose: str) -> None:
    place = table()
    with transaction():
        (place if whose == "table" else place.store).retired_at = now()
    assert sittings.table_by_token(place.token) is None


def test_the_party_and_the_floor_see_every_change(app: Flask) -> None:
    place = table()
    sitting = enter(place).guest.sitting
    topics = [sittings.topic(sitting.id), sittings.floor_topic(place.store_id)]
    guest = sitting.guests[0]
    for act in (lambda: sittings.enter(place), lambda: sittings.ask_to_join(place), lambda: sittings.rename(guest, "Mei"),
                lambda: sittings.call(sitting, CallKind.BILL, guest), lambda: sittings.answer(sittings.open_calls(sitting)[0], staff_id=None),
                lambda: sittings.decline(sittings.requests(sitting)[0]), lambda: sittings.new_word(sitting, WAITER),
                lambda: sittings.set_covers(sitting, 3, WAITER), lambda: sittings.confirm(sitting, covers=None, by=WAITER)):
        before = live.versions(topics)
        do(act)
        assert all(live.versions(topics)[topic] > before[topic] for topic in topics)


def test_a_party_has_not_thousands_of_phones(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sittings, "MOST_PHONES", 2)
    place = table()
    sitting = enter(place).guest.sitting
    enter(place)
    request = do(sittings.ask_to_join, place)[0]
    for another in (lambda: enter(place), lambda: enter(place, sitting.word), lambda: do(sittings.admit, request)):
        with pytest.raises(TooMany, match="too many phones"):
            another()
    assert [guest.number for guest in sitting.guests] == [1, 2]
