"""The trail only ever grows."""
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.audit import Actor, AuditEntry, record
from app.db import db, transaction
from tests import cast


def an_entry() -> None:
    store = cast.a_store()
    with transaction():
        record(Actor("staff", 7, "req-1"), "closed", store, store_id=store.id, before={"a": 1}, after={"a": 2}, reason="late")


def test_an_entry_says_who_did_what_to_what_and_why(app: Flask) -> None:
    an_entry()
    entry = db.session.scalar(select(AuditEntry))
    assert (entry.actor_kind, entry.actor_id, entry.request_id, entry.verb) == ("staff", 7, "req-1", "closed")
    assert (entry.subject_kind, entry.subject_id, entry.store_id) == ("store", 1, 1)
    assert (entry.before, entry.after, entry.reason) == ({"a": 1}, {"a": 2}, "late")


def test_the_store_is_the_subject_s(app: Flask) -> None:
    table = cast.a_table()
    with transaction():
        record(Actor("command"), "new_token", table)
    assert db.session.scalar(select(AuditEntry.store_id)) == table.store_id


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET reason = 'other'", "DELETE FROM audit_entry"])
def test_nobody_rewrites_it(app: Flask, statement: str) -> None:
    an_entry()
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        db.session.execute(text(statement))
    assert list(db.session.scalars(select(AuditEntry.reason))) == ["late"]
