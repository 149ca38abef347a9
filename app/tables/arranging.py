"""Setting up the room: where tables belong and stand, and taking off only what nobody sits at."""
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import db
from app.errors import Invalid, Refused
from app.i18n import _
from app.tables import labels
from app.tables.models import Area, DiningTable, SittingTable

MOST_COVERS = 99
ACROSS, DOWN, FIRST_ROW = (10, 30, 50, 70, 90), 16, 12       # where new tables stand, in hundredths of the plan's width
WIDE, HIGH = 100, 1000                                       # the plan's own measures


def namesake(store_id: int, label: str) -> DiningTable | None:
    """The table of this name, in capitals or not, on the plan or taken off."""
    return db.session.scalar(select(DiningTable).where(DiningTable.store_id == store_id, func.lower(DiningTable.label) == label.lower())
                             .order_by(DiningTable.retired_at.is_not(None), DiningTable.id).limit(1))


def checked_label(table: DiningTable, typed: str) -> str:
    """A label it can have. Raises Invalid for one that another table has or had: history would mix them up."""
    label = labels.checked(typed)
    other = namesake(table.store_id, label)
    if other is not None and other.id != table.id:
        raise Invalid(taken(other.label) if other.retired_at is None else
                      _("Table %(table)s was taken off. Add it again, or choose another label.", table=other.label))
    return label


def taken(label: str) -> str:
    return _("There is a table %(table)s already.", table=label)


def rename(table: DiningTable, label: str) -> None:
    label = checked_label(table, label)
    try:
        with db.session.begin_nested():
            table.label = label
    except IntegrityError:          # somebody was faster
        raise Invalid(taken(label)) from None


def held_area(store_id: int, area_id: int) -> Area:
    """An area of the store that nobody takes off before the transaction ends. Raises Invalid where it is gone."""
    area = db.session.scalar(select(Area).where(Area.id == area_id, Area.store_id == store_id).with_for_update()
                             .execution_options(populate_existing=True))
    if area is None or area.retired_at is not None:
        raise Invalid(_("This area is not there any more. Choose another one."))
    return area


def put_area(table: DiningTable, area_id: int) -> None:
    table.area_id = held_area(table.store_id, area_id).id


def put_covers(table: DiningTable, wanted: Sequence[int]) -> None:
    """From how many people to how many."""
    table.min_covers, table.max_covers = checked_covers(*wanted)


def checked_covers(least: int, most: int) -> list[int]:
    if not 1 <= least <= most <= MOST_COVERS:
        raise Invalid(_("From 1 to %(most)s people; the second number is at least the first.", most=MOST_COVERS))
    return [least, most]


def place_of(table: DiningTable) -> list[int] | None:
    """Where its middle stands on the plan; None: nowhere yet."""
    return None if table.x is None or table.y is None else [table.x, table.y]


def put_place(table: DiningTable, place: Sequence[int] | None) -> None:
    x, y = place or (None, None)
    if place and not (0 <= place[0] <= WIDE and 0 <= place[1] <= HIGH):
        raise Invalid(_("This place is not on the plan."))
    table.x, table.y = x, y


def free_places(tables: Iterable[DiningTable]) -> Iterator[tuple[int, int]]:
    """Below everything that stands on the plan, row by row."""
    lowest = max((table.y for table in tables if table.y is not None), default=FIRST_ROW - DOWN)
    return ((x, min(lowest + DOWN * row, HIGH)) for row in count(1) for x in ACROSS)


def retire(table: DiningTable, at: datetime | None) -> None:
    """Off the plan, or back. Call with the table locked. Raises Refused while a party sits there."""
    if at is not None and is_taken(table):
        raise Refused(_("A party sits at table %(table)s. Move them to another table or close it first.", table=table.label))
    if at is None:
        held_area(table.store_id, table.area_id)
    table.retired_at = at


def retire_area(area: Area, at: datetime | None) -> None:
    """Raises Refused while tables stand in it."""
    if at is not None and tables_of(area):
        raise Refused(_("Move its tables to another area first, or take them off."))
    area.retired_at = at


def is_taken(table: DiningTable) -> bool:
    return db.session.scalar(select(SittingTable.id).where(SittingTable.table_id == table.id, SittingTable.until.is_(None)).limit(1)) is not None


def tables_of(area: Area) -> list[DiningTable]:
    return [table for table in tables_at(area.store_id) if table.area_id == area.id]


def tables_at(store_id: int) -> list[DiningTable]:
    """As people sort their labels."""
    found = db.session.scalars(select(DiningTable).where(DiningTable.store_id == store_id, DiningTable.retired_at.is_(None)))
    return sorted(found, key=lambda table: (labels.natural(table.label), table.id))


def areas_of(store_id: int) -> list[Area]:
    """In the order the floor sees them."""
    return list(db.session.scalars(select(Area).where(Area.store_id == store_id, Area.retired_at.is_(None)).order_by(Area.position, Area.id)))


def put_order(store_id: int, area_ids: Sequence[int]) -> None:
    """The areas of a store in this order."""
    known = {area.id: area for area in areas_of(store_id)}
    for place, number in enumerate(area_ids):
        if number in known:
            known[number].position = place
