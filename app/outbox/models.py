"""A message or a piece of later work, waiting for its time."""
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UTCDateTime, db, states


class Delivery(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


_WAITING = db.text("state = 'waiting'")


class OutboxEntry(db.Model):
    __table_args__ = (CheckConstraint("attempts >= 0", name="attempts"),
                      Index("ix_outbox_entry_waiting", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
                      {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[Any] = mapped_column(JSON)
    state: Mapped[Delivery] = mapped_column(states(Delivery), default=Delivery.WAITING)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    problem: Mapped[str] = mapped_column(default="")
