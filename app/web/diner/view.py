"""What several of the diners' pages show: the slip, with prices as they are now."""
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from flask import g

from app import live
from app.clock import now
from app.codes import token
from app.menu import catalogue, stock
from app.ordering import cart, rounds
from app.ordering.cart import CartLine
from app.ordering.models import CartEvent, LineState, Order, Round, RoundState
from app.tables import sittings
from app.tables.models import Guest
from app.web.diner import visit
from app.web.filters import text


@dataclass
class Slip:
    """The shared cart as one phone sees it."""

    version: str
    key: str                            # for the next form that changes something
    order: Order | None
    lines: list[CartLine]
    event: CartEvent | None             # what somebody just did
    pending: list[Round]                # sent, and still to be taken back or confirmed
    guests: list[Guest]

    @property
    def sendable(self) -> list[CartLine]:
        return [line for line in self.lines if line.sendable]

    @property
    def sold_out(self) -> list[CartLine]:
        return [line for line in self.lines if not line.sendable]

    @property
    def risen(self) -> list[CartLine]:
        return [line for line in self.lines if line.rose]

    @property
    def count(self) -> int:
        return sum(line.line.quantity for line in self.sendable)

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.sendable)

    @property
    def seen(self) -> str:
        return rounds.seen(self.lines)

    @property
    def by_guest(self) -> list[tuple[Guest | None, list[CartLine]]]:
        """Each guest's lines together, one's own first."""
        mine = g.guest.id if g.guest else None
        ordered = sorted(self.lines, key=lambda each: (each.line.guest_id != mine, each.line.guest.number if each.line.guest else 0, each.line.id))
        return [(group[0].line.guest, group) for _id, lines in groupby(ordered, key=lambda each: each.line.guest_id) if (group := list(lines))]

    @property
    def quantities(self) -> dict[int, int]:
        """How many of each dish are in the cart."""
        counts: dict[int, int] = {}
        for each in self.lines:
            counts[each.line.dish_id] = counts.get(each.line.dish_id, 0) + each.line.quantity
        return counts

    @property
    def is_fresh(self) -> bool:
        """Somebody else changed the cart seconds ago: said beside the send button."""
        mine = g.guest.id if g.guest else None
        return (self.event is not None and self.event.guest_id not in (None, mine)
                and self.event.verb in {"added", "reduced", "removed"} and now() - self.event.at < cart.FRESH)


def topics() -> list[str]:
    """What a diner's page shows hangs on these."""
    own = [sittings.topic(g.sitting.id)] if g.sitting else []
    order = visit.order()
    return [*own, *([order.topic] if order else [])]


def menu_topics() -> list[str]:
    return [catalogue.TOPIC, stock.topic(g.table.store_id)]


def version() -> str:
    """Of everything a diner's page shows: the party's part and, behind a dash, the menu's."""
    party, card = topics(), menu_topics()
    found = live.versions([*party, *card])
    return ".".join(str(found[topic]) for topic in party) + "-" + ".".join(str(found[topic]) for topic in card)


def slip() -> Slip:
    seen_version = version()
    order = visit.order()
    lines = cart.lines(order)
    return Slip(seen_version, token(96), order, lines, cart.feed(order), pending(order), list(g.sitting.guests) if g.sitting else [])


def pending(order: Order | None) -> list[Round]:
    """Rounds that can still be taken back, newest last."""
    if order is None:
        return []
    at = now()
    return [round_ for round_ in order.rounds if round_.state is RoundState.WAITING
            or (round_.state is RoundState.SENT and round_.release_at is not None and round_.release_at > at)]


def seconds_left(round_: Round) -> int:
    """How long a round can still be taken back, in whole seconds, rounded up."""
    if round_.release_at is None:
        return 0
    return max(0, -int((now() - round_.release_at) // timedelta(seconds=1)))


def options_of(line: object) -> str:
    """What was chosen and noted, as one short line of text."""
    parts = [text(each["name"]) + (f" ×{each['count']}" if each["count"] > 1 else "") for each in line.chosen or []]
    return " · ".join([*parts, *([line.note] if line.note else [])])


def options_in_cart(each: CartLine) -> str:
    if each.offer is None:
        return each.line.note
    parts = [text(chosen["name"]) + (f" ×{chosen['count']}" if chosen["count"] > 1 else "")
             for chosen in rounds.chosen_texts(each.offer.dish, each.line.options)]
    return " · ".join([*parts, *([each.line.note] if each.line.note else [])])


def state_of(line: object) -> str:
    """A sent line's state as the table reads it: waiting, cooking, ready, served, void."""
    return {LineState.SENT: "waiting"}.get(line.state, str(line.state))
