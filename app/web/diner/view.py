"""What several of the diners' pages show: the slip, with prices as they are now."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from flask import g, request

from app import live
from app.clock import now
from app.codes import token
from app.i18n import _, ngettext
from app.menu import catalogue, stock
from app.menu.surcharges import Surcharge
from app.ordering import cart, rounds, surcharges
from app.ordering.cart import CartLine
from app.ordering.models import CartEvent, ChargeLine, LineState, Order, OrderLine, Round, RoundState
from app.stores import pausing, settings
from app.stores.finding import TOPIC as CHAIN_TOPIC
from app.stores.models import Service
from app.tables import sittings
from app.tables.models import Call, Guest, JoinRequest
from app.web import kept
from app.web.diner import visit
from app.web.filters import text
from app.web.lines import Bought, grouped, said
from app.web.lines import Row as SentRow
from app.web.lines import bought as alike
from app.web.look import look

JUST_NOW = 60       # seconds for which the page says so
A_MOMENT = 2


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
    def news(self) -> bool:
        """Whether the last thing that happened to the cart is worth a line."""
        return self.event is not None and self.event.dish is not None and self.event.verb in {"added", "reduced", "removed", "changed"}

    @property
    def event_age(self) -> int:
        """Seconds since then."""
        return int((now() - self.event.at).total_seconds())

    @property
    def is_fresh(self) -> bool:
        """Somebody else changed the cart seconds ago: said beside the send button."""
        mine = g.guest.id if g.guest else None
        return self.news and self.event.guest_id not in (None, mine) and now() - self.event.at < cart.FRESH


def topics() -> list[str]:
    """What a diner's page shows hangs on these."""
    own = [sittings.topic(g.sitting.id)] if g.sitting else []
    order = visit.order()
    return [*own, *([order.topic] if order else [])]


def menu_topics() -> list[str]:
    return [catalogue.TOPIC, stock.topic(g.table.store_id), pausing.topic(g.table.store_id)]


def paused() -> str:
    """Why nothing can be sent from the tables just now; empty while it can."""
    found = pausing.running(g.table.store_id).get(Service.DINE_IN)
    return pausing.refusal(found, g.table.store) if found else ""


def version() -> str:
    """Of everything a diner's page shows: the party's part and, behind a dash, the menu's."""
    party, card = topics(), menu_topics()
    found = live.versions([*party, *card])
    g.stand = kept.stand([*found, CHAIN_TOPIC], [*found.values(), look().version])
    return ".".join(str(found[topic]) for topic in party) + "-" + ".".join(str(found[topic]) for topic in card)


def keep(key: str = "", *, shared: bytes = b"", fresh: bool = False) -> None:
    """This answer may be given to the same phone again while its versions stand; where it says "just now", for a moment.

    Not to a phone with an old or waiting cookie: what becomes of that has no topic on the page."""
    if g.guest is not None or visit.COOKIE not in request.cookies:
        kept.keep(g.stand, key=key, shared=shared, seconds=A_MOMENT if fresh else kept.HALF_A_MINUTE,
                  public=g.guest is None)


def slip() -> Slip:
    seen_version = version()
    order = visit.order()
    lines = cart.lines(order)
    return Slip(seen_version, token(kept.KEY_BITS), order, lines, cart.feed(order), pending(order), list(g.sitting.guests) if g.sitting else [])


def pending(order: Order | None) -> list[Round]:
    """Rounds that can still be taken back, newest last."""
    if order is None:
        return []
    at = now()
    return [round_ for round_ in order.rounds if (round_.state is RoundState.WAITING and not round_.is_held)
            or (round_.state is RoundState.SENT and round_.release_at is not None and round_.release_at > at)]


def seconds_left(round_: Round) -> int:
    """How long a round can still be taken back, in whole seconds, rounded up."""
    if round_.release_at is None:
        return 0
    return max(0, -int((now() - round_.release_at) // timedelta(seconds=1)))


def charges(order: Order | None) -> Sequence[ChargeLine | Surcharge]:
    """What this table is told that it pays besides its dishes."""
    return surcharges.told(order, g.table)


def take_back_seconds() -> int:
    return settings.of(g.table.store).take_back


def names(lines: list[CartLine]) -> str:
    """The dishes of some lines, as a list in a sentence."""
    return _(", ").join(text(each.offer.dish.name if each.offer else each.line.dish.name) for each in lines)


def options_in_cart(each: CartLine) -> str:
    return said(rounds.chosen_texts(each.offer.dish, each.line.options) if each.offer else [], each.line.note)


class Row(SentRow):
    """For the table: the state in its words, and since when."""

    @property
    def state(self) -> str:
        return state_of(self.line)

    @property
    def at(self) -> datetime | None:
        """When it came to that state, as far as that is known."""
        times = {LineState.COOKING: self.line.started_at, LineState.READY: self.line.ready_at, LineState.SERVED: self.line.served_at}
        return times.get(self.line.state)


def by_person(lines: list[OrderLine]) -> list[tuple[Guest | None, list[OrderLine]]]:
    """Sent lines by the guest who ordered them: one's own first, what a waiter entered last."""
    people = {line.guest_id: line.guest for line in lines}
    mine = g.guest.id if g.guest else None
    ordered = sorted(people.items(), key=lambda one: (one[1] is None, one[0] != mine, one[1].number if one[1] else 0))
    return [(guest, [line for line in lines if line.guest_id == guest_id]) for guest_id, guest in ordered]


def rows(sent: list[OrderLine]) -> list[Row]:
    return grouped(sent, Row, lambda line: line.guest_id, state_of)


def bought(sent: list[OrderLine]) -> list[Bought]:
    return alike(sent, lambda line: line.note)


def state_of(line: OrderLine) -> str:
    """A sent line's state as the table reads it: later, confirming, waiting, cooking, ready, served, void."""
    if line.state is LineState.SENT:
        if line.round and line.round.state is RoundState.WAITING:
            return "later" if line.round.is_held else "confirming"
        return "waiting"
    return str(line.state)


@dataclass(frozen=True)
class Step:
    name: str
    mark: str = ""              # "d" done, "n" now, "" not yet
    at: datetime | None = None


@dataclass(frozen=True)
class Stage:
    """How far the table's dishes are, in one sentence and four lanterns."""

    sentence: str
    detail: str = ""
    sent_at: datetime | None = None
    steps: tuple[Step, ...] = ()


STEPS = (LineState.SENT, LineState.COOKING, LineState.READY, LineState.SERVED)


def stage(lines: list[OrderLine]) -> Stage:
    """Of the dishes still to come: sentence and lanterns both speak of those that are furthest. Once nothing is to come, of all."""
    alive = [line for line in lines if line.state is not LineState.VOID]
    if not alive:
        return Stage(_("Nothing has been sent yet"), _("What is on the slip goes to the kitchen when somebody sends it."))
    going = [line for line in alive if line.state is not LineState.SERVED] or alive
    reached = max(STEPS.index(line.state) for line in going)
    sent_at = min(line.round.sent_at for line in going if line.round)
    started = [line.started_at or line.ready_at for line in going if line.started_at or line.ready_at]
    ready = [line.ready_at for line in going if line.ready_at]
    served = [line.served_at for line in going if line.served_at]
    times = [sent_at, min(started, default=None), min(ready, default=None), max(served, default=None)]
    marks = ["d" if number < reached or going is alive else "n" if number == reached else "" for number in range(4)]
    words = (_("Sent"), _("Cooking"), _("Ready"), _("All served"))
    steps = tuple(Step(word, mark, at if mark else None) for word, mark, at in zip(words, marks, times, strict=True))
    return Stage(*_sentence(going, STEPS[reached]), sent_at, steps)


def _sentence(going: list[OrderLine], reached: LineState) -> tuple[str, str]:
    first, *more = [line for line in going if line.state is reached]
    if reached is LineState.SERVED:
        return _("Everything is served"), _("Enjoy your meal.")
    if reached is LineState.READY:
        if not more:
            return _("%(dish)s is ready", dish=text(first.name)), _("It is on its way to your table.")
        return (_("Everything is ready") if len(more) + 1 == len(going) else
                ngettext("%(num)s dish is ready", "%(num)s dishes are ready", len(more) + 1)), _("They are on their way to your table.")
    if reached is LineState.COOKING:
        return _("In the kitchen"), (ngettext("%(num)s dish is being cooked.", "%(num)s dishes are being cooked.", len(more) + 1) if more else
                                     _("%(dish)s is being cooked.", dish=text(first.name)))
    return _not_begun([state_of(line) for line in going])


def _not_begun(states: list[str]) -> tuple[str, str]:
    if "waiting" in states:
        return _("The kitchen has your order"), ngettext("%(num)s dish is waiting its turn.", "%(num)s dishes are waiting their turn.",
                                                         states.count("waiting"))
    if "confirming" in states:
        return _("A waiter confirms your order"), _("One tap, and the kitchen has it.")
    return _("Your waiter has your order"), _("It goes to the kitchen when it is time.")


def coming() -> list[Call]:
    """Calls of this table that somebody of the floor went for just now."""
    return sittings.coming(g.sitting) if g.sitting else []


def requests() -> list[JoinRequest]:
    """Phones that wait to be let in at this guest's table."""
    return sittings.requests(g.sitting) if g.sitting else []
