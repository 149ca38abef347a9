"""The board: released rounds as tickets, in order of arrival. A ticket is not a copy, it is the lines themselves."""
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, TextClause, and_, case, func, or_, select, text, update
from sqlalchemy.orm import contains_eager, joinedload

from app import live
from app.audit import Actor, record
from app.clock import now
from app.db import changes, db
from app.errors import Refused
from app.i18n import _
from app.kitchen.allergies import allergy_in
from app.kitchen.choices import Wish, wishes
from app.kitchen.hurry import nudges
from app.kitchen.models import AllergyAcknowledged, Bump
from app.menu.catalogue import CatalogueDish, catalogue
from app.ordering.models import ON_THE_BOARD, TO_COOK, LineState, Order, OrderLine, Round, RoundState, order_topic
from app.ordering.rounds import kitchen_topic
from app.stores.settings import StoreSettings
from app.tables.models import Sitting, SittingTable
from app.tables.sittings import floor_topic

RECALLS = 20
FRESH = timedelta(minutes=1)
UNDO_FOR = timedelta(minutes=2)         # later a tap is taken back through the recall list
UNDO_AMONG = 200                        # no kitchen taps more often in that time; who never taps must not look through years of taps
# A tap taken back: what nobody had begun waits again, the rest is cooking.
NOT_READY = {"state": case((OrderLine.started_at.is_(None), LineState.SENT.value), else_=LineState.COOKING.value), "ready_at": None}


@dataclass(frozen=True)
class Item:
    """Identical portions of one round, as one row of a ticket."""

    lines: tuple[OrderLine, ...]
    wishes: tuple[Wish, ...]

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
    def to_do(self) -> list[int]:
        return [line.id for line in self.lines if line.state in TO_COOK]

    @property
    def ticked(self) -> list[int]:
        """Portions that are ready and still the kitchen's."""
        return [line.id for line in self.lines if line.state is LineState.READY]

    @property
    def is_done(self) -> bool:
        return not self.is_void and not self.to_do

    @property
    def allergy(self) -> str:
        return "" if self.is_void else allergy_in([self.first.note])


@dataclass(frozen=True)
class Ticket:
    """A round as one station sees it, or the pass (every station)."""

    round: Round
    items: tuple[Item, ...]
    age: timedelta
    allergy: str = ""                       # what the table wrote, when it speaks of an allergy
    acknowledged: bool = False
    asked: frozenset[str] = frozenset()     # somebody asked to hurry: rush, chase

    @property
    def label(self) -> str:
        return label(self.round)

    @property
    def covers(self) -> int | None:
        return self.round.order.sitting and self.round.order.sitting.covers

    @property
    def is_add_on(self) -> bool:
        return (self.round.number or 1) > 1

    @property
    def started(self) -> bool:
        return any(line.started_at or line.ready_at for item in self.items for line in item.lines)

    @property
    def to_do(self) -> list[int]:
        return [line_id for item in self.items for line_id in item.to_do]

    @property
    def voids(self) -> list[int]:
        """Cancelled dishes that nobody has tapped away yet."""
        return [line.id for item in self.items if item.is_void for line in item.lines]

    @property
    def is_done(self) -> bool:
        return not self.to_do

    @property
    def is_only_voids(self) -> bool:
        """Nothing else keeps it on the board."""
        return bool(self.voids) and not any(_stands(line) for item in self.items if not item.is_void for line in item.lines)

    @property
    def must_read(self) -> bool:
        return bool(self.allergy) and not self.acknowledged

    def late_by(self, limits: StoreSettings) -> timedelta | None:
        over = self.age - timedelta(minutes=limits.late_minutes)
        return over if over >= timedelta() else None

    def band(self, limits: StoreSettings) -> str:
        """How old it is, in four steps: fresh, calm, warm, hot."""
        if self.late_by(limits) is not None:
            return "hot"
        if self.age >= timedelta(minutes=limits.warm_minutes):
            return "warm"
        return "fresh" if self.age < FRESH and not self.started else "calm"


@dataclass
class Board:
    tickets: list[Ticket] = field(default_factory=list)
    all_day: list[tuple[OrderLine, int]] = field(default_factory=list)      # a line to name the dish by, how many to make
    counts: dict[str, int] = field(default_factory=dict)                    # open tickets by station code; "" is the pass


@dataclass(frozen=True)
class Recall:
    """A ticket that went out, and whether any of it can still come back."""

    bump: Bump
    items: tuple[Item, ...]

    @property
    def label(self) -> str:
        return label(self.bump.round)

    @property
    def is_here(self) -> bool:
        return any(item.ticked for item in self.items)


def label(round_: Round) -> str:
    """What the kitchen calls out: the table, or the order's number."""
    sitting = round_.order.sitting
    return sitting.label if sitting else f"#{round_.order.number}"


# Looking

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
            or_(OrderLine.state != LineState.VOID, _void_matters()))
        .order_by(Round.release_at, Round.id, OrderLine.id)
        .options(contains_eager(OrderLine.round).joinedload(Round.order).joinedload(Order.sitting)
                 .selectinload(Sitting.places).joinedload(SittingTable.table))).all()
    return _arranged(lines, station, at)


def _void_matters() -> ColumnElement[bool]:
    """A cancelled dish concerns the kitchen only while it had it: not before its release, not after it went out."""
    return and_(OrderLine.void_seen_at.is_(None), OrderLine.out_at.is_(None), OrderLine.voided_at >= Round.release_at)


def _arranged(lines: Sequence[OrderLine], station: str, at: datetime) -> Board:
    found, open_rounds, dishes = Board(), defaultdict(set), catalogue().dishes
    acknowledged, asked = _acknowledged({line.round_id for line in lines}), nudges({line.round_id for line in lines})
    for round_id, group in groupby(lines, key=lambda line: line.round_id):
        inside = list(group)
        for line in filter(_stands, inside):
            open_rounds[line.station].add(round_id)
            open_rounds[""].add(round_id)
        mine = [line for line in inside if station in ("", line.station)]
        if any(map(_stands, mine)):
            allergy = allergy_in(line.note for line in inside if line.state is not LineState.VOID)
            found.tickets.append(Ticket(inside[0].round, _items(mine, dishes), at - inside[0].round.release_at, allergy,
                                        round_id in acknowledged, frozenset(asked.get(round_id, ()))))
    found.all_day = _all_day(found.tickets)
    found.counts = {code: len(rounds) for code, rounds in open_rounds.items()}
    return found


def _stands(line: OrderLine) -> bool:
    """In Python what `ON_THE_BOARD` says in SQL; which voids matter was asked there."""
    return line.state is LineState.VOID or (line.out_at is None and line.state is not LineState.SERVED)


def _items(lines: Iterable[OrderLine], dishes: Mapping[int, CatalogueDish]) -> tuple[Item, ...]:
    """Alike portions as rows. A cancelled one stands behind those that remain, so that their row stays where it was."""
    alike: dict[object, tuple[list[OrderLine], list[OrderLine]]] = {}
    for line in lines:
        with_the_set = str(line.chosen) if line.set_id and line.chosen else ""
        same = (line.dish_id, line.station, str(line.options), line.note, line.seat, with_the_set)
        alike.setdefault(same, ([], []))[line.state is LineState.VOID].append(line)
    rows = [row for pair in alike.values() for row in pair if row]
    return tuple(Item(tuple(row), tuple(wishes(row[0], dishes.get(row[0].dish_id)))) for row in rows)


def _all_day(tickets: list[Ticket]) -> list[tuple[OrderLine, int]]:
    counts: dict[int, int] = defaultdict(int)
    named: dict[int, OrderLine] = {}
    for item in (item for ticket in tickets for item in ticket.items if item.to_do):
        counts[item.first.dish_id] += len(item.to_do)
        named.setdefault(item.first.dish_id, item.first)
    return [(named[dish], count) for dish, count in sorted(counts.items(), key=lambda each: (-each[1], named[each[0]].id))]


def _acknowledged(round_ids: set[int]) -> set[int]:
    if not round_ids:
        return set()
    return set(db.session.scalars(select(AllergyAcknowledged.round_id).where(AllergyAcknowledged.round_id.in_(round_ids))))


def acknowledged_rounds(order_id: int) -> set[int]:
    """Rounds of an order whose allergy the kitchen has read."""
    return set(db.session.scalars(select(AllergyAcknowledged.round_id).join(Round, Round.id == AllergyAcknowledged.round_id)
                                  .where(Round.order_id == order_id)))


def released_round(store_id: int, round_id: int) -> Round | None:
    """A round of this store that the kitchen has."""
    return db.session.scalar(select(Round).where(
        Round.id == round_id, Round.store_id == store_id, Round.state == RoundState.SENT, Round.release_at <= now()))


def ticket(round_: Round, station: str = "") -> Ticket:
    """One round as a ticket, whether or not it is still on the board; what was cancelled before its release is not on it."""
    lines = [line for line in round_.lines if station in ("", line.station)
             and (line.state is not LineState.VOID or line.voided_at >= round_.release_at)]
    allergy = allergy_in(line.note for line in round_.lines if line.state is not LineState.VOID)
    return Ticket(round_, _items(lines, catalogue().dishes), now() - round_.release_at, allergy, round_.id in _acknowledged({round_.id}),
                  frozenset(nudges([round_.id]).get(round_.id, ())))


_WITH_TICKET = (joinedload(Bump.round).joinedload(Round.order).joinedload(Order.sitting).selectinload(Sitting.places)
                .joinedload(SittingTable.table), joinedload(Bump.round).selectinload(Round.lines))


def last_tap(store_id: int, station: str, by: Actor) -> Bump | None:
    """The latest tick or bump that this person or screen made in this view and can still take back by one tap."""
    before = select(Bump.id).where(Bump.store_id == store_id).order_by(Bump.id.desc()).offset(UNDO_AMONG).limit(1).scalar_subquery()
    return db.session.scalar(
        select(Bump).where(Bump.store_id == store_id, Bump.id > func.coalesce(before, 0),
                           Bump.undone_at.is_(None), Bump.at > now() - UNDO_FOR, Bump.station == station,
                           *(getattr(Bump, name).is_not_distinct_from(value) for name, value in who(by).items()))
        .order_by(Bump.id.desc()).limit(1).options(*_WITH_TICKET))


def bump_of(store_id: int, bump_id: int) -> Bump | None:
    """A tap that was made in this store."""
    return db.session.scalar(select(Bump).where(Bump.id == bump_id, Bump.store_id == store_id).options(*_WITH_TICKET))


def recent(store_id: int, station: str = "") -> list[Recall]:
    """The last twenty tickets bumped, newest first, to be recalled; at a station those that were bumped there or at the pass."""
    bumps = db.session.scalars(
        select(Bump).where(Bump.store_id == store_id, Bump.whole.is_(True), Bump.undone_at.is_(None),
                           Bump.station.in_(("", station)) if station else Bump.station.is_not(None))
        .order_by(Bump.id.desc()).limit(RECALLS).options(*_WITH_TICKET))
    dishes = catalogue().dishes
    return [Recall(bump_, _items((line for line in bump_.round.lines if line.id in bump_.out_ids), dishes)) for bump_ in bumps]


def last_out(store_id: int) -> datetime | None:
    """When the last ticket went out."""
    return db.session.scalar(select(Bump.at).where(Bump.store_id == store_id, Bump.whole.is_(True)).order_by(Bump.id.desc()).limit(1))


# Doing. Every verb holds the round's lines in order of id first, so that two cooks never meet halfway.

def start(round_: Round, station: str, by: Actor) -> None:
    """The cook begins a ticket: its waiting lines are cooking. Nothing to begin is no mistake."""
    waiting = [line.id for line in _held(round_).values() if line.state is LineState.SENT and station in ("", line.station)]
    if waiting:
        _set(waiting, {"state": LineState.COOKING, "started_at": now()})
        _touch(round_)


def tick(round_: Round, line_ids: Sequence[int], by: Actor, *, station: str = "", key: str | None = None) -> Bump:
    """These portions are ready. Raises Refused when one of them was moved on by somebody else meanwhile; then nothing happens.

    One key acts once: repeated, it gives the tap it made."""
    held = _held(round_)
    if (made := _made_by(round_, key)) is not None:
        return made
    wanted = sorted(set(line_ids))
    _refuse_void(held, wanted)
    if not wanted or any(line_id not in held or held[line_id].state not in TO_COOK for line_id in wanted):
        raise Refused(_faster())
    _set(wanted, {"state": LineState.READY, "ready_at": now()})
    return _remember(Bump(round_id=round_.id, station=station, whole=False, line_ids=wanted, out_ids=[], key=key), round_, by)


def bump(round_: Round, station: str, line_ids: Sequence[int], by: Actor, *, key: str | None = None) -> Bump:
    """The ticket goes out. What the cook saw undone becomes ready; what somebody ticked meanwhile goes along.

    Raises Refused, and nothing happens, when it was bumped already, when something on it came back, was cancelled or speaks of
    an allergy that nobody has read. One key acts once."""
    held = _held(round_)
    if (made := _made_by(round_, key)) is not None:
        return made
    mine = {line.id: line for line in held.values() if station in ("", line.station)}
    _refuse_void(held, mine)
    ready = sorted(line_id for line_id, line in mine.items() if line.state in TO_COOK)
    out = sorted({*ready, *(line_id for line_id, line in mine.items() if line.state is LineState.READY and line.out_at is None)})
    if not out or not set(ready) <= set(line_ids):
        raise Refused(_faster())
    if _allergy_unread(round_):
        raise Refused(_("Read the allergy on this ticket first, and tap that you have."))
    at = now()
    _set(ready, {"state": LineState.READY, "ready_at": at})
    _set(out, {"out_at": at})
    return _remember(Bump(round_id=round_.id, station=station, whole=True, line_ids=ready, out_ids=out, key=key), round_, by)


def untick(round_: Round, line_ids: Sequence[int], by: Actor) -> None:
    """A portion was ticked by mistake: back to the stove. Raises Refused when it was served or cancelled meanwhile."""
    held, wanted = _held(round_), set(line_ids)
    if not wanted or any(line_id not in held or held[line_id].state not in (*TO_COOK, LineState.READY) for line_id in wanted):
        raise Refused(_("This dish has already left the kitchen."))
    _set([line_id for line_id in wanted if held[line_id].state is LineState.READY], NOT_READY | {"out_at": None})
    _touch(round_)


def undo(bump_: Bump, by: Actor) -> None:
    """Take a tap back: what has not been served or cancelled since returns to the board. Twice is once.

    Raises Refused when nothing is left to return."""
    held = _held(bump_.round)
    if not changes(update(Bump).where(Bump.id == bump_.id, Bump.undone_at.is_(None)).values(undone_at=now())):
        return
    here = {line.id for line in held.values() if line.state is LineState.READY}
    out = here & set(bump_.out_ids)
    back = {line_id for line_id in here & set(bump_.line_ids) if line_id in out or held[line_id].out_at is None}
    if not out and not back:
        raise Refused(_("These dishes have already left the kitchen."))
    _set(out, {"out_at": None})
    _set(back, NOT_READY)
    _touch(bump_.round)


def acknowledge(round_: Round, by: Actor) -> None:
    """The kitchen has read the round's allergy; the table sees that. Twice is once."""
    _held(round_)
    if not _acknowledged({round_.id}):
        db.session.add(AllergyAcknowledged(round_id=round_.id, at=now(), **who(by)))
        record(by, "allergy_acknowledged", round_)
        _touch(round_)


def see_void(round_: Round, line_ids: Sequence[int]) -> None:
    """The cook has seen that these were cancelled; they leave the ticket. Twice is once."""
    if changes(update(OrderLine).where(OrderLine.id.in_(line_ids), OrderLine.round_id == round_.id, OrderLine.state == LineState.VOID,
                                       OrderLine.void_seen_at.is_(None)).values(void_seen_at=now())):
        _touch(round_)


def serve(lines: Sequence[OrderLine], by: Actor) -> None:
    """The floor brought these dishes. Raises Refused when one of them was not ready (any more)."""
    wanted, rounds, held = _held_lines(lines)
    if not wanted or any(held[line_id].state is not LineState.READY for line_id in wanted):
        raise Refused(_("One of these dishes was just taken back by the kitchen, or served by somebody else."))
    at = now()
    _set(wanted, {"state": LineState.SERVED, "served_at": at, "out_at": func.coalesce(OrderLine.out_at, at)})
    for round_ in rounds:
        _touch(round_)


def bring(lines: Sequence[OrderLine], by: Actor) -> None:
    """The floor says that these dishes are on the table, although the kitchen never bumped them; their tickets lose them.

    Nobody knows when they were ready, so no estimate counts them. Raises Refused when the kitchen does not have one of them."""
    wanted, rounds, held = _held_lines(lines)
    at = now()
    here = all(round_.release_at is not None and round_.release_at <= at for round_ in rounds)
    if not wanted or not here or any(held[line_id].state not in (*TO_COOK, LineState.READY) for line_id in wanted):
        raise Refused(_("One of these dishes is not in the kitchen. Please look at the table again."))
    _set(wanted, {"state": LineState.SERVED, "served_at": at, "started_at": func.coalesce(OrderLine.started_at, at),
                  "out_at": func.coalesce(OrderLine.out_at, at)})
    for round_ in rounds:
        record(by, "brought", round_, after={"lines": sorted(line_id for line_id in wanted if held[line_id].round_id == round_.id)})
        _touch(round_)


def unserve(lines: Sequence[OrderLine], by: Actor) -> None:
    """A waiter tapped the wrong dish: it is not on the table. What the kitchen had ready waits at the pass again, the rest is back on
    its ticket. Raises Refused when one of them was not served, or was cancelled since."""
    wanted, rounds, held = _held_lines(lines)
    if not wanted or any(held[line_id].state is not LineState.SERVED for line_id in wanted):
        raise Refused(_("One of these dishes is not served (any more). Please look at the table again."))
    never_started, left_with_it = OrderLine.started_at == OrderLine.served_at, OrderLine.out_at == OrderLine.served_at
    _set(wanted, {
        "state": case((OrderLine.ready_at.is_not(None), LineState.READY.value), (never_started, LineState.SENT.value),
                      else_=LineState.COOKING.value),
        "started_at": case((and_(OrderLine.ready_at.is_(None), never_started), None), else_=OrderLine.started_at),
        "out_at": case((left_with_it, None), else_=OrderLine.out_at), "served_at": None})
    for round_ in rounds:
        record(by, "unserved", round_, after={"lines": sorted(line_id for line_id in wanted if held[line_id].round_id == round_.id)})
        _touch(round_)


def _held_lines(lines: Sequence[OrderLine]) -> tuple[set[int], list[Round], dict[int, Row[Any]]]:
    """The ids of these lines, their rounds, and everything of those rounds as it is now, held until the transaction ends."""
    rounds = sorted({line.round for line in lines if line.round is not None}, key=lambda each: each.id)
    return {line.id for line in lines}, rounds, {line_id: line for round_ in rounds for line_id, line in _held(round_).items()}


def _held(round_: Round) -> dict[int, Row[Any]]:
    """The round's lines as they are now, held until the transaction ends."""
    found = db.session.execute(select(OrderLine.id, OrderLine.round_id, OrderLine.state, OrderLine.station, OrderLine.out_at,
                                      and_(OrderLine.state == LineState.VOID, _void_matters()).label("unseen_void"))
                               .join(OrderLine.round).where(OrderLine.round_id == round_.id).order_by(OrderLine.id)
                               .with_for_update(of=OrderLine))
    return {line.id: line for line in found}


def _set(line_ids: Iterable[int], values: Mapping[str, Any]) -> None:
    if ids := list(line_ids):
        changes(update(OrderLine).where(OrderLine.id.in_(ids)).values(**values))
        db.session.expire_all()


def _refuse_void(held: Mapping[int, Row[Any]], line_ids: Iterable[int]) -> None:
    if any(held[line_id].unseen_void for line_id in line_ids if line_id in held):
        raise Refused(_("A dish on this ticket was cancelled. Tap it first, so that nobody cooks it."))


def _faster() -> str:
    return _("Somebody was faster: this has already been bumped or ticked. Nothing happened twice.")


def _allergy_unread(round_: Round) -> bool:
    notes = db.session.scalars(select(OrderLine.note).where(OrderLine.round_id == round_.id, OrderLine.state != LineState.VOID))
    return bool(allergy_in(notes)) and not _acknowledged({round_.id})


def _made_by(round_: Round, key: str | None) -> Bump | None:
    return db.session.scalar(select(Bump).where(Bump.store_id == round_.store_id, Bump.key == key)) if key else None


def who(by: Actor) -> dict[str, int | None]:
    """A person at the board, or the wall screen that somebody touched."""
    return {"staff_id": by.id if by.kind == "staff" else None, "device_id": by.id if by.kind == "device" else None}


def _remember(made: Bump, round_: Round, by: Actor) -> Bump:
    made.store_id, made.at = round_.store_id, now()
    for name, value in who(by).items():
        setattr(made, name, value)
    db.session.add(made)
    _touch(round_)
    db.session.flush()
    return made


def _touch(round_: Round) -> None:
    for topic in (order_topic(round_.order_id), kitchen_topic(round_.store_id), floor_topic(round_.store_id)):
        live.touch(topic)
