"""What the floor's pages show: a room's tables with their parties, and one party with its lines."""
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from flask import abort, g
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.checks import undoing
from app.checks.models import Move, MoveKind
from app.clock import now
from app.db import db
from app.errors import NotAllowed, Refused
from app.i18n import _, ngettext
from app.kitchen import hurry
from app.ordering import rounds
from app.ordering.finding import order_of
from app.ordering.models import LineState, Order, OrderLine, Round, RoundState
from app.payments import paying
from app.payments.due import NOTHING, Due, due, dues
from app.staff.models import StaffMember
from app.staff.roles import Right
from app.stores import pausing
from app.tables import sittings
from app.tables.labels import natural
from app.tables.models import Area, Call, CallKind, DiningTable, Guest, JoinRequest, JoinState, Served, Sitting, SittingTable
from app.web import pauses
from app.web.auth import actor, can, signed_in
from app.web.filters import text
from app.web.htmx import version_of
from app.web.lines import Bought, bought, grouped
from app.web.lines import Row as SentRow
from app.web.pauses import Paused

JUST_MOVED = timedelta(minutes=2)       # so long the party's page begins with its last move, and the way back
WRONG_TAP = timedelta(minutes=10)       # so long what was said to be served can be taken back


class State(StrEnum):
    """What a table needs, in one word; the first that holds, from the top."""

    FLAGGED = "flagged"         # owed and silent
    CONFIRM = "confirm"         # a round waits for the floor
    BILL = "bill"               # they asked for it
    READY = "ready"             # dishes stand on the pass
    COOKING = "cooking"
    SENT = "sent"               # the kitchen has it and has not begun
    TO_PAY = "to_pay"           # all served, something owed
    PAID = "paid"               # nothing owed any more: they may go
    ORDERING = "ordering"       # phones are seated, nothing sent
    OPEN = "open"
    FREE = "free"


def word_of(state: State) -> str:
    return {
        State.FLAGGED: _("Look in"), State.CONFIRM: _("To confirm"), State.BILL: _("Wants the bill"), State.READY: _("Ready to serve"),
        State.COOKING: _("Cooking"), State.SENT: _("Waiting for the kitchen"), State.TO_PAY: _("To be paid"), State.PAID: _("Paid"),
        State.ORDERING: _("Choosing"), State.OPEN: _("Open"), State.FREE: _("Free")}[state]


@dataclass
class Party:
    """A sitting with everything the floor wants to know about it."""

    sitting: Sitting
    order: Order | None = None
    due: Due = NOTHING
    counts: dict[LineState, int] = field(default_factory=dict)      # lines of rounds that the kitchen has, and of the cart
    phones: int = 0
    calls: list[Call] = field(default_factory=list)
    requests: list[JoinRequest] = field(default_factory=list)
    waiting: list[Round] = field(default_factory=list)              # rounds that wait for a tap
    held: list[Round] = field(default_factory=list)                 # on hold, or a later course
    ready: list[OrderLine] = field(default_factory=list)            # on the pass
    late: int = 0                                                   # dishes that the kitchen should have made by now
    server: StaffMember | None = None                               # who looks after them

    @property
    def state(self) -> State:
        has = {state for state, count in self.counts.items() if count}
        sold = has - {LineState.CART, LineState.VOID}
        known = (
            (State.FLAGGED, self.sitting.flagged_at), (State.CONFIRM, self.waiting),
            (State.BILL, self.sitting.bill_asked_at and self.due.owed_minor > 0),
            (State.READY, LineState.READY in has), (State.COOKING, LineState.COOKING in has), (State.SENT, LineState.SENT in has),
            (State.TO_PAY, self.due.owed_minor > 0), (State.PAID, sold),
            (State.ORDERING, self.phones or LineState.CART in has))
        return next((state for state, holds in known if holds), State.OPEN)

    @property
    def minutes(self) -> int:
        return int((now() - self.sitting.opened_at) // timedelta(minutes=1))


@dataclass(frozen=True)
class Place:
    """A table, and who sits there."""

    table: DiningTable
    parties: tuple[Party, ...]


@dataclass(frozen=True)
class Room:
    version: str
    areas: list[tuple[Area, list[Place]]]
    parties: list[Party]                    # in order of opening
    me: int | None = None                   # whose screen it is
    pauses: list[Paused] = field(default_factory=list)      # services that the store does not give just now

    @property
    def in_use(self) -> int:
        return sum(bool(place.parties) for _area, places in self.areas for place in places)

    @property
    def tables(self) -> int:
        return sum(len(places) for _area, places in self.areas)

    @property
    def tasks(self) -> list[Party]:
        """Parties that want a tap now, who waits longest first."""
        return sorted((party for party in self.parties if since(party)), key=lambda party: (since(party), party.sitting.id))

    @property
    def my_tasks(self) -> list[Party]:
        """Those of one's own tables, of nobody's, and what was passed on."""
        return [party for party in self.tasks if self.is_mine(party) or any(map(passed_on, party.calls))]

    @property
    def their_tasks(self) -> list[Party]:
        """What colleagues see to first."""
        mine = {party.sitting.id for party in self.my_tasks}
        return [party for party in self.tasks if party.sitting.id not in mine]

    @property
    def asked(self) -> str:
        """What this person should hear of, a word each: a new one rings."""
        words: list[str] = []
        for party in self.my_tasks:
            words += [f"call{each.id}{'-passed' if passed_on(each) else ''}" for each in party.calls]
            words += [f"join{each.id}" for each in party.requests] + [f"round{each.id}" for each in party.waiting]
            words += [f"ready{each.id}" for each in party.ready] + [f"silent{party.sitting.id}"] * bool(party.sitting.flagged_at)
        return " ".join(words)

    def is_mine(self, party: Party) -> bool:
        return party.server is None or party.server.id == self.me

    @property
    def has_plan(self) -> bool:
        return any(place.table.x is not None and place.table.y is not None for _area, places in self.areas for place in places)


def since(party: Party) -> datetime | None:
    """Since when the party waits for somebody of the floor."""
    moments = [*(call.called_at for call in party.calls), *(request.asked_at for request in party.requests),
               *(round_.sent_at for round_ in party.waiting), *(line.ready_at for line in party.ready if line.ready_at)]
    if party.sitting.flagged_at:
        moments.append(party.sitting.flagged_at)
    return min(moments, default=None)


def room() -> Room:
    """The store's room: a fixed number of statements, however many tables."""
    version = room_version()
    tables = db.session.scalars(select(DiningTable).where(DiningTable.store_id == g.store.id, DiningTable.retired_at.is_(None))
                                .options(joinedload(DiningTable.area))).all()
    parties = _parties()
    at_table: dict[int, list[Party]] = defaultdict(list)
    for party in parties:
        for place in party.sitting.places:
            if place.until is None:
                at_table[place.table_id].append(party)
    areas: dict[Area, list[Place]] = {}
    for table in sorted(tables, key=lambda table: (table.area.position, table.area.id, natural(table.label), table.id)):
        areas.setdefault(table.area, []).append(Place(table, tuple(at_table[table.id])))
    me = signed_in()
    return Room(version, list(areas.items()), parties, me.id if me else None, pauses.shown(g.store))


def room_version() -> str:
    """Ages are shown in minutes, so a new minute is news too."""
    return version_of(sittings.floor_topic(g.store.id), pausing.topic(g.store.id)) + f".{int(now().timestamp() // 60)}"


def _parties() -> list[Party]:
    open_ones = db.session.scalars(
        select(Sitting).where(Sitting.store_id == g.store.id, Sitting.closed_at.is_(None)).order_by(Sitting.opened_at, Sitting.id)
        .options(selectinload(Sitting.places).joinedload(SittingTable.table))).all()
    parties = {sitting.id: Party(sitting) for sitting in open_ones}
    ids = list(parties)
    for order in db.session.scalars(select(Order).where(Order.sitting_id.in_(ids), Order.closed_at.is_(None))):
        parties[order.sitting_id].order = order
    for sitting_id, phones in db.session.execute(select(Guest.sitting_id, func.count()).where(Guest.sitting_id.in_(ids)).group_by(Guest.sitting_id)):
        parties[sitting_id].phones = phones
    for call in db.session.scalars(select(Call).where(Call.sitting_id.in_(ids), Call.answered_at.is_(None)).order_by(Call.id)):
        parties[call.sitting_id].calls.append(call)
    for request in db.session.scalars(select(JoinRequest).where(JoinRequest.sitting_id.in_(ids), JoinRequest.state == JoinState.WAITING)
                                      .order_by(JoinRequest.id)):
        parties[request.sitting_id].requests.append(request)
    for sitting_id, person in _servers(ids).items():
        parties[sitting_id].server = person
    _add_orders({party.order.id: party for party in parties.values() if party.order})
    return list(parties.values())


def _servers(ids: Iterable[int]) -> dict[int, StaffMember]:
    """Sitting id → who looks after the party."""
    found = db.session.execute(select(Served.sitting_id, StaffMember).join(StaffMember, StaffMember.id == Served.staff_id)
                               .where(Served.sitting_id.in_(ids), Served.until.is_(None)))
    return {row[0]: row[1] for row in found}


def _add_orders(parties: dict[int, Party]) -> None:
    for round_ in rounds.waiting(g.store.id):
        if round_.order_id in parties:
            (parties[round_.order_id].held if round_.is_held else parties[round_.order_id].waiting).append(round_)
    for line in _ready(list(parties)):
        parties[line.order_id].ready.append(line)
    for order_id, counts in _counts(list(parties)).items():
        parties[order_id].counts = counts
    for order_id, late in hurry.overdue(g.store, list(parties)).items():
        parties[order_id].late = late
    for order_id, owed in dues(list(parties)).items():
        parties[order_id].due = owed


def _ready(order_ids: Sequence[int]) -> Sequence[OrderLine]:
    return db.session.scalars(select(OrderLine).where(OrderLine.order_id.in_(order_ids), OrderLine.state == LineState.READY)
                              .order_by(OrderLine.id).execution_options(populate_existing=True)).all()


def _counts(order_ids: Sequence[int]) -> dict[int, dict[LineState, int]]:
    found: dict[int, dict[LineState, int]] = defaultdict(dict)
    in_kitchen = (OrderLine.round_id.is_(None)) | (Round.state == RoundState.SENT)
    for order_id, state, count in db.session.execute(
            select(OrderLine.order_id, OrderLine.state, func.sum(OrderLine.quantity)).outerjoin(OrderLine.round)
            .where(OrderLine.order_id.in_(order_ids), in_kitchen).group_by(OrderLine.order_id, OrderLine.state)):
        found[order_id][state] = int(count)
    return found


def party(sitting: Sitting) -> Party:
    """One party by itself, closed or open."""
    found = Party(sitting, order_of(sitting) if sitting.is_open else last_order(sitting))
    found.phones, found.calls, found.requests = len(sitting.guests), sittings.open_calls(sitting), sittings.requests(sitting)
    found.server = _servers([sitting.id]).get(sitting.id)
    if found.order:
        found.late = hurry.overdue(g.store, [found.order.id]).get(found.order.id, 0)
        found.due, found.counts = due(found.order), _counts([found.order.id])[found.order.id]
        found.ready = list(_ready([found.order.id]))
        found.waiting = [round_ for round_ in found.order.rounds if round_.state is RoundState.WAITING and not round_.is_held]
        found.held = [round_ for round_ in found.order.rounds if round_.is_held]
    return found


def party_version(sitting: Sitting, order: Order | None) -> str:
    return version_of(sittings.topic(sitting.id), *([order.topic] if order else [])) + "." + room_version()


def last_order(sitting: Sitting) -> Order | None:
    return db.session.scalar(select(Order).where(Order.sitting_id == sitting.id).order_by(Order.id.desc()).limit(1))


def last_move(sitting: Sitting) -> Move | None:
    """What the party's page offers to undo."""
    return undoing.last(sitting)


def is_fresh(move: Move) -> bool:
    return now() - move.at < JUST_MOVED


def moved_word(move: Move, sitting: Sitting) -> str:
    """What just happened to this party."""
    if move.kind is MoveKind.MERGE:
        return _("They are one party with one check now: %(table)s.", table=sitting.label)
    if move.kind is MoveKind.SPLIT:
        return _("The check is split. This is the one of %(table)s.", table=sitting.label)
    return _("They sit at %(table)s now.", table=sitting.label)


def undo_word(move: Move) -> str:
    return {MoveKind.MOVE: _("Undo the move"), MoveKind.SWAP: _("Undo the swap"), MoveKind.JOIN: _("Undo the further table"),
            MoveKind.LEAVE: _("Undo giving the table back"), MoveKind.MERGE: _("Undo the merge"), MoveKind.SPLIT: _("Undo the split")}[move.kind]


def give_back(order: Order, reason: str, refusal: str) -> None:
    """What is now too much paid goes back, where this person may give it. Call with the order locked. Raises NotAllowed with the refusal."""
    if due(order).owed_minor < 0 and not can(Right.REFUND):
        raise NotAllowed(refusal)
    paying.refund_excess(order, by=actor(), reason=reason)


# One row of this store, or 404

def find_table(table_id: int) -> DiningTable:
    return db.session.scalar(select(DiningTable).where(
        DiningTable.id == table_id, DiningTable.store_id == g.store.id, DiningTable.retired_at.is_(None))) or abort(404)


def find_sitting(sitting_id: int) -> Sitting:
    return db.session.scalar(select(Sitting).where(Sitting.id == sitting_id, Sitting.store_id == g.store.id)) or abort(404)


def find_open(sitting_id: int) -> Sitting:
    """A party that is still here. Raises Refused once it has left."""
    sitting = find_sitting(sitting_id)
    if not sitting.is_open:
        raise Refused(_("This table has already been closed."))
    return sitting


def find_round(round_id: int) -> Round:
    return db.session.scalar(select(Round).where(Round.id == round_id, Round.store_id == g.store.id)) or abort(404)


def find_line(line_id: int) -> OrderLine:
    """A sent line of this store."""
    return db.session.scalar(select(OrderLine).where(OrderLine.id == line_id, OrderLine.store_id == g.store.id, OrderLine.round_id.is_not(None))
                             .execution_options(populate_existing=True)) or abort(404)


def find_call(call_id: int) -> Call:
    return db.session.scalar(select(Call).where(Call.id == call_id, Call.store_id == g.store.id)) or abort(404)


# Lines, alike portions together

class Row(SentRow):
    """For who serves: with whom it is for."""

    @property
    def said(self) -> str:
        return " · ".join(filter(None, (seat_word(self.line.seat), super().said)))


class Wanted(Row, Bought):
    """What a round that is still with the floor asks for."""


def wanted(sent: Iterable[OrderLine]) -> list[Wanted]:
    return bought(sent, lambda line: line.seat, lambda line: line.note, kind=Wanted)


def seat_word(seat: str | None) -> str:
    """A seat's number is no word by itself; a name is."""
    return _("Seat %(seat)s", seat=seat) if seat and seat.isdecimal() else seat or ""


def rows(sent: Iterable[OrderLine]) -> list[Row]:
    return grouped(sent, Row, lambda line: line.state, lambda line: line.void_reason, lambda line: line.seat)


def just_served(line: OrderLine) -> bool:
    """A wrong tap shows soon; later the table is what the page says."""
    return line.served_at is not None and line.served_at > now() - WRONG_TAP


def names(lines: Iterable[OrderLine], *, seats: bool = True) -> str:
    """Dishes as a list in a sentence: 2 × Dan dan noodles (Seat 3), Lemon tea."""
    return _(", ").join((f"{row.count} × " if row.count > 1 else "") + text(row.line.name)
                        + (f" ({seat_word(row.line.seat)})" if seats and row.line.seat else "") for row in rows(lines))


def rounds_of(order: Order | None) -> list[tuple[Round, list[Row]]]:
    """The rounds that the kitchen has, newest first."""
    if order is None:
        return []
    sent = db.session.scalars(select(Round).where(Round.order_id == order.id, Round.state == RoundState.SENT).order_by(Round.id.desc())
                              .options(selectinload(Round.lines)).execution_options(populate_existing=True)).all()
    return [(round_, rows(round_.lines)) for round_ in sent]


def state_word(line: OrderLine) -> str:
    return {LineState.SENT: _("Waiting"), LineState.COOKING: _("Cooking"), LineState.READY: _("Ready"), LineState.SERVED: _("Served"),
            LineState.VOID: _("Voided"), LineState.CART: _("On the slip")}[line.state]


def hold_word(round_: Round) -> str:
    return _("Course %(number)s", number=round_.course) if round_.course else _("On hold")


def call_word(kind: str) -> str:
    return {CallKind.BILL: _("Asks for the bill"), CallKind.WATER: _("Asks for water"), CallKind.HELP: _("Something is wrong")}.get(
        kind, _("Calls for a waiter"))


def passed_on(call: Call) -> bool:
    """Its own waiter did not go in time: it is everybody's."""
    return now() - call.called_at >= sittings.pass_on_after(g.store)


def why_waiting(round_: Round) -> str:
    """Why a round waits for the floor."""
    return {
        "first_round": _("The first round of this table."), "portions": _("Unusually many portions."), "dish": _("Unusually many of one dish."),
        "pace": _("Many rounds in a short time."), "phones": _("More phones than people."), "closed": _("Ordered outside opening hours."),
    }.get(round_.waits_for, "")


def age(minutes: int) -> str:
    """How long somebody has been here or waits, short enough for a table's card."""
    if minutes < 60:
        return ngettext("%(num)s min", "%(num)s min", minutes)
    return _("%(hours)s h %(minutes)s", hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def minutes_since(at: datetime) -> int:
    return max(0, int((now() - at) // timedelta(minutes=1)))
