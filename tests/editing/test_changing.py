"""Fields are set one by one, nobody's change is overwritten unseen, and every change can be taken back."""
import pytest
from sqlalchemy import select

from app import live
from app.audit import Actor, AuditEntry
from app.db import db, transaction
from app.editing import changing
from app.editing.changing import Conflict
from app.errors import Refused
from app.menu import card, catalogue
from app.menu.models import Dish, OrderKind
from app.stores.models import Store
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
BY = Actor("command")


def changed(row: object, wanted: dict[str, object], **more: object) -> AuditEntry | None:
    with transaction():
        return changing.change(row, wanted, by=BY, **more)


def undone(entry: AuditEntry) -> None:
    with transaction():
        changing.undo(db.session.get_one(AuditEntry, entry.id), by=BY)


def offered(dish: Dish, store: Store) -> int | None:
    found = card.offers(store, OrderKind.DINE_IN, [dish.id]).get(dish.id)
    return found and found.price_minor


def test_only_what_differs_is_written_down() -> None:
    dish = cast.a_dish(price=4200)
    entry = changed(dish, {"minutes": dish.minutes, "price": 4500, "name": {"zh": "牛肉面", "en": "Beef noodles"}})
    assert entry.before == {"price": 4200, "name": {"zh": "牛肉面", "en": "Beef"}}
    assert entry.after == {"price": 4500, "name": {"zh": "牛肉面", "en": "Beef noodles"}}
    assert (dish.version, "beef noodles" in dish.search) == (2, True)
    assert changed(dish, {"price": 4500}) is None


def test_the_second_to_save_is_shown_both() -> None:
    dish = cast.a_dish(price=4200)
    changed(dish, {"price": 4500}, seen={"price": 4200})
    with pytest.raises(Conflict) as refused:
        changed(dish, {"price": 4000}, seen={"price": 4200})
    db.session.rollback()
    assert refused.value.theirs == {"price": 4500} and refused.value.by.after == {"price": 4500}
    assert changed(dish, {"minutes": 3}, seen={"minutes": 8}).after == {"minutes": 3}           # another field is nobody's loss
    assert changed(dish, {"price": 4500}, seen={"price": 4200}) is None                        # both wanted the same
    assert changed(dish, {"price": 4000}, seen={"price": 4500}).after == {"price": 4000}        # having seen it


def test_everything_goes_back() -> None:
    dish, store, group = cast.a_dish(price=4200), cast.a_store(), cast.an_option_group(cast.a_dish("soup"), {"mild": 0})
    wanted = {"price": 100, f"price:{store.id}": 90, "stores": [store.id], "groups": [group.id], "allergens": ["egg"], "portions": 5,
              "prices": [[None, "dine_in", 31, 660, 840, "2026-12-01", None, 80]], "on_sale": False, "served": [[0, 0, 600]], "quick": "A1"}
    before = changing.values(dish, wanted)
    entry = changed(dish, wanted)
    assert changing.values(dish, wanted) == wanted
    undone(entry)
    assert changing.values(dish, wanted) == before
    with pytest.raises(Refused, match="changed again"):
        undone(entry)


def test_what_was_changed_again_is_not_taken_back() -> None:
    dish = cast.a_dish(price=4200)
    first = changed(dish, {"price": 4500})
    changed(dish, {"price": 4600})
    with pytest.raises(Refused, match="changed again"):
        undone(first)
    db.session.rollback()
    assert offered(dish, cast.a_store()) == 4600


def test_a_store_has_its_own_price_until_it_is_blank() -> None:
    dish, store, other = cast.a_dish(price=4200), cast.a_store(), cast.a_store("lake")
    changed(dish, {f"price:{store.id}": 3900})
    changed(dish, {"price": 5000})
    assert (offered(dish, store), offered(dish, other)) == (3900, 5000)
    changed(dish, {f"price:{store.id}": None})
    assert offered(dish, store) == 5000


def test_off_sale_is_off_every_menu_and_back() -> None:
    dish, store = cast.a_dish(price=4200), cast.a_store()
    entry = changed(dish, {"on_sale": False})
    assert offered(dish, store) is None
    undone(entry)
    assert offered(dish, store) == 4200


def test_retired_is_not_deleted() -> None:
    dish = cast.a_dish()
    with transaction():
        entry = changing.retire(dish, by=BY)
        assert changing.retire(dish, by=BY) is None
    assert dish.id not in catalogue.catalogue().dishes
    undone(entry)
    assert dish.id in catalogue.catalogue().dishes


def test_what_was_added_by_mistake_goes_again() -> None:
    cast.a_dish()
    with transaction():
        entry = changing.added(cast.Category(code="new", name={"en": "New"}), by=BY)
    undone(entry)
    assert db.session.scalar(select(cast.Category).where(cast.Category.code == "new")).retired_at is not None


def test_open_menus_are_told() -> None:
    dish = cast.a_dish()
    before = live.version(catalogue.TOPIC)
    changed(dish, {"price": 1})
    assert live.version(catalogue.TOPIC) == before + 1


def test_hours_settings_and_special_days_of_a_store() -> None:
    store = cast.a_store()
    wanted = {"hours": [[0, 600, 840, None], [0, 1020, 1320, "pickup"]], "settings:take_back": 0, "table_policy": "confirm",
              "closures": [["2026-12-24", "2026-12-26", "Christmas", []], ["2026-12-31", "2026-12-31", "", [[600, 960]]]]}
    before = changing.values(store, wanted)
    entry = changed(store, wanted, store_id=store.id)
    assert changing.values(store, wanted) == wanted and entry.store_id == store.id
    undone(entry)
    assert changing.values(store, wanted) == before


def test_nothing_comes_back_to_a_station_that_was_taken_off() -> None:
    dish, grill = cast.a_dish(), cast.a_station("grill")
    changed(dish, {"station_id": grill.id})
    with transaction():
        entry = changing.retire(dish, by=BY)
    with transaction():
        closed = changing.retire(grill, by=BY)
    with pytest.raises(Refused, match="taken off"):
        undone(entry)
    db.session.rollback()
    undone(closed)
    undone(entry)
    with pytest.raises(Refused, match="cooked there still"), transaction():
        changing.retire(grill, by=BY)
