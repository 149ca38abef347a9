"""Tables that stand close enough to be joined for a large party."""
from collections.abc import Collection, Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from app.db import changes, db
from app.errors import Invalid
from app.i18n import _
from app.tables.models import DiningTable, TableNeighbour


def beside(table_ids: Collection[int]) -> set[int]:
    """The tables next to any of these, themselves and what was taken off left out."""
    pairs = db.session.execute(select(TableNeighbour.first_id, TableNeighbour.second_id).where(
        or_(TableNeighbour.first_id.in_(table_ids), TableNeighbour.second_id.in_(table_ids))))
    found = {number for pair in pairs for number in pair} - set(table_ids)
    return set(db.session.scalars(select(DiningTable.id).where(DiningTable.id.in_(found), DiningTable.retired_at.is_(None))))


def of(table: DiningTable) -> list[int]:
    return sorted(beside([table.id]))


def put(table: DiningTable, wanted: Sequence[int]) -> None:
    """These are next to the table and no others; it is next to them as well. Raises Invalid for a table that is not of the same room."""
    wanted_ids, before = set(wanted), beside([table.id])
    known = set(db.session.scalars(select(DiningTable.id).where(
        DiningTable.id.in_(wanted_ids), DiningTable.store_id == table.store_id, DiningTable.retired_at.is_(None))))
    if known != wanted_ids or table.id in wanted_ids:
        raise Invalid(_("Choose other tables of the same store."))
    for other in sorted(before - wanted_ids):
        part(table.id, other)
    for other in sorted(wanted_ids - before):
        join(table.id, other)


def join(one: int, other: int) -> None:
    """Twice is once, also where two people tick the same pair from both its ends."""
    first, second = pair(one, other)
    try:
        with db.session.begin_nested():
            db.session.add(TableNeighbour(first_id=first, second_id=second))
    except IntegrityError:
        pass


def part(one: int, other: int) -> None:
    first, second = pair(one, other)
    changes(delete(TableNeighbour).where(TableNeighbour.first_id == first, TableNeighbour.second_id == second))


def pairs(table_ids: Collection[int]) -> list[tuple[int, int]]:
    """Those of which both are among these tables."""
    return [(row.first_id, row.second_id) for row in db.session.execute(
        select(TableNeighbour.first_id, TableNeighbour.second_id).where(
            TableNeighbour.first_id.in_(table_ids), TableNeighbour.second_id.in_(table_ids)).order_by(TableNeighbour.id))]


def pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)
