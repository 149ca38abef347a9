"""The check: what the party owes, and taking the money in as many parts as they like."""
import re
from dataclasses import dataclass, field

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from app import money
from app.codes import token
from app.db import transaction
from app.errors import Invalid, Refused
from app.i18n import _
from app.ordering.finding import order_of, owed_lines
from app.ordering.models import Order, OrderLine
from app.payments import cash, parts, paying
from app.payments.due import due, legs
from app.payments.models import LegKind
from app.staff.roles import Right
from app.stores import settings
from app.tables import sittings
from app.tables.models import Sitting
from app.web.auth import actor, need
from app.web.floor import party, view
from app.web.forms import plain, whole
from app.web.htmx import fragment, go, htmx, unchanged
from app.web.lines import Bought, bought, one_by_one
from app.web.look import look

# 84, 84.5 or 84,50. No signs between thousands: 1.500 is a thousand and a half to some and one and a half to others.
AMOUNT = re.compile(r"¥?\s*([0-9]{1,9})(?:[.,]([0-9]+))?")
MOST = 2**31 - 1        # minor units; more is in no column and no drawer

page = Blueprint("check", __name__, url_prefix="/sittings/<int:sitting_id>/check")


@page.get("")
def show(sitting_id: int) -> Response:
    sitting = view.find_sitting(sitting_id)
    order = order_of(sitting)
    if order is None:
        return go(url_for("floor.party.show", sitting_id=sitting_id))
    if htmx:
        return unchanged(view.party_version(sitting, order)) or fragment("floor/check/_bill.html", **_shown(sitting, order))
    return _page(sitting, order)


@page.post("/payments")
def pay(sitting_id: int) -> Response:
    """One part of the check: cash, or a card terminal beside us."""
    need(Right.SETTLE)
    try:
        with transaction():
            order = locked(sitting_id)
            kind, amount, tip = _kind(), amount_typed("amount") or 0, amount_typed("tip") or 0
            paying.pay(order, kind, amount, by=actor(), key=party.key(), tendered=_tendered(amount + tip) if kind is LegKind.CASH else None,
                       reference=request.form.get("reference", ""), tip=tip, lines=lines_typed())
    except Refused as problem:
        return _again(sitting_id, problem)
    return after(sitting_id)


@page.get("/reopening")
def ask(sitting_id: int) -> Response:
    need(Right.REFUND)
    return _reopening(sitting_id)


@page.post("/reopening")
def reopen(sitting_id: int) -> Response:
    """A closed check is open again, with a reason."""
    need(Right.REFUND)
    try:
        with transaction():
            sittings.lock_tables(sittings.last_tables(view.find_sitting(sitting_id)))      # tables before orders, as everywhere
            paying.reopen(locked(sitting_id), by=actor(), reason=request.form.get("reason", ""))
    except Invalid as problem:
        return _reopening(sitting_id, str(problem), problem.status)
    return go(url_for("floor.check.show", sitting_id=sitting_id))


def _reopening(sitting_id: int, problem: str = "", status: int = 200) -> Response:
    return make_response(render_template("floor/check/reopen.html", room=view.room(), sitting=view.find_sitting(sitting_id), problem=problem), status)


@page.post("/refunds")
def refund(sitting_id: int) -> Response:
    """More was paid than is owed: the rest goes back."""
    need(Right.REFUND)
    with transaction():
        paying.refund_excess(locked(sitting_id), by=actor(), reason=_("More was paid than is owed."))
    return after(sitting_id)


def after(sitting_id: int) -> Response:
    """An act on the check: the check as it stands now, with the next of several equal shares."""
    count, of = _shares()
    left = max(0, of - count)
    if not htmx:
        return go(url_for("floor.check.show", sitting_id=sitting_id, of=left or None))
    sitting = view.find_sitting(sitting_id)
    return fragment("floor/check/_check.html", **_shown(sitting, order_of(sitting) or abort(404), [], (1 if left else 0, left)))


def _again(sitting_id: int, problem: Refused) -> Response:
    """The form once more, with what was typed and why it did not go."""
    sitting = view.find_sitting(sitting_id)
    order = order_of(sitting)
    if order is None:
        raise problem
    values = {"problem": str(problem), "typed": request.form}
    if htmx:
        return fragment("floor/check/_check.html", problem.status, **_shown(sitting, order), **values)
    return _page(sitting, order, problem.status, **values)


def _page(sitting: Sitting, order: Order, status: int = 200, **values: object) -> Response:
    return make_response(render_template("floor/check/show.html", room=view.room(), **_shown(sitting, order), **values), status)


def _shown(sitting: Sitting, order: Order, lines: list[int] | None = None, share: tuple[int, int] | None = None) -> dict[str, object]:
    """What is to be paid now is what the address or the form says, unless given."""
    version, currency = view.party_version(sitting, order), look().currency
    owed = due(order)
    part = _part(order, lines_typed() if lines is None else lines, _shares() if share is None else share)
    return {"version": version, "sitting": sitting, "order": order, "owed": owed, "legs": legs(order), "key": token(),
            "party": view.party(sitting), "rows": bought(owed_lines(order)), "part": part, "tips": settings.of(order.store).tips,
            "in_the_way": [] if order.closed_at else paying.in_the_way(order),
            "plain": money.plain(part.amount, currency), "notes": cash.likely(part.amount, currency)}


@dataclass(frozen=True)
class Part:
    """What is about to be paid: the whole, or some dishes, or some of several equal shares."""

    amount: int
    by: str = "whole"                                       # whole, dishes, person, shares
    lines: tuple[int, ...] = ()
    count: int = 1                                          # shares
    of: int = 0
    costs: dict[int, int] = field(default_factory=dict)     # of dishes nobody paid for by name
    unpaid: tuple[Bought, ...] = ()
    people: tuple[tuple[str, list[OrderLine], int], ...] = ()      # who, their dishes, what they cost
    problem: str = ""


def _part(order: Order, lines: list[int], share: tuple[int, int]) -> Part:
    owed, (count, of), by = max(0, due(order).owed_minor), share, request.args.get("by", "")
    try:
        if lines:
            return Part(parts.cost(order, lines), "dishes", tuple(lines))
        if of:
            return Part(parts.equal(owed, count, of), "shares", count=count, of=of)
    except Refused as problem:
        return Part(owed, problem=str(problem))
    if by not in {"dishes", "person", "shares"}:
        return Part(owed)
    costs = parts.costs(order)
    return Part(owed, by, costs=costs, unpaid=tuple(one_by_one(line for line in owed_lines(order) if line.id in costs)),
                people=tuple((_who(lines), lines, parts.capped(costs, owed, [line.id for line in lines]))
                             for lines in parts.by_person(order).values()))


def _who(lines: list[OrderLine]) -> str:
    line = lines[0]
    if line.seat:
        return line.seat
    if line.guest is None:
        return _("For the table")
    return line.guest.name or _("Guest %(letter)s", letter=line.guest.letter)


def lines_typed() -> list[int]:
    """The dishes that are meant."""
    found = [number for value in request.values.getlist("line") if (number := whole(value, 9)) is not None]
    return found if len(found) <= party.MOST_LINES else abort(400)


def _shares() -> tuple[int, int]:
    """How many of how many equal shares; 0 of 0 for none."""
    of = whole(request.values.get("of", ""), 2) or 0
    return (whole(request.values.get("count", "1"), 2) or 0, of) if of else (0, 0)


def locked(sitting_id: int) -> Order:
    """The party's check, held until the transaction ends."""
    order = view.last_order(view.find_sitting(sitting_id)) or abort(404)
    return paying.locked_order(order.id, order.store_id) or abort(404)


def _kind() -> LegKind:
    try:
        return LegKind(request.form.get("kind", ""))
    except ValueError:
        raise Invalid(_("Choose how it is paid.")) from None


def amount_typed(name: str) -> int | None:
    """A typed amount; None for a blank one. Raises Invalid for what is no amount of this currency."""
    typed = plain(request.form.get(name, ""))
    if not typed:
        return None
    found = AMOUNT.fullmatch(typed)
    units, rest = found.groups("") if found else ("", "")
    fits = found is not None and len(rest) <= money.decimals(look().currency)
    amount = money.parse(f"{units}.{rest or 0}", look().currency) if fits else MOST + 1
    if amount > MOST:
        raise Invalid(_("“%(typed)s” is not an amount.", typed=typed[:20]))
    return amount


def _tendered(amount: int) -> int:
    """What was handed over: an amount typed, a note tapped, else just the amount."""
    typed, note = amount_typed("tendered"), whole(request.form.get("note", ""), 9)
    if typed is None:
        return amount if note is None else note
    return typed
