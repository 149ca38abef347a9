"""Putting work into the outbox, and doing it."""
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.clock import now
from app.db import changes, db
from app.outbox.models import Delivery, OutboxEntry
from app.personal import without_personal_data

log = logging.getLogger(__name__)
TRIES = 6
Act = Callable[[dict[str, object]], None]


def later(kind: str, payload: dict[str, object], *, due: datetime | None = None) -> None:
    """Work to be done after this transaction is in; by a handler of that kind, at its time."""
    at = now()
    db.session.add(OutboxEntry(kind=kind, payload=payload, created_at=at, due_at=due or at))


def due_ids(limit: int = 100) -> list[int]:
    return list(db.session.scalars(select(OutboxEntry.id).where(OutboxEntry.state == Delivery.WAITING, OutboxEntry.due_at <= now())
                                   .order_by(OutboxEntry.due_at).limit(limit)))


def perform(entry_id: int, handlers: dict[str, Act]) -> bool:
    """Do one entry inside the caller's transaction; whether this worker had it. What fails raises, see `postpone`."""
    if not changes(update(OutboxEntry).where(OutboxEntry.id == entry_id, OutboxEntry.state == Delivery.WAITING)
                   .values(state=Delivery.DONE, done_at=now(), attempts=OutboxEntry.attempts + 1)):
        return False
    entry = db.session.get(OutboxEntry, entry_id)
    handlers[entry.kind](entry.payload)
    return True


def forget(before: datetime) -> int:
    """Nightly: what was done long ago is of no use any more; what failed stays to be looked at. How many."""
    return changes(delete(OutboxEntry).where(OutboxEntry.state == Delivery.DONE, OutboxEntry.done_at < before))


def postpone(entry_id: int, problem: str) -> None:
    """After a failure: try again later, each time twice as late, in the end give up."""
    entry = db.session.get(OutboxEntry, entry_id, with_for_update=True)
    if entry is None or entry.state is not Delivery.WAITING:
        return                      # another worker did it meanwhile
    entry.attempts += 1
    entry.problem = without_personal_data(problem)[:500]
    if entry.attempts >= TRIES:
        entry.state = Delivery.FAILED
        log.error("outbox entry %s (%s) failed for good", entry.id, entry.kind)
    else:
        entry.due_at = now() + timedelta(minutes=2 ** entry.attempts)
