"""How many sit there, and what is counted by it."""
from app.audit import Actor
from app.ordering import charges, surcharges
from app.ordering.finding import check_not_written_off, has_been_sent, order_of, written_off
from app.ordering.models import Order
from app.tables import sittings
from app.tables.models import DiningTable, Guest, JoinRequest, Sitting
from app.tables.sittings import Seat


def set_covers(sitting: Sitting, covers: int, by: Actor) -> Order | None:
    """The floor counts the party; what it pays per head follows. Its open order, locked.

    Raises Invalid for a number no table has, Refused when the party has left or a part of its check is written off."""
    sittings.hold(sitting)
    order = order_of(sitting, lock=True)        # before the sitting is written: a phone that sends locks them in this order
    sittings.set_covers(sitting, covers, by)
    if order is not None:
        check_not_written_off(order)
        charges.refresh(order)
    return order


def enter(table: DiningTable, *, word: str | None = None) -> Seat:
    """A phone sits down, see `sittings.enter`; who was not counted by the floor is counted by phones."""
    seat = sittings.enter(table, word=word)
    _recount(seat.guest.sitting)
    return seat


def admit(request: JoinRequest) -> Guest:
    """A phone that waits is let in, see `sittings.admit`."""
    guest = sittings.admit(request)
    _recount(guest.sitting)
    return guest


def _recount(sitting: Sitting) -> None:
    order = order_of(sitting, lock=True) if sitting.covers is None else None
    if order is not None and has_been_sent(order) and not written_off([order.id]):
        charges.refresh(order)


def heads(party: Sitting, order: Order | None) -> int:
    """As many as a party is charged for; nobody where it was neither counted nor sent anything."""
    return surcharges.heads(order) if order is not None and has_been_sent(order) else party.covers or len(party.guests)
