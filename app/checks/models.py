"""What the floor moved, kept so that it can be taken back."""
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UTCDateTime, db, states


class MoveKind(StrEnum):
    MOVE = "move"               # a party to another table
    SWAP = "swap"               # two parties change tables
    JOIN = "join"               # a further table for a party
    LEAVE = "leave"             # a party gives one of its tables back
    MERGE = "merge"             # two parties become one, with one check
    SPLIT = "split"             # dishes and covers go to a check of their own


class Move(db.Model):
    """One move of the floor, and what stood where before it."""

    __table_args__ = (Index("ix_move_sitting_id", "sitting_id"), Index("ix_move_other_id", "other_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))               # the party whose page offers to undo it
    other_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"))          # the second party of a swap, a merge or a split
    kind: Mapped[MoveKind] = mapped_column(states(MoveKind))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)                            # ids: what stood where
    key: Mapped[str] = mapped_column(unique=True)                                   # of the form: one key moves once
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
