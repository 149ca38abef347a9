"""The shared cart."""
import pytest
from flask import Flask

from app import live
from app.audit import Actor
from app.clock import now
from app.codes import token
from app.db import db, transaction
from app.errors import Invalid, Refused
from app.menu import catalogue, stock
from app.menu.models import Dish, Price
from app.ordering import cart, finding, rounds
from app.ordering.models import CartEvent, LineState, Order, OrderLine
from app.payments import paying
from app.stores.hours import business_day
from app.tables.models import Guest
from tests import cast


@pytest.fixture
def mei(app: Flask) -> Guest:
    return cast.a_seat().guest


@pytest.fixture
def li(mei: Guest) -> Guest:
    return cast.a_seat().guest


@pytest.fixture
def order(mei: Guest) -> Order:
    with transaction():
        return finding.start_order(mei.sitting)


def add(order: Order, guest: Guest | None, dish: Dish, quantity: int = 1, key: str = "", **more: object) -> OrderLine | None:
    with transaction():
        return cart.add(order, guest, dish.id, quantity=quantity, key=key or token(), **more)       # type: ignore[arg-type]


def change(order: Order, guest: Guest, line_id: int, quantity: int, key: str = "") -> None:
    with transaction():
        cart.change(order, guest, line_id, quantity, key=key or token())


def put_back(order: Order, guest: Guest, event: CartEvent, key: str = "") -> None:
    with transaction():
        cart.put_back(order, guest, event.id, key=key or token())


def shown(order: Order) -> list[tuple[str, int]]:
    return [(each.line.dish.code, each.line.quantity) for each in cart.lines(order)]


def events(order: Order) -> list[tuple[int | None, str, int]]:
    return [(event.guest and event.guest.number, event.verb, event.quantity) for event in db.session.query(CartEvent).order_by(CartEvent.id)]


def test_the_same_guest_dish_options_and_note_are_one_line(order: Order, mei: Guest) -> None:
    beef = cast.a_dish()
    add(order, mei, beef)
    add(order, mei, beef, 2)
    assert shown(order) == [("beef", 3)]


def test_anything_else_is_a_line_of_its_own(order: Order, mei: Guest, li: Guest) -> None:
    beef = cast.a_dish()
    hot = next(choice.id for choice in cast.an_option_group(beef, {"mild": 0, "hot": 200}, default="mild").choices if choice.code == "hot")
    add(order, mei, beef)
    add(order, li, beef)
    add(order, mei, beef, note="no coriander")
    add(order, mei, beef, options=[(hot, 1)])
    add(order, mei, cast.a_dish("tea"))
    assert [quantity for _, quantity in shown(order)] == [1] * 5


def test_without_options_a_dish_comes_with_its_defaults(order: Order, mei: Guest) -> None:
    beef = cast.a_dish()
    mild, _hot = cast.an_option_group(beef, {"mild": 0, "hot": 200}, default="mild").choices
    add(order, mei, beef)
    add(order, mei, beef, options=[(mild.id, 1)])
    assert [(each.line.options, each.line.quantity) for each in cart.lines(order)] == [([[mild.id, 1]], 2)]


def test_a_question_without_a_default_must_be_answered(order: Order, mei: Guest) -> None:
    beef = cast.a_dish()
    cast.an_option_group(beef, {"mild": 0, "hot": 200})
    for options in (None, []):
        with pytest.raises(Invalid, match="choose at least 1"):
            add(order, mei, beef, options=options)
    assert shown(order) == []


def test_a_note_is_one_short_line(order: Order, mei: Guest) -> None:
    line = add(order, mei, cast.a_dish(), note=" no\n  coriander\u202e\x07 ")
    assert line.note == "no coriander"
    with pytest.raises(Invalid, match="at most 120"):
        add(order, mei, cast.a_dish(), note="x" * 121)


@pytest.mark.parametrize("quantity", [0, -1, 100])
def test_a_quantity_that_cannot_be(order: Order, mei: Guest, quantity: int) -> None:
    with pytest.raises(Invalid):
        add(order, mei, cast.a_dish(), quantity)
    line = add(order, mei, cast.a_dish())
    if quantity:
        with pytest.raises(Invalid):
            change(order, mei, line.id, quantity)
    assert shown(order) == [("beef", 1)]


def test_a_line_never_has_more_than_99(order: Order, mei: Guest) -> None:
    add(order, mei, cast.a_dish(), 99)
    add(order, mei, cast.a_dish(), 5)
    assert shown(order) == [("beef", 99)]


def test_one_key_acts_once(order: Order, mei: Guest) -> None:
    beef = cast.a_dish()
    line = add(order, mei, beef, key="a key of a form")
    assert add(order, mei, beef, key="a key of a form") is None
    change(order, mei, line.id, 4, key="another key")
    change(order, mei, line.id, 5, key="another key")
    assert shown(order) == [("beef", 4)]
    assert len(events(order)) == 2


def edit(order: Order, line: OrderLine, key: str = "", **wanted: object) -> None:
    values = {"quantity": line.quantity, "options": line.options, "note": line.note, "seat": line.seat} | wanted
    with transaction():
        cart.edit(order, line.id, key=key or token(), **values)        # type: ignore[arg-type]


def test_a_line_is_changed_and_stays_the_same_line(order: Order, mei: Guest) -> None:
    beef = cast.a_dish()
    _mild, hot = cast.an_option_group(beef, {"mild": 0, "hot": 200}, default="mild").choices
    line = add(order, mei, beef, note="no bones")
    edit(order, line, options=[(hot.id, 1)], note=" less  salt ", seat="3", quantity=2)
    assert [(each.line.id, each.line.options, each.line.note, each.line.seat, each.line.quantity, each.line.guest_id, each.line.price_seen_minor)
            for each in cart.lines(order)] == [(line.id, [[hot.id, 1]], "less salt", "3", 2, mei.id, 4400)]
    assert events(order)[-1] == (None, "changed", 2)


def test_a_line_that_becomes_like_another_one_joins_it(order: Order) -> None:
    beef = cast.a_dish()
    plain, noted = add(order, None, beef, 2), add(order, None, beef, note="no bones")
    edit(order, noted, note="")
    assert shown(order) == [("beef", 3)]
    edit(order, noted, quantity=1)
    assert shown(order) == [("beef", 1)] and plain is not None


def test_a_line_changes_once_per_key(order: Order) -> None:
    line = add(order, None, cast.a_dish())
    edit(order, line, key="a key of a form", note="no bones")
    edit(order, line, key="a key of a form", note="no salt")
    assert line.note == "no bones"


def test_a_line_cannot_become_what_the_menu_does_not_have(order: Order) -> None:
    beef = cast.a_dish()
    cast.an_option_group(beef, {"mild": 0, "hot": 200}, default="mild")
    line = add(order, None, beef, note="as it was")
    for wanted in ({"options": []}, {"quantity": 0}, {"quantity": 100}, {"note": "x" * 121}, {"seat": "x" * 21}):
        with pytest.raises(Invalid):
            edit(order, line, **wanted)
    db.session.refresh(line)
    assert (line.quantity, line.note, line.seat) == (1, "as it was", None)


def test_what_was_sent_is_not_changed_on_the_slip(order: Order) -> None:
    line = add(order, None, cast.a_dish())
    with transaction():
        rounds.send(order, None, key=token(), seen={})
    with pytest.raises(Refused, match="already been sent"):
        edit(order, line, note="no bones")


def test_anybody_changes_any_line_and_the_others_see_who(order: Order, mei: Guest, li: Guest) -> None:
    line = add(order, mei, cast.a_dish(), 2)
    change(order, li, line.id, 3)
    change(order, li, line.id, 1)
    change(order, li, line.id, 1)               # nothing new
    assert (line.quantity, line.guest_id, line.changed_by_id) == (1, mei.id, li.id)
    change(order, li, line.id, 0)
    assert shown(order) == []
    assert events(order) == [(1, "added", 2), (2, "added", 1), (2, "reduced", -2), (2, "removed", -1)]
    assert cart.feed(order).owner_id == mei.id


def test_what_was_removed_comes_back_as_it_was_and_once(order: Order, mei: Guest, li: Guest) -> None:
    beef = cast.a_dish()
    hot = cast.an_option_group(beef, {"mild": 0, "hot": 200}, default="mild").choices[1].id
    line = add(order, mei, beef, 2, options=[(hot, 1)], note="no coriander")
    change(order, li, line.id, 0)
    removal = cart.feed(order)
    put_back(order, li, removal)
    back = cart.lines(order)[0].line
    assert (back.guest_id, back.quantity, back.options, back.note) == (mei.id, 2, [[hot, 1]], "no coriander")
    assert events(order)[-1] == (2, "added", 2)         # who put it back, not whose it is
    with pytest.raises(Refused, match="nothing to put back"):
        put_back(order, li, removal)
    assert cart.lines(order)[0].line.quantity == 2


def test_only_removals_of_this_order_are_put_back(order: Order, mei: Guest) -> None:
    other = cast.a_cart((cast.a_dish(), 1), table=cast.a_table("A2"))
    with transaction():
        cart.change(other, None, cart.lines(other)[0].line.id, 0, key=token())
    add(order, mei, cast.a_dish())
    for event in db.session.query(CartEvent):
        with pytest.raises(Refused):
            put_back(order, mei, event)


def test_lines_of_other_tables_sent_and_gone_ones_are_refused(order: Order, mei: Guest) -> None:
    theirs = cast.a_cart(cast.a_dish(), table=cast.a_table("A2")).lines[0].id
    gone = add(order, mei, cast.a_dish()).id
    change(order, mei, gone, 0)
    sent = add(order, mei, cast.a_dish("tea")).id
    with transaction():
        rounds.send(order, mei, key=token(), seen={})
    for line_id, sentence in ((theirs, "took this out"), (gone, "took this out"), (sent, "already been sent"), (10**9, "took this out")):
        with pytest.raises(Refused, match=sentence):
            change(order, mei, line_id, 1)


def test_what_sold_out_or_is_not_served_is_not_added(order: Order, mei: Guest) -> None:
    beef, tea = cast.a_dish(), cast.a_dish("tea")
    line = add(order, mei, beef, 2)
    with transaction():
        stock.stop(order.store_id, beef.id, business_day(order.store), None)
        tea.retired_at = now()
        live.touch(catalogue.TOPIC)
    for act in (lambda: add(order, mei, beef), lambda: change(order, mei, line.id, 3)):
        with pytest.raises(Refused, match="Beef just sold out"):
            act()
    with pytest.raises(Refused, match="not served now"):
        add(order, mei, tea)
    with pytest.raises(Refused, match="not served now"), transaction():
        cart.add(order, mei, 10**9, key=token())
    change(order, mei, line.id, 1)              # fewer is always possible
    assert shown(order) == [("beef", 1)]


def test_a_price_that_rose_is_known(order: Order, mei: Guest) -> None:
    beef = cast.a_dish(price=4200)
    add(order, mei, beef, 2)
    with transaction():
        beef.prices = [Price(amount_minor=4500)]
        live.touch(catalogue.TOPIC)
    each = cart.lines(order)[0]
    assert (each.unit_price, each.amount, each.rose, each.line.price_seen_minor) == (4500, 9000, True, 4200)
    with transaction():
        beef.prices = [Price(amount_minor=4000)]
        live.touch(catalogue.TOPIC)
    assert not cart.lines(order)[0].rose


def test_a_line_whose_dish_left_the_menu_stays_to_be_seen(order: Order, mei: Guest) -> None:
    beef = cast.a_dish()
    line = add(order, mei, beef)
    with transaction():
        beef.retired_at = now()
        live.touch(catalogue.TOPIC)
    each = cart.lines(order)[0]
    assert (each.offer, each.sendable, each.unit_price) == (None, False, 4200)
    change(order, mei, line.id, 0)
    assert cart.lines(order) == []


def test_every_change_is_live_and_keeps_the_party_awake(order: Order, mei: Guest) -> None:
    before = mei.sitting.last_active_at
    line = add(order, mei, cast.a_dish())
    assert live.version(order.topic) == 1
    change(order, mei, line.id, 0)
    assert live.version(order.topic) == 2
    assert mei.sitting.last_active_at > before


def test_no_order_has_no_lines(app: Flask) -> None:
    assert cart.lines(None) == []
    assert cart.feed(None) is None


def test_an_order_is_begun_once_and_never_after_the_end(order: Order, mei: Guest) -> None:
    with transaction():
        assert finding.start_order(mei.sitting) == order
    with transaction():
        paying.close_party(mei.sitting, by=Actor("staff", 1))
    with pytest.raises(Refused, match="has been closed"), transaction():
        finding.start_order(mei.sitting)
    assert db.session.query(Order).count() == 1
    assert db.session.query(OrderLine).filter_by(state=LineState.SENT).count() == 0


def test_a_slip_ends_somewhere(order: Order, mei: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cart, "MOST_ON_A_SLIP", 5)
    beef, tea = cast.a_dish(), cast.a_dish("tea", 800)
    add(order, mei, beef, 3)
    line = add(order, mei, tea, 2)
    assert line is not None
    for too_much in (lambda: add(order, mei, beef), lambda: add(order, mei, tea, note="hot"), lambda: change(order, mei, line.id, 3)):
        with pytest.raises(Refused, match="do not fit on one slip"):
            too_much()
    change(order, mei, line.id, 1)
    add(order, mei, beef)
    assert shown(order) == [("beef", 4), ("tea", 1)]
