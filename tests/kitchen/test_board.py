"""What the board shows: tickets in order of arrival, alike portions as one row, only what the kitchen has."""
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock, live
from app.audit import Actor
from app.db import db, transaction
from app.kitchen import board
from app.kitchen.board import Ticket
from app.ordering import voids
from app.ordering.models import OrderLine, Round
from app.ordering.rounds import kitchen_topic
from app.stores.settings import StoreSettings
from tests import cast

COOK = Actor("command")


def rows(ticket: Ticket) -> list[tuple[str, int, int]]:
    """Each row: the dish, how many portions, how many of them are still to do."""
    return [(("−" if item.is_void else "") + item.first.name["en"], item.count, len(item.to_do)) for item in ticket.items]


def tickets(station: str = "") -> list[Ticket]:
    return board.board(cast.a_store().id, station).tickets


def void(line: OrderLine) -> None:
    with transaction():
        voids.void(line, by=COOK, reason="changed their mind")


def tick(round_: Round, *numbers: int) -> board.Bump:
    lines = [line.id for line in cast.lines_of(round_)]
    with transaction():
        return board.tick(round_, [lines[number] for number in numbers], COOK)


def bump(round_: Round, station: str = "") -> board.Bump:
    with transaction():
        return board.bump(round_, station, [line.id for line in cast.lines_of(round_)], COOK)


def test_nobody_ordered(app: Flask) -> None:
    found = board.board(cast.a_store().id)
    assert (found.tickets, found.all_day, found.counts) == ([], [], {})


def test_alike_portions_are_one_row(app: Flask) -> None:
    beef, tea = cast.a_dish(), cast.a_dish("tea", 800)
    first = cast.a_sent_round((beef, 3), tea)
    tick(first, 0)
    assert [rows(ticket) for ticket in tickets()] == [[("Beef", 3, 2), ("Tea", 1, 1)]]


def test_another_note_is_another_row(app: Flask) -> None:
    cast.a_cart((cast.a_dish(), 2))
    cast.a_cart(cast.a_dish(), note="no coriander")
    cast.a_sent_round(cast.a_dish("tea", 800))
    assert [(item.first.note, item.count) for item in tickets()[0].items] == [("", 2), ("no coriander", 1), ("", 1)]


def test_the_kitchen_has_a_round_from_its_release_on(app: Flask) -> None:
    sent = cast.a_sent_round(released=False)
    before = live.version(kitchen_topic(sent.store_id))
    assert tickets() == []
    assert board.released_round(sent.store_id, sent.id) is None
    clock.move(timedelta(seconds=8))
    assert [ticket.round.id for ticket in tickets()] == [sent.id]
    assert live.version(kitchen_topic(sent.store_id)) > before, "the screen is told by the time alone"


def test_in_order_of_arrival(app: Flask) -> None:
    rounds = [cast.a_sent_round(table=cast.a_table(label)) for label in ("A3", "A1", "A2")]
    assert [ticket.label for ticket in tickets()] == ["A3", "A1", "A2"]
    bump(rounds[1])
    again = cast.a_sent_round(table=cast.a_table("A1"))
    assert [(ticket.label, ticket.is_add_on) for ticket in tickets()] == [("A3", False), ("A2", False), ("A1", True)]
    assert again.number == 2


def test_each_station_sees_its_own(app: Flask) -> None:
    sent = cast.a_sent_round(cast.a_dish(), cast.a_dish("tea", 800, station="bar"))
    cast.a_sent_round(cast.a_dish(), table=cast.a_table("A2"))
    assert [rows(ticket) for ticket in tickets("bar")] == [[("Tea", 1, 1)]]
    assert board.board(sent.store_id).counts == {"noodle": 2, "bar": 1, "": 2}
    bump(sent, "bar")
    assert tickets("bar") == []
    assert rows(tickets()[0]) == [("Beef", 1, 1), ("Tea", 1, 0)], "the pass sees what the bar has done"
    bump(sent, "noodle")
    assert [ticket.label for ticket in tickets()] == ["A2"], "it leaves the pass when everything is out"


def test_another_store_sees_nothing(app: Flask) -> None:
    cast.a_sent_round()
    assert board.board(cast.a_store("lake").id).tickets == []


def test_to_make_right_now(app: Flask) -> None:
    beef, tea = cast.a_dish(), cast.a_dish("tea", 800)
    first = cast.a_sent_round((beef, 2), tea)
    second = cast.a_sent_round(tea, beef, table=cast.a_table("A2"))
    void(cast.lines_of(second)[1])
    tick(first, *[place for place, line in enumerate(cast.lines_of(first)) if line.dish_id == tea.id])
    assert [(line.name["en"], count) for line, count in board.board(first.store_id).all_day] == [("Beef", 2), ("Tea", 1)]


class TestVoids:
    def test_struck_through_until_tapped(self, app: Flask) -> None:
        sent = cast.a_sent_round((cast.a_dish(), 2))
        void(cast.lines_of(sent)[0])
        assert [rows(ticket) for ticket in tickets()] == [[("Beef", 1, 1), ("−Beef", 1, 0)]]
        with transaction():
            board.see_void(sent, tickets()[0].voids)
        assert [rows(ticket) for ticket in tickets()] == [[("Beef", 1, 1)]]

    def test_all_of_it(self, app: Flask) -> None:
        sent = cast.a_sent_round()
        void(cast.lines_of(sent)[0])
        assert [ticket.is_only_voids for ticket in tickets()] == [True]
        with transaction():
            board.see_void(sent, tickets()[0].voids)
            board.see_void(sent, [line.id for line in cast.lines_of(sent)])
        assert tickets() == []

    def test_before_the_kitchen_had_it(self, app: Flask) -> None:
        sent = cast.a_sent_round(cast.a_dish(), cast.a_dish("tea", 800), released=False)
        void(cast.lines_of(sent)[0])
        clock.move(timedelta(seconds=8))
        assert [rows(ticket) for ticket in tickets()] == [[("Tea", 1, 1)]]
        assert bump(sent).out_ids == [cast.lines_of(sent)[1].id]

    @pytest.mark.parametrize("served", [False, True])
    def test_after_it_went_out(self, app: Flask, served: bool) -> None:
        sent = cast.a_sent_round()
        bump(sent)
        if served:
            with transaction():
                board.serve(cast.lines_of(sent), COOK)
        void(cast.lines_of(sent)[0])
        assert tickets() == [], "there is nothing left to stop cooking"

    def test_one_station_is_not_told_of_the_others(self, app: Flask) -> None:
        sent = cast.a_sent_round(cast.a_dish(), cast.a_dish("tea", 800, station="bar"))
        void(cast.lines_of(sent)[1])
        assert [rows(ticket) for ticket in tickets("noodle")] == [[("Beef", 1, 1)]]
        assert bump(sent, "noodle").whole


class TestAllergy:
    def test_is_in_the_header_at_every_station(self, app: Flask) -> None:
        cast.a_cart(cast.a_dish(), note="花生过敏 peanuts")
        cast.a_sent_round(cast.a_dish("tea", 800, station="bar"))
        shown = [(ticket.allergy, ticket.must_read) for station in ("", "noodle", "bar") for ticket in tickets(station)]
        assert shown == [("花生过敏 peanuts", True)] * 3

    def test_not_of_a_dish_that_was_cancelled(self, app: Flask) -> None:
        sent = cast.a_sent_round((cast.a_dish(), 2), note="nut allergy")
        for line in cast.lines_of(sent):
            void(line)
        assert tickets()[0].allergy == ""


class TestAge:
    @pytest.mark.parametrize(("minutes", "band"), [(0, "fresh"), (1, "calm"), (8, "warm"), (11.9, "warm"), (12, "hot"), (90, "hot")])
    def test_bands(self, app: Flask, minutes: float, band: str) -> None:
        cast.a_sent_round()
        clock.move(timedelta(minutes=minutes))
        assert tickets()[0].band(StoreSettings()) == band

    def test_the_store_sets_them(self, app: Flask) -> None:
        cast.a_sent_round()
        clock.move(timedelta(minutes=3))
        limits = [StoreSettings(warm_minutes=warm, late_minutes=late) for warm, late in ((2, 4), (2, 3), (4, 5))]
        assert [tickets()[0].band(each) for each in limits] == ["warm", "hot", "calm"]

    def test_touched_is_not_fresh(self, app: Flask) -> None:
        sent = cast.a_sent_round()
        with transaction():
            board.start(sent, "", COOK)
        assert tickets()[0].band(StoreSettings()) == "calm"

    def test_late_by(self, app: Flask) -> None:
        cast.a_sent_round()
        assert tickets()[0].late_by(StoreSettings()) is None
        clock.move(timedelta(minutes=14))
        assert tickets()[0].late_by(StoreSettings()).total_seconds() // 60 == 2


def test_it_reads_only_what_stands_on_the_board(app: Flask, database_kind: str) -> None:
    if database_kind != "sqlite":
        pytest.skip("PostgreSQL plans by the size of tables")
    statement = f"SELECT round_id FROM order_line WHERE store_id = 1 AND ({board.on_the_board()})"
    plan = " ".join(str(row) for row in db.session.execute(text("EXPLAIN QUERY PLAN " + statement)))
    assert "ix_order_line_in_kitchen" in plan


def test_the_number_of_questions_does_not_grow(app: Flask, questions: list[str]) -> None:
    counts = []
    board.board(cast.a_store().id)          # the menu is read once
    for label in ("A1", "A2", "A3", "A4"):
        cast.a_sent_round((cast.a_dish(), 2), cast.a_dish("tea", 800), table=cast.a_table(label))
        db.session.expire_all()
        store = cast.a_store().id
        questions.clear()
        for ticket in board.board(store).tickets:
            assert ticket.label and ticket.covers
        counts.append(len(questions))
    assert len(set(counts[1:])) == 1 and counts[-1] <= 8
