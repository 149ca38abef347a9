"""Payment legs: the parts in which an order is paid, and what goes back."""
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UTCDateTime, db, states


class LegKind(StrEnum):
    CASH = "cash"
    CARD = "card"               # a card terminal beside us
    OTHER = "other"             # anything else a store takes; the reference says what
    REFUND = "refund"           # the amount is negative


TAKEN = (LegKind.CASH, LegKind.CARD, LegKind.OTHER)        # over the counter; given back in this order


class LegState(StrEnum):
    INTENT = "intent"
    PAID = "paid"
    FAILED = "failed"


class Leg(db.Model):
    __table_args__ = (
        CheckConstraint("(kind = 'refund' AND amount_minor < 0) OR (kind <> 'refund' AND amount_minor > 0)", name="amount"),
        CheckConstraint("tip_minor >= 0", name="tip"),
        CheckConstraint("tendered_minor IS NULL OR tendered_minor >= amount_minor + tip_minor", name="tendered"),
        Index("ix_leg_order_id", "order_id"), Index("ix_leg_store_id_settled_at", "store_id", "settled_at"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    kind: Mapped[LegKind] = mapped_column(states(LegKind))
    state: Mapped[LegState] = mapped_column(states(LegState))
    amount_minor: Mapped[int]
    tip_minor: Mapped[int] = mapped_column(default=0)
    tendered_minor: Mapped[int | None]                              # cash handed over; the change is the rest
    reference: Mapped[str] = mapped_column(default="")              # the terminal's or the provider's number
    key: Mapped[str] = mapped_column(unique=True)                   # made when the form was shown: one key pays once
    refund_of_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))
    refund_kind: Mapped[str] = mapped_column(default="")            # how a refund is handed back: one of TAKEN
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def change_minor(self) -> int:
        return 0 if self.tendered_minor is None else self.tendered_minor - self.amount_minor - self.tip_minor


class LegLine(db.Model):
    """A leg that paid for named dishes: which, so that nobody pays for one of them again."""

    __table_args__ = (UniqueConstraint("leg_id", "line_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    amount_minor: Mapped[int]


class PaperKind(StrEnum):
    BILL = "bill"
    RECEIPT = "receipt"


class Paper(db.Model):
    """A bill or a receipt was printed: every one after the first says that it is a copy."""

    __table_args__ = (Index("ix_paper_order_id", "order_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    kind: Mapped[PaperKind] = mapped_column(states(PaperKind))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
