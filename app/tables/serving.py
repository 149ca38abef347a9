"""Whose table it is: a party's waiter, and handing parties over by name."""
from collections.abc import Collection, Mapping

from sqlalchemy import select, update

from app.audit import Actor, record
from app.clock import now
from app.db import changes, db
from app.errors import Refused
from app.i18n import _
from app.tables import sittings
from app.tables.models import Served, Sitting


def servers(sitting_ids: Collection[int]) -> Mapping[int, int]:
    """Sitting id → the id of the person who looks after it now."""
    found = db.session.execute(select(Served.sitting_id, Served.staff_id).where(Served.sitting_id.in_(sitting_ids), Served.until.is_(None)))
    return {row.sitting_id: row.staff_id for row in found}


def take(sitting: Sitting, staff_id: int, by: Actor) -> None:
    """This person looks after the party from now on. Twice is once. Raises Refused when the party has left."""
    sittings.hold(sitting)
    before = servers([sitting.id]).get(sitting.id)
    if before == staff_id:
        return
    changes(update(Served).where(Served.sitting_id == sitting.id, Served.until.is_(None)).values(until=now()))
    db.session.add(Served(sitting_id=sitting.id, staff_id=staff_id, since=now()))
    db.session.flush()
    record(by, "took_table", sitting, before={"staff": before}, after={"staff": staff_id})
    sittings.tell(sitting)


def own(store_id: int, staff_id: int) -> list[Sitting]:
    """The open parties that a person looks after, by when they came."""
    return list(db.session.scalars(select(Sitting).join(Served, Served.sitting_id == Sitting.id).where(
        Sitting.store_id == store_id, Sitting.closed_at.is_(None), Served.staff_id == staff_id, Served.until.is_(None))
        .order_by(Sitting.opened_at, Sitting.id)))


def hand_over(store_id: int, from_id: int, to_id: int, sitting_ids: Collection[int], by: Actor) -> int:
    """These parties of one person are another's from now on; those that left or were taken meanwhile stay as they are. How many went.

    Raises Refused where none is left to hand over."""
    going = [sitting for sitting in own(store_id, from_id) if sitting.id in set(sitting_ids)]
    sittings.lock_tables([place.table_id for sitting in going for place in sitting.places if place.until is None])
    going = [sitting for sitting in own(store_id, from_id) if sitting.id in {each.id for each in going}]
    if not going or from_id == to_id:
        raise Refused(_("There is no table to hand over any more."))
    for sitting in sorted(going, key=lambda each: each.id):
        take(sitting, to_id, by)
    return len(going)
