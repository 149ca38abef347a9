"""What the kitchen itself says: allergies it has read, tickets it has bumped."""
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UTCDateTime, db
from app.ordering.models import Round


class AllergyAcknowledged(db.Model):
    """The kitchen has read a round's allergy; the table sees it."""

    __table_args__ = (UniqueConstraint("round_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Bump(db.Model):
    """Lines made ready by one tap (a tick or a whole ticket), so that the tap can be undone and the ticket recalled."""

    __table_args__ = (Index("ix_bump_store_id", "store_id", "id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    station: Mapped[str] = mapped_column(default="")                # code; empty: seen from the pass
    whole: Mapped[bool]                                             # the whole ticket, not a tick
    line_ids: Mapped[list[int]] = mapped_column(JSON)               # became ready
    out_ids: Mapped[list[int]] = mapped_column(JSON, default=list)  # left the board
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    round: Mapped[Round] = relationship()
