"""The chain, its stores and what every store shares."""
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Texts, UTCDateTime, db, states


class TablePolicy(StrEnum):
    """How a sitting opens at a table that was scanned."""

    FREE = "free"           # the first dish opens it
    CONFIRM = "confirm"     # the first dish opens it, its first round waits for the floor
    STAFF = "staff"         # the floor opens it, the party types a word once


class Service(StrEnum):
    DINE_IN = "dine_in"
    PICKUP = "pickup"
    DELIVERY = "delivery"
    RESERVATION = "reservation"
    QUEUE = "queue"


class Chain(db.Model):
    """The one chain of this deployment: a single row."""

    __table_args__ = (CheckConstraint("id = 1", name="single"), CheckConstraint("service_charge_rate >= 0", name="service_charge"))
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    languages: Mapped[list[str]] = mapped_column(JSON)              # the first is the default
    currency: Mapped[str]                                           # ISO 4217
    time_zone: Mapped[str]                                          # IANA
    service_charge_rate: Mapped[int] = mapped_column(default=0)     # basis points
    contact: Mapped[str] = mapped_column(default="")
    support: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    legal: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    hue: Mapped[float] = mapped_column(default=29)
    chroma: Mapped[float] = mapped_column(default=0.205)
    second_hue: Mapped[float] = mapped_column(default=262)
    second_chroma: Mapped[float] = mapped_column(default=0.15)
    wordmark: Mapped[str] = mapped_column(default="")               # a file among the pictures
    welcome: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)        # a sentence on the home page
    version: Mapped[int] = mapped_column(default=1)

    @property
    def brand(self) -> dict[str, float]:
        return {"hue": self.hue, "chroma": self.chroma, "second_hue": self.second_hue, "second_chroma": self.second_chroma}


class Store(db.Model):
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    address: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    phone: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    time_zone: Mapped[str]
    day_ends: Mapped[int] = mapped_column(default=300)              # minutes after midnight when the business day turns
    services: Mapped[list[str]] = mapped_column(JSON, default=list)
    table_policy: Mapped[TablePolicy] = mapped_column(states(TablePolicy), default=TablePolicy.FREE)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)        # read through stores.settings
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    hours: Mapped[list["OpeningHours"]] = relationship(order_by="(OpeningHours.weekday, OpeningHours.opens)", cascade="all, delete-orphan")
    closures: Mapped[list["Closure"]] = relationship(order_by="Closure.first_day", cascade="all, delete-orphan")


class OpeningHours(db.Model):
    """One opening of a weekday, in minutes after that day's midnight; past midnight `closes` is over 1440.

    Of a service, or of every service that has no hours of its own."""

    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
                      CheckConstraint("opens >= 0 AND opens < 1440 AND closes > opens AND closes <= opens + 1440", name="span"),
                      {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    weekday: Mapped[int]                                            # Monday is 0
    opens: Mapped[int]
    closes: Mapped[int]
    service: Mapped[str | None]                                     # a Service


class Closure(db.Model):
    """Days, first and last included, on which a store stays shut, or opens at other hours than those of the week."""

    __table_args__ = (CheckConstraint("last_day >= first_day", name="days"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    hours: Mapped[list[list[int]]] = mapped_column(JSON, default=list)          # [opens, closes] in minutes; empty: shut


class ServicePause(db.Model):
    """A service that a store does not give for a while: too busy, out of gas, a burst pipe."""

    __table_args__ = (Index("ix_service_pause_store_id_until", "store_id", "until"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    service: Mapped[str]                                            # a Service
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime] = mapped_column(UTCDateTime)            # resumed sooner: that moment
    reason: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)         # what diners read


class Station(db.Model):
    """A place in the kitchen that cooks; the same in every store."""

    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Tax(db.Model):
    """A tax by kind of order; rates in basis points."""

    __table_args__ = (CheckConstraint("dine_in_rate >= 0 AND pickup_rate >= 0 AND delivery_rate >= 0", name="rates"),
                      {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    included: Mapped[bool] = mapped_column(default=True)            # in the prices, or on top of them
    dine_in_rate: Mapped[int]
    pickup_rate: Mapped[int]
    delivery_rate: Mapped[int]
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    def rate(self, kind: str) -> int:
        return getattr(self, f"{kind}_rate")
