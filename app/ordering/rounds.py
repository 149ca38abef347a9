"""Sending the cart to the kitchen, taking it back, and the floor's word on rounds that wait for it."""
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import selectinload

from app import live
from app.audit import Actor, record
from app.clock import now
from app.db import changes, db
from app.errors import Invalid, Refused
from app.i18n import _, ngettext, pick
from app.menu import stock
from app.menu.catalogue import CatalogueDish, catalogue
from app.menu.models import OrderKind
from app.ordering import cart, charges, sets
from app.ordering.cart import CartLine
from app.ordering.models import HELD, CartEvent, LineState, Order, OrderLine, Round, RoundState
from app.stores import pausing, settings
from app.stores.hours import business_day, is_open
from app.stores.models import TablePolicy
from app.tables import sittings
from app.tables.models import Guest, Opened
from app.tables.sittings import floor_topic, too_many_phones
from app.texts import one_line

_NUMBER = text("INSERT INTO order_counter (store_id, business_day, last) VALUES (:store, :day, 1)"
               " ON CONFLICT (store_id, business_day) DO UPDATE SET last = order_counter.last + 1 RETURNING last")
ON_HOLD = 0                 # the course of what waits for nothing but a word
MOST_WAITING = 12           # rounds of one party before the floor; nobody could read more of them


class Changed(Refused):
    """The cart is not what the phone saw: something sold out, or a price rose. Nothing was sent."""

    def __init__(self, message: str, sold_out: list[int], dearer: list[int]) -> None:
        super().__init__(message)
        self.sold_out, self.dearer = sold_out, dearer       # line ids


@dataclass(frozen=True)
class Sent:
    round: Round
    repeated: bool = False          # the key had sent already; this is what it sent


def kitchen_topic(store_id: int) -> str:
    """Touched when the kitchen of a store has something new to show."""
    return f"kitchen-{store_id}"


def seen(lines: list[CartLine]) -> str:
    """What a phone was shown, for its send form: the unit price of every line that could be sent."""
    return ".".join(f"{each.line.id}-{each.unit_price}" for each in lines if each.sendable)


def parse_seen(text_: str) -> dict[int, int]:
    """Line id → unit price, from a send form. Raises Invalid for anything else."""
    try:
        return {int(line): int(price) for line, price in (part.split("-") for part in text_.split(".") if part)}
    except ValueError:
        raise Invalid(_("This page is out of date. Please look at the slip again.")) from None


def send(order: Order, guest: Guest | None, *, key: str, seen: Mapping[int, int], leave_sold_out: bool = False,
         by: Actor | None = None, only: Collection[int] | None = None, course: int = 1) -> Sent:
    """Send the cart. Call with the order locked. One key sends once.

    `seen` is what the phone saw: a friend's addition never blocks, a dearer dish does. With `leave_sold_out` what has run
    out stays in the cart and the rest goes. `by` is somebody of the floor: that round asks nobody and is the kitchen's at once, or
    waits as a later `course` (or `ON_HOLD`) to be fired; `only` are the lines meant.
    Raises Changed, or Refused for an empty cart, a paused table and a paused service."""
    earlier = db.session.scalars(select(Round).where(Round.order_id == order.id).order_by(Round.id)).all()
    done = next((round_ for round_ in earlier if round_.key == key), None)
    if done is not None:
        return Sent(done, repeated=True)
    if order.closed_at is not None or (order.sitting is not None and not order.sitting.is_open):
        raise Refused(sittings.gone())
    if by is None:
        _check_may_send(order, earlier)
    lines = _to_send([each for each in cart.lines(order) if only is None or each.line.id in only], seen, leave_sold_out)
    at = now()
    day = business_day(order.store, at)
    _take_portions(order, lines, day)
    number = 1 + max((each.number or 0 for each in earlier), default=0)
    if by is None:
        round_ = _new_round(order, guest, key, _reason_to_wait(order, lines, earlier, at), at, number)
    else:
        round_ = _staff_round(order, by, key, course, at, number)
    for each in lines:
        _freeze(order, each, round_, day)
    if not any(each.state in (RoundState.WAITING, RoundState.SENT) for each in earlier):
        charges.freeze(order)
    give_number(order, at)
    _tell(order, round_, guest, "sent", sum(each.line.quantity for each in lines))
    db.session.flush()
    charges.refresh(order)
    return Sent(round_)


def _check_may_send(order: Order, earlier: Sequence[Round]) -> None:
    """What holds for phones; staff stand at the table and see it."""
    if paused := pausing.running(order.store_id).get(order.kind):
        raise Refused(pausing.refusal(paused, order.store))
    if order.sitting is not None and order.sitting.flagged_at is not None:
        raise Refused(_("Ordering is paused at this table. A waiter will be with you."))
    if sum(each.state is RoundState.WAITING and not each.is_held for each in earlier) >= MOST_WAITING:
        raise Refused(_("Many rounds of this table wait for a waiter already. Please ask one to look at them first."))


def _to_send(lines: list[CartLine], seen: Mapping[int, int], leave_sold_out: bool) -> list[CartLine]:
    if not lines:
        raise Refused(_("This slip is empty. Anything anyone at the table adds shows up here."))
    gone = [each for each in lines if not each.sendable]
    dearer = [each for each in lines if each.sendable and each.unit_price > seen.get(each.line.id, each.unit_price)]
    rest = [each for each in lines if each.sendable]
    if gone and not leave_sold_out:
        raise _sold_out(gone, rest)
    if dearer:
        raise Changed(_("A price rose since you looked. Sending accepts the new price."), [], [each.line.id for each in dearer])
    if not rest:
        raise Refused(_("Everything on this slip has sold out."))
    return rest


def _sold_out(gone: list[CartLine], rest: list[CartLine], dish_ids: Collection[int] = ()) -> Changed:
    """`dish_ids`: what ran out, where the offers did not know it yet."""
    missing = [catalogue().dishes[dish_id].name for dish_id in dish_ids] or [each.missing for each in gone]
    names = _(", ").join(dict.fromkeys(map(pick, missing)))
    left = sum(each.line.quantity for each in rest)
    message = ngettext("%(dishes)s just sold out. The other %(num)s dish is untouched.",
                       "%(dishes)s just sold out. The other %(num)s dishes are untouched.",
                       left, dishes=names) if left else _("%(dishes)s just sold out.", dishes=names)
    return Changed(message, [each.line.id for each in gone], [])


def _take_portions(order: Order, lines: list[CartLine], day: date) -> None:
    wanted: Counter[int] = Counter()
    for each in lines:
        wanted.update(each.portions)
    dishes = catalogue().dishes
    short = stock.take(order.store_id, day, wanted, {dish_id: dishes[dish_id].portions for dish_id in wanted})
    if short:
        raise _too_few(order, lines, day, short)


def _too_few(order: Order, lines: list[CartLine], day: date, short: list[int]) -> Changed:
    """Portions ran out between the look and the taking, or fewer are left than the table wants."""
    left = stock.counted(order.store_id, day)
    sold_out = {dish_id for dish_id in short if left[dish_id].sold_out}
    gone = [each for each in lines if sold_out & each.portions.keys()]
    if gone:
        return _sold_out(gone, [each for each in lines if each not in gone], sold_out)
    few = short[0]
    message = ngettext("Only %(num)s portion of %(dish)s is left. Please take fewer.",
                       "Only %(num)s portions of %(dish)s are left. Please take fewer.",
                       left[few].remaining or 0, dish=pick(catalogue().dishes[few].name))
    return Changed(message, [], [])


def _reason_to_wait(order: Order, lines: list[CartLine], earlier: Sequence[Round], at: datetime) -> str:
    """Why the floor must tap before the kitchen gets this round; empty when it need not."""
    sitting, limits = order.sitting, settings.of(order.store)
    if sitting is None:
        return ""
    if not is_open(order.store, at, order.kind):
        return "closed"
    if (order.store.table_policy is TablePolicy.CONFIRM and sitting.opened is Opened.SCAN and sitting.confirmed_at is None):
        return "first_round"
    quantities: Counter[int] = Counter()
    for each in lines:
        quantities[each.line.dish_id] += each.line.quantity
    if quantities.total() > limits.round_portions:
        return "portions"
    if max(quantities.values()) > limits.dish_portions:
        return "dish"
    since = at - timedelta(minutes=limits.rounds_minutes)
    if sum(each.state is not RoundState.TAKEN_BACK and each.sent_at > since for each in earlier) >= limits.rounds:
        return "pace"
    return "phones" if too_many_phones(sitting) else ""


def _new_round(order: Order, guest: Guest | None, key: str, waits_for: str, at: datetime, number: int) -> Round:
    take_back = timedelta(seconds=settings.of(order.store).take_back)
    return _added(Round(guest_id=guest and guest.id, state=RoundState.WAITING if waits_for else RoundState.SENT, waits_for=waits_for,
                        release_at=None if waits_for else at + take_back), order, key, at, number)


def _staff_round(order: Order, by: Actor, key: str, course: int, at: datetime, number: int) -> Round:
    """The first course goes at once; later ones, and what is on hold, when somebody fires them."""
    waits_for = "" if course == 1 else "course" if course else "hold"
    if order.sitting is not None:
        order.sitting.confirmed_at = order.sitting.confirmed_at or at
    return _added(Round(staff_id=by.id if by.kind == "staff" else None, state=RoundState.WAITING if waits_for else RoundState.SENT,
                        waits_for=waits_for, course=course or None, release_at=None if waits_for else at), order, key, at, number)


def _added(round_: Round, order: Order, key: str, at: datetime, number: int) -> Round:
    round_.store_id, round_.order_id, round_.key, round_.sent_at, round_.number = order.store_id, order.id, key, at, number
    db.session.add(round_)
    db.session.flush()
    return round_


def _freeze(order: Order, each: CartLine, round_: Round, day: date) -> None:
    """Every portion becomes a line of its own, every dish of a set meal too; name, options, price, tax, station and minutes stay as they are
    now."""
    line, dish, same = each.line, each.offer.dish, {"round_id": round_.id, "state": LineState.SENT, "quantity": 1, "business_day": day}
    frozen: list[dict[str, Any]] = []
    parts = sets.parts(each.offer, line.options, order)
    for _portion in range(line.quantity):
        if parts:
            made = sets.freeze(each.offer, line)
            frozen += [same | {"set_id": made.id, "dish_id": part.dish.id, "options": part.dish.default_options, **_as_it_is(part.dish, order.kind),
                               "chosen": part.chosen, "unit_price_minor": part.price_minor} for part in parts]
        else:
            frozen.append(same | _as_it_is(dish, order.kind) | {"chosen": chosen_texts(dish, line.options), "unit_price_minor": each.unit_price})
    for values in frozen[1:]:
        db.session.add(OrderLine(**{
            "store_id": order.store_id, "order_id": order.id, "dish_id": line.dish_id, "guest_id": line.guest_id, "changed_by_id": line.changed_by_id,
            "options": line.options, "note": line.note, "seat": line.seat, "price_seen_minor": line.price_seen_minor,
            "added_at": line.added_at} | values))
    for name, value in frozen[0].items():
        setattr(line, name, value)


def _as_it_is(dish: CatalogueDish, kind: OrderKind) -> dict[str, Any]:
    return {"name": dish.name, "short": dish.short, "tax_rate": dish.tax_rates[kind], "tax_included": dish.tax_included,
            "tax_code": dish.tax_code, "station": dish.station, "minutes": dish.minutes}


def chosen_texts(dish: CatalogueDish, options: list[list[int]]) -> list[dict[str, object]]:
    """What was chosen, in words of every language, in the order of the menu."""
    counts = dict(options)
    return [{"name": choice.name, "count": counts[choice.id]} for group in dish.groups for choice in group.choices if choice.id in counts]


def give_number(order: Order, at: datetime) -> None:
    """Its number of the day, with its first round."""
    if order.number is None:
        order.business_day = business_day(order.store, at)
        order.number = db.session.scalar(_NUMBER, {"store": order.store_id, "day": order.business_day.isoformat()})


def take_back(round_: Round, guest: Guest | None) -> None:
    """Anyone at the table takes a round back while the kitchen does not have it. Twice is once. Call with the order locked.

    Raises Refused when it is too late."""
    at = now()
    if round_.is_held:
        raise Refused(_("Your waiter sends this to the kitchen when it is time. Ask one if something must change."))
    ended = {"state": RoundState.TAKEN_BACK, "ended_at": at, "release_at": None, "number": None}
    if not changes(update(Round).where(Round.id == round_.id, (Round.state == RoundState.WAITING)
                                       | ((Round.state == RoundState.SENT) & (Round.release_at > at))).values(ended)):
        db.session.refresh(round_)
        if round_.state is not RoundState.SENT:
            return              # a friend took it back, or the floor declined it: its dishes are on the slip
        raise Refused(_("The kitchen already has it. Ask a waiter if something must change."))
    count = _return_lines(round_)
    _tell(round_.order, round_, guest, "took_back", count)


def confirm(round_: Round, by: Actor) -> None:
    """The floor lets a waiting round through. It may still be taken back for as long as the store allows from its sending.

    Call with the order locked. Raises Refused when somebody answered already."""
    at = now()
    release = max(round_.sent_at + timedelta(seconds=settings.of(round_.order.store).take_back), at)
    if not changes(update(Round).where(Round.id == round_.id, Round.state == RoundState.WAITING, Round.waits_for.not_in(HELD))
                   .values(state=RoundState.SENT, confirmed_at=at, release_at=release)):
        raise Refused(_("This round was already answered."))
    sitting = round_.order.sitting
    if sitting is not None and sitting.confirmed_at is None:
        sitting.confirmed_at = at
    db.session.refresh(round_)
    record(by, "confirmed", round_)
    charges.refresh(round_.order)
    _announce(round_.order, round_)


def fire(round_: Round, by: Actor) -> None:
    """What was on hold goes to the kitchen now. Call with the order locked. Raises Refused when it went or was put back already."""
    at = now()
    if not changes(update(Round).where(Round.id == round_.id, Round.state == RoundState.WAITING, Round.waits_for.in_(HELD))
                   .values(state=RoundState.SENT, confirmed_at=at, release_at=at)):
        raise Refused(_("This has already been fired or put back."))
    db.session.refresh(round_)
    record(by, "fired", round_)
    charges.refresh(round_.order)
    _announce(round_.order, round_)


def put_back(round_: Round, by: Actor) -> None:
    """What was on hold returns to the slip. Call with the order locked. Raises Refused when it went or was put back already."""
    if not changes(update(Round).where(Round.id == round_.id, Round.state == RoundState.WAITING, Round.waits_for.in_(HELD))
                   .values(state=RoundState.TAKEN_BACK, ended_at=now(), number=None)):
        raise Refused(_("This has already been fired or put back."))
    count = _return_lines(round_)
    record(by, "put_back", round_)
    _tell(round_.order, round_, None, "took_back", count)


def decline(round_: Round, by: Actor, reason: str) -> None:
    """The floor sends a waiting round back to the table's cart. Call with the order locked.

    Raises Invalid without a reason, Refused when somebody answered already."""
    reason = one_line(reason)
    if not reason:
        raise Invalid(_("Say why, so that the next person knows."))
    if not changes(update(Round).where(Round.id == round_.id, Round.state == RoundState.WAITING, Round.waits_for.not_in(HELD))
                   .values(state=RoundState.DECLINED, ended_at=now(), number=None)):
        raise Refused(_("This round was already answered."))
    count = _return_lines(round_)
    record(by, "declined", round_, reason=reason[:200])
    _tell(round_.order, round_, None, "declined", count)


def _return_lines(round_: Round) -> int:
    """What was not voided goes back to the cart, alike portions as one line again, and to stock. How many portions."""
    db.session.expire(round_)
    charges.refresh(round_.order)           # first: a charge's shares name lines that now disappear
    kept = {cart.likeness(line): line for line in cart.rows(round_.order)}
    returned = [line for line in round_.lines if line.state is not LineState.VOID]
    if returned:
        stock.give_back(round_.store_id, returned[0].business_day, sets.portions(returned))
    together, set_ids = sets.by_set(returned), {line.set_id for line in returned if line.set_id}
    for line, *others in together:
        for other in others:
            db.session.delete(other)
        _thaw(line)
        alike = kept.setdefault(cart.likeness(line), line)
        if alike is not line:
            alike.quantity += line.quantity
            db.session.delete(line)
    db.session.flush()
    sets.forget(set_ids)
    return len(together)


def _thaw(line: OrderLine) -> None:
    line.state, line.round_id = LineState.CART, None
    if line.set_meal is not None:
        line.dish_id, line.options, line.price_seen_minor = line.set_meal.dish_id, line.set_meal.options, line.set_meal.price_seen_minor
    for name in ("name", "short", "chosen", "unit_price_minor", "tax_rate", "tax_included", "tax_code", "station", "minutes", "business_day",
                 "set_id"):
        setattr(line, name, None)


def waiting(store_id: int) -> list[Round]:
    """Rounds of a store that wait for a tap of the floor, oldest first."""
    return list(db.session.scalars(select(Round).where(Round.store_id == store_id, Round.state == RoundState.WAITING)
                                   .order_by(Round.id).options(selectinload(Round.lines), selectinload(Round.order))))


def _tell(order: Order, round_: Round, guest: Guest | None, verb: str, count: int) -> None:
    db.session.add(CartEvent(order_id=order.id, guest_id=guest and guest.id, verb=verb, quantity=count, at=now()))
    if order.sitting is not None:
        order.sitting.last_active_at = now()
    _announce(order, round_)


def _announce(order: Order, round_: Round) -> None:
    """Table and floor see it now; table and kitchen see it again the moment the kitchen has it."""
    live.touch(order.topic)
    live.touch(floor_topic(order.store_id))
    live.touch(kitchen_topic(order.store_id))
    if round_.release_at is not None:
        for topic in (order.topic, kitchen_topic(order.store_id), floor_topic(order.store_id)):
            live.touch(topic, at=round_.release_at)
