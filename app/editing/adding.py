"""Several tables at once."""
from collections.abc import Sequence

from sqlalchemy import func, select

from app.audit import Actor
from app.codes import token
from app.db import db
from app.editing import changing
from app.errors import Invalid
from app.stores.models import Store
from app.tables import arranging
from app.tables.models import TOKEN_BITS, DiningTable, Shape


def tables(store: Store, names: Sequence[str], *, area_id: int, covers: Sequence[int], shape: str, by: Actor) -> tuple[list[str], list[str]]:
    """New tables below what stands on the plan: the labels of the new ones, and of those that are back with the code they had.

    Raises Invalid where one of them is there already."""
    changing.locked(store)          # two who add the same come one after the other
    area = arranging.held_area(store.id, area_id)
    position = db.session.scalar(select(func.max(DiningTable.position)).where(DiningTable.store_id == store.id)) or 0
    spots = arranging.free_places(arranging.tables_at(store.id))
    new, back = [], []
    for number, label in enumerate(names, 1):
        known, spot = arranging.namesake(store.id, label), next(spots)
        if known is None:
            changing.added(DiningTable(
                store_id=store.id, area_id=area.id, label=label, token=token(TOKEN_BITS), min_covers=covers[0], max_covers=covers[1],
                shape=Shape(shape), x=spot[0], y=spot[1], position=position + number), by=by)
            new.append(label)
        elif known.retired_at is None:
            raise Invalid(arranging.taken(known.label))
        else:
            changing.change(known, {"area_id": area.id, "covers": list(covers), "shape": shape, "place": list(spot), "retired_at": None},
                            by=by, verb=changing.ADDED)
            back.append(known.label)
    return new, back
