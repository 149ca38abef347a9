"""Areas and tables are changed and changed back; what a party sits at stays, and no two tables bear one name."""
import pytest
from sqlalchemy import select

from app import live
from app.audit import Actor, AuditEntry
from app.checks import moving, undoing
from app.clock import now
from app.codes import token
from app.db import db, transaction
from app.editing import changing
from app.errors import Refused
from app.tables import arranging, neighbours, sittings
from app.tables.models import Area, DiningTable
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
BY = Actor("command")


def changed(row: object, **wanted: object) -> AuditEntry | None:
    with transaction():
        return changing.change(row, wanted, by=BY)


def retired(row: object) -> AuditEntry | None:
    with transaction():
        return changing.retire(row, by=BY)


def undone(entry: AuditEntry) -> None:
    with transaction():
        changing.undo(db.session.get_one(AuditEntry, entry.id), by=BY)


def test_a_table_goes_back_to_what_it_was() -> None:
    table, terrace = cast.a_table("A1"), cast.a_table("T1", area="Terrace").area_id
    other = cast.a_table("A2")
    names = ["label", "area_id", "covers", "shape", "place", "neighbours"]
    before, floor = changing.values(table, names), live.version(sittings.floor_topic(table.store_id))
    entry = changed(table, label="A1b", area_id=terrace, covers=[2, 6], shape="round", place=[40, 20], neighbours=[other.id])
    assert changing.values(table, names) == {
        "label": "A1b", "area_id": terrace, "covers": [2, 6], "shape": "round", "place": [40, 20], "neighbours": [other.id]}
    assert (entry.store_id, neighbours.of(other)) == (table.store_id, [table.id])
    assert live.version(sittings.floor_topic(table.store_id)) > floor
    undone(entry)
    assert changing.values(table, names) == before and neighbours.of(other) == []


@pytest.mark.parametrize("wanted", [
    {"label": "a2"}, {"label": " "}, {"label": "old"}, {"covers": [5, 4]}, {"covers": [0, 4]}, {"covers": [1, 100]}, {"place": [101, 5]},
    {"place": [5, -1]}, {"area_id": 999}, {"neighbours": [999]}])
def test_what_cannot_be(wanted: dict[str, object]) -> None:
    table = cast.a_table("A1")
    cast.a_table("A2")
    retired(cast.a_table("Old"))
    with pytest.raises(Refused):
        changed(table, **wanted)


def test_tables_of_another_store_are_no_neighbours_and_its_areas_no_place() -> None:
    table, far = cast.a_table("A1"), cast.a_table("A1", store=cast.a_store("lake"))
    for wanted in ({"neighbours": [far.id]}, {"neighbours": [table.id]}, {"area_id": far.area_id}):
        with pytest.raises(Refused):
            changed(table, **wanted)
        db.session.rollback()


def test_neighbours_are_so_from_both_sides_and_outlive_a_pause() -> None:
    one, two, three = (cast.a_table(label) for label in ("A1", "A2", "A3"))
    changed(two, neighbours=[one.id, three.id])
    assert (neighbours.of(one), neighbours.of(three), neighbours.beside([one.id, two.id])) == ([two.id], [two.id], {three.id})
    changed(one, neighbours=[])
    assert neighbours.of(two) == [three.id]
    gone = retired(three)
    assert neighbours.of(two) == []
    undone(gone)
    assert neighbours.of(two) == [three.id]
    with transaction():
        neighbours.join(three.id, two.id)       # ticked from the other side at the same moment
    assert neighbours.of(three) == [two.id]


def test_nobody_loses_the_table_they_sit_at() -> None:
    with transaction():
        table = cast.a_table("A1")
        added = changing.added(DiningTable(store_id=table.store_id, area_id=table.area_id, label="B1", token=token(), min_covers=1, max_covers=2),
                               by=BY)
    new = db.session.scalar(select(DiningTable).where(DiningTable.label == "B1"))
    sitting = cast.a_sitting(new)
    for attempt in (lambda: retired(new), lambda: undone(added)):
        with pytest.raises(Refused, match="A party sits at table B1"):
            attempt()
        db.session.rollback()
    with transaction():
        sittings.hold(sitting)
        sittings.close(sitting, BY)
    undone(added)
    assert new.retired_at is not None


def test_nobody_is_seated_where_no_plan_shows_them() -> None:
    table, other = cast.a_table("A1"), cast.a_table("A2")
    sitting = cast.a_sitting(table)
    with transaction():
        move = moving.move(sitting, other, by=BY, key=token())
    retired(table)
    for attempt in (lambda: undoing.undo(move, by=BY), lambda: moving.join(sitting, table, by=BY, key=token()),
                    lambda: sittings.open_by_staff(table, covers=2, by=BY)):
        with pytest.raises(Refused, match="A1 was taken off"), transaction():
            attempt()
    with transaction():
        sittings.hold(sitting)
        sittings.close(sitting, BY)
    back = retired(other)
    with pytest.raises(Refused, match="A2 was taken off"), transaction():
        sittings.reopen(sitting, BY)
    undone(back)
    with transaction():
        sittings.reopen(sitting, BY)
    assert sitting.label == "A2"


def test_an_area_goes_when_it_is_empty_and_comes_back_before_its_tables() -> None:
    table = cast.a_table("T1", area="Terrace")
    area = table.area
    with pytest.raises(Refused, match="Move its tables"):
        retired(area)
    db.session.rollback()
    table_gone, area_gone = retired(table), retired(area)
    with pytest.raises(Refused, match="This area is not there any more"):
        undone(table_gone)
    db.session.rollback()
    undone(area_gone)
    undone(table_gone)
    assert (table.retired_at, area.retired_at) == (None, None)


def test_the_order_of_areas_is_one_change_of_the_store() -> None:
    store = cast.a_store()
    hall, terrace = cast.a_table("A1").area_id, cast.a_table("T1", area="Terrace").area_id
    entry = changed(store, areas=[terrace, hall])
    assert [area.id for area in arranging.areas_of(store.id)] == [terrace, hall]
    undone(entry)
    assert [area.id for area in arranging.areas_of(store.id)] == [hall, terrace]


def test_new_tables_stand_where_nothing_stands() -> None:
    table = DiningTable(x=40, y=30)
    assert [place for place, _ in zip(arranging.free_places([table]), range(6), strict=False)] == [
        (10, 46), (30, 46), (50, 46), (70, 46), (90, 46), (10, 62)]
    assert next(arranging.free_places([])) == (10, 12)


def test_a_name_that_was_is_found() -> None:
    table = cast.a_table("Bar")
    with transaction():
        db.session.add(Area(store_id=table.store_id, code="old", name={"en": "Old"}, retired_at=now()))
    assert arranging.namesake(table.store_id, "bar") is table
    assert [area.name["en"] for area in arranging.areas_of(table.store_id)] == ["Hall"]
