"""The trail of delicate acts: who did what to what, and why. Rows are only ever added, and hold ids, no personal data."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import UTCDateTime, db


@dataclass(frozen=True)
class Actor:
    """Whoever acts: kind is "staff", "guest", "device", "command", "clock" or "nobody"; the request it came with, if any."""

    kind: str
    id: int | None = None
    request_id: str = ""


class AuditEntry(db.Model):
    __table_args__ = (Index("ix_audit_entry_store_id_at", "store_id", "at"),
                      Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
                      Index("ix_audit_entry_actor", "actor_kind", "actor_id", "id"), Index("ix_audit_entry_kind", "subject_kind", "id"),
                      Index("ix_audit_entry_store_id_id", "store_id", "id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    store_id: Mapped[int | None]
    request_id: Mapped[str] = mapped_column(default="")
    verb: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int | None]
    before: Mapped[Any] = mapped_column(JSON, nullable=True)
    after: Mapped[Any] = mapped_column(JSON, nullable=True)
    reason: Mapped[str] = mapped_column(default="")


def record(by: Actor, verb: str, subject: Any, *, store_id: int | None = None,
           before: Any = None, after: Any = None, reason: str = "") -> AuditEntry:
    """Add an entry about a row (its table and id are kept). Written with the transaction that did it."""
    entry = AuditEntry(
        at=now(), actor_kind=by.kind, actor_id=by.id, request_id=by.request_id, verb=verb,
        store_id=store_id if store_id is not None else getattr(subject, "store_id", None),
        subject_kind=subject.__tablename__, subject_id=subject.id, before=before, after=after, reason=reason)
    db.session.add(entry)
    return entry
