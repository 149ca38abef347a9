"""What the kitchen itself says: allergies it has read, taps on its board, tickets it has printed."""
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
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))     # a person, or
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))          # whoever stood at this wall screen
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Bump(db.Model):
    """Lines made ready by one tap (a tick or a whole ticket), so that the tap can be undone and the ticket recalled."""

    __table_args__ = (UniqueConstraint("store_id", "key"), Index("ix_bump_store_id", "store_id", "id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    station: Mapped[str] = mapped_column(default="")                # code of the view it was tapped in; empty: the pass
    whole: Mapped[bool]                                             # the whole ticket, not a tick
    line_ids: Mapped[list[int]] = mapped_column(JSON)               # became ready
    out_ids: Mapped[list[int]] = mapped_column(JSON, default=list)  # left the board
    key: Mapped[str | None]                                         # of the press: repeated, it acts once
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    round: Mapped[Round] = relationship()


class TicketPrint(db.Model):
    """A ticket was printed: every paper after the first says that it is a copy, or a dish is cooked twice."""

    __table_args__ = (Index("ix_ticket_print_round_id", "round_id", "id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    station: Mapped[str] = mapped_column(default="")                # empty: the whole round
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
