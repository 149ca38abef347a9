"""The board: released rounds as tickets, in order of arrival. A ticket is not a copy, it is the lines themselves."""
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, TextClause, func, or_, select, text, update
from sqlalchemy.orm import contains_eager, joinedload

from app import live
from app.audit import Actor, record
from app.clock import now
from app.db import changes, db
from app.errors import Refused
from app.i18n import _
from app.kitchen.allergies import allergy_in
from app.kitchen.models import AllergyAcknowledged, Bump
from app.ordering.models import ON_THE_BOARD, LineState, Order, OrderLine, Round, RoundState
from app.ordering.rounds import kitchen_topic
from app.tables.models import Sitting, SittingTable
from app.tables.sittings import floor_topic

TO_DO = (LineState.SENT, LineState.COOKING)
RECALLS = 20


@dataclass(frozen=True)
class Item:
    """Identical portions of one round, as one row of a ticket."""

    lines: tuple[OrderLine, ...]

    @property
    def first(self) -> OrderLine:
        return self.lines[0]

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def is_void(self) -> bool:
        return self.first.state is LineState.VOID

    @property
    def to_do(self) -> list[OrderLine]:
        return [line for line in self.lines if line.state in TO_DO]

    @property
    def is_done(self) -> bool:
        return not self.is_void and not self.to_do


@dataclass(frozen=True)
class Ticket:
    """A round as one station sees it, or the pass (every station)."""

    round: Round
    items: tuple[Item, ...]
    age: timedelta
    allergy: str = ""                       # what the table wrote, when it speaks of an allergy
    acknowledged: bool = False

    @property
    def label(self) -> str:
        sitting = self.round.order.sitting
        return sitting.label if sitting else f"#{self.round.order.number}"

    @property
    def is_add_on(self) -> bool:
        return self.round.number > 1

    @property
    def started(self) -> bool:
        return any(line.started_at or line.ready_at for item in self.items for line in item.lines)

    @property
    def line_ids(self) -> list[int]:
        return [line.id for item in self.items for line in item.to_do]

    @property
    def is_done(self) -> bool:
        return all(item.is_done or item.is_void for item in self.items)


@dataclass
class Board:
    tickets: list[Ticket] = field(default_factory=list)
    all_day: list[tuple[OrderLine, int]] = field(default_factory=list)      # a line to name the dish by, how many to make
    counts: dict[str, int] = field(default_factory=dict)                    # open tickets by station code; "" is the pass


def on_the_board() -> TextClause:
    """Lines a ticket still stands for (the partial index's own words)."""
    return text(ON_THE_BOARD)


def board(store_id: int, station: str = "") -> Board:
    """What the kitchen has to do now; with a station's code, only its lines."""
    at = now()
    open_rounds = select(OrderLine.round_id).where(OrderLine.store_id == store_id, on_the_board())
    lines = db.session.scalars(
        select(OrderLine).join(OrderLine.round).where(
            OrderLine.round_id.in_(open_rounds), Round.state == RoundState.SENT, Round.release_at <= at,
            or_(OrderLine.state != LineState.VOID, OrderLine.void_seen_at.is_(None)))
        .order_by(Round.release_at, Round.id, OrderLine.id)
        .options(contains_eager(OrderLine.round).joinedload(Round.order).joinedload(Order.sitting)
                 .selectinload(Sitting.places).joinedload(SittingTable.table))).all()
    return _arranged(lines, station, at)


def _arranged(lines: Sequence[OrderLine], station: str, at: datetime) -> Board:
    found, open_rounds = Board(), defaultdict(set)
    acknowledged = _acknowledged({line.round_id for line in lines})
    for round_id, group in groupby(lines, key=lambda line: line.round_id):
        inside = list(group)
        for line in filter(_stands, inside):
            open_rounds[line.station].add(round_id)
            open_rounds[""].add(round_id)
        mine = [line for line in inside if station in ("", line.station)]
        if any(map(_stands, mine)):
            allergy = allergy_in(line.note for line in inside if line.state is not LineState.VOID)
            found.tickets.append(Ticket(inside[0].round, _items(mine), at - inside[0].round.release_at, allergy, round_id in acknowledged))
    found.all_day = _all_day(found.tickets)
    found.counts = {code: len(rounds) for code, rounds in open_rounds.items()}
    return found


def _stands(line: OrderLine) -> bool:
    """In Python what `ON_THE_BOARD` says in SQL."""
    if line.state is LineState.VOID:
        return line.void_seen_at is None
    return line.out_at is None and line.state is not LineState.SERVED


def _items(lines: Iterable[OrderLine]) -> tuple[Item, ...]:
    alike: dict[object, list[OrderLine]] = {}
    for line in lines:
        same = (line.dish_id, line.station, str(line.options), line.note, line.state is LineState.VOID)
        alike.setdefault(same, []).append(line)
    return tuple(Item(tuple(group)) for group in alike.values())


def _all_day(tickets: list[Ticket]) -> list[tuple[OrderLine, int]]:
    counts: dict[int, list[OrderLine]] = defaultdict(list)
    for ticket in tickets:
        for item in ticket.items:
            for line in item.to_do:
                counts[line.dish_id].append(line)
    return sorted(((lines[0], len(lines)) for lines in counts.values()), key=lambda entry: (-entry[1], entry[0].id))


def _acknowledged(round_ids: set[int]) -> set[int]:
    if not round_ids:
        return set()
    return set(db.session.scalars(select(AllergyAcknowledged.round_id).where(AllergyAcknowledged.round_id.in_(round_ids))))


def released_round(store_id: int, round_id: int) -> Round | None:
    """A round of this store that the kitchen has."""
    return db.session.scalar(select(Round).where(
        Round.id == round_id, Round.store_id == store_id, Round.state == RoundState.SENT, Round.release_at <= now()))


def start(round_: Round, station: str, by: Actor) -> None:
    """The cook begins a ticket: its waiting lines are cooking. Nothing to begin is no mistake."""
    if changes(update(OrderLine).where(OrderLine.round_id == round_.id, OrderLine.state == LineState.SENT, _at_station(station))
               .values(state=LineState.COOKING, started_at=now())):
        _touch(round_)


def tick(round_: Round, line_ids: Sequence[int], by: Actor) -> Bump:
    """These portions are ready. Raises Refused when one of them was moved on by somebody else meanwhile; then nothing happens."""
    ready = _make_ready(round_, sorted(set(line_ids)))
    return _remember(Bump(round_id=round_.id, whole=False, line_ids=ready, out_ids=[]), round_, by)


def bump(round_: Round, station: str, line_ids: Sequence[int], by: Actor) -> Bump:
    """The whole ticket goes out: what the cook saw undone on it becomes ready, all of it or (Refused) nothing."""
    ready = _make_ready(round_, sorted(set(line_ids))) if line_ids else []
    out = sorted(db.session.scalars(select(OrderLine.id).where(
        OrderLine.round_id == round_.id, OrderLine.state == LineState.READY, OrderLine.out_at.is_(None), _at_station(station))))
    if not out or changes(update(OrderLine).where(OrderLine.id.in_(out), OrderLine.out_at.is_(None)).values(out_at=now())) != len(out):
        raise Refused(_faster())
    return _remember(Bump(round_id=round_.id, station=station, whole=True, line_ids=ready, out_ids=out), round_, by)


def _make_ready(round_: Round, line_ids: list[int]) -> list[int]:
    moved = changes(update(OrderLine).where(OrderLine.id.in_(line_ids), OrderLine.round_id == round_.id, OrderLine.state.in_(TO_DO))
                    .values(state=LineState.READY, ready_at=now()))
    if not line_ids or moved != len(line_ids):
        raise Refused(_faster())
    return line_ids


def _faster() -> str:
    return _("Somebody was faster: this has already been bumped, ticked or voided.")


def _remember(made: Bump, round_: Round, by: Actor) -> Bump:
    made.store_id, made.staff_id, made.at = round_.store_id, by.id, now()
    db.session.add(made)
    _touch(round_)
    db.session.flush()
    return made


def untick(round_: Round, line_ids: Sequence[int], by: Actor) -> None:
    """A portion was ticked by mistake: back to cooking. Raises Refused when it was served or moved meanwhile."""
    wanted = set(line_ids)
    if not wanted or changes(update(OrderLine).where(OrderLine.id.in_(wanted), OrderLine.round_id == round_.id,
                                                     OrderLine.state == LineState.READY)
                             .values(state=LineState.COOKING, ready_at=None)) != len(wanted):
        raise Refused(_("This dish has already left the kitchen."))
    _touch(round_)


def undo(bump_: Bump, by: Actor) -> None:
    """Take a bump back: what has not been served or voided since returns to the board. Raises Refused when there is nothing."""
    if not changes(update(Bump).where(Bump.id == bump_.id, Bump.undone_at.is_(None)).values(undone_at=now())):
        raise Refused(_("This was already undone."))
    still_ready = OrderLine.state == LineState.READY
    back = changes(update(OrderLine).where(OrderLine.id.in_(bump_.out_ids), still_ready).values(out_at=None))
    back += changes(update(OrderLine).where(OrderLine.id.in_(bump_.line_ids), still_ready)
                    .values(state=LineState.COOKING, ready_at=None))
    if not back:
        raise Refused(_("These dishes have already been served."))
    _touch(bump_.round)


def last_bump(store_id: int, station: str = "") -> Bump | None:
    """The latest tap that can be undone."""
    query = select(Bump).where(Bump.store_id == store_id, Bump.undone_at.is_(None)).order_by(Bump.id.desc()).limit(1)
    return db.session.scalar(query.where(Bump.station.in_(("", station))) if station else query)


def recent(store_id: int) -> list[Bump]:
    """The last twenty tickets bumped, newest first, to be recalled."""
    return list(db.session.scalars(
        select(Bump).where(Bump.store_id == store_id, Bump.whole.is_(True), Bump.undone_at.is_(None)).order_by(Bump.id.desc()).limit(RECALLS)
        .options(joinedload(Bump.round).joinedload(Round.order).joinedload(Order.sitting).selectinload(Sitting.places)
                 .joinedload(SittingTable.table), joinedload(Bump.round).selectinload(Round.lines))))


def acknowledge(round_: Round, by: Actor) -> None:
    """The kitchen has read the round's allergy; the table sees that. Twice is once."""
    if db.session.scalar(select(AllergyAcknowledged.id).where(AllergyAcknowledged.round_id == round_.id)) is None:
        db.session.add(AllergyAcknowledged(round_id=round_.id, staff_id=by.id, at=now()))
        record(by, "allergy_acknowledged", round_)
        _touch(round_)


def acknowledged_rounds(order_id: int) -> set[int]:
    """Rounds of an order whose allergy the kitchen has read."""
    return set(db.session.scalars(select(AllergyAcknowledged.round_id).join(Round, Round.id == AllergyAcknowledged.round_id)
                                  .where(Round.order_id == order_id)))


def see_void(round_: Round, line_ids: Sequence[int]) -> None:
    """The cook has seen that these were voided; they leave the ticket."""
    if changes(update(OrderLine).where(OrderLine.id.in_(line_ids), OrderLine.round_id == round_.id, OrderLine.state == LineState.VOID,
                                       OrderLine.void_seen_at.is_(None)).values(void_seen_at=now())):
        _touch(round_)


def serve(lines: Sequence[OrderLine], by: Actor) -> None:
    """The floor brought these dishes. Raises Refused when one of them was not ready (any more)."""
    if not lines or changes(update(OrderLine).where(OrderLine.id.in_([line.id for line in lines]), OrderLine.state == LineState.READY)
                            .values(state=LineState.SERVED, served_at=now(), out_at=func.coalesce(OrderLine.out_at, now()))) != len(lines):
        raise Refused(_("One of these dishes was just taken back by the kitchen, or served by somebody else."))
    for round_ in {line.round_id: line.round for line in lines}.values():
        _touch(round_)


def last_out(store_id: int) -> datetime | None:
    """When the last ticket went out."""
    return db.session.scalar(select(Bump.at).where(Bump.store_id == store_id, Bump.whole.is_(True)).order_by(Bump.id.desc()).limit(1))


def _at_station(station: str) -> ColumnElement[bool]:
    return OrderLine.station == station if station else OrderLine.station.is_not(None)


def _touch(round_: Round) -> None:
    for topic in (f"order-{round_.order_id}", kitchen_topic(round_.store_id), floor_topic(round_.store_id)):
        live.touch(topic)
