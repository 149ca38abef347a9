"""What a party pays besides its dishes: fixed with its first dish, counted again with every change, refused where the law lets it."""
import pytest
from flask import Flask

from app.audit import AuditEntry
from app.codes import token
from app.db import db, transaction
from app.errors import Invalid, Refused
from app.menu.models import ChargePer, OrderKind
from app.ordering import covers, finding, rounds, surcharges, voids
from app.ordering.models import ChargeLine, Order
from app.payments import paying
from app.payments.due import due, dues
from app.stores.models import TablePolicy
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
WAITER = cast.Actor("staff", None)


def charged(order: Order) -> dict[str, tuple[int, int]]:
    """By name: how many, and what they come to."""
    return {line.name["en"]: (line.quantity, line.amount_minor) for line in surcharges.lines(order)}


def test_heads_portions_and_orders_are_counted(app: Flask) -> None:
    cast.a_charge("tea", 300)
    cast.a_charge("box", 100, per=ChargePer.PORTION)
    cast.a_charge("towel", 50, per=ChargePer.ORDER)
    cast.a_sitting(covers=4)
    order = cast.a_cart((cast.a_dish(price=1000), 3))
    assert charged(order) == {}                                     # nothing was sent
    cast.a_sent_round()
    assert charged(order) == {"Tea": (4, 1200), "Box": (4, 400), "Towel": (1, 50)}
    found = due(order)
    assert (found.totals.goods_minor, found.totals.charges_minor, found.total_minor) == (4000, 1650, 5650)
    assert dues([order.id]) == {order.id: found}


def test_they_hold_as_they_were_when_the_first_dish_was_sent(app: Flask) -> None:
    tea = cast.a_charge("tea", 300)
    round_ = cast.a_sent_round()
    with transaction():
        tea.name, tea.prices[0].amount_minor = {"en": "Other"}, 900
        cast.a_charge("towel", 50)
    cast.a_sent_round(cast.a_dish("rice", 200))
    assert charged(round_.order) == {"Tea": (2, 600)}


def test_none_come_later_where_none_held_at_first(app: Flask) -> None:
    round_ = cast.a_sent_round()
    cast.a_charge()
    cast.a_sent_round()
    assert charged(round_.order) == {}


def test_by_kind_store_and_area(app: Flask) -> None:
    cast.a_charge("tea", 800, area="Private")
    cast.a_charge("box", 100, kind=OrderKind.PICKUP)
    cast.a_charge("lake", 100, store_id=cast.a_store("lake").id)
    hall, private = cast.a_table("A1"), cast.a_table("P1", area="Private")
    assert charged(cast.a_sent_round(table=hall).order) == {}
    assert charged(cast.a_sent_round(table=private).order) == {"Tea": (2, 1600)}


def test_heads_are_the_covers_else_the_phones_else_one(app: Flask) -> None:
    cast.a_charge()
    cast.a_sitting(covers=None)
    order = cast.a_sent_round().order
    assert charged(order) == {"Tea": (1, 300)}
    for _phone in range(3):
        cast.a_seat()
    cast.a_sent_round()
    assert charged(order) == {"Tea": (3, 900)}
    with transaction():
        assert covers.set_covers(order.sitting, 5, WAITER) is order
    assert charged(order) == {"Tea": (5, 1500)}
    assert due(order).total_minor == 4200 * 2 + 1500


def test_who_owes_for_no_dish_owes_for_no_tea(app: Flask) -> None:
    cast.a_charge()
    cast.a_charge("towel", 50, per=ChargePer.ORDER)
    round_ = cast.a_sent_round(cast.a_dish(), released=False)
    assert due(round_.order).total_minor == 4200 + 600 + 50
    with transaction():
        rounds.take_back(round_, None)
    assert charged(round_.order) == {"Tea": (0, 0), "Towel": (0, 0)}
    again = cast.a_sent_round()
    with transaction():
        voids.void(again.lines[0], by=WAITER, reason="x")
    assert due(round_.order).total_minor == 4200 + 600 + 50             # the dish that came back was sent along
    with transaction():
        voids.void(again.lines[1], by=WAITER, reason="x")
    assert due(round_.order).total_minor == 0
    with transaction():
        paying.close(paying.locked_order(round_.order_id, round_.store_id), by=WAITER)


def test_a_round_that_waits_owes_nothing_yet(app: Flask) -> None:
    cast.a_store(policy=TablePolicy.CONFIRM)
    cast.a_charge()
    round_ = cast.a_sent_round(seat=cast.a_seat())
    assert (charged(round_.order), due(round_.order).total_minor) == ({"Tea": (0, 0)}, 0)
    with transaction():
        rounds.confirm(round_, WAITER)
    assert charged(round_.order) == {"Tea": (1, 300)}


def test_each_has_its_tax_and_no_service_charge(app: Flask) -> None:
    cast.a_chain(service_charge_rate=1000)
    on_top = cast.a_tax("city", 875, included=False)
    cast.a_charge("tea", 300, tax=on_top)
    cast.a_charge("towel", 53, per=ChargePer.ORDER)
    order = cast.a_sent_round((cast.a_dish(price=1000), 2)).order
    found = finding.total(order)
    assert (found.goods_minor, found.charges_minor, found.adjusted_minor) == (2000, 653, 200)
    assert [(tax.code, tax.base_minor, tax.tax_minor) for tax in found.taxes] == [("city", 600, 53), ("food", 2253, 128)]
    assert found.total_minor == 2000 + 653 + 200 + 53


def test_refused_and_wanted_again(app: Flask) -> None:
    cast.a_charge(refusable=True)
    waiter = cast.acts(cast.a_waiter())
    order = cast.a_sent_round().order
    line = surcharges.lines(order)[0]
    for _twice in range(2):
        with transaction():
            surcharges.refuse(line, waiter)
    assert (due(order).total_minor, line.quantity, line.amount_minor, line.refused_by_id) == (4200, 2, 0, waiter.id)
    with transaction():
        covers.set_covers(order.sitting, 3, waiter)
    assert due(order).total_minor == 4200
    for _twice in range(2):
        with transaction():
            surcharges.restore(line, waiter)
    assert (due(order).total_minor, line.refused_by_id) == (4200 + 900, None)
    written = [entry.verb for entry in db.session.query(AuditEntry).filter_by(subject_kind="charge_line").order_by(AuditEntry.id)]
    assert written == ["refused_charge", "restored_charge"]


def test_what_the_law_does_not_let_one_refuse(app: Flask) -> None:
    cast.a_charge()
    line = surcharges.lines(cast.a_sent_round().order)[0]
    with pytest.raises(Refused, match="cannot be taken off"), transaction():
        surcharges.refuse(line, WAITER)
    assert line.refused_at is None


def test_a_closed_order_stays_as_it_is(app: Flask) -> None:
    cast.a_charge(refusable=True)
    order = cast.a_sent_round().order
    sitting, line = order.sitting, surcharges.lines(order)[0]
    with transaction():
        order.lines[0].state = "served"
        paying.pay(order, paying.LegKind.CASH, 4800, by=WAITER, key=token())
        paying.close_party(sitting, by=WAITER)
    for verb in (surcharges.refuse, surcharges.restore):
        with pytest.raises(Refused, match="closed"), transaction():
            verb(line, WAITER)
    with pytest.raises(Refused, match="closed"), transaction():
        covers.set_covers(sitting, 5, WAITER)
    assert charged(order) == {"Tea": (2, 600)}


def test_covers_of_who_ordered_nothing(app: Flask) -> None:
    cast.a_charge()
    sitting = cast.a_sitting()
    with transaction():
        assert covers.set_covers(sitting, 5, WAITER) is None
    with pytest.raises(Invalid), transaction():
        covers.set_covers(sitting, 100, WAITER)
    assert sitting.covers == 5
    assert db.session.query(ChargeLine).count() == 0
