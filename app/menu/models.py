"""Dishes, their options, their prices, and today's portions."""
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Texts, UTCDateTime, db, states
from app.stores.models import Station, Tax


class OrderKind(StrEnum):
    DINE_IN = "dine_in"
    PICKUP = "pickup"
    DELIVERY = "delivery"


class Category(db.Model):
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    course: Mapped[int | None]                                      # when meals go out by courses: 1 first; null: with the first
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Dish(db.Model):
    __table_args__ = (CheckConstraint("minutes >= 0", name="minutes"),
                      CheckConstraint("portions IS NULL OR portions >= 0", name="portions"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    quick: Mapped[str] = mapped_column(default="")                              # what staff type for it (A12); blank: the code
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    short: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)          # for kitchen and plaques; blank: the name
    description: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    tax_id: Mapped[int] = mapped_column(ForeignKey("tax.id"))
    minutes: Mapped[int] = mapped_column(default=0)
    allergens: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # null: not stated; []: stated that there are none
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    served: Mapped[list[list[int]]] = mapped_column(JSON, default=list)         # [weekday, from, to] in minutes; empty: always
    portions: Mapped[int | None]                                                # a day and store; null: no limit
    picture: Mapped[str] = mapped_column(default="")                            # file name among the pictures
    on_sale: Mapped[bool] = mapped_column(default=True)                         # off: sold nowhere, whatever the stores say
    search: Mapped[str] = mapped_column(default="")                             # names, pinyin and initials, lower case
    position: Mapped[int] = mapped_column(default=0)
    added_on: Mapped[date]
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    category: Mapped[Category] = relationship()
    station: Mapped[Station] = relationship()
    tax: Mapped[Tax] = relationship()
    stores: Mapped[list["DishStore"]] = relationship(cascade="all, delete-orphan", order_by="DishStore.store_id")
    groups: Mapped[list["DishGroup"]] = relationship(back_populates="dish", cascade="all, delete-orphan", order_by="DishGroup.position")
    prices: Mapped[list["Price"]] = relationship(cascade="all, delete-orphan", order_by="Price.id")

    @property
    def spice(self) -> int:
        """0 to 3, from a tag such as spicy-2."""
        return next((int(tag[-1]) for tag in self.tags if tag in {"spicy-1", "spicy-2", "spicy-3"}), 0)


class DishStore(db.Model):
    """A dish is served in these stores only; without any row, in all of them."""

    __table_args__ = (UniqueConstraint("dish_id", "store_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    dish_id: Mapped[int] = mapped_column(ForeignKey("dish.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)


class OptionGroup(db.Model):
    """A question about a dish ("how hot?"); may be shared between dishes."""

    __table_args__ = (CheckConstraint("min_choices >= 0 AND max_choices >= 1 AND max_choices >= min_choices", name="choices"),
                      {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    min_choices: Mapped[int]
    max_choices: Mapped[int]
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    choices: Mapped[list["Choice"]] = relationship(back_populates="group", order_by="(Choice.position, Choice.id)", cascade="all, delete-orphan")


class DishGroup(db.Model):
    __table_args__ = (UniqueConstraint("dish_id", "group_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    dish_id: Mapped[int] = mapped_column(ForeignKey("dish.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("option_group.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    dish: Mapped[Dish] = relationship(back_populates="groups")
    group: Mapped[OptionGroup] = relationship()


class Choice(db.Model):
    """What a question may be answered with: a word for the kitchen, or, in a set meal, a dish that is cooked at its own station."""

    __table_args__ = (UniqueConstraint("group_id", "code"), CheckConstraint("per_choice_max >= 1", name="per_choice_max"),
                      {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("option_group.id"))
    dish_id: Mapped[int | None] = mapped_column(ForeignKey("dish.id"), index=True)
    code: Mapped[str]
    name: Mapped[dict[str, str]] = mapped_column(Texts)                         # of a dish blank: as the dish is called
    is_default: Mapped[bool] = mapped_column(default=False)
    per_choice_max: Mapped[int] = mapped_column(default=1)
    allergens: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    group: Mapped[OptionGroup] = relationship(back_populates="choices")
    dish: Mapped[Dish | None] = relationship()
    prices: Mapped[list["Price"]] = relationship(cascade="all, delete-orphan", order_by="Price.id")

    @property
    def called(self) -> dict[str, str]:
        """Its name; of a dish without one of its own here, the dish's."""
        return self.name or (self.dish.name if self.dish else {})


class Price(db.Model):
    """What a dish costs, or a choice adds (may be negative): the most specific row that holds wins.

    Blank columns hold always; `weekdays` is a bit per day (Monday 1 … Sunday 64), times are minutes of the local day."""

    __table_args__ = (CheckConstraint("(dish_id IS NULL) <> (choice_id IS NULL)", name="one_subject"),
                      CheckConstraint("choice_id IS NOT NULL OR amount_minor >= 0", name="amount"),
                      CheckConstraint("weekdays IS NULL OR weekdays BETWEEN 1 AND 127", name="weekdays"),
                      Index("ix_price_dish_id", "dish_id"), Index("ix_price_choice_id", "choice_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    dish_id: Mapped[int | None] = mapped_column(ForeignKey("dish.id"))
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("choice.id"))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    kind: Mapped[str | None]                                        # an OrderKind
    weekdays: Mapped[int | None]
    from_minute: Mapped[int | None]
    to_minute: Mapped[int | None]                                   # over 1440 past midnight
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    amount_minor: Mapped[int]                                       # in the chain's currency


class Portions(db.Model):
    """What is left of a dish at a store on a business day. Without a row: the dish's daily number, untouched."""

    __table_args__ = (UniqueConstraint("store_id", "dish_id", "business_day"),
                      CheckConstraint("remaining IS NULL OR remaining >= 0", name="remaining"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    dish_id: Mapped[int] = mapped_column(ForeignKey("dish.id"), index=True)
    business_day: Mapped[date]
    remaining: Mapped[int | None]                                   # null: no limit
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)      # 86: none today, whatever remains


class ChargePer(StrEnum):
    """What a charge is counted by."""

    HEAD = "head"
    PORTION = "portion"
    ORDER = "order"


class Charge(db.Model):
    """What a party pays besides its dishes: tea or cover, tableware, a room, packaging. It is told before the first dish."""

    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    per: Mapped[ChargePer] = mapped_column(states(ChargePer))
    tax_id: Mapped[int] = mapped_column(ForeignKey("tax.id"))
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    tax: Mapped[Tax] = relationship()
    prices: Mapped[list["ChargePrice"]] = relationship(cascade="all, delete-orphan", order_by="ChargePrice.id")


class ChargePrice(db.Model):
    """Where and when a charge is how much: like the price of a dish, and by the area of the table too. Nothing at all: none is taken there."""

    __table_args__ = (CheckConstraint("amount_minor >= 0", name="amount"),
                      CheckConstraint("weekdays IS NULL OR weekdays BETWEEN 1 AND 127", name="weekdays"),
                      Index("ix_charge_price_charge_id", "charge_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    kind: Mapped[str | None]                                        # an OrderKind
    area: Mapped[str | None]                                        # code
    weekdays: Mapped[int | None]
    from_minute: Mapped[int | None]
    to_minute: Mapped[int | None]                                   # over 1440 past midnight
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    amount_minor: Mapped[int]
    refusable: Mapped[bool] = mapped_column(default=False)          # the law lets a guest say no
