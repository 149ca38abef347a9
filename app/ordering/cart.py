"""The shared cart: the lines of a sitting's order that are not sent yet. Anybody at the table may change any of them."""
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app import live
from app.clock import now
from app.db import db
from app.errors import Invalid, Refused
from app.i18n import _, pick
from app.menu.card import Offer, checked_options, offers
from app.ordering.models import CartEvent, LineState, Order, OrderLine
from app.tables.models import Guest
from app.texts import one_line

MOST_OF_A_LINE = 99
MOST_ON_A_SLIP = 300        # no table eats more at once; each portion sent is a row, and a photographed code must not make thousands
NOTE_LENGTH = 120           # the wishes that are ticked, and 60 characters typed
SEAT_LENGTH = 20
FRESH = timedelta(seconds=10)           # somebody's change is "just now" for so long


@dataclass(frozen=True)
class CartLine:
    """A line of the cart as it stands now: its offer may have become dearer or run out since it was added."""

    line: OrderLine
    offer: Offer | None

    @property
    def sendable(self) -> bool:
        return self.offer is not None and self.offer.available and self.offer.lacks(self.line.options) is None

    @property
    def missing(self) -> dict[str, str]:
        """What it is called that has run out: the dish, or one of a set meal."""
        lacking = self.offer.lacks(self.line.options) if self.offer and self.offer.available else None
        return lacking.name if lacking else self.offer.dish.name if self.offer else self.line.dish.name

    @property
    def portions(self) -> Counter[int]:
        """By dish id what the line takes from the kitchen: a set meal and each of its dishes."""
        parts = [part.dish_id for part in self.offer.dish.parts(self.line.options)] if self.offer else []
        return Counter({dish_id: count * self.line.quantity for dish_id, count in Counter([self.line.dish_id, *parts]).items()})

    @property
    def unit_price(self) -> int:
        return self.offer.unit_price(self.line.options) if self.offer else self.line.price_seen_minor

    @property
    def amount(self) -> int:
        return self.unit_price * self.line.quantity

    @property
    def rose(self) -> bool:
        """Dearer than when it was put in the cart."""
        return self.sendable and self.unit_price > self.line.price_seen_minor


def lines(order: Order | None) -> list[CartLine]:
    """The cart with what each line costs now, in the order it was filled."""
    if order is None:
        return []
    unsent = rows(order)
    found = offers(order.store, order.kind, [line.dish_id for line in unsent]) if unsent else {}
    return [CartLine(line, found.get(line.dish_id)) for line in unsent]


def rows(order: Order) -> Sequence[OrderLine]:
    """The lines that are not sent, in the order they were added."""
    return db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id, OrderLine.state == LineState.CART)
                              .order_by(OrderLine.id).options(joinedload(OrderLine.guest))).all()


def add(order: Order, guest: Guest | None, dish_id: int, *, quantity: int = 1, options: Iterable[tuple[int, int]] | None = None,
        note: str = "", seat: str | None = None, key: str, by: Guest | None = None) -> OrderLine | None:
    """Put a dish into the guest's part of the cart, staff's without a guest; without options its defaults. The same guest, dish,
    options, note and seat raise the quantity. `by` did it, where that is somebody else.

    Call with the order locked. One key adds once: a repeat returns None. Raises Invalid or Refused with the reason."""
    if _repeated(order, key):
        return None
    offer = _offer(order, dish_id)
    if not 1 <= quantity <= MOST_OF_A_LINE:
        raise Invalid(_("Choose between 1 and %(most)s portions.", most=MOST_OF_A_LINE))
    chosen = _chosen(offer, [tuple(o) for o in offer.dish.default_options] if options is None else options)
    unsent = rows(order)
    _check_room(unsent, quantity)
    seat = clean_seat(seat)
    line = _same_line(unsent, (dish_id, guest and guest.id, clean_note(note), str(chosen), seat))
    if line is None:
        line = OrderLine(store_id=order.store_id, order_id=order.id, dish_id=dish_id, guest_id=guest and guest.id, state=LineState.CART, quantity=0,
                         options=chosen, note=clean_note(note), seat=seat, price_seen_minor=offer.unit_price(chosen), added_at=now())
        db.session.add(line)
    line.quantity = min(MOST_OF_A_LINE, line.quantity + quantity)
    _tell(order, by or guest, "added", line, quantity, key)
    return line


def change(order: Order, guest: Guest | None, line_id: int, quantity: int, *, key: str) -> None:
    """Set how many portions of a line; nought takes it out. Call with the order locked.

    Raises Refused when the line was sent meanwhile or is gone."""
    if _repeated(order, key):
        return
    line = _unsent(order, line_id)
    if not 0 <= quantity <= MOST_OF_A_LINE:
        raise Invalid(_("Choose between 1 and %(most)s portions.", most=MOST_OF_A_LINE))
    if quantity == line.quantity:
        return
    if quantity > line.quantity:
        _check_had(_offer(order, line.dish_id), line.options)
        _check_room(rows(order), quantity - line.quantity)
    verb = "removed" if quantity == 0 else "added" if quantity > line.quantity else "reduced"
    _tell(order, guest, verb, line, quantity - line.quantity, key)
    line.changed_by_id = guest and guest.id
    if quantity:
        line.quantity = quantity
    else:
        db.session.delete(line)


def edit(order: Order, line_id: int, *, quantity: int, options: Iterable[tuple[int, int]], note: str, seat: str | None, key: str) -> None:
    """Staff change a line as a whole; whose it is stays. Where it is now like another line, the two are one. Call with the order locked.

    Raises Invalid or Refused as `add` does, and when the line was sent meanwhile or is gone."""
    if _repeated(order, key):
        return
    line = _unsent(order, line_id)
    if not 1 <= quantity <= MOST_OF_A_LINE:
        raise Invalid(_("Choose between 1 and %(most)s portions.", most=MOST_OF_A_LINE))
    offer = _offer(order, line.dish_id)
    chosen, note, seat = _chosen(offer, [tuple(o) for o in options]), clean_note(note), clean_seat(seat)
    others = [each for each in rows(order) if each.id != line.id]
    _check_room(others, quantity)
    line.options, line.note, line.seat, line.quantity, line.price_seen_minor = chosen, note, seat, quantity, offer.unit_price(chosen)
    if (twin := _same_line(others, likeness(line))) is not None:
        line.quantity = min(MOST_OF_A_LINE, quantity + twin.quantity)
        db.session.delete(twin)
    line.changed_by_id = None
    _tell(order, None, "changed", line, quantity, key)


def put_back(order: Order, guest: Guest | None, event_id: int, *, key: str) -> None:
    """Undo somebody's removal: the dish returns as it was. Call with the order locked."""
    if _repeated(order, key):
        return
    event = db.session.get(CartEvent, event_id)
    if event is None or event.order_id != order.id or event.verb != "removed":
        raise Refused(_("There is nothing to put back."))
    owner = db.session.get(Guest, event.owner_id) if event.owner_id else None       # None: staff added it
    event.verb = "taken_out"            # so that it comes back once
    add(order, owner, event.dish_id, quantity=-event.quantity, options=[tuple(o) for o in event.options], note=event.note,
        seat=event.seat, key=key, by=guest)


def feed(order: Order | None) -> CartEvent | None:
    """The last thing somebody did to the cart."""
    return order and db.session.scalar(select(CartEvent).where(CartEvent.order_id == order.id)
                                       .order_by(CartEvent.id.desc()).limit(1).options(selectinload(CartEvent.guest)))


def clean_note(note: str) -> str:
    """One line of text. Raises Invalid when it is too long for a ticket."""
    note = one_line(note)
    if len(note) > NOTE_LENGTH:
        raise Invalid(_("A note has at most %(most)s characters.", most=NOTE_LENGTH))
    return note


def clean_seat(seat: str | None) -> str | None:
    """A seat's number or a name, as staff write it; None for nobody's. Raises Invalid when it is too long for a ticket."""
    seat = one_line(seat or "")
    if len(seat) > SEAT_LENGTH:
        raise Invalid(_("A seat or a name has at most %(most)s characters.", most=SEAT_LENGTH))
    return seat or None


def _offer(order: Order, dish_id: int) -> Offer:
    offer = offers(order.store, order.kind, [dish_id]).get(dish_id)
    if offer is None or not offer.served_now:
        raise Refused(_("This dish is not served now."))
    if offer.sold_out:
        raise Refused(_("%(dish)s just sold out.", dish=pick(offer.dish.name)))
    return offer


def _chosen(offer: Offer, options: Iterable[tuple[int, int]]) -> list[list[int]]:
    chosen = checked_options(offer.dish, options)
    _check_had(offer, chosen)
    return chosen


def _check_had(offer: Offer, options: list[list[int]]) -> None:
    if (lacking := offer.lacks(options)) is not None:
        raise Refused(_("%(dish)s just sold out.", dish=pick(lacking.name)))


def _unsent(order: Order, line_id: int) -> OrderLine:
    line = db.session.get(OrderLine, line_id)
    if line is None or line.order_id != order.id:
        raise Refused(_("Somebody at the table already took this out."))
    if line.state is not LineState.CART:
        raise Refused(_("This dish has already been sent to the kitchen."))
    return line


def _check_room(unsent: Sequence[OrderLine], more: int) -> None:
    if sum(line.quantity for line in unsent) + more > MOST_ON_A_SLIP:
        raise Refused(_("More than %(most)s portions do not fit on one slip. Send these first, or ask a waiter.", most=MOST_ON_A_SLIP))


def _same_line(unsent: Sequence[OrderLine], wanted: tuple[object, ...]) -> OrderLine | None:
    return next((line for line in unsent if likeness(line) == wanted), None)


def likeness(line: OrderLine) -> tuple[object, ...]:
    """Lines of which this is the same are one line in the cart."""
    return (line.dish_id, line.guest_id, line.note, str(line.options), line.seat)


def _repeated(order: Order, key: str) -> bool:
    return db.session.scalar(select(CartEvent.id).where(CartEvent.order_id == order.id, CartEvent.key == key)) is not None


def _tell(order: Order, guest: Guest | None, verb: str, line: OrderLine, quantity: int, key: str | None) -> None:
    at = now()
    db.session.add(CartEvent(order_id=order.id, guest_id=guest and guest.id, owner_id=line.guest_id, verb=verb, dish_id=line.dish_id,
                             quantity=quantity, options=line.options, note=line.note, seat=line.seat, key=key, at=at))
    if order.sitting is not None:
        order.sitting.last_active_at = at
    live.touch(order.topic)
