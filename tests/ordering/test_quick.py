"""Ordering as staff do: typed codes, favourites, courses and holds."""
import pytest

from app import live
from app.codes import token
from app.db import db, transaction
from app.errors import Invalid, Refused
from app.menu import catalogue
from app.menu.card import offers
from app.menu.models import OrderKind
from app.ordering import cart, finding, quick, rounds
from app.ordering.models import LineState, Order, OrderLine, Round, RoundState
from app.payments import paying
from tests import cast

pytestmark = pytest.mark.usefixtures("app")


def parse(typed: str) -> list[tuple[int, int]]:
    return quick.parse(typed, offers(cast.a_store(), OrderKind.DINE_IN))


@pytest.mark.parametrize("typed", ["a12 x2 b3", "A12x2 B3", "Ａ１２×２、Ｂ３", "a12*2,b3", "  A12 X2;  B3 "])
def test_codes_with_counts_are_read_however_they_are_typed(typed: str) -> None:
    beef, tea = cast.a_dish("A12").id, cast.a_dish("B3").id
    assert parse(typed) == [(beef, 2), (tea, 1)]


def test_a_code_may_look_like_a_count() -> None:
    box = cast.a_dish("box3").id
    assert parse("box3 box3x2 x4") == [(box, 1), (box, 4)]


@pytest.mark.parametrize(("typed", "sentence"), [
    ("A12 Z9", "There is no dish Z9 here. Nothing was added."), ("", "Type the codes of the dishes"), ("x2", "There is no dish X2 here"),
    ("A12 " * 41, "at most 40 codes")])
def test_what_is_no_code_is_named(typed: str, sentence: str) -> None:
    cast.a_dish("A12")
    with pytest.raises(Invalid, match=sentence):
        parse(typed)


def test_a_dish_without_a_default_choice_must_be_opened() -> None:
    cast.an_option_group(cast.a_dish("A12"), {"mild": 0, "hot": 0})
    with pytest.raises(Invalid, match="needs a choice"):
        parse("A12")


def test_favourites_are_what_this_store_sold_most() -> None:
    beef, tea = cast.a_dish("beef"), cast.a_dish("tea")
    cast.a_sent_round((tea, 3), beef)
    cast.a_sent_round((beef, 9), table=cast.a_table("L1", store=cast.a_store("lake")))
    assert quick.favourites(cast.a_store().id) == [tea.id, beef.id]


def test_a_seat_keeps_lines_apart_to_the_ticket() -> None:
    beef = cast.a_dish()
    with transaction():
        order = finding.start_order(cast.a_sitting())
        for seat in ("1", "2", " 1 "):
            cart.add(order, None, beef.id, seat=seat, key=token())
        assert [(line.seat, line.quantity) for line in cart.rows(order)] == [("1", 2), ("2", 1)]
        rounds.send(order, None, key=token(), seen={}, by=cast.acts(cast.a_waiter()))
    assert sorted(line.seat for line in order.lines) == ["1", "1", "2"]
    with pytest.raises(Invalid, match="at most 20 characters"), transaction():
        cart.add(order, None, beef.id, seat="x" * 21, key=token())


def put(order: Order, code: str) -> OrderLine:
    """A dish that a waiter put on the slip."""
    line = cart.add(order, None, cast.a_dish(code).id, key=token())
    db.session.flush()
    return line


def by_course(**courses: int) -> tuple[Order, list[Round]]:
    """A party whose dishes go with these courses; the order and its rounds."""
    with transaction():
        order = finding.start_order(cast.a_sitting())
        lines = {code: put(order, code).id for code in courses}
        sent = quick.send(order, by=cast.acts(cast.a_waiter()), key=token(), seen={},
                          courses={lines[code]: course for code, course in courses.items()})
    return order, sent


def test_the_first_course_goes_at_once_and_the_others_wait() -> None:
    order, sent = by_course(soup=1, beef=2, cake=3, brandy=rounds.ON_HOLD)
    assert [(round_.state, round_.waits_for, round_.course) for round_ in sent] == [
        (RoundState.SENT, "", 1), (RoundState.WAITING, "course", 2), (RoundState.WAITING, "course", 3), (RoundState.WAITING, "hold", None)]
    assert sent[0].release_at == sent[0].sent_at                       # nobody takes back what a waiter sent
    assert finding.total(order).goods_minor == 4200                    # what is on hold is not owed


def test_fired_is_the_kitchens_and_owed_and_only_once() -> None:
    order, sent = by_course(soup=1, beef=2)
    with transaction():
        rounds.fire(sent[1], cast.acts(cast.a_waiter()))
    assert (sent[1].state, finding.total(order).goods_minor) == (RoundState.SENT, 8400)
    for verb in (rounds.fire, rounds.put_back):
        with pytest.raises(Refused, match="already been fired or put back"), transaction():
            verb(sent[1], cast.acts(cast.a_waiter()))


def test_put_back_returns_to_the_slip() -> None:
    order, sent = by_course(soup=1, beef=rounds.ON_HOLD)
    with transaction():
        rounds.put_back(sent[1], cast.acts(cast.a_waiter()))
    assert [line.state for line in order.lines] == [LineState.SENT, LineState.CART]


def test_a_guest_does_not_take_back_what_the_waiter_holds() -> None:
    _order, sent = by_course(beef=2)
    with pytest.raises(Refused, match="Your waiter sends this"), transaction():
        rounds.take_back(sent[0], None)


def test_one_key_sends_once() -> None:
    with transaction():
        order, key, by = finding.start_order(cast.a_sitting()), token(), cast.acts(cast.a_waiter())
        lines = [put(order, code).id for code in ("soup", "beef")]
        courses = dict(zip(lines, (1, 2), strict=True))
        quick.send(order, by=by, key=key, seen={}, courses=courses)
    with transaction():
        quick.send(order, by=by, key=key, seen={}, courses=courses)
    assert len(order.rounds) == 2


def test_what_is_not_named_stays_on_the_slip() -> None:
    with transaction():
        order = finding.start_order(cast.a_sitting())
        soup, beef = (put(order, code) for code in ("soup", "beef"))
        quick.send(order, by=cast.acts(cast.a_waiter()), key=token(), seen={}, courses={soup.id: 1})
    assert beef.state is LineState.CART


def test_a_check_with_dishes_on_hold_does_not_close() -> None:
    order, _sent = by_course(beef=rounds.ON_HOLD)
    with pytest.raises(Refused, match="still on hold"), transaction():
        paying.close(paying.locked_order(order.id, order.store_id), by=cast.acts(cast.a_waiter()))


def test_a_short_code_stands_beside_the_files_code() -> None:
    dish = cast.a_dish("lantern-beef")
    with transaction():
        dish.quick = "A1"
        live.touch(catalogue.TOPIC)
    assert parse("a1 x2 lantern-beef") == [(dish.id, 2), (dish.id, 1)]
