"""One way to write."""
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from app.db import after_commit, changes, db, transaction
from app.outbox.models import OutboxEntry
from app.stores.models import Station


def station(code: str = "wok") -> Station:
    return Station(code=code, name={"en": code})


def codes() -> list[str]:
    return list(db.session.scalars(select(Station.code).order_by(Station.id)))


def test_a_transaction_is_kept(app: Flask) -> None:
    with transaction():
        db.session.add(station())
    db.session.rollback()
    assert codes() == ["wok"]


def test_an_error_takes_everything_back(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        db.session.add(station())
        db.session.flush()
        raise ZeroDivisionError
    assert codes() == []


def test_transactions_do_not_nest(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside"), transaction():
        db.session.add(station())
        with transaction():
            pass
    assert codes() == []
    with transaction():
        db.session.add(station())
    assert codes() == ["wok"]


def test_nothing_is_changed_outside(app: Flask) -> None:
    db.session.add(station())
    with pytest.raises(RuntimeError, match="outside"), transaction():
        pass
    assert codes() == []


def test_a_query_does_not_hide_a_change_from_outside(app: Flask) -> None:
    db.session.add(station())
    assert codes() == ["wok"]           # the query flushed it
    with pytest.raises(RuntimeError, match="outside"), transaction():
        pass
    assert codes() == []


def test_what_was_read_before_is_read_again(app: Flask) -> None:
    with transaction():
        db.session.add(station())
    known = db.session.scalar(select(Station))
    assert known.name == {"en": "wok"}
    with transaction():
        changes(Station.__table__.update().values(name={"en": "Wok"}))
        assert known.name == {"en": "Wok"}


def test_acts_after_the_commit_happen_once_it_is_in(app: Flask) -> None:
    done = []
    act = done.append
    with transaction():
        after_commit(lambda: act(codes()))
        db.session.add(station())
        assert done == []
    assert done == [["wok"]]
    with transaction():
        pass
    assert done == [["wok"]]


def test_acts_of_what_failed_never_happen(app: Flask) -> None:
    done = []
    with transaction():
        db.session.add(station())
    with pytest.raises(IntegrityError), transaction():
        after_commit(lambda: done.append(1))
        db.session.add(station())
    with transaction():
        pass
    assert done == []


def test_changes_says_how_many_rows_it_met(app: Flask) -> None:
    with transaction():
        db.session.add_all([station("a"), station("b")])
    with transaction():
        assert changes(Station.__table__.update().where(Station.code == "a").values(position=1)) == 1
        assert changes(Station.__table__.update().where(Station.code == "c").values(position=1)) == 0


def test_times_are_aware_and_kept_in_utc(app: Flask) -> None:
    in_tokyo = datetime(2026, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=9)))
    with transaction():
        db.session.add(OutboxEntry(kind="x", payload={}, created_at=in_tokyo, due_at=in_tokyo))
    entry = db.session.scalar(select(OutboxEntry))
    assert (entry.due_at, entry.due_at.tzinfo) == (in_tokyo, UTC)
    assert str(db.session.scalar(text("SELECT due_at FROM outbox_entry"))).startswith("2026-12-31 14:30")


def test_a_naive_time_is_refused(app: Flask) -> None:
    naive = datetime(2026, 1, 1)        # noqa: DTZ001
    with pytest.raises(StatementError, match="naive"), transaction():
        db.session.add(OutboxEntry(kind="x", payload={}, created_at=naive, due_at=naive))
