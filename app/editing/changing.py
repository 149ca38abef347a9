"""Setting fields of a row so that nobody's change is overwritten unseen, and taking a change back.

Each kind of row says which fields it has and who is told; a change is one entry of the trail with what stood before and after."""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.audit import Actor, AuditEntry, record
from app.clock import now
from app.db import db
from app.editing import chain, menu, places, tables
from app.editing.fields import Field
from app.errors import Refused
from app.i18n import _
from app.menu.models import Category, Charge, Choice, Dish, OptionGroup
from app.staff.models import StaffMember
from app.stores.models import Chain, Station, Store, Tax
from app.tables.models import Area, DiningTable

CHANGED, ADDED, RETIRED, UNDONE = "changed", "added", "retired", "undone"


@dataclass(frozen=True)
class Kind:
    """A table whose rows the office edits. `families` are fields with an argument: "price:3" is the price at store 3."""

    model: type[Any]
    fields: Mapping[str, Field]
    tell: Callable[[Any], None]
    families: Mapping[str, Callable[[str], Field]]

    def field(self, name: str) -> Field:
        head, _colon, argument = name.partition(":")
        return self.families[head](argument) if head in self.families else self.fields[name]


KINDS = {kind.model.__tablename__: kind for kind in (
    Kind(Dish, menu.DISH, menu.tell, {"price": menu.plain_price}), Kind(Category, menu.CATEGORY, menu.tell, {}),
    Kind(OptionGroup, menu.GROUP, menu.tell, {}), Kind(Choice, menu.CHOICE, menu.tell, {"price": menu.plain_price}),
    Kind(Chain, chain.CHAIN | {"categories": menu.ORDER_OF_CATEGORIES}, chain.tell, {}), Kind(Station, chain.STATION, chain.tell_kitchens, {}),
    Kind(Tax, chain.TAX, chain.tell, {}), Kind(Charge, chain.CHARGE, chain.tell, {}), Kind(Area, tables.AREA, places.tell, {}),
    Kind(Store, places.STORE | {"areas": tables.ORDER_OF_AREAS}, places.tell, {"settings": places.setting, "hours": places.hours}),
    Kind(DiningTable, tables.TABLE, places.tell, {}),
    Kind(StaffMember, chain.STAFF, chain.tell_nobody, {}))}


class Conflict(Refused):
    """Somebody else saved another value since this page was made. `theirs` is what stands now, by field."""

    def __init__(self, theirs: Mapping[str, Any], by: AuditEntry | None) -> None:
        super().__init__(_("Somebody else changed this meanwhile. Look at both, then save again to keep yours."))
        self.theirs, self.by = dict(theirs), by


def kind_of(row: Any) -> Kind:
    return KINDS[row.__tablename__]


def values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """The fields as they stand, as plain values."""
    return {name: kind_of(row).field(name).get(row) for name in names}


def locked(row: Any) -> Any:
    """The row, held until the transaction ends, as it stands now."""
    return db.session.scalar(select(type(row)).where(type(row).id == row.id).with_for_update().execution_options(populate_existing=True))


def change(row: Any, wanted: Mapping[str, Any], *, by: Actor, seen: Mapping[str, Any] | None = None, store_id: int | None = None,
           verb: str = CHANGED, reason: str = "") -> AuditEntry | None:
    """Set what differs; the trail's entry, or None where nothing differs.

    `seen` is what the page showed of these fields. Raises Conflict where another value was saved since."""
    row, kind = locked(row), kind_of(row)
    before = {name: kind.field(name).get(row) for name in wanted}
    theirs = {name: value for name, value in before.items() if name in (seen or {}) and value not in ((seen or {})[name], wanted[name])}
    if theirs:
        raise Conflict(theirs, _last(row, theirs))
    different = [name for name, value in wanted.items() if value != before[name]]
    if not different:
        return None
    for name in different:
        kind.field(name).put(row, wanted[name])
    if hasattr(row, "version"):
        row.version += 1
    db.session.flush()
    kind.tell(row)
    entry = record(by, verb, row, store_id=store_id, reason=reason, before={name: before[name] for name in different},
                   after={name: kind.field(name).get(row) for name in different})
    db.session.flush()
    return entry


def _last(row: Any, names: Iterable[str]) -> AuditEntry | None:
    """Who changed one of these fields last."""
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == row.__tablename__, AuditEntry.subject_id == row.id)
                                 .order_by(AuditEntry.id.desc()).limit(20))
    return next((entry for entry in entries if isinstance(entry.after, dict) and set(names) & set(entry.after)), None)


def added(row: Any, *, by: Actor, store_id: int | None = None) -> AuditEntry:
    """A new row, flushed with an id; the trail's entry."""
    db.session.add(row)
    db.session.flush()
    kind_of(row).tell(row)
    entry = record(by, ADDED, row, store_id=store_id, after={"retired_at": None})
    db.session.flush()
    return entry


def retire(row: Any, *, by: Actor, store_id: int | None = None, reason: str = "") -> AuditEntry | None:
    """It is no longer offered; what history refers to stays. Twice is once."""
    return change(row, {"retired_at": row.retired_at.isoformat() if row.retired_at else now().isoformat()}, by=by, verb=RETIRED,
                  store_id=store_id, reason=reason)


def undo(entry: AuditEntry, *, by: Actor) -> AuditEntry:
    """What the entry changed stands again as it stood before. Raises Refused with the reason."""
    if reason := why_not(entry):
        raise Refused(reason)
    row = db.session.get_one(KINDS[entry.subject_kind].model, entry.subject_id)
    back = {"retired_at": now().isoformat()} if entry.verb == ADDED else entry.before
    made = change(row, back, by=by, seen=entry.after, store_id=entry.store_id, verb=UNDONE, reason=f"#{entry.id}")
    if made is None:
        raise Refused(_("That is as it was already."))
    return made


def can_undo(entry: AuditEntry) -> bool:
    """Whether entries of this sort can be taken back at all."""
    return entry.subject_kind in KINDS and entry.verb in (CHANGED, ADDED, RETIRED) and isinstance(entry.after, dict)


def why_not(entry: AuditEntry) -> str:
    """Why it cannot be taken back; empty while it can."""
    if not can_undo(entry):
        return _("This cannot be taken back here.")
    row = db.session.get(KINDS[entry.subject_kind].model, entry.subject_id)
    if row is None or values(row, entry.after) != entry.after:
        return _("It was changed again since. Change it by hand.")
    return ""
