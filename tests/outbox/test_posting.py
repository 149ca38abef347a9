"""Later work: done once, at its time, tried again when it fails."""
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, worker
from app.db import db, transaction
from app.outbox import posting
from app.outbox.models import Delivery, OutboxEntry
from tests.at_once import at_once


def post(*, due: int = 0, **payload: object) -> None:
    with transaction():
        posting.later("greet", payload, due=clock.now() + timedelta(minutes=due) if due else None)


def entry() -> OutboxEntry:
    db.session.rollback()
    return db.session.scalar(select(OutboxEntry))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the worker did, of the kind "greet"."""
    done: list[object] = []
    monkeypatch.setattr(worker, "HANDLERS", {"greet": done.append})
    return done


def test_work_is_done_once(app: Flask, done: list[object]) -> None:
    post(name="A")
    assert (worker.drain(), worker.drain()) == (1, 0)
    assert done == [{"name": "A"}]
    assert (entry().state, entry().attempts, entry().done_at is not None) == (Delivery.DONE, 1, True)


def test_work_waits_for_its_time(app: Flask, done: list[object]) -> None:
    post(due=10)
    assert worker.drain() == 0
    clock.move(timedelta(minutes=10))
    assert worker.drain() == 1


def test_what_was_rolled_back_is_never_done(app: Flask, done: list[object]) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        posting.later("greet", {})
        raise ZeroDivisionError
    assert worker.drain() == 0


def test_what_fails_is_tried_later_each_time_twice_as_late_and_in_the_end_given_up(
        app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ConnectionError("no answer from +86 138 0013 8000")

    monkeypatch.setattr(worker, "HANDLERS", {"greet": fail})
    post()
    waits = []
    while entry().state is Delivery.WAITING:
        assert worker.drain() == 0
        waits.append(round((entry().due_at - clock.now()) / timedelta(minutes=1)))
        clock.move(max(timedelta(), entry().due_at - clock.now()))
    assert waits[:5] == [2, 4, 8, 16, 32]
    assert (entry().state, entry().attempts) == (Delivery.FAILED, posting.TRIES)
    assert entry().problem == "ConnectionError('no answer from [number]')"


def test_a_failure_takes_back_what_it_had_done(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(_: object) -> None:
        posting.later("greet", {"half": True})
        db.session.flush()
        raise ZeroDivisionError

    monkeypatch.setattr(worker, "HANDLERS", {"greet": half})
    post()
    worker.drain()
    assert db.session.query(OutboxEntry).count() == 1


def test_an_unknown_kind_stops_nothing_else(app: Flask, done: list[object]) -> None:
    with transaction():
        posting.later("unheard of", {})
    post(name="B")
    assert worker.drain() == 1
    assert done == [{"name": "B"}]


def test_a_failure_told_late_leaves_done_work_alone(app: Flask, done: list[object]) -> None:
    post()
    worker.drain()
    with transaction():
        posting.postpone(entry().id, "too late")
    assert (entry().state, entry().problem) == (Delivery.DONE, "")


def test_the_night_forgets_what_was_done_long_ago(app: Flask, done: list[object]) -> None:
    post()
    worker.drain()
    post(due=60 * 24 * 40)
    clock.move(timedelta(days=29))
    worker.tidy()
    assert db.session.query(OutboxEntry).count() == 2
    clock.move(timedelta(days=2))
    worker.tidy()
    assert entry().state is Delivery.WAITING


def test_two_workers_do_it_once(app: Flask, done: list[object]) -> None:
    post(name="A")
    entry_id = entry().id
    db.session.rollback()

    def perform() -> bool:
        with transaction():
            return posting.perform(entry_id, {"greet": done.append})

    acts: list[Callable[[], bool]] = [perform] * 4
    assert sorted(at_once(app, acts)) == [False, False, False, True]
    assert done == [{"name": "A"}]
