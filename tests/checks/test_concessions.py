"""What the house gives: shares to the last unit, limits, and never more than is still owed."""
import pytest

from app.checks import concessions
from app.codes import token
from app.db import db, transaction
from app.errors import Invalid, NotAllowed, Refused
from app.ordering import voids
from app.ordering.models import Adjustment, AdjustmentKind, Order
from app.ordering.waste import waste
from app.payments import paying
from app.payments.day import bounds
from app.payments.due import due
from app.payments.models import LegKind
from app.stores.hours import business_day
from tests import cast

COMP, DISCOUNT, MEAL, WRITE_OFF = concessions.GIVEN


@pytest.fixture
def order(app: object) -> Order:
    """Beef 42.00 with its tax, two teas of 8.33 with 8.75 % on top, and 10 % service."""
    cast.a_chain(service_charge_rate=1000)
    tea = cast.a_dish("tea", 833, tax=cast.a_tax("city", 875, included=False))
    return cast.a_sent_round(cast.a_dish(), (tea, 2)).order


def give(order: Order, kind: AdjustmentKind = COMP, **more: object) -> Adjustment:
    with transaction():
        person = more.pop("person", None) or cast.a_manager()
        return concessions.grant(paying.locked_order(order.id, order.store_id), kind, person=person, by=cast.acts(person),
                                 **{"reason": "cold", "key": token(), **more})


def test_a_comp_takes_the_whole_price_with_its_service_and_tax(order: Order) -> None:
    teas = [line.id for line in order.lines][1:]
    assert give(order, lines=teas).amount_minor == -1666
    assert due(order).total_minor == 4200 + 420


def test_a_rate_and_an_amount_are_shared_to_the_last_unit(order: Order) -> None:
    rate = give(order, DISCOUNT, rate=1500)
    assert rate.amount_minor == -round(5866 * .15) == sum(share.amount_minor for share in rate.shares)
    amount = give(order, MEAL, amount=1000)
    assert (amount.amount_minor, sum(share.amount_minor for share in amount.shares), len(amount.shares)) == (-1000, -1000, 3)


def test_a_write_off_leaves_nothing_owed_and_keeps_the_taxes(order: Order) -> None:
    before = due(order).totals.taxes
    with transaction():
        paying.pay(paying.locked_order(order.id, order.store_id), LegKind.CASH, 2000, by=cast.acts(cast.a_waiter()), key=token())
    give(order, WRITE_OFF)
    assert due(order).owed_minor == 0 and due(order).totals.taxes == before
    with pytest.raises(Refused, match="written off"), transaction():
        voids.void(order.lines[0], by=cast.acts(cast.a_manager()), reason="x")


def test_a_voided_dish_has_nothing_taken_off(order: Order) -> None:
    given = give(order, DISCOUNT, rate=1000)
    with transaction():
        voids.void(order.lines[0], by=cast.acts(cast.a_manager()), reason="x")
    db.session.expire_all()
    assert given.amount_minor == sum(share.amount_minor for share in given.shares) and len(given.shares) == 2


def test_taken_back_is_owed_again(order: Order) -> None:
    total = due(order).total_minor
    given = give(order, DISCOUNT, rate=2000)
    with transaction():
        concessions.take_back(given, by=cast.acts(cast.a_manager()))
    assert due(order).total_minor == total and not concessions.given(order)


def test_not_more_than_is_still_owed(order: Order) -> None:
    with transaction():
        paying.pay(paying.locked_order(order.id, order.store_id), LegKind.CASH, 5000, by=cast.acts(cast.a_waiter()), key=token())
    with pytest.raises(Refused, match="give money back"):
        give(order)
    assert not concessions.given(order)


def test_one_key_takes_off_once(order: Order) -> None:
    key = token()
    assert give(order, DISCOUNT, rate=1000, key=key).id == give(order, DISCOUNT, rate=1000, key=key).id


@pytest.mark.parametrize(("more", "sentence"), [
    ({"reason": " "}, "Say why"), ({"kind": DISCOUNT}, "percentage"), ({"kind": DISCOUNT, "rate": 10_001}, "percentage"),
    ({"kind": DISCOUNT, "amount": 5867}, "not above"), ({"kind": DISCOUNT, "amount": 0}, "above nothing"), ({"lines": [999]}, "on the check")])
def test_what_cannot_be(order: Order, more: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        give(order, **more)


def test_above_the_limit_a_second_person_allows_it(order: Order) -> None:
    waiter = cast.a_waiter()
    give(order, DISCOUNT, amount=4000, person=waiter)
    with pytest.raises(concessions.NeedsApproval, match="second person"):
        give(order, DISCOUNT, amount=1001, person=waiter)
    with pytest.raises(NotAllowed, match="a manager"):
        give(order, DISCOUNT, amount=1001, person=waiter, approver=waiter)
    made = give(order, DISCOUNT, amount=1001, person=waiter, approver=cast.a_manager())
    assert (made.staff_id, made.approved_by_id) == (waiter.id, cast.a_manager().id)
    give(order, DISCOUNT, amount=100)               # a manager needs nobody


def test_what_was_cooked_is_waste(order: Order) -> None:
    beef, tea, other = order.lines
    with transaction():
        beef.state, beef.ready_at = "ready", beef.added_at
    with transaction():
        voids.void(beef, by=cast.acts(cast.a_manager()), reason="cold")
        voids.void(other, by=cast.acts(cast.a_manager()), reason="nobody began it")
    give(order, lines=[tea.id], reason="birthday")
    found = waste(order.store_id, *bounds(order.store, business_day(order.store)))
    assert [(each.line.id, each.reason, each.given) for each in found] == [(beef.id, "cold", False), (tea.id, "birthday", True)]
