"""The day's totals, and checks that are opened again."""
from datetime import timedelta

import pytest

from app import clock
from app.clock import now
from app.codes import token
from app.db import transaction
from app.errors import Invalid, Refused
from app.ordering.models import Order
from app.ordering.voids import void
from app.payments import day, papers, paying
from app.payments.due import due
from app.payments.models import LegKind, PaperKind
from app.stores.hours import business_day
from app.tables import sittings
from tests import cast

pytestmark = pytest.mark.usefixtures("app")


def locked(order: Order) -> Order:
    return paying.locked_order(order.id, order.store_id)


def paid(order: Order, kind: LegKind, amount: int, **more: object) -> None:
    with transaction():
        paying.pay(locked(order), kind, amount, by=cast.acts(more.pop("by", None) or cast.a_waiter()), key=token(), **more)


def closed(label: str = "A1") -> Order:
    """A party that ate for 42.00 and is gone; all paid in cash."""
    order = cast.a_sent_round(cast.a_dish(), table=cast.a_table(label)).order
    paid(order, LegKind.CASH, 4200)
    serve(order)
    with transaction():
        paying.close_party(order.sitting, by=cast.acts(cast.a_waiter()))
    return order


def serve(order: Order) -> None:
    with transaction():
        for line in order.lines:
            line.state = "served"


def today() -> day.Day:
    store = cast.a_store()
    return day.day(store, business_day(store))


def test_who_took_what_and_how() -> None:
    cast.a_store(tips=1)
    order = cast.a_sent_round((cast.a_dish(), 3)).order
    cashier = cast.a_manager()
    paid(order, LegKind.CASH, 4000, tendered=5000)
    paid(order, LegKind.CARD, 5000, tip=500, by=cashier)
    paid(order, LegKind.OTHER, 3600, reference="Mall voucher", by=cashier)
    found = today()
    assert {kind: (taken.sales, taken.tips, taken.in_hand) for kind, taken in found.kinds.items()} == {
        LegKind.CASH: (4000, 0, 4000), LegKind.CARD: (5000, 500, 5500), LegKind.OTHER: (3600, 0, 3600)}
    assert {person.id: sum(taken.sales for taken in kinds.values()) for person, kinds in found.people.items()} == {
        cast.a_waiter().id: 4000, cashier.id: 8600}
    assert (found.sales, found.tips, found.open_checks, found.open_paid, found.owed, found.checks) == (12600, 500, 1, 12600, 0, 0)


def test_closed_checks_with_their_taxes_agree_with_what_was_taken() -> None:
    closed()
    closed("A2")
    found = today()
    assert (found.checks, found.total, found.sales, found.goods) == (2, 8400, 8400, 8400)
    assert [(tax.rate, tax.base_minor, tax.tax_minor) for tax in found.taxes] == [(600, 8400, 476)]


def test_what_is_after_the_days_end_is_tomorrows() -> None:
    closed()
    store = cast.a_store()
    before = business_day(store)
    clock.move(timedelta(days=1))
    assert (today().sales, day.day(store, before).sales) == (0, 4200)


def test_a_refund_leaves_the_drawer() -> None:
    order = cast.a_sent_round((cast.a_dish(), 2)).order
    paid(order, LegKind.CASH, 8400)
    with transaction():
        void(order.lines[0], by=cast.acts(cast.a_manager()), reason="cold")
        paying.refund_excess(locked(order), by=cast.acts(cast.a_manager()), reason="cold")
    taken = today().kinds[LegKind.CASH]
    assert (taken.paid, taken.returned, taken.in_hand, taken.count) == (8400, 4200, 4200, 2)


def test_a_tip_needs_a_store_that_takes_tips_and_cash_that_covers_it() -> None:
    order = cast.a_sent_round(cast.a_dish()).order
    with pytest.raises(Invalid, match="tip"):
        paid(order, LegKind.CASH, 4200, tip=100)
    with transaction():
        order.store.settings = {"tips": 1}
    with pytest.raises(Invalid, match="less than the amount"):
        paid(order, LegKind.CASH, 4200, tip=100, tendered=4250)
    paid(order, LegKind.CASH, 4200, tip=100, tendered=5000)
    assert due(order).owed_minor == 0 and today().kinds[LegKind.CASH].in_hand == 4300


def test_something_else_says_what_it_is() -> None:
    order = cast.a_sent_round(cast.a_dish()).order
    with pytest.raises(Invalid, match="Say what it is"):
        paid(order, LegKind.OTHER, 4200)


def test_a_reopened_check_has_its_party_at_its_table() -> None:
    order = closed()
    with transaction():
        other = sittings.open_by_staff(cast.a_table(), covers=2, by=cast.acts(cast.a_waiter()))
        first = order.receipt_token
    with transaction():
        paying.reopen(locked(order), by=cast.acts(cast.a_manager()), reason="one dish was forgotten")
    assert order.closed_at is None and order.sitting.is_open and (order.sitting.label, other.label) == ("A1-2", "A1")
    with transaction():
        paying.close_party(order.sitting, by=cast.acts(cast.a_manager()))
    assert order.receipt_token == first


def test_what_cannot_be_reopened() -> None:
    order, by = closed(), cast.acts(cast.a_manager())
    with pytest.raises(Invalid, match="Say why"), transaction():
        paying.reopen(locked(order), by=by, reason=" ")
    clock.move(timedelta(hours=25))
    with pytest.raises(Refused, match="can no longer be reopened"), transaction():
        paying.reopen(locked(order), by=by, reason="late")
    with pytest.raises(Refused, match="is open"), transaction():
        paying.reopen(locked(cast.a_sent_round(table=cast.a_table("A9")).order), by=by, reason="open")


def test_papers_are_counted_and_the_link_ends_after_a_day() -> None:
    order = closed()
    with transaction():
        numbers = [papers.remember(order, PaperKind.BILL, cast.acts(cast.a_waiter())).id for _twice in range(2)]
    assert [papers.copies_before(order, PaperKind.BILL, number) for number in numbers] == [0, 1]
    assert papers.copies_before(order, PaperKind.RECEIPT) == 0
    assert papers.by_token(order.receipt_token) is order and order.closed_at <= now()
    clock.move(timedelta(hours=24, minutes=1))
    assert papers.by_token(order.receipt_token) is None
