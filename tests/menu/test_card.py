"""What is served here now, at which price; the menu is read once per change."""
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app import clock, live
from app.clock import now
from app.db import db, transaction
from app.errors import Invalid
from app.menu import card, catalogue, stock
from app.menu.card import allergens_of, checked_options, offers
from app.menu.models import Choice, Dish, DishStore, OptionGroup, OrderKind, Price
from app.stores.hours import business_day
from app.stores.models import Store
from tests import cast


def served(store: Store, query: str = "") -> list[str]:
    """The codes on the card, in its order."""
    return [offer.dish.code for _, found in card.card(store, OrderKind.DINE_IN, query=query).categories for offer in found]


def test_staff_find_a_dish_by_the_beginning_of_its_code(app: Flask) -> None:
    store = cast.a_store()
    edit(cast.a_dish("sour-fish", name="Fish"), quick="A5")
    cast.a_dish("soup", name="A5 soup", chinese="汤")
    found = [offer.dish.code for _, offers_ in card.card(store, OrderKind.DINE_IN, query="a5", codes=True).categories for offer in offers_]
    assert found == ["sour-fish", "soup"]
    assert served(store, "a5") == ["soup"]              # guests know no codes
    assert not card.card(store, OrderKind.DINE_IN, query="5", codes=True).categories[0][1][1:]


def edit(row: object, **values: object) -> None:
    with transaction():
        for name, value in values.items():
            setattr(row, name, value)
        live.touch(catalogue.TOPIC)


def test_signature_dishes_come_first_and_sold_out_ones_last(app: Flask) -> None:
    store = cast.a_store()
    for code, tags in (("tea", []), ("gone", ["signature"]), ("rice", []), ("best", ["signature"])):
        cast.a_dish(code, tags=tags)
    with transaction():
        stock.stop(store.id, db.session.query(Dish).filter_by(code="gone").one().id, business_day(store), None)
    assert served(store) == ["best", "tea", "rice", "gone"]


def test_a_dish_of_other_stores_is_not_on_the_card(app: Flask) -> None:
    here, there = cast.a_store(), cast.a_store("old-town")
    edit(cast.a_dish(), stores=[DishStore(store_id=there.id)])
    assert (served(here), served(there)) == ([], ["beef"])


@pytest.mark.parametrize("values", [{"retired_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"prices": []}])
def test_a_retired_dish_or_one_without_a_price_is_not_offered(app: Flask, values: dict[str, object]) -> None:
    store = cast.a_store()
    edit(cast.a_dish(), **values)
    assert served(store) == []


def test_a_retired_category_takes_its_dishes_along(app: Flask) -> None:
    dish = cast.a_dish()
    edit(dish.category, retired_at=now())
    assert served(cast.a_store()) == []


def test_a_dish_is_served_in_its_windows_of_the_store_s_clock(app: Flask) -> None:
    store, dish = cast.a_store(), cast.a_dish()
    edit(dish, served=[[day, 660, 840] for day in range(7)])            # 11:00 to 14:00 in Shanghai
    noon = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    for at, on_the_card in ((noon, True), (noon + timedelta(hours=2), False), (noon - timedelta(minutes=61), False)):
        assert offers(store, OrderKind.DINE_IN, at=at)[dish.id].served_now is on_the_card
        assert bool(card.card(store, OrderKind.DINE_IN, at=at).categories) is on_the_card


def test_the_price_is_that_of_the_store(app: Flask) -> None:
    here, there = cast.a_store(), cast.a_store("old-town")
    dish = cast.a_dish(price=4200)
    edit(dish, prices=[Price(amount_minor=4200), Price(amount_minor=4500, store_id=there.id)])
    assert [offers(store, OrderKind.DINE_IN)[dish.id].price_minor for store in (here, there)] == [4200, 4500]


def test_new_is_new_for_a_fortnight(app: Flask) -> None:
    store, dish = cast.a_store(), cast.a_dish(tags=["new"])
    assert offers(store, OrderKind.DINE_IN)[dish.id].is_new
    clock.move(timedelta(days=14))
    assert not offers(store, OrderKind.DINE_IN)[dish.id].is_new


@pytest.mark.parametrize(("query", "found"), [
    ("牛肉面", True), ("nrm", True), ("niurou", True), ("NRM", True), ("beef noo", True), ("pork", False)])
def test_search_finds_characters_pinyin_and_initials(app: Flask, query: str, found: bool) -> None:
    cast.a_dish("beef-noodles", chinese="牛肉面")
    assert served(cast.a_store(), query) == (["beef-noodles"] if found else [])


# Read once per change

def test_the_menu_is_read_once_until_something_changes(app: Flask) -> None:
    dish = cast.a_dish()
    first = catalogue.catalogue()
    assert catalogue.catalogue() is first
    edit(dish, name={"en": "Pork"})
    assert catalogue.catalogue() is not first
    assert catalogue.catalogue().dishes[dish.id].name == {"en": "Pork"}


def test_what_a_transaction_changed_is_seen_by_it_alone(app: Flask) -> None:
    dish = cast.a_dish()
    known = catalogue.catalogue()
    with pytest.raises(ZeroDivisionError), transaction():
        dish.name = {"en": "Pork"}
        live.touch(catalogue.TOPIC)
        assert catalogue.catalogue().dishes[dish.id].name == {"en": "Pork"}
        raise ZeroDivisionError
    assert catalogue.catalogue() is known


# Options

@pytest.fixture
def soup(app: Flask) -> dict[str, int]:
    """A dish with two questions: one heat (mild is the default), up to three toppings, of eggs two. Ids by code."""
    dish = cast.a_dish(allergens=["gluten"])
    heat = cast.an_option_group(dish, {"mild": 0, "hot": 200}, default="mild")
    toppings = cast.an_option_group(dish, {"egg": 300, "tofu": 500}, code="toppings", least=0, most=3)
    with transaction():
        for choice in toppings.choices:
            choice.per_choice_max = 2 if choice.code == "egg" else 1
            choice.allergens = ["egg"] if choice.code == "egg" else ["soy"]
        live.touch(catalogue.TOPIC)
    return {"dish": dish.id, **{choice.code: choice.id for choice in (*heat.choices, *toppings.choices)}}


def checked(soup: dict[str, int], *chosen: tuple[str, int]) -> list[list[int]]:
    return checked_options(catalogue.catalogue().dishes[soup["dish"]], [(soup[code], count) for code, count in chosen])


def test_options_are_kept_sorted_and_counted(soup: dict[str, int]) -> None:
    assert checked(soup, ("egg", 1), ("hot", 1), ("egg", 1)) == [[soup["hot"], 1], [soup["egg"], 2]]
    assert checked(soup, ("mild", 1), ("tofu", 0)) == [[soup["mild"], 1]]


@pytest.mark.parametrize(("chosen", "sentence"), [
    ([], "Heat: please choose at least 1."), ([("mild", 1), ("hot", 1)], "Heat: at most 1."), ([("mild", 2)], "Heat: at most 1."),
    ([("mild", 1), ("egg", 3)], "Egg: at most 2."), ([("mild", 1), ("egg", 2), ("tofu", 2)], "Toppings: at most 3."),
    ([("mild", 1), ("egg", -1)], "One of the options is no longer on the menu. Please choose again.")])
def test_what_a_dish_does_not_allow(soup: dict[str, int], chosen: list[tuple[str, int]], sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(soup, *chosen)
    assert str(refused.value) == sentence


def test_options_of_other_dishes_and_retired_ones_are_no_options(soup: dict[str, int]) -> None:
    other = cast.an_option_group(cast.a_dish("tea"), {"ice": 0}, code="ice").choices[0].id
    edit(db.session.get(Choice, soup["tofu"]), retired_at=now())
    for choice_id in (other, soup["tofu"], 10**9):
        with pytest.raises(Invalid):
            checked_options(catalogue.catalogue().dishes[soup["dish"]], [(soup["mild"], 1), (choice_id, 1)])


def test_a_retired_question_is_not_asked(soup: dict[str, int]) -> None:
    edit(db.session.query(OptionGroup).filter_by(code="heat").one(), retired_at=now())
    assert checked(soup) == []


def test_prices_and_defaults_with_options(soup: dict[str, int]) -> None:
    offer = offers(cast.a_store(), OrderKind.DINE_IN)[soup["dish"]]
    assert offer.dish.default_options == [[soup["mild"], 1]]
    assert offer.dish.defaults_suffice
    assert offer.default_price == 4200
    assert offer.unit_price([[soup["hot"], 1], [soup["egg"], 2]]) == 5000


def test_a_price_is_never_below_nothing(soup: dict[str, int]) -> None:
    edit(db.session.get(Choice, soup["hot"]), prices=[Price(amount_minor=-9000)])
    assert offers(cast.a_store(), OrderKind.DINE_IN)[soup["dish"]].unit_price([[soup["hot"], 1]]) == 0


def test_allergens_with_options(soup: dict[str, int]) -> None:
    dish = catalogue.catalogue().dishes[soup["dish"]]
    assert allergens_of(dish, [[soup["egg"], 1]]) == ("gluten", "egg")
    unstated = cast.a_dish("tea", allergens=None).id
    assert allergens_of(catalogue.catalogue().dishes[unstated], []) is None
