"""One change for many dishes and stores: what would change, done in one go, taken back in one go."""
from datetime import date, timedelta

import pytest
from flask import Flask

from app import clock
from app.audit import Actor
from app.db import db, transaction
from app.editing import changing, many
from app.editing.many import What, Wish
from app.errors import Invalid, Refused
from app.menu import card
from app.menu.models import Dish, OrderKind
from app.stores.models import Store
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
BY = Actor("command")


class Place:
    def __init__(self) -> None:
        self.beef, self.tea = cast.a_dish("beef", 4200), cast.a_dish("tea", 850)
        self.lake, self.river = cast.a_store("lake"), cast.a_store()
        self.all = {self.lake.id, self.river.id}

    def dishes(self) -> list[Dish]:
        return [self.beef, self.tea]

    def price(self, dish: Dish, store: Store) -> int | None:
        found = card.offers(store, OrderKind.DINE_IN, [dish.id]).get(dish.id)
        return found and found.price_minor

    def done(self, stores: list[Store | None], wish: Wish) -> str:
        rows = many.planned(self.dishes(), stores, wish)
        with transaction():
            return many.apply(self.dishes(), stores, wish, previewed=many.digest(rows, wish), all_stores=self.all, by=BY)


@pytest.fixture
def place(app: Flask) -> Place:
    return Place()


@pytest.mark.parametrize(("wish", "beef", "tea"), [
    (Wish(What.SET, 1000), 1000, 1000), (Wish(What.ADD, -50), 4150, 800), (Wish(What.PERCENT, 500), 4410, 893),
    (Wish(What.PERCENT, 500, step=50), 4400, 900), (Wish(What.PERCENT, -10_000), 0, 0)])
def test_prices_everywhere(place: Place, wish: Wish, beef: int, tea: int) -> None:
    place.done([None], wish)
    assert [place.price(dish, place.river) for dish in place.dishes()] == [beef, tea]


def test_in_one_store_and_as_everywhere_again(place: Place) -> None:
    place.done([place.lake], Wish(What.PERCENT, 1000, step=100))
    assert [(place.price(dish, place.lake), place.price(dish, place.river)) for dish in place.dishes()] == [(4600, 4200), (900, 850)]
    place.done([place.lake], Wish(What.SAME))
    assert place.price(place.beef, place.lake) == 4200


def test_from_a_day_on(place: Place) -> None:
    tomorrow = clock.now().date() + timedelta(days=2)
    place.done([place.lake, place.river], Wish(What.ADD, 300, day=tomorrow))
    assert place.price(place.beef, place.lake) == 4200
    clock.move(timedelta(days=3))
    assert (place.price(place.beef, place.lake), place.price(place.tea, place.river)) == (4500, 1150)


def test_on_sale_and_off(place: Place) -> None:
    token = place.done([place.lake], Wish(What.STOP))
    assert place.price(place.beef, place.lake) is None and place.price(place.beef, place.river) == 4200
    place.done([place.river], Wish(What.STOP))
    assert not db.session.get_one(Dish, place.beef.id).on_sale                  # nowhere left
    place.done([place.river], Wish(What.SELL))
    assert place.price(place.beef, place.lake) is None and place.price(place.beef, place.river) == 4200
    with transaction():
        many.undo(token, by=BY)                                                 # it stands again as it was left then
    assert place.price(place.beef, place.lake) == 4200


def test_what_would_not_change_is_left_out_and_what_is_odd_is_marked(place: Place) -> None:
    rows = many.planned(place.dishes(), [None], Wish(What.SET, 4200))
    assert [(row.dish.code, row.before, row.after, row.is_odd) for row in rows] == [("tea", 850, 4200, True)]
    assert not many.planned(place.dishes(), [None], Wish(What.SELL))


@pytest.mark.parametrize(("wish", "everywhere"), [(Wish(What.ADD, -900), True), (Wish(What.SAME), True),
                                                  (Wish(What.SAME, day=date(2027, 1, 1)), False), (Wish(What.PERCENT, -10_100), True)])
def test_what_cannot_be(place: Place, wish: Wish, everywhere: bool) -> None:
    with pytest.raises(Invalid):
        many.planned(place.dishes(), [None if everywhere else place.lake], wish)


def test_what_changed_since_the_preview_is_refused(place: Place) -> None:
    wish = Wish(What.ADD, 100)
    shown = many.digest(many.planned(place.dishes(), [None], wish), wish)
    with transaction():
        changing.change(place.tea, {"price": 900}, by=BY)
    with pytest.raises(Refused), transaction():
        many.apply(place.dishes(), [None], wish, previewed=shown, all_stores=place.all, by=BY)
    db.session.rollback()
    assert place.price(place.beef, place.river) == 4200


def test_all_of_it_is_taken_back(place: Place) -> None:
    token = place.done([place.lake], Wish(What.PERCENT, 2000))
    assert len(many.together(token)) == 2
    with transaction():
        assert many.undo(token, by=BY) == 2
    assert [place.price(dish, place.lake) for dish in place.dishes()] == [4200, 850]
    with pytest.raises(Refused), transaction():
        many.undo("nothing", by=BY)
