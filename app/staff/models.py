"""Staff, their roles per store, their one-time links, and wall screens."""
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UTCDateTime, db, states
from app.personal import PersonalText
from app.stores.models import Store


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    HOST = "host"
    SERVER = "server"
    CASHIER = "cashier"
    COOK = "cook"
    COURIER = "courier"


class StaffMember(db.Model):
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(PersonalText)
    password_hash: Mapped[str | None]                               # argon2; null until the link was used
    is_demo: Mapped[bool] = mapped_column(default=False)            # has the password everybody knows
    epoch: Mapped[int] = mapped_column(default=0)                   # raised to end every session of this person
    totp_secret: Mapped[str | None] = mapped_column(PersonalText)   # base32; counts from `totp_since` on
    totp_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    totp_step: Mapped[int | None]                                   # the last half minute whose code was used: none is used twice
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    roles: Mapped[list["StaffRole"]] = relationship(back_populates="staff", cascade="all, delete-orphan", order_by="StaffRole.id")


_WHOLE_CHAIN = text("store_id IS NULL")


class StaffRole(db.Model):
    """One role per person and store; an owner's counts for the whole chain (no store)."""

    __table_args__ = (UniqueConstraint("staff_id", "store_id"),
                      Index("uq_staff_role_chain", "staff_id", unique=True, sqlite_where=_WHOLE_CHAIN, postgresql_where=_WHOLE_CHAIN),
                      {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"), index=True)
    role: Mapped[Role] = mapped_column(states(Role))
    staff: Mapped[StaffMember] = relationship(back_populates="roles")
    store: Mapped[Store | None] = relationship()


class PasswordLink(db.Model):
    """A one-time link to set a password; only its fingerprint is kept."""

    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    staff: Mapped[StaffMember] = relationship()


class Pin(db.Model):
    """Four to eight digits by which a person says "I allow this" on somebody else's screen."""

    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), unique=True)
    pin_hash: Mapped[str]                                           # argon2
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RecoveryCode(db.Model):
    """Instead of the second factor, once, when the phone is lost; only its fingerprint is kept."""

    __table_args__ = (UniqueConstraint("staff_id", "code_hash"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignInTry(db.Model):
    """A failed sign-in, kept a quarter of an hour to slow guessing."""

    __table_args__ = (Index("ix_sign_in_try_username_at", "username", "at"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class DeviceKind(StrEnum):
    KITCHEN = "kitchen"


class Device(db.Model):
    """A wall screen that signed in once with a code and stays until revoked."""

    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    kind: Mapped[DeviceKind] = mapped_column(states(DeviceKind))
    name: Mapped[str] = mapped_column(default="")
    code_hash: Mapped[str | None] = mapped_column(unique=True)      # the code to type once; null when used
    secret_hash: Mapped[str | None] = mapped_column(unique=True)    # the screen's cookie
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
