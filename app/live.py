"""Live topics: a page remembers a version number and asks whether it is still current.

A verb touches topics; they are written with the commit. What will change by time alone (a round released to the
kitchen) is touched ahead, with the time it falls due: a version counts the touches that are due by now."""
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import Engine, ForeignKey, Index, bindparam, delete, event, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import now
from app.db import UTCDateTime, db

_RAISE = text("INSERT INTO topic (name, version) VALUES (:name, :by) ON CONFLICT (name) DO UPDATE SET version = topic.version + :by")
_ASK = ("SELECT name, version + (SELECT count(*) FROM topic_due WHERE topic_due.topic = topic.name AND due_at <= {now})"
        " FROM topic WHERE name IN {names}")
_VERSIONS = text(_ASK.format(now=":now", names=":names")).bindparams(bindparam("names", expanding=True), bindparam("now", type_=UTCDateTime))


class Topic(db.Model):
    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)


class TopicDue(db.Model):
    """A touch that takes effect by itself when its time comes."""

    __table_args__ = (Index("ix_topic_due_topic_due_at", "topic", "due_at"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(ForeignKey("topic.name"))
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)


def touch(topic: str, *, at: datetime | None = None) -> None:
    """What this topic shows has changed, or will have at a time; written when the transaction commits."""
    db.session.info.setdefault("touched", set()).add((topic, at))


def is_touched(topic: str) -> bool:
    """Whether this transaction has changed what the topic shows; its version moves only with the commit."""
    return (topic, None) in db.session.info.get("touched", ())


def versions(topics: Iterable[str]) -> dict[str, int]:
    """The current version of each topic. Read it before the data it stands for, or a change slips in between."""
    names = list(topics)
    known = dict(db.session.execute(_VERSIONS, {"names": names, "now": now()}).all())
    return {name: known.get(name, 0) for name in names}


def peek(engine: Engine, topics: tuple[str, ...]) -> tuple[int, ...]:
    """The same on a connection of its own and without SQLAlchemy's statements: for what is asked all the time."""
    is_sqlite = engine.dialect.name == "sqlite"
    at = now().replace(tzinfo=None)
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(_peeking(len(topics), "?" if is_sqlite else "%s"), (at.isoformat(" ", "microseconds") if is_sqlite else at, *topics))
        known = dict(cursor.fetchall())
    finally:
        connection.close()
    return tuple(known.get(topic, 0) for topic in topics)


@cache
def _peeking(count: int, mark: str) -> str:
    return _ASK.format(now=mark, names=f"({', '.join([mark] * count)})")


def version(topic: str) -> int:
    return versions([topic])[topic]


def fold(before: datetime) -> int:
    """Nightly: turn touches long due into plain versions; versions stay what they are. Returns how many."""
    due = db.session.execute(select(TopicDue.topic, func.count()).where(TopicDue.due_at < before)
                             .group_by(TopicDue.topic).order_by(TopicDue.topic)).all()
    for topic, count in due:
        db.session.execute(text("UPDATE topic SET version = version + :count WHERE name = :name"), {"count": count, "name": topic})
    db.session.execute(delete(TopicDue).where(TopicDue.due_at < before))
    return sum(count for _, count in due)


@event.listens_for(db.session, "before_commit")
def _write_touched(session: Session) -> None:
    touched = session.info.pop("touched", ())
    if names := sorted({topic for topic, _ in touched}):        # in one order, so that two commits never wait for each other
        session.execute(_RAISE, [{"name": name, "by": int((name, None) in touched)} for name in names])
    if due := sorted((topic, at) for topic, at in touched if at is not None):
        session.execute(TopicDue.__table__.insert(), [{"topic": topic, "due_at": at} for topic, at in due])


@event.listens_for(db.session, "after_rollback")
def _forget_touched(session: Session) -> None:
    session.info.pop("touched", None)
