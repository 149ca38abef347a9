"""Two cooks, a waiter and one ticket, at the same moment."""
from collections.abc import Callable
from typing import Any

from flask import Flask

from app.audit import Actor
from app.db import db, transaction
from app.errors import Refused
from app.kitchen import board
from app.kitchen.models import AllergyAcknowledged, Bump
from app.ordering import finding, voids
from app.ordering.models import LineState, Order, OrderLine, Round
from app.payments.due import due
from tests import cast
from tests.at_once import at_once

COOKS = 8
Count = Callable[[int, int], int]


def doing(verb: Callable[[Round], Any], round_id: int) -> Callable[[], Any]:
    """The verb in a transaction of its own, on the round as this thread sees it."""
    def act() -> Any:
        with transaction():
            made = verb(db.session.get(Round, round_id))
            return made.id if isinstance(made, Bump) else made
    return act


def done(answers: list[Any]) -> list[Any]:
    return [answer for answer in answers if not isinstance(answer, Refused)]


def a_round(place: int, quantity: int = 3) -> tuple[int, list[int]]:
    sent = cast.a_sent_round((cast.a_dish(), quantity), table=cast.a_table(f"A{place}"))
    return sent.id, [line.id for line in cast.lines_of(sent)]


def state(line_id: int) -> LineState:
    db.session.expire_all()
    return db.session.get(OrderLine, line_id).state


def test_two_cooks_never_bump_twice(app: Flask, count: Count) -> None:
    for place in range(count(3, 100)):
        round_id, lines = a_round(place)
        answers = at_once(app, [doing(lambda each, seen=lines: board.bump(each, "", seen, Actor("command")), round_id)] * COOKS)
        assert len(done(answers)) == 1
        assert db.session.query(Bump).filter_by(round_id=round_id).count() == 1


def test_one_line_is_ticked_once(app: Flask, count: Count) -> None:
    for place in range(count(3, 100)):
        round_id, lines = a_round(place)
        answers = at_once(app, [doing(lambda each, seen=lines[:1]: board.tick(each, seen, Actor("command")), round_id)] * COOKS)
        assert len(done(answers)) == 1


def test_ticks_in_different_orders_never_wait_for_each_other(app: Flask, count: Count) -> None:
    for place in range(count(3, 100)):
        round_id, lines = a_round(place, 4)
        orders = [lines, lines[::-1], lines[2:] + lines[:2], lines[1:3]] * 2
        answers = at_once(app, [doing(lambda each, seen=seen: board.tick(each, seen, Actor("command")), round_id) for seen in orders])
        assert done(answers), "one of them wins"
        ticked = [line for bump in db.session.query(Bump).filter_by(round_id=round_id) for line in bump.line_ids]
        assert len(ticked) == len(set(ticked)), "no portion is ticked twice"


def test_one_key_acts_once(app: Flask, count: Count) -> None:
    for place in range(count(3, 100)):
        round_id, lines = a_round(place)
        press = doing(lambda each, seen=lines, key=f"k{place}": board.bump(each, "", seen, Actor("command"), key=key), round_id)
        assert len(set(at_once(app, [press] * COOKS))) == 1, "all get the first one's answer"


def test_tick_or_void_but_not_half_of_each(app: Flask, count: Count) -> None:
    def void(round_: Round) -> str:
        order = db.session.get(Order, round_.order_id)
        finding.order_of(order.sitting, lock=True)
        voids.void(round_.lines[0], by=Actor("command"), reason="changed their mind")
        return "void"

    for place in range(count(3, 100)):
        round_id, lines = a_round(place, 2)
        ticks = [doing(lambda each, seen=lines: board.tick(each, seen, Actor("command")), round_id)] * 2
        answers = at_once(app, [doing(void, round_id), *ticks])
        assert len([each for each in done(answers) if each != "void"]) <= 1
        voided = "void" in answers
        assert (state(lines[0]) is LineState.VOID) == voided
        if voided and state(lines[1]) is not LineState.READY:
            assert state(lines[1]) is LineState.SENT, "the whole tick was refused"
        assert due(db.session.get(Round, round_id).order).owed_minor == 4200 * (1 if voided else 2)


def test_undo_and_serve(app: Flask, count: Count) -> None:
    for place in range(count(3, 100)):
        round_id, lines = a_round(place, 1)
        with transaction():
            tap = board.bump(db.session.get(Round, round_id), "", lines, Actor("command")).id
        answers = at_once(app, [
            doing(lambda _round, tap=tap: board.undo(db.session.get(Bump, tap), Actor("command")) or "undone", round_id),
            doing(lambda each: board.serve(each.lines, Actor("command")) or "served", round_id)])
        assert len(done(answers)) == 1
        assert state(lines[0]) is (LineState.SERVED if "served" in answers else LineState.SENT)


def test_an_allergy_is_read_once(app: Flask, count: Count) -> None:
    for place in range(count(3, 100)):
        sent = cast.a_sent_round(table=cast.a_table(f"A{place}"), note="nut allergy")
        answers = at_once(app, [doing(lambda each: board.acknowledge(each, Actor("command")), sent.id)] * COOKS)
        assert len(done(answers)) == COOKS
        assert db.session.query(AllergyAcknowledged).filter_by(round_id=sent.id).count() == 1
