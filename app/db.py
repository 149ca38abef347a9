"""The database: one way to declare, one way to write."""
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Enum, MetaData, TypeDecorator, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, UOWTransaction

__all__ = ["Base", "Texts", "UTCDateTime", "after_commit", "changes", "db", "states", "transaction", "use_immediate_writes"]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    })


db = SQLAlchemy(model_class=Base)
Texts = JSON            # {"zh": "…", "en": "…"}; not JSONB, which would forget the order of the languages


class UTCDateTime(TypeDecorator[datetime]):
    """Aware in Python, UTC in the database, on every database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def states(kind: type[StrEnum]) -> Enum:
    """A column of an enumeration: stored by value, checked by the database."""
    return Enum(kind, native_enum=False, create_constraint=True, length=20,
                name=kind.__name__.lower(), values_callable=lambda e: [member.value for member in e])


_turn = threading.Lock()
PATIENCE = 5            # seconds that a writer waits for its turn, here and in SQLite


@contextmanager
def _turn_to_write(session: Session) -> Iterator[None]:
    """Writers of one process queue up here: SQLite lets them sleep, longer and longer, and whoever wakes first is next."""
    mine = session.get_bind().dialect.name == "sqlite" and _turn.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if mine:
            _turn.release()


@contextmanager
def transaction() -> Iterator[Any]:
    """A page's one write: takes SQLite's write lock at BEGIN, commits at the end, rolls back on any error.

    Only pages and commands open it. Raises RuntimeError when nested, or when something was changed before it."""
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("transaction() inside transaction(): only the outermost caller commits")
    if session.new or session.dirty or session.deleted or session.info.pop("flushed", None):
        session.rollback()
        raise RuntimeError("something was changed outside transaction()")
    session.commit()            # ends the read that looked the visitor up, and expires what it loaded
    session.info["writing"] = True
    try:
        with _turn_to_write(session):
            try:
                session.connection(execution_options={"write": True})
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
    except BaseException:
        session.info.pop("after_commit", None)
        raise
    finally:
        session.info.pop("writing", None)
    for act in session.info.pop("after_commit", ()):
        act()


@event.listens_for(db.session, "after_flush")
def _note_flush(session: Session, _: UOWTransaction) -> None:
    """A query flushes what was changed before it: it must not pass as unchanged."""
    if not session.info.get("writing"):
        session.info["flushed"] = True


@event.listens_for(db.session, "after_transaction_end")
def _forget_flush(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop("flushed", None)


def after_commit(act: Callable[[], object]) -> None:
    """Something outside the database that may happen only once the transaction is in."""
    acts = db.session.info.setdefault("after_commit", [])
    if act not in acts:
        acts.append(act)


def changes(statement: Any) -> int:
    """Run an UPDATE or DELETE and say how many rows it met: the compare-and-set of every guarded change."""
    return db.session.execute(statement, execution_options={"synchronize_session": False}).rowcount


def use_immediate_writes(engine: Engine) -> None:
    """SQLite as shipped loses updates: write transactions must take the lock at BEGIN."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _: Any) -> None:
        dbapi.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={PATIENCE * 1000}"):
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
