"""An order is the check: its lines, the rounds they were sent in, and what was added to or taken off their price."""
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Texts, UTCDateTime, db, states
from app.menu.models import ChargePer, Dish, OrderKind
from app.stores.models import Store
from app.tables.models import Guest, Sitting


class Order(db.Model):
    __table_args__ = (
        Index("uq_order_open_sitting", "sitting_id", unique=True,
              sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
        Index("ix_order_sitting_id", "sitting_id"), Index("ix_order_store_id_closed_at", "store_id", "closed_at"),
        Index("ix_order_store_id_id", "store_id", "id"),
        UniqueConstraint("store_id", "business_day", "number"),
        {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    kind: Mapped[OrderKind] = mapped_column(states(OrderKind))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"))
    business_day: Mapped[date]
    number: Mapped[int | None]                                      # counts up per store and business day, from the first round on
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    receipt_token: Mapped[str | None] = mapped_column(unique=True)  # given when closed
    service_charge_rate: Mapped[int | None]                         # basis points, as it was when its first dish was sent
    store: Mapped[Store] = relationship()
    sitting: Mapped[Sitting | None] = relationship()
    lines: Mapped[list["OrderLine"]] = relationship(back_populates="order", order_by="OrderLine.id")
    rounds: Mapped[list["Round"]] = relationship(back_populates="order", order_by="Round.id")
    adjustments: Mapped[list["Adjustment"]] = relationship(back_populates="order", order_by="Adjustment.id")
    charge_lines: Mapped[list["ChargeLine"]] = relationship(back_populates="order", order_by="ChargeLine.id")

    @property
    def topic(self) -> str:
        return order_topic(self.id)


def order_topic(order_id: int) -> str:
    """Touched when the table has something new to see of its order."""
    return f"order-{order_id}"


class OrderCounter(db.Model):
    """The last order number given at a store on a business day."""

    __tablename__ = "order_counter"
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), primary_key=True)
    business_day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class RoundState(StrEnum):
    WAITING = "waiting"             # for a tap of the floor
    SENT = "sent"                   # the kitchen has it from release_at on
    TAKEN_BACK = "taken_back"
    DECLINED = "declined"


HELD = ("hold", "course")          # what a round waits for that staff will fire


class Round(db.Model):
    """One sending to the kitchen. A kitchen ticket is a round at a station."""

    __table_args__ = (UniqueConstraint("order_id", "key"), UniqueConstraint("order_id", "number"),
                      CheckConstraint("(state = 'sent') = (release_at IS NOT NULL)", name="release"),
                      CheckConstraint("(state IN ('waiting', 'sent')) = (number IS NOT NULL)", name="number"),
                      Index("ix_round_waiting", "store_id", sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")),
                      {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    number: Mapped[int | None]                                      # 1 is the first, later ones are add-ons; none once it came back
    key: Mapped[str]                                                # made when the form was shown: one key sends once
    state: Mapped[RoundState] = mapped_column(states(RoundState))
    waits_for: Mapped[str] = mapped_column(default="")              # why it waits: closed, first_round, portions, dish, pace, phones, hold, course
    course: Mapped[int | None]                                      # which course it is, where a meal goes out by courses
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    release_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # taken back or declined
    order: Mapped[Order] = relationship(back_populates="rounds")
    guest: Mapped[Guest | None] = relationship()

    @property
    def is_held(self) -> bool:
        """Staff sends it when the time has come; the table and the floor's to-do list leave it alone until then."""
        return self.state is RoundState.WAITING and self.waits_for in HELD
    lines: Mapped[list["OrderLine"]] = relationship(back_populates="round", order_by="OrderLine.id")


class NudgeKind(StrEnum):
    RUSH = "rush"                   # the floor wants it sooner
    CHASE = "chase"                 # the table asked where it stays


class Nudge(db.Model):
    """Somebody asked the kitchen to hurry with a round. The ticket is marked and stays where it is; a table asks once."""

    __table_args__ = (UniqueConstraint("round_id", "kind"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    kind: Mapped[NudgeKind] = mapped_column(states(NudgeKind))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class LineState(StrEnum):
    CART = "cart"
    SENT = "sent"
    COOKING = "cooking"
    READY = "ready"
    SERVED = "served"
    VOID = "void"


TO_COOK = (LineState.SENT, LineState.COOKING)       # what the kitchen has to do still
# What the kitchen's board still shows: not bumped out yet, or voided and not yet seen. In brackets, because it stands beside
# other conditions; without them a store would see the others' voids, and the partial index would not be used.
ON_THE_BOARD = "((state IN ('sent', 'cooking', 'ready') AND out_at IS NULL) OR (state = 'void' AND void_seen_at IS NULL))"


class SetMeal(db.Model):
    """One portion of a set meal as it was sent. Its dishes are lines of their own, each with its part of the price."""

    __tablename__ = "set_meal"
    __table_args__ = (CheckConstraint("unit_price_minor >= 0", name="price"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    dish_id: Mapped[int] = mapped_column(ForeignKey("dish.id"))
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    options: Mapped[list[list[int]]] = mapped_column(JSON, default=list)        # [choice id, count], sorted: what was chosen
    price_seen_minor: Mapped[int]
    unit_price_minor: Mapped[int]                                               # what its dishes cost together when it was sent


class OrderLine(db.Model):
    """One dish. In the cart it has a quantity; once sent, every portion is a line of its own, with its price frozen.

    A set meal is one line in the cart; once sent, each of its dishes is a line that names the set."""

    __table_args__ = (
        CheckConstraint("quantity >= 1 AND (state = 'cart' OR quantity = 1)", name="quantity"),
        CheckConstraint("(state = 'cart') = (round_id IS NULL)", name="round"),
        CheckConstraint("state = 'cart' OR unit_price_minor IS NOT NULL", name="price"),
        CheckConstraint("(state = 'void') = (voided_at IS NOT NULL)", name="void"),
        CheckConstraint("state <> 'cart' OR set_id IS NULL", name="set"),
        Index("ix_order_line_order_id", "order_id"), Index("ix_order_line_round_id", "round_id"), Index("ix_order_line_set_id", "set_id"),
        Index("ix_order_line_in_kitchen", "store_id", "round_id",
              sqlite_where=text(ON_THE_BOARD), postgresql_where=text(ON_THE_BOARD)),
        {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    dish_id: Mapped[int] = mapped_column(ForeignKey("dish.id"))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))        # who added it
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))   # who changed it last
    set_id: Mapped[int | None] = mapped_column(ForeignKey("set_meal.id"))       # the set meal that it is a dish of
    state: Mapped[LineState] = mapped_column(states(LineState), default=LineState.CART)
    quantity: Mapped[int] = mapped_column(default=1)
    options: Mapped[list[list[int]]] = mapped_column(JSON, default=list)        # [choice id, count], sorted: what was chosen
    note: Mapped[str] = mapped_column(default="")
    seat: Mapped[str | None]                                        # who it is for, where staff wrote it down: a seat's number or a name
    price_seen_minor: Mapped[int]                                   # the unit price when it was put in the cart
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Frozen at sending; a renamed dish never changes a receipt.
    name: Mapped[dict[str, str] | None] = mapped_column(Texts(none_as_null=True))
    short: Mapped[dict[str, str] | None] = mapped_column(Texts(none_as_null=True))
    chosen: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))   # [{"name": {…}, "count": 1}]
    unit_price_minor: Mapped[int | None]                            # with its options
    tax_rate: Mapped[int | None]                                    # basis points
    tax_included: Mapped[bool | None]
    tax_code: Mapped[str | None]
    station: Mapped[str | None]                                     # code
    minutes: Mapped[int | None]
    business_day: Mapped[date | None]                               # whose portions it took
    # When it came to each state.
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ready_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    out_at: Mapped[datetime | None] = mapped_column(UTCDateTime)    # its ticket was bumped: it has left the board
    served_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    void_reason: Mapped[str] = mapped_column(default="")
    void_seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)          # the kitchen tapped it away
    order: Mapped[Order] = relationship(back_populates="lines")
    round: Mapped[Round | None] = relationship(back_populates="lines")
    set_meal: Mapped[SetMeal | None] = relationship(lazy="selectin")
    dish: Mapped[Dish] = relationship()
    guest: Mapped[Guest | None] = relationship(foreign_keys=[guest_id])


class AdjustmentKind(StrEnum):
    COMP = "comp"
    DISCOUNT = "discount"
    STAFF_MEAL = "staff_meal"
    WRITE_OFF = "write_off"         # what a party left unpaid
    SERVICE_CHARGE = "service_charge"


class Adjustment(db.Model):
    """Something added to an order's price or taken off it, with its share per line, so that taxes and splits are exact."""

    __table_args__ = (Index("ix_adjustment_order_id", "order_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    kind: Mapped[AdjustmentKind] = mapped_column(states(AdjustmentKind))
    amount_minor: Mapped[int]                                       # negative: taken off
    rate: Mapped[int | None]                                        # basis points, where it is a percentage
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))      # above the store's limit: who typed their PIN
    reason: Mapped[str] = mapped_column(default="")
    key: Mapped[str | None] = mapped_column(unique=True)            # of the form: one key takes off once
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    order: Mapped[Order] = relationship(back_populates="adjustments")
    shares: Mapped[list["AdjustmentShare"]] = relationship(back_populates="adjustment", cascade="all, delete-orphan")


class SpentKey(db.Model):
    """Of a form whose deed was taken back: sent once more, it does nothing."""

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class AdjustmentShare(db.Model):
    __table_args__ = (UniqueConstraint("adjustment_id", "line_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    adjustment_id: Mapped[int] = mapped_column(ForeignKey("adjustment.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    amount_minor: Mapped[int]
    adjustment: Mapped[Adjustment] = relationship(back_populates="shares")


class ChargeLine(db.Model):
    """A charge on an order (tea per head, packaging), fixed when its first dish was sent; only the quantity is counted again."""

    __table_args__ = (UniqueConstraint("order_id", "charge_id"), CheckConstraint("quantity >= 0", name="quantity"),
                      CheckConstraint("unit_price_minor >= 0", name="price"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"))
    per: Mapped[ChargePer] = mapped_column(states(ChargePer))
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    quantity: Mapped[int] = mapped_column(default=0)
    unit_price_minor: Mapped[int]
    tax_rate: Mapped[int]                                           # basis points
    tax_included: Mapped[bool]
    tax_code: Mapped[str]
    refusable: Mapped[bool] = mapped_column(default=False)
    refused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)            # the guests do not want it: nothing is owed for it
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    order: Mapped[Order] = relationship(back_populates="charge_lines")

    @property
    def amount_minor(self) -> int:
        return 0 if self.refused_at else self.quantity * self.unit_price_minor


class CartEvent(db.Model):
    """What somebody just did to the shared cart, so that the others see who did; a removal can be put back."""

    __table_args__ = (UniqueConstraint("order_id", "key"), Index("ix_cart_event_order_id", "order_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))        # who did it
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))        # whose line it was
    verb: Mapped[str]                                               # added, reduced, removed, changed, taken_out, sent, took_back, declined
    dish_id: Mapped[int | None] = mapped_column(ForeignKey("dish.id"))
    quantity: Mapped[int] = mapped_column(default=0)
    options: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(default="")
    seat: Mapped[str | None]                                        # whose line of staff's it was
    key: Mapped[str | None]                                         # of the form that did it: the same form acts once
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    guest: Mapped[Guest | None] = relationship(foreign_keys=[guest_id])
    dish: Mapped[Dish | None] = relationship()
