"""Stores come and go, and share hours, special days and limits."""
import pytest

from app.audit import Actor, AuditEntry
from app.db import db, transaction
from app.editing import changing, stores
from app.errors import Refused
from app.stores import finding
from app.stores.models import Store
from app.tables import sittings
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
BY = Actor("command")
EVE, NEW_YEAR = ["2026-12-31", "2026-12-31", "Eve", [[600, 960]]], ["2027-01-01", "2027-01-03", "New Year", []]


def changed(store: Store, wanted: dict[str, object]) -> AuditEntry:
    with transaction():
        return changing.change(store, wanted, by=BY, store_id=store.id)


def added(**more: object) -> Store:
    with transaction():
        return stores.add(by=BY, **more)


@pytest.mark.parametrize(("name", "slug"), [
    ({"zh": "老城店", "en": "Old Town"}, "old-town"), ({"zh": "老城店"}, "laochengdian"), ({"de": "Café Größe", "tr": "x"}, "cafe-grosse"),
    ({"ja": "神田"}, "store"), ({"en": "A very long name of a store, far longer than anybody reads"}, "a-very-long-name-of-a-store-far-longer-t"),
    ({"en": "Lake"}, "lake-2")])
def test_the_slug_comes_from_the_name(name: dict[str, str], slug: str) -> None:
    cast.a_store("lake")
    assert added(name=name).slug == slug


def test_a_new_store_begins_like_another() -> None:
    lake = cast.a_store("lake", take_back=3)
    changed(lake, {"hours:pickup": [[0, 600, 700]], "services": ["dine_in", "pickup"], "table_policy": "staff", "day_ends": 60})
    made = added(name={"en": "Hill"}, like=lake)
    names = [*stores.SHARED, "time_zone"]
    assert changing.values(made, names) == changing.values(lake, names)
    assert finding.stores()[-1].slug == "hill"
    plain = added(name={"en": "Hill"})
    assert (plain.slug, plain.services, {(row.opens, row.closes) for row in plain.hours}) == ("hill-2", ["dine_in"], {(630, 1320)})


def test_no_store_closes_over_a_party() -> None:
    store = cast.a_store()
    sitting = cast.a_sitting()
    with pytest.raises(Refused, match="Parties sit there"), transaction():
        stores.retire(store, by=BY)
    with transaction():
        sittings.close(sitting, by=BY)
    with transaction():
        entry = stores.retire(store, by=BY)
    assert finding.by_slug("riverside") is None
    with transaction():
        changing.undo(db.session.get_one(AuditEntry, entry.id), by=BY)
    assert finding.by_slug("riverside").id == store.id


def test_taking_back_a_new_store_asks_the_same() -> None:
    cast.a_chain()
    made = added(name={"en": "Hill"})
    entry = db.session.query(AuditEntry).filter_by(verb="added", subject_kind="store").one()
    cast.a_sitting(cast.a_table(store=made))
    with pytest.raises(Refused, match="Parties sit there"), transaction():
        changing.undo(entry, by=BY)


def test_the_same_for_others_is_planned_then_done_store_by_store() -> None:
    one, two, three = cast.a_store("one", take_back=3), cast.a_store("two", take_back=3), cast.a_store("three", few_left=2)
    changed(one, {"hours:week": [[0, 600, 900]], "hours:pickup": [[0, 660, 900]], "closures": [EVE, NEW_YEAR]})
    changed(two, {"closures": [["2026-12-31", "2026-12-31", "Shut", []], ["2027-05-01", "2027-05-01", "", []]]})
    names = ["hours:week", "hours:pickup", "settings:take_back", "settings:few_left", "name", "retired_at"]        # the last two are each store's own
    plans = stores.planned(one, [three, two], names, [EVE])
    assert [(plan.store.slug, sorted(plan.after)) for plan in plans] == [
        ("two", ["closures", "hours:pickup", "hours:week"]),
        ("three", ["closures", "hours:pickup", "hours:week", "settings:few_left", "settings:take_back"])]
    assert plans[0].after["closures"] == [EVE, ["2027-05-01", "2027-05-01", "", []]]
    with transaction():
        entries = stores.copy(one, [two, three], names, [EVE], previewed=stores.digest(plans), by=BY)
    assert [entry.store_id for entry in entries] == [two.id, three.id]
    assert changing.values(three, plans[1].after) == plans[1].after
    assert stores.planned(one, [two, three], names, [EVE]) == []
    with transaction():
        changing.undo(db.session.get_one(AuditEntry, entries[1].id), by=BY)
    assert changing.values(three, plans[1].before) == plans[1].before


def test_what_was_not_previewed_is_not_done() -> None:
    one, two = cast.a_store("one", take_back=3), cast.a_store("two")
    plans = stores.planned(one, [two], ["settings:take_back"])
    changed(two, {"settings:take_back": 9})
    with pytest.raises(Refused, match="changed meanwhile"), transaction():
        stores.copy(one, [two], ["settings:take_back"], previewed=stores.digest(plans), by=BY)
    assert two.settings == {"take_back": 9}


def test_hours_of_a_service_are_a_field_of_their_own() -> None:
    """Two managers, one at the week and one at pickup, do not meet."""
    store = cast.a_store()
    changed(store, {"hours:week": [[2, 600, 900], [1, 600, 900]]})
    entry = changed(store, {"hours:pickup": [[0, 660, 720]]})
    assert changing.values(store, ["hours"])["hours"] == [[1, 600, 900, None], [2, 600, 900, None], [0, 660, 720, "pickup"]]
    with transaction():
        changing.undo(db.session.get_one(AuditEntry, entry.id), by=BY)
    assert changing.values(store, ["hours:week", "hours:pickup"]) == {"hours:week": [[1, 600, 900], [2, 600, 900]], "hours:pickup": None}
