"""Which tickets were printed, so that a copy says that it is one."""
from sqlalchemy import func, select

from app.audit import Actor
from app.clock import now
from app.db import db
from app.kitchen.board import who
from app.kitchen.models import TicketPrint
from app.ordering.models import Round


def remember(round_: Round, station: str, by: Actor) -> TicketPrint:
    """A ticket goes to paper: as one station sees it, or (empty) whole."""
    made = TicketPrint(round_id=round_.id, station=station, at=now(), **who(by))
    db.session.add(made)
    db.session.flush()
    return made


def copies_before(round_: Round, station: str, number: int | None = None) -> int:
    """How often it was printed before the print of this number; without one, so far. What one station and the pass print are two tickets."""
    return db.session.scalar(select(func.count()).where(
        TicketPrint.round_id == round_.id, TicketPrint.station == station, *([TicketPrint.id < number] if number is not None else []))) or 0
