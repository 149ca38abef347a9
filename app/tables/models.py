"""Tables, and who sits at them."""
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Texts, UTCDateTime, db, states
from app.personal import PersonalText
from app.stores.models import Store


class Shape(StrEnum):
    SQUARE = "square"
    ROUND = "round"
    LONG = "long"


class Area(db.Model):
    __table_args__ = (UniqueConstraint("store_id", "code"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    code: Mapped[str]
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)


TOKEN_BITS = 128


class DiningTable(db.Model):
    __table_args__ = (UniqueConstraint("store_id", "label"),
                      CheckConstraint("min_covers >= 1 AND max_covers >= min_covers", name="covers"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    label: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)             # printed in the code; belongs to the table for years
    min_covers: Mapped[int]
    max_covers: Mapped[int]
    x: Mapped[int | None]                                       # place on the floor plan, in hundredths of its width
    y: Mapped[int | None]
    shape: Mapped[Shape | None] = mapped_column(states(Shape))
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    store: Mapped[Store] = relationship()
    area: Mapped[Area] = relationship()


class TableNeighbour(db.Model):
    """Two tables that stand close enough to be joined for a large party; the smaller id comes first."""

    __table_args__ = (UniqueConstraint("first_id", "second_id"), CheckConstraint("first_id < second_id", name="order"),
                      {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("dining_table.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("dining_table.id"), index=True)


class Opened(StrEnum):
    """How the sitting came about: it decides whether the first round waits."""

    SCAN = "scan"
    STAFF = "staff"


class Sitting(db.Model):
    """A party's stay."""

    __table_args__ = (CheckConstraint("covers IS NULL OR covers BETWEEN 1 AND 99", name="covers"),
                      Index("ix_sitting_open", "store_id", sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
                      {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    opened: Mapped[Opened] = mapped_column(states(Opened))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)      # the floor has seen this party
    word: Mapped[str]                                                       # four digits that let a phone in
    word_tries: Mapped[int] = mapped_column(default=0)                      # wrong ones; at five the word is closed to guessing
    covers: Mapped[int | None]
    last_active_at: Mapped[datetime] = mapped_column(UTCDateTime)
    flagged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)        # owed and silent: orders pause until the floor taps
    bill_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    store: Mapped[Store] = relationship()
    places: Mapped[list["SittingTable"]] = relationship(back_populates="sitting", order_by="SittingTable.id")
    guests: Mapped[list["Guest"]] = relationship(back_populates="sitting", order_by="Guest.id")

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def tables(self) -> list[DiningTable]:
        return [place.table for place in self.places if place.until is None or place.until == self.closed_at]

    @property
    def label(self) -> str:
        return "+".join(place.label for place in self.places if place.until is None or place.until == self.closed_at)


class SittingTable(db.Model):
    """A party at a table, from when until when; two parties at one table are told apart by `party`."""

    __table_args__ = (Index("uq_sitting_table_open", "table_id", "party", unique=True,
                            sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL")),
                      Index("ix_sitting_table_sitting_id", "sitting_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    table_id: Mapped[int] = mapped_column(ForeignKey("dining_table.id"))
    party: Mapped[int] = mapped_column(default=1)
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sitting: Mapped[Sitting] = relationship(back_populates="places")
    table: Mapped[DiningTable] = relationship()

    @property
    def label(self) -> str:
        return self.table.label if self.party == 1 else f"{self.table.label}-{self.party}"


class Guest(db.Model):
    """One phone at a sitting. Its secret is only in the phone's cookie; here is its fingerprint."""

    __table_args__ = (UniqueConstraint("sitting_id", "number"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    number: Mapped[int]                                         # 1, 2, 3 … gives the letter and the colour
    secret_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None] = mapped_column(PersonalText)
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sitting: Mapped[Sitting] = relationship(back_populates="guests")

    @property
    def letter(self) -> str:
        """A first letter of the name, else A, B, C … by arrival."""
        return self.name[0].upper() if self.name else chr(ord("A") + (self.number - 1) % 26)

    @property
    def colour(self) -> int:
        return (self.number - 1) % 8


class JoinState(StrEnum):
    WAITING = "waiting"
    ADMITTED = "admitted"
    DECLINED = "declined"


class JoinRequest(db.Model):
    """A late phone at the table that waits for a tap of someone seated or of the floor."""

    __table_args__ = (Index("ix_join_request_sitting_id", "sitting_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    secret_hash: Mapped[str] = mapped_column(unique=True)
    state: Mapped[JoinState] = mapped_column(states(JoinState), default=JoinState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))


class CallKind(StrEnum):
    WAITER = "waiter"
    BILL = "bill"
    WATER = "water"
    HELP = "help"               # something is wrong: spilled, broken, somebody is unwell


class Call(db.Model):
    """The party wants somebody. One open call of a kind per sitting."""

    __table_args__ = (Index("uq_call_open", "sitting_id", "kind", unique=True,
                            sqlite_where=text("answered_at IS NULL"), postgresql_where=text("answered_at IS NULL")),
                      Index("ix_call_sitting_id", "sitting_id"),
                      Index("ix_call_store_open", "store_id", sqlite_where=text("answered_at IS NULL"), postgresql_where=text("answered_at IS NULL")),
                      {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    kind: Mapped[CallKind] = mapped_column(states(CallKind))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))
    called_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))      # null: taken back by the table
    sitting: Mapped[Sitting] = relationship()


class Served(db.Model):
    """Whose table it is: which waiter looks after a party, from when until when."""

    __tablename__ = "sitting_server"
    __table_args__ = (Index("uq_sitting_server_now", "sitting_id", unique=True,
                            sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL")),
                      Index("ix_sitting_server_staff_id", "staff_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
