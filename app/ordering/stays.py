"""How a silent sitting ends: without orders it closes; with something owed it never expires, it is flagged."""
from datetime import timedelta

from app.audit import Actor
from app.clock import now
from app.db import db
from app.ordering.finding import has_been_sent, order_of
from app.stores import settings
from app.tables import sittings
from app.tables.models import Sitting

CLOCK = Actor("clock")


def is_silent(sitting: Sitting) -> bool:
    """Nobody did anything at this table for the store's idle time."""
    return now() - sitting.last_active_at >= timedelta(minutes=settings.of(sitting.store).idle_minutes)


def settle_if_silent(sitting: Sitting) -> bool:
    """Close or flag a silent sitting; whether anything changed."""
    if not sittings.held(sitting):
        return False
    order = order_of(sitting, lock=True)
    db.session.refresh(sitting)         # somebody may have ordered while we waited for the order
    if not is_silent(sitting) or sitting.flagged_at is not None:
        return False
    if has_been_sent(order):
        sitting.flagged_at = now()
        sittings.tell(sitting)
    else:
        if order is not None:
            order.closed_at = now()
        sittings.close(sitting, CLOCK)
    return True


def handle_silence(payload: dict[str, object]) -> None:
    """The outbox's turn: settle the sitting if it is silent, else look again when it may be."""
    sitting = db.session.get(Sitting, payload["sitting"])
    if sitting is not None and sitting.is_open and sitting.flagged_at is None and not settle_if_silent(sitting):
        sittings.watch(sitting)
