"""What cooks do to tickets: all of it or nothing, the second is told, every tap can be taken back."""
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import clock, live
from app.audit import Actor, AuditEntry
from app.db import db, transaction
from app.errors import Refused
from app.kitchen import board, printing
from app.kitchen.models import AllergyAcknowledged, Bump
from app.ordering import voids
from app.ordering.models import LineState, OrderLine, Round
from app.ordering.rounds import kitchen_topic
from app.staff.models import Device
from app.tables.sittings import floor_topic
from tests import cast
from tests.counts import count

COOK = Actor("command")
SENT, COOKING, READY, SERVED, VOID = LineState.SENT, LineState.COOKING, LineState.READY, LineState.SERVED, LineState.VOID


@pytest.fixture
def sent(app: Flask) -> Round:
    """Two bowls of beef at one station, a tea at another."""
    return cast.a_sent_round((cast.a_dish(), 2), cast.a_dish("tea", 800, station="bar"))


def ids(round_: Round, *places: int) -> list[int]:
    lines = [line.id for line in sorted(cast.lines_of(round_), key=lambda line: (line.station != "noodle", line.id))]
    return [lines[place] for place in places] if places else lines


def states(round_: Round) -> list[LineState]:
    db.session.expire_all()
    return [db.session.get(OrderLine, line_id).state for line_id in ids(round_)]


def tick(round_: Round, lines: Sequence[int], **more: str) -> Bump:
    with transaction():
        return board.tick(round_, lines, COOK, **more)


def bump(round_: Round, station: str = "", lines: Sequence[int] | None = None, **more: str) -> Bump:
    with transaction():
        return board.bump(round_, station, ids(round_) if lines is None else lines, COOK, **more)


def undo(tap: Bump) -> None:
    with transaction():
        board.undo(tap, COOK)


def void(line_id: int) -> None:
    with transaction():
        voids.void(db.session.get(OrderLine, line_id), by=COOK, reason="changed their mind")


def on_board(round_: Round, station: str = "") -> bool:
    return bool(board.board(round_.store_id, station).tickets)


class TestStart:
    def test_only_the_stations_own(self, sent: Round) -> None:
        with transaction():
            board.start(sent, "noodle", COOK)
        assert states(sent) == [COOKING, COOKING, SENT]

    def test_twice_is_once(self, sent: Round) -> None:
        for _ in range(2):
            with transaction():
                board.start(sent, "", COOK)
        assert states(sent) == [COOKING] * 3
        assert len({db.session.get(OrderLine, line).started_at for line in ids(sent)}) == 1


class TestTick:
    def test_one_portion(self, sent: Round) -> None:
        tick(sent, ids(sent, 0))
        assert states(sent) == [READY, SENT, SENT]
        assert on_board(sent)

    def test_table_and_floor_see_it(self, sent: Round) -> None:
        topics = [sent.order.topic, kitchen_topic(sent.store_id), floor_topic(sent.store_id)]
        before = live.versions(topics)
        tick(sent, ids(sent, 0))
        after = live.versions(topics)
        assert [after[topic] - before[topic] for topic in topics] == [1, 1, 1]

    def test_the_second_cook_is_told(self, sent: Round) -> None:
        tick(sent, ids(sent, 0))
        with pytest.raises(Refused, match="Somebody was faster"):
            tick(sent, ids(sent, 0, 1))
        assert states(sent) == [READY, SENT, SENT], "all of it or nothing"

    def test_a_cancelled_dish_is_named_as_such(self, sent: Round) -> None:
        void(ids(sent, 0)[0])
        with pytest.raises(Refused, match="was cancelled"):
            tick(sent, ids(sent, 0))

    @pytest.mark.parametrize("lines", [[], [999]])
    def test_nothing_and_strangers(self, sent: Round, lines: list[int]) -> None:
        with pytest.raises(Refused):
            tick(sent, lines)

    def test_lines_of_another_round(self, sent: Round) -> None:
        other = cast.a_sent_round(table=cast.a_table("A2"))
        with pytest.raises(Refused):
            tick(sent, [cast.lines_of(other)[0].id])
        assert cast.lines_of(other)[0].state is SENT

    def test_one_key_acts_once(self, sent: Round) -> None:
        first, again = (tick(sent, ids(sent, 0), key="k").id for _ in range(2))
        assert first == again
        assert db.session.query(Bump).count() == 1


class TestBump:
    def test_a_stations_ticket(self, sent: Round) -> None:
        made = bump(sent, "noodle")
        assert states(sent) == [READY, READY, SENT]
        assert made.out_ids == made.line_ids == sorted(ids(sent, 0, 1))
        assert not on_board(sent, "noodle") and on_board(sent, "bar") and on_board(sent)

    def test_the_second_cook_is_told(self, sent: Round) -> None:
        bump(sent)
        with pytest.raises(Refused, match="Somebody was faster"):
            bump(sent)
        assert db.session.query(Bump).count() == 1

    def test_what_another_ticked_meanwhile_goes_along(self, sent: Round) -> None:
        seen = ids(sent)
        tick(sent, seen[:1])
        made = bump(sent, lines=seen)
        assert (sorted(made.line_ids), sorted(made.out_ids)) == (sorted(seen[1:]), sorted(seen))

    def test_what_came_back_meanwhile_is_not_bumped_unseen(self, sent: Round) -> None:
        tick(sent, ids(sent))
        with transaction():
            board.untick(sent, ids(sent, 1), COOK)
        with pytest.raises(Refused):
            bump(sent, lines=[])
        assert on_board(sent)

    def test_a_cancelled_dish_must_be_seen_first(self, sent: Round) -> None:
        void(ids(sent, 0)[0])
        with pytest.raises(Refused, match="was cancelled"):
            bump(sent)
        with transaction():
            board.see_void(sent, ids(sent, 0))
        bump(sent)
        assert states(sent) == [VOID, READY, READY]
        assert not on_board(sent)

    def test_an_allergy_must_be_read_first(self, app: Flask) -> None:
        sent = cast.a_sent_round(note="I am ALLERGIC to nuts")
        tick(sent, ids(sent))
        with pytest.raises(Refused, match="Read the allergy"):
            bump(sent, lines=[])
        with transaction():
            board.acknowledge(sent, COOK)
        bump(sent, lines=[])
        assert not on_board(sent)

    def test_one_key_acts_once(self, sent: Round) -> None:
        first, again = (bump(sent, key="k").id for _ in range(2))
        assert first == again


class TestUntick:
    def test_returns_to_where_it_was(self, sent: Round) -> None:
        with transaction():
            board.start(sent, "bar", COOK)
        tick(sent, ids(sent))
        for _ in range(2):                  # twice is once
            with transaction():
                board.untick(sent, ids(sent), COOK)
        assert states(sent) == [SENT, SENT, COOKING]

    def test_brings_it_back_to_its_station(self, sent: Round) -> None:
        bump(sent, "bar")
        with transaction():
            board.untick(sent, ids(sent, 2), COOK)
        assert on_board(sent, "bar")

    def test_not_what_was_served(self, sent: Round) -> None:
        bump(sent)
        with transaction():
            board.serve([db.session.get(OrderLine, line) for line in ids(sent, 0)], COOK)
        with pytest.raises(Refused, match="already left"), transaction():
            board.untick(sent, ids(sent, 0, 1), COOK)
        assert states(sent) == [SERVED, READY, READY]


class TestUndo:
    def test_a_bump(self, sent: Round) -> None:
        tick(sent, ids(sent, 0))
        made = bump(sent)
        undo(made)
        assert states(sent) == [READY, SENT, SENT], "what was ticked before stays ticked"
        assert on_board(sent)

    def test_twice_is_once(self, sent: Round) -> None:
        made = tick(sent, ids(sent, 0))
        undo(made)
        tick(sent, ids(sent, 0))
        undo(made)
        assert states(sent) == [READY, SENT, SENT]

    def test_what_is_served_stays_away(self, sent: Round) -> None:
        made = bump(sent)
        with transaction():
            board.serve([db.session.get(OrderLine, ids(sent, 0)[0])], COOK)
        undo(made)
        assert states(sent) == [SERVED, SENT, SENT]

    def test_nothing_is_left(self, sent: Round) -> None:
        made = bump(sent)
        with transaction():
            board.serve(cast.lines_of(sent), COOK)
        with pytest.raises(Refused, match="already left"):
            undo(made)
        db.session.expire_all()
        assert made.undone_at is None

    def test_a_tick_of_a_ticket_that_is_out(self, sent: Round) -> None:
        made = tick(sent, ids(sent, 0))
        bump(sent)
        with pytest.raises(Refused):
            undo(made)
        assert states(sent) == [READY] * 3, "or the dish would cook where nobody sees it"

    def test_the_last_tap_is_that_of_the_view_and_the_person(self, sent: Round) -> None:
        cook, other = (Actor("staff", cast.a_cook(username=name).id) for name in ("ann", "bob"))
        with transaction():
            mine = board.tick(sent, ids(sent, 0), cook, station="noodle")
            board.tick(sent, ids(sent, 2), other, station="noodle")
            board.tick(sent, ids(sent, 1), cook, station="")
        assert board.last_tap(sent.store_id, "noodle", cook).id == mine.id
        clock.move(timedelta(minutes=2))
        assert board.last_tap(sent.store_id, "noodle", cook) is None

    def test_a_wall_screen_is_no_person(self, sent: Round) -> None:
        cast.a_screen()
        screen = Actor("device", db.session.scalar(select(Device.id)))
        with transaction():
            made = board.bump(sent, "", ids(sent), screen)
        assert (made.staff_id, made.device_id) == (None, screen.id)
        assert board.last_tap(sent.store_id, "", screen).id == made.id


class TestRecall:
    def test_the_last_twenty_newest_first(self, app: Flask) -> None:
        for place in range(22):
            bump(cast.a_sent_round(table=cast.a_table(f"A{place}")))
        assert [each.label for each in board.recent(cast.a_store().id)] == [f"A{place}" for place in range(21, 1, -1)]

    def test_ticks_and_what_was_undone_are_not_in_it(self, sent: Round) -> None:
        tick(sent, ids(sent, 0))
        undo(bump(sent))
        assert board.recent(sent.store_id) == []

    def test_what_was_served_cannot_come_back(self, sent: Round) -> None:
        bump(sent)
        assert [each.is_here for each in board.recent(sent.store_id)] == [True]
        with transaction():
            board.serve(cast.lines_of(sent), COOK)
        assert [each.is_here for each in board.recent(sent.store_id)] == [False]

    def test_a_station_sees_its_own_and_the_pass(self, sent: Round) -> None:
        bump(sent, "noodle")
        assert [len(board.recent(sent.store_id, station)) for station in ("", "noodle", "bar")] == [1, 1, 0]

    def test_when_the_last_one_went_out(self, sent: Round) -> None:
        assert board.last_out(sent.store_id) is None
        made = bump(sent)
        assert board.last_out(sent.store_id) == made.at


def test_reading_an_allergy_twice_is_once(app: Flask) -> None:
    sent = cast.a_sent_round(note="过敏")
    for _ in range(2):
        with transaction():
            board.acknowledge(sent, COOK)
    assert db.session.query(AllergyAcknowledged).count() == 1
    assert db.session.query(AuditEntry).filter_by(verb="allergy_acknowledged").count() == 1
    assert board.acknowledged_rounds(sent.order_id) == {sent.id}


def test_serving(sent: Round) -> None:
    with pytest.raises(Refused), transaction():
        board.serve(cast.lines_of(sent), COOK)
    tick(sent, ids(sent, 0))
    with transaction():
        board.serve([db.session.get(OrderLine, ids(sent, 0)[0])], COOK)
    assert states(sent) == [SERVED, SENT, SENT]
    assert db.session.get(OrderLine, ids(sent, 0)[0]).out_at is not None


class TestBring:
    """The floor says that dishes are on the table which the kitchen never bumped."""

    def test_they_are_served_and_leave_the_ticket(self, sent: Round) -> None:
        with transaction():
            board.start(sent, "noodle", COOK)
        tick(sent, ids(sent, 0))
        with transaction():
            board.bring(cast.lines_of(sent), COOK)
        assert states(sent) == [SERVED] * 3
        assert not on_board(sent)
        assert all(line.served_at and line.out_at and line.started_at for line in cast.lines_of(sent))

    def test_the_others_stay_on_the_ticket(self, sent: Round) -> None:
        with transaction():
            board.bring([db.session.get(OrderLine, ids(sent, 0)[0])], COOK)
        assert states(sent) == [SERVED, SENT, SENT]
        assert sorted(board.board(sent.store_id).tickets[0].to_do) == sorted(ids(sent, 1, 2))

    def test_it_is_in_the_trail(self, sent: Round) -> None:
        with transaction():
            board.bring([db.session.get(OrderLine, line) for line in ids(sent, 0, 2)], COOK)
        entry = db.session.query(AuditEntry).filter_by(verb="brought").one()
        assert (entry.subject_kind, entry.subject_id, entry.after) == ("round", sent.id, {"lines": sorted(ids(sent, 0, 2))})

    def test_nobody_learns_from_it_how_long_a_dish_takes(self, sent: Round) -> None:
        with transaction():
            board.bring(cast.lines_of(sent), COOK)
        assert [line.ready_at for line in cast.lines_of(sent)] == [None] * 3

    @pytest.mark.parametrize("reason", ["served already", "cancelled", "nothing named"])
    def test_not_what_the_kitchen_does_not_have(self, sent: Round, reason: str) -> None:
        lines = [] if reason == "nothing named" else ids(sent, 0, 1)
        if reason == "served already":
            with transaction():
                board.bring([db.session.get(OrderLine, ids(sent, 0)[0])], COOK)
        elif reason == "cancelled":
            void(ids(sent, 0)[0])
        before = states(sent)
        with pytest.raises(Refused), transaction():
            board.bring([db.session.get(OrderLine, line) for line in lines], COOK)
        assert states(sent) == before

    def test_not_before_its_release(self, app: Flask) -> None:
        sent = cast.a_sent_round(seat=cast.a_seat(), released=False)
        with pytest.raises(Refused), transaction():
            board.bring(cast.lines_of(sent), COOK)
        assert states(sent) == [SENT]


class TestUnserve:
    """A waiter tapped the wrong dish."""

    @pytest.mark.parametrize("begun", [False, True])
    def test_what_was_only_said_to_be_there_is_back_on_its_ticket(self, sent: Round, begun: bool) -> None:
        if begun:
            with transaction():
                board.start(sent, "noodle", COOK)
        before = [(line.state, line.started_at, line.out_at) for line in cast.lines_of(sent)]
        clock.move(timedelta(minutes=2))
        with transaction():
            board.bring(cast.lines_of(sent), COOK)
        with transaction():
            board.unserve(cast.lines_of(sent), COOK)
        assert [(line.state, line.started_at, line.out_at) for line in cast.lines_of(sent)] == before
        assert sorted(board.board(sent.store_id).tickets[0].to_do) == sorted(ids(sent))
        assert db.session.query(AuditEntry).filter_by(verb="unserved").one().after == {"lines": sorted(ids(sent))}

    def test_what_was_ready_waits_at_the_pass_again(self, sent: Round) -> None:
        tick(sent, ids(sent, 0))
        clock.move(timedelta(minutes=2))
        with transaction():
            board.serve([db.session.get(OrderLine, ids(sent, 0)[0])], COOK)
        with transaction():
            board.unserve([db.session.get(OrderLine, ids(sent, 0)[0])], COOK)
        line = db.session.get(OrderLine, ids(sent, 0)[0])
        assert (line.state, line.served_at, line.out_at) == (READY, None, None)

    def test_only_what_was_served(self, sent: Round) -> None:
        for lines in ([], cast.lines_of(sent)):
            with pytest.raises(Refused), transaction():
                board.unserve(lines, COOK)
        assert states(sent) == [SENT] * 3


def test_every_paper_after_the_first_is_a_copy(sent: Round) -> None:
    with transaction():
        first, second = (printing.remember(sent, "", COOK).id for _ in range(2))
    assert [printing.copies_before(sent, "", number) for number in (first, second, None)] == [0, 1, 2]
    assert printing.copies_before(sent, "bar") == 0


# Whatever cooks, waiters and undo do to one round, in whatever order

ACTS = st.one_of(
    st.tuples(st.just("tick"), st.sets(st.integers(0, 3), min_size=1, max_size=2)),
    st.tuples(st.just("untick"), st.sets(st.integers(0, 3), min_size=1, max_size=2)),
    st.tuples(st.just("bump"), st.sampled_from(["", "noodle", "bar"])),
    st.tuples(st.just("void"), st.integers(0, 3)), st.tuples(st.just("seen"), st.integers(0, 3)),
    st.tuples(st.just("serve"), st.integers(0, 3)), st.tuples(st.just("bring"), st.integers(0, 3)),
    st.tuples(st.just("unserve"), st.integers(0, 3)),
    st.tuples(st.just("start"), st.sampled_from(["", "noodle"])),
    st.tuples(st.just("undo"), st.integers(0, 5)))


def act(round_: Round, lines: list[int], what: str, on: object) -> None:
    taps = list(db.session.scalars(select(Bump).order_by(Bump.id)))
    if what == "tick":
        board.tick(round_, [lines[place] for place in on], COOK)
    elif what == "untick":
        board.untick(round_, [lines[place] for place in on], COOK)
    elif what == "bump":
        board.bump(round_, on, lines, COOK)
    elif what == "void":
        voids.void(db.session.get(OrderLine, lines[on]), by=COOK, reason="so it goes")
    elif what == "seen":
        board.see_void(round_, [lines[on]])
    elif what == "serve":
        board.serve([db.session.get(OrderLine, lines[on])], COOK)
    elif what == "bring":
        board.bring([db.session.get(OrderLine, lines[on])], COOK)
    elif what == "unserve":
        board.unserve([db.session.get(OrderLine, lines[on])], COOK)
    elif what == "start":
        board.start(round_, on, COOK)
    elif taps:
        board.undo(taps[on % len(taps)], COOK)


@settings(max_examples=count(40, 2_000), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=12))
def test_no_dish_is_ever_lost(app: Flask, acts: list[tuple[str, object]]) -> None:
    """What still has to be cooked always stands on the pass and at its station; what is served or seen as cancelled never does."""
    if database_of(app) != "sqlite":
        pytest.skip("a property of the verbs, tried on the faster database")
    round_ = cast.a_sent_round((cast.a_dish(), 2), (cast.a_dish("tea", 800, station="bar"), 2), table=a_fresh_table())
    lines = ids(round_)
    for what, on in acts:
        try:
            with transaction():
                act(round_, lines, what, on)
        except Refused:
            db.session.rollback()
    for line in cast.lines_of(round_):
        shown = {station: standing(round_, line, station) for station in ("", line.station)}
        if line.state in (SENT, COOKING):
            assert set(shown.values()) == {True}, (acts, line.state)
            assert line.out_at is None and line.ready_at is None
        if line.state is SERVED:
            assert line.out_at is not None
        if line.state is VOID and line.void_seen_at is not None:
            assert set(shown.values()) == {False}


def database_of(app: Flask) -> str:
    return db.engine.dialect.name


def a_fresh_table() -> object:
    return cast.a_table(f"T{db.session.query(Round).count()}")


def standing(round_: Round, line: OrderLine, station: str) -> bool:
    """Whether the board shows this line as work or as cancelled."""
    return any(line.id in (*ticket.to_do, *ticket.voids) for ticket in board.board(round_.store_id, station).tickets)
