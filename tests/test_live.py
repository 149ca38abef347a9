"""Versions of topics: raised with the commit, or by time alone."""
from datetime import timedelta

import pytest
from flask import Flask

from app import clock, live
from app.db import db, transaction


def touch(*topics: str, ahead: int = 0) -> None:
    with transaction():
        for topic in topics:
            live.touch(topic, at=clock.now() + timedelta(seconds=ahead) if ahead else None)


def test_a_topic_nobody_touched_is_at_nought(app: Flask) -> None:
    assert live.versions(["a", "b"]) == {"a": 0, "b": 0}


def test_a_touch_raises_its_topic_once_a_commit(app: Flask) -> None:
    touch("a", "a", "b")
    touch("a")
    assert live.versions(["a", "b", "c"]) == {"a": 2, "b": 1, "c": 0}


def test_a_touch_is_seen_with_the_commit_only(app: Flask) -> None:
    with transaction():
        live.touch("a")
        assert live.version("a") == 0
        assert live.is_touched("a")
    assert live.version("a") == 1
    assert not live.is_touched("a")


def test_a_touch_ahead_of_time_falls_due_by_itself(app: Flask) -> None:
    touch("a", ahead=80)
    assert live.version("a") == 0
    clock.move(timedelta(seconds=60))
    assert live.version("a") == 0
    clock.move(timedelta(seconds=20))
    assert live.version("a") == 1


def test_now_and_ahead_are_two_touches(app: Flask) -> None:
    with transaction():
        live.touch("a")
        live.touch("a", at=clock.now() + timedelta(seconds=5))
    assert live.version("a") == 1
    clock.move(timedelta(seconds=5))
    assert live.version("a") == 2


def test_what_was_rolled_back_touched_nothing(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        live.touch("a")
        live.touch("b", at=clock.now())
        raise ZeroDivisionError
    touch("c")
    assert live.versions(["a", "b", "c"]) == {"a": 0, "b": 0, "c": 1}


def test_folding_keeps_versions(app: Flask) -> None:
    touch("a", "b")
    for ahead in (5, 5, 7, 4000):
        touch("a", ahead=ahead)
    clock.move(timedelta(seconds=10))
    before = live.versions(["a", "b"])
    with transaction():
        assert live.fold(clock.now()) == 3
    assert live.versions(["a", "b"]) == before == {"a": 4, "b": 1}
    assert db.session.query(live.TopicDue).count() == 1
    clock.move(timedelta(seconds=4000))
    assert live.version("a") == 5
