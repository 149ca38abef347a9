"""The check: what the party owes, and taking the money in as many parts as they like."""
import re

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from app import money
from app.codes import token
from app.db import transaction
from app.errors import Invalid, Refused
from app.i18n import _
from app.ordering.finding import order_of, owed_lines
from app.ordering.models import Order
from app.payments import cash, paying
from app.payments.due import due, legs
from app.payments.models import LegKind
from app.staff.roles import Right
from app.tables.models import Sitting
from app.web.auth import actor, need
from app.web.floor import party, view
from app.web.forms import plain, whole
from app.web.htmx import fragment, go, htmx, unchanged
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
            order = _locked(sitting_id)
            kind = _kind()
            amount = _amount("amount") or 0
            paying.pay(order, kind, amount, by=actor(), key=party.key(), tendered=_tendered(amount) if kind is LegKind.CASH else None,
                       reference=request.form.get("reference", ""))
    except Refused as problem:
        return _again(sitting_id, problem)
    return _after(sitting_id)


@page.post("/refunds")
def refund(sitting_id: int) -> Response:
    """More was paid than is owed: the rest goes back."""
    need(Right.REFUND)
    with transaction():
        paying.refund_excess(_locked(sitting_id), by=actor(), reason=_("More was paid than is owed."))
    return _after(sitting_id)


def _after(sitting_id: int) -> Response:
    if not htmx:
        return go(url_for("floor.check.show", sitting_id=sitting_id))
    sitting = view.find_sitting(sitting_id)
    return fragment("floor/check/_check.html", **_shown(sitting, order_of(sitting) or abort(404)))


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


def _shown(sitting: Sitting, order: Order) -> dict[str, object]:
    version, currency = view.party_version(sitting, order), look().currency
    owed = due(order)
    return {"version": version, "sitting": sitting, "order": order, "owed": owed, "legs": legs(order), "key": token(),
            "party": view.party(sitting), "rows": view.check_rows(owed_lines(order)),
            "plain": money.plain(owed.owed_minor, currency), "notes": cash.likely(owed.owed_minor, currency)}


def _locked(sitting_id: int) -> Order:
    order = view.last_order(view.find_sitting(sitting_id)) or abort(404)
    return paying.locked_order(order.id, order.store_id) or abort(404)


def _kind() -> LegKind:
    try:
        return LegKind(request.form.get("kind", ""))
    except ValueError:
        raise Invalid(_("Choose how it is paid.")) from None


def _amount(name: str) -> int | None:
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
    typed, note = _amount("tendered"), whole(request.form.get("note", ""), 9)
    if typed is None:
        return amount if note is None else note
    return typed
