"""Opening and joining a sitting, calling for somebody, closing.

The printed code opens only the menu; a phone orders once it is a guest of the open sitting, which its cookie shows."""
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import contains_eager

from app import live
from app.audit import Actor, record
from app.clock import now
from app.codes import digits, fingerprint, same, token
from app.db import changes, db
from app.errors import Invalid, NotAllowed, Refused, TooMany
from app.i18n import _
from app.outbox import posting
from app.stores import settings
from app.stores.finding import TOPIC as CHAIN_TOPIC
from app.stores.models import Store, TablePolicy
from app.tables.models import TOKEN_BITS, Call, CallKind, DiningTable, Guest, JoinRequest, JoinState, Opened, Served, Sitting, SittingTable
from app.texts import one_line

WORD_TRIES = 5
MOST_ASKING = 5             # phones that wait at a table to be let in
NAME_LENGTH = 20
ON_THE_WAY = timedelta(minutes=3)       # so long a table reads that somebody comes
MOST_PHONES = 120           # the largest party is 99 people; a photographed code must not fill a party with thousands
_FOUR_DIGITS = re.compile(r"[0-9]{4}")
SILENCE = "sitting_silent"          # the outbox's word for looking whether a party is still there


class WordNeeded(NotAllowed):
    """This phone came late: it needs the table's word, or a tap of somebody seated or of the floor."""


class NotOpened(NotAllowed):
    """At this store the floor opens the table."""


@dataclass(frozen=True)
class Seat:
    """A guest, and the secret that only the phone's cookie keeps."""

    guest: Guest
    secret: str


def topic(sitting_id: int) -> str:
    """Touched when something about the party changes: guests, calls, who waits to join, its end."""
    return f"sitting-{sitting_id}"


def floor_topic(store_id: int) -> str:
    """Touched when the floor screen of a store has something new to show."""
    return f"floor-{store_id}"


def calls_topic(store_id: int) -> str:
    """Touched when somebody calls or is answered: screens beside the floor's show how many."""
    return f"calls-{store_id}"


def tell(sitting: Sitting) -> None:
    """The party and the floor see what changed."""
    live.touch(topic(sitting.id))
    live.touch(floor_topic(sitting.store_id))


def table_by_token(token_: str) -> DiningTable | None:
    return db.session.scalar(select(DiningTable).join(DiningTable.store).options(contains_eager(DiningTable.store)).where(
        DiningTable.token == token_, DiningTable.retired_at.is_(None), Store.retired_at.is_(None)))


def open_at(table: DiningTable) -> Sitting | None:
    """The party now at a table."""
    return db.session.scalar(select(Sitting).join(SittingTable).where(
        SittingTable.table_id == table.id, SittingTable.until.is_(None), Sitting.closed_at.is_(None)).order_by(SittingTable.party))


def guest_by_secret(table: DiningTable, secret: str) -> Guest | None:
    """The guest whom a cookie names, of an open sitting that is at this table or was: a party that moves keeps its phones."""
    return db.session.scalar(
        select(Guest).join(Guest.sitting).options(contains_eager(Guest.sitting))
        .where(Guest.secret_hash == fingerprint(secret), Sitting.closed_at.is_(None),
               Sitting.places.any(SittingTable.table_id == table.id)))


def enter(table: DiningTable, *, word: str | None = None) -> Seat:
    """A phone at the table wants to order: opens the sitting where the store's policy lets a scan do so, else joins it.

    A word costs a try: call `spend_word_try` before. Raises NotOpened, WordNeeded, or Invalid for a wrong word."""
    lock(table)
    sitting = open_at(table)
    if sitting is None:
        if table.store.table_policy is TablePolicy.STAFF:
            raise NotOpened(_("We open this table for you. Please wave to a waiter; the menu is all yours meanwhile."))
        sitting = _open(table, Opened.SCAN, covers=None)
    elif word is not None:
        _check_word(sitting, word)
    elif not _may_walk_in(sitting):
        raise WordNeeded(_("Somebody already sits here. Type the table's four-digit word, or ask to be let in."))
    return seat(sitting)


def _may_walk_in(sitting: Sitting) -> bool:
    """In the first minutes; where the floor opens tables, only once somebody of the party has typed the word."""
    fresh = now() - sitting.opened_at < timedelta(minutes=settings.of(sitting.store).join_minutes)
    return fresh and (sitting.store.table_policy is not TablePolicy.STAFF or bool(sitting.guests))


def spend_word_try(table: DiningTable, word: str) -> None:
    """A word is about to be checked. In a transaction before that one, so that guesses in parallel count too.

    Raises TooMany when the word was guessed at too often, Invalid (at no cost) for what cannot be a word."""
    if not _FOUR_DIGITS.fullmatch(_as_word(word)):
        raise Invalid(_("The word has four digits."))
    sitting = open_at(table)
    if sitting is not None and not changes(update(Sitting).where(Sitting.id == sitting.id, Sitting.word_tries < WORD_TRIES)
                                           .values(word_tries=Sitting.word_tries + 1)):
        raise TooMany(_("Too many wrong words. Somebody at the table or a waiter can let you in with one tap."))


def _check_word(sitting: Sitting, word: str) -> None:
    if not same(_as_word(word), sitting.word):
        raise Invalid(_("That is not this table's word. It is on the phones of those who already sit here."))
    changes(update(Sitting).where(Sitting.id == sitting.id, Sitting.word_tries > 0).values(word_tries=Sitting.word_tries - 1))


def _as_word(typed: str) -> str:
    """A Chinese keyboard may type full-width digits."""
    return unicodedata.normalize("NFKC", typed).strip()


def open_by_staff(table: DiningTable, *, covers: int | None, by: Actor, share: bool = False) -> Sitting:
    """The floor seats a party. Raises Refused when somebody sits there already, unless they are to share the table."""
    _check_covers(covers)
    lock(table)
    if open_at(table) is not None and not share:
        raise Refused(_("Table %(table)s is already open.", table=table.label))
    sitting = _open(table, Opened.STAFF, covers=covers, party=free_party(table.id))
    record(by, "opened", sitting, after={"table": table.label, "covers": covers})
    return sitting


def free_party(table_id: int) -> int:
    """The lowest number that no party at this table has. Call with the table locked."""
    taken = set(db.session.scalars(select(SittingTable.party).where(SittingTable.table_id == table_id, SittingTable.until.is_(None))))
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _open(table: DiningTable, opened: Opened, *, covers: int | None, party: int = 1) -> Sitting:
    check_still_there([table.id])
    at = now()
    sitting = Sitting(store_id=table.store_id, opened=opened, opened_at=at, last_active_at=at, word=digits(), covers=covers,
                      confirmed_at=at if opened is Opened.STAFF else None)
    sitting.places.append(SittingTable(table_id=table.id, party=party, since=at))
    db.session.add(sitting)
    db.session.flush()
    watch(sitting)
    tell(sitting)
    return sitting


def watch(sitting: Sitting) -> None:
    """Have the worker look at this sitting once it may have gone silent."""
    idle = timedelta(minutes=settings.of(sitting.store).idle_minutes)
    posting.later(SILENCE, {"sitting": sitting.id}, due=sitting.last_active_at + idle)


def seat(sitting: Sitting) -> Seat:
    """Make a phone a guest of the sitting."""
    secret = token()
    return Seat(_guest(sitting, fingerprint(secret)), secret)


def _guest(sitting: Sitting, secret_hash: str) -> Guest:
    number = 1 + (db.session.scalar(select(func.max(Guest.number)).where(Guest.sitting_id == sitting.id)) or 0)
    if number > MOST_PHONES:
        raise TooMany(_("There are too many phones at this table. Please ask a waiter."))
    guest = Guest(sitting_id=sitting.id, number=number, secret_hash=secret_hash, joined_at=now())
    db.session.add(guest)
    db.session.flush()
    tell(sitting)
    return guest


def too_many_phones(sitting: Sitting) -> bool:
    """More phones than the party can have: their rounds wait for a tap of the floor."""
    count = db.session.scalar(select(func.count()).where(Guest.sitting_id == sitting.id))
    return count > max(settings.of(sitting.store).phones, (sitting.covers or 0) + 2)


def ask_to_join(table: DiningTable) -> tuple[JoinRequest, str]:
    """A late phone without the word asks to be let in. Returns the request and the phone's secret."""
    lock(table)
    sitting = open_at(table)
    if sitting is None:
        raise Refused(gone())
    waiting = db.session.scalar(select(func.count()).where(JoinRequest.sitting_id == sitting.id, JoinRequest.state == JoinState.WAITING))
    if waiting >= MOST_ASKING:
        raise TooMany(_("Several phones already wait to be let in here. Please ask a waiter."))
    secret = token()
    request = JoinRequest(sitting_id=sitting.id, secret_hash=fingerprint(secret), asked_at=now())
    db.session.add(request)
    db.session.flush()
    tell(sitting)
    return request, secret


def request_by_secret(table: DiningTable, secret: str) -> JoinRequest | None:
    """What became of the phone that waits to be let in, while the sitting it asked for goes on."""
    sitting = open_at(table)
    return sitting and db.session.scalar(select(JoinRequest).where(
        JoinRequest.secret_hash == fingerprint(secret), JoinRequest.sitting_id == sitting.id))


def requests(sitting: Sitting) -> list[JoinRequest]:
    return list(db.session.scalars(select(JoinRequest).where(
        JoinRequest.sitting_id == sitting.id, JoinRequest.state == JoinState.WAITING).order_by(JoinRequest.id)))


def admit(request: JoinRequest) -> Guest:
    """Somebody seated, or the floor, lets a waiting phone in. Raises Refused when that was decided already."""
    sitting = db.session.get_one(Sitting, request.sitting_id)
    hold(sitting)
    _decide(request, JoinState.ADMITTED)
    guest = _guest(sitting, request.secret_hash)
    request.guest_id = guest.id
    return guest


def decline(request: JoinRequest) -> None:
    _decide(request, JoinState.DECLINED)
    tell(db.session.get_one(Sitting, request.sitting_id))


def _decide(request: JoinRequest, state: JoinState) -> None:
    if not changes(update(JoinRequest).where(JoinRequest.id == request.id, JoinRequest.state == JoinState.WAITING)
                   .values(state=state, decided_at=now())):
        raise Refused(_("Somebody already answered that phone."))
    db.session.refresh(request)


def rename(guest: Guest, name: str) -> None:
    """A guest gives a name, or takes it back with a blank one."""
    name = one_line(name)
    if len(name) > NAME_LENGTH:
        raise Invalid(_("A name has at most %(most)s characters.", most=NAME_LENGTH))
    hold(guest.sitting)             # a name given after the end would stay
    guest.name = name or None
    tell(guest.sitting)


def call(sitting: Sitting, kind: CallKind, guest: Guest | None = None) -> Call:
    """The party wants somebody; while a call of that kind is open, it is the answer to the next."""
    hold(sitting)
    open_call = db.session.scalar(select(Call).where(Call.sitting_id == sitting.id, Call.kind == kind, Call.answered_at.is_(None)))
    if open_call is not None:
        return open_call
    made = Call(store_id=sitting.store_id, sitting_id=sitting.id, kind=kind, guest_id=guest.id if guest else None, called_at=now())
    db.session.add(made)
    db.session.flush()
    if kind is CallKind.BILL:
        sitting.bill_asked_at = made.called_at
    tell(sitting)
    live.touch(calls_topic(sitting.store_id))
    live.touch(floor_topic(sitting.store_id), at=made.called_at + pass_on_after(sitting.store))
    return made


def pass_on_after(store: Store) -> timedelta:
    """After so long a call that its own waiter did not answer is everybody's."""
    return timedelta(minutes=settings.of(store).pass_on_minutes)


def open_calls_in(store_id: int) -> int:
    """How many calls of a store nobody has answered."""
    return db.session.scalar(select(func.count()).select_from(Call).where(Call.store_id == store_id, Call.answered_at.is_(None))) or 0


def answer(call_: Call, *, staff_id: int | None) -> None:
    """Somebody goes there, or (without staff) the table takes the call back."""
    at = now()
    if changes(update(Call).where(Call.id == call_.id, Call.answered_at.is_(None)).values(answered_at=at, answered_by_id=staff_id)):
        if call_.kind is CallKind.BILL and staff_id is None:
            call_.sitting.bill_asked_at = None
        tell(call_.sitting)
        live.touch(calls_topic(call_.store_id))
        if staff_id is not None:
            live.touch(topic(call_.sitting_id), at=at + ON_THE_WAY)


def open_calls(sitting: Sitting) -> list[Call]:
    return list(db.session.scalars(select(Call).where(Call.sitting_id == sitting.id, Call.answered_at.is_(None)).order_by(Call.id)))


def coming(sitting: Sitting) -> list[Call]:
    """Calls that somebody of the floor went for just now; one that was made anew since is waited for again."""
    recent = db.session.scalars(select(Call).where(
        Call.sitting_id == sitting.id, or_(Call.answered_at.is_(None), Call.answered_at > now() - ON_THE_WAY)).order_by(Call.id))
    last = {call_.kind: call_ for call_ in recent}
    return [call_ for call_ in last.values() if call_.answered_by_id is not None]


def confirm(sitting: Sitting, *, covers: int | None, by: Actor) -> None:
    """The floor has seen this party: its orders flow, and a flag is lifted."""
    _check_covers(covers)
    hold(sitting)
    before = {"confirmed": sitting.confirmed_at is not None, "flagged": sitting.flagged_at is not None, "covers": sitting.covers}
    sitting.confirmed_at = sitting.confirmed_at or now()
    sitting.flagged_at, sitting.last_active_at = None, now()
    sitting.covers = covers or sitting.covers
    if before["flagged"]:
        watch(sitting)
    record(by, "confirmed", sitting, before=before, after={"covers": sitting.covers})
    tell(sitting)


def set_covers(sitting: Sitting, covers: int, by: Actor) -> None:
    """How many sit there was counted wrong, or changed. Raises Invalid for a number no table has."""
    _check_covers(covers)
    hold(sitting)
    record(by, "counted_covers", sitting, before={"covers": sitting.covers}, after={"covers": covers})
    sitting.covers = covers
    tell(sitting)


def _check_covers(covers: int | None) -> None:
    if covers is not None and not 1 <= covers <= 99:
        raise Invalid(_("Type how many people sit here: 1 to 99."))


def new_word(sitting: Sitting, by: Actor) -> None:
    """A fresh word, and fresh tries."""
    hold(sitting)
    sitting.word, sitting.word_tries = digits(), 0
    record(by, "new_word", sitting)
    tell(sitting)


def close(sitting: Sitting, by: Actor) -> None:
    """The party has left: its phones can order nothing any more. Whether something is owed is asked above. Call with the sitting held.

    Raises Refused when it was closed already."""
    at = now()
    if not changes(update(Sitting).where(Sitting.id == sitting.id, Sitting.closed_at.is_(None)).values(closed_at=at)):
        raise Refused(_("This table has already been closed."))
    changes(update(SittingTable).where(SittingTable.sitting_id == sitting.id, SittingTable.until.is_(None)).values(until=at))
    changes(update(Call).where(Call.sitting_id == sitting.id, Call.answered_at.is_(None)).values(answered_at=at))
    changes(update(JoinRequest).where(JoinRequest.sitting_id == sitting.id, JoinRequest.state == JoinState.WAITING)
            .values(state=JoinState.DECLINED, decided_at=at))
    changes(update(Guest).where(Guest.sitting_id == sitting.id).values(name=None))
    changes(update(Served).where(Served.sitting_id == sitting.id, Served.until.is_(None)).values(until=at))
    db.session.expire(sitting)
    record(by, "closed", sitting)
    tell(sitting)
    live.touch(calls_topic(sitting.store_id))


def reopen(sitting: Sitting, by: Actor) -> None:
    """A party that left too early in the books sits where it sat; where somebody else sits by now, they share the table.

    Raises Refused when it is open."""
    here, closed_at = last_tables(sitting), sitting.closed_at
    lock_tables(here)
    check_still_there(here)
    if not changes(update(Sitting).where(Sitting.id == sitting.id, Sitting.closed_at.is_not(None))
                   .values(closed_at=None, last_active_at=now(), flagged_at=None, bill_asked_at=None)):
        raise Refused(_("This table is open."))
    for table_id in here:
        db.session.add(SittingTable(sitting_id=sitting.id, table_id=table_id, party=free_party(table_id), since=now()))
        db.session.flush()
    changes(update(Served).where(Served.sitting_id == sitting.id, Served.until == closed_at).values(until=None))
    db.session.expire(sitting)
    watch(sitting)
    record(by, "reopened", sitting)
    tell(sitting)


def last_tables(sitting: Sitting) -> list[int]:
    """Where a party that left sat at its end."""
    return [place.table_id for place in sitting.places if place.until is not None and place.until == sitting.closed_at]


def lock(table: DiningTable) -> None:
    """One at a time opens, joins or closes at this table. Taken before the order's lock, never after it."""
    lock_tables([table.id])


def held(sitting: Sitting) -> bool:
    """Until the transaction ends nobody joins or closes this party; whether it is still there."""
    lock_tables([place.table_id for place in sitting.places if place.until is None])
    db.session.refresh(sitting)
    return sitting.is_open


def hold(sitting: Sitting) -> None:
    """The same for what a party that has left can no longer do. Raises Refused."""
    if not held(sitting):
        raise Refused(gone())


def gone() -> str:
    return _("This table has been closed. Scan the code again.")


def lock_tables(ids: Collection[int]) -> None:
    """Several of them, in one order for everybody."""
    db.session.execute(select(DiningTable.id).where(DiningTable.id.in_(ids)).order_by(DiningTable.id).with_for_update())


def check_still_there(ids: Collection[int]) -> None:
    """Nobody is seated where no plan shows them. Call with the tables locked. Raises Refused for one that was taken off."""
    label = db.session.scalar(select(DiningTable.label).where(DiningTable.id.in_(ids), DiningTable.retired_at.is_not(None)).limit(1))
    if label is not None:
        raise Refused(_("Table %(table)s was taken off. A manager can bring it back in the office.", table=label))


def new_token(table: DiningTable, by: Actor) -> None:
    """The printed code was photographed or lost: a new one, and the old one is dead."""
    table.token = token(TOKEN_BITS)
    table.version += 1
    live.touch(CHAIN_TOPIC)         # no page of the old code may be given again
    record(by, "new_token", table)
    live.touch(floor_topic(table.store_id))
