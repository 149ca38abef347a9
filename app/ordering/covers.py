"""How many sit there, and what is counted by it."""
from app.audit import Actor
from app.ordering import charges
from app.ordering.finding import check_not_written_off, order_of
from app.ordering.models import Order
from app.tables import sittings
from app.tables.models import Sitting


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
