"""Taking a sent dish off the order: the line stays, struck through, with who and why."""
from sqlalchemy import update

from app import live
from app.audit import Actor, record
from app.clock import now
from app.db import changes, db
from app.errors import Invalid, Refused
from app.i18n import _
from app.menu import stock
from app.ordering import charges, sets
from app.ordering.finding import check_not_written_off
from app.ordering.models import LineState, OrderLine, RoundState
from app.ordering.rounds import kitchen_topic
from app.tables.sittings import floor_topic
from app.texts import one_line

UNTOUCHED = LineState.SENT


def void(line: OrderLine, *, by: Actor, reason: str, approved_by: int | None = None) -> None:
    """Void a sent line. What the kitchen had not begun goes back to stock. `approved_by`: the second person, above the limit.

    Call with the order locked.

    Raises Invalid without a reason, Refused when it is void already, still in the cart, or the order is closed."""
    reason = one_line(reason)
    if not reason:
        raise Invalid(_("Say why, so that the day's list can be read later."))
    if line.order.closed_at is not None:
        raise Refused(_("This order is closed."))
    if line.round is None or line.round.state is not RoundState.SENT:
        raise Refused(_("This dish has not been sent to the kitchen."))
    check_not_written_off(line.order)
    before, at = line.state, now()
    # What the board never showed, or no longer shows, is nothing the cook must tap away.
    unseen = line.out_at is None and line.round.release_at <= at
    if not changes(update(OrderLine).where(OrderLine.id == line.id, OrderLine.state == before, OrderLine.state != LineState.VOID)
                   .values(state=LineState.VOID, voided_at=at, voided_by_id=by.id, void_reason=reason[:200], void_seen_at=None if unseen else at)):
        raise Refused(_("Somebody already voided this dish, or moved it on."))
    if before is UNTOUCHED:
        stock.give_back(line.store_id, line.business_day, {line.dish_id: 1})
    db.session.refresh(line)
    if line.set_meal is not None and sets.is_whole_void(line):
        stock.give_back(line.store_id, line.business_day, {line.set_meal.dish_id: 1})
    charges.refresh(line.order)
    record(by, "voided", line, before={"state": before, "amount_minor": line.unit_price_minor}, after={"approved_by": approved_by},
           reason=reason[:200])
    for topic in (line.order.topic, kitchen_topic(line.store_id), floor_topic(line.store_id)):
        live.touch(topic)
