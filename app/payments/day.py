"""A store's business day in money: who took what and how, so that a drawer can be counted; what was sold, with which taxes."""
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.db import db
from app.ordering.models import Order
from app.ordering.pricing import TaxLine
from app.payments.due import dues
from app.payments.models import TAKEN, Leg, LegKind, LegState
from app.staff.models import StaffMember
from app.stores.hours import business_day, moment
from app.stores.models import Store


@dataclass
class Taken:
    """Of one kind: minor units."""

    paid: int = 0
    returned: int = 0           # above nothing
    tips: int = 0
    count: int = 0              # payments and refunds

    @property
    def sales(self) -> int:
        return self.paid - self.returned

    @property
    def in_hand(self) -> int:
        """What must be there: in the drawer, on the terminal's slip."""
        return self.sales + self.tips


@dataclass
class Day:
    people: dict[StaffMember | None, dict[LegKind, Taken]]
    kinds: dict[LegKind, Taken]
    checks: int                                         # closed on this day
    goods: int
    charges: int
    adjusted: int
    written_off: int                                    # below nothing
    taxes: list[TaxLine] = field(default_factory=list)
    total: int = 0                                      # of the closed checks
    open_checks: int = 0
    owed: int = 0                                       # on open checks
    open_paid: int = 0

    @property
    def sales(self) -> int:
        return sum(taken.sales for taken in self.kinds.values())

    @property
    def tips(self) -> int:
        return sum(taken.tips for taken in self.kinds.values())


def bounds(store: Store, day: date) -> tuple[datetime, datetime]:
    """From when until when a business day lasts."""
    return moment(store, day, store.day_ends), moment(store, day + timedelta(days=1), store.day_ends)


def day(store: Store, day_: date) -> Day:
    """What was taken on a business day, and the checks closed on it; of the present day also those that are still open."""
    begins, ends = bounds(store, day_)
    legs = db.session.scalars(select(Leg).where(Leg.store_id == store.id, Leg.state == LegState.PAID,
                                                Leg.settled_at >= begins, Leg.settled_at < ends).order_by(Leg.id)).all()
    closed = list(db.session.scalars(select(Order.id).where(Order.store_id == store.id, Order.closed_at >= begins, Order.closed_at < ends)))
    is_today = day_ == business_day(store)
    still_open = list(db.session.scalars(select(Order.id).where(Order.store_id == store.id, Order.closed_at.is_(None)))) if is_today else []
    found = Day(_people(legs), _kinds(legs), 0, 0, 0, 0, 0)
    taxes: dict[tuple[str, int, bool], list[int]] = defaultdict(lambda: [0, 0])
    for due in dues(closed).values():
        found.checks += bool(due.totals.goods_minor)
        found.goods, found.charges = found.goods + due.totals.goods_minor, found.charges + due.totals.charges_minor
        found.adjusted, found.total = found.adjusted + due.totals.adjusted_minor, found.total + due.total_minor
        found.written_off += due.totals.written_off_minor
        for tax in due.totals.taxes:
            taxes[tax.code, tax.rate, tax.included][0] += tax.base_minor
            taxes[tax.code, tax.rate, tax.included][1] += tax.tax_minor
    found.taxes = [TaxLine(code, rate, included, base, tax) for (code, rate, included), (base, tax) in sorted(taxes.items())]
    for due in dues(still_open).values():
        found.open_checks += bool(due.total_minor)
        found.owed, found.open_paid = found.owed + due.owed_minor, found.open_paid + due.paid_minor
    return found


def kind_of(leg: Leg) -> LegKind:
    """How money came, or went back."""
    return LegKind(leg.refund_kind) if leg.kind is LegKind.REFUND else leg.kind


def _kinds(legs: Iterable[Leg]) -> dict[LegKind, Taken]:
    found = {kind: Taken() for kind in TAKEN}
    for leg in legs:
        taken = found[kind_of(leg)]
        taken.count += 1
        taken.tips += leg.tip_minor
        if leg.kind is LegKind.REFUND:
            taken.returned -= leg.amount_minor
        else:
            taken.paid += leg.amount_minor
    return found


def _people(legs: Iterable[Leg]) -> dict[StaffMember | None, dict[LegKind, Taken]]:
    by: dict[int | None, list[Leg]] = defaultdict(list)
    for leg in legs:
        by[leg.staff_id].append(leg)
    staff = {person.id: person for person in db.session.scalars(select(StaffMember).where(StaffMember.id.in_([i for i in by if i])))}
    return {staff.get(staff_id) if staff_id else None: _kinds(theirs)
            for staff_id, theirs in sorted(by.items(), key=lambda each: each[0] or 0)}


def earlier(store: Store, than: date) -> date | None:
    """The last business day before that on which the store had an order."""
    return db.session.scalar(select(func.max(Order.business_day)).where(Order.store_id == store.id, Order.business_day < than))
