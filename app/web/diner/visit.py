"""Who this phone is: a stranger with a code, a guest with a seat, one that waits to be let in, or one whose party has left."""
from typing import NoReturn

from flask import Response, current_app, g, request, url_for

from app.db import transaction
from app.errors import NotAllowed, Refused
from app.i18n import _
from app.ordering import stays
from app.ordering.finding import order_of, start_order
from app.ordering.models import Order
from app.tables import sittings
from app.tables.models import Guest
from app.tables.sittings import Seat
from app.web import security

COOKIE = "guest"
HALF_A_DAY = 12 * 3600


class Left(Refused):
    """This phone's party has paid and left; it can order nothing more with its old seat."""

    status = 403


def recognise() -> None:
    """From the cookie: `g.guest` and `g.sitting`; `g.waiting` for a phone that asked to be let in; `g.left` for an old one."""
    secret = request.cookies.get(COOKIE, "")
    g.guest = sittings.guest_by_secret(g.table, secret) if secret else None
    if g.guest is not None and stays.is_silent(g.guest.sitting) and g.guest.sitting.flagged_at is None:
        with transaction():
            stays.settle_if_silent(g.guest.sitting)
        g.guest = sittings.guest_by_secret(g.table, secret)
    g.sitting = g.guest.sitting if g.guest else None
    g.waiting = sittings.request_by_secret(g.table, secret) if secret and not g.guest else None
    g.left = bool(secret) and g.guest is None and g.waiting is None


def check() -> None:
    """The form is ours. Raises Left for a phone whose party is gone."""
    security.check_form(request.cookies.get(COOKIE, ""))
    if g.left and request.endpoint != "diner.join.fresh":
        raise Left(_("This table has been closed. Scan the code again."))


def seated() -> Guest:
    """Inside a transaction: the guest this phone is, sitting down where the table lets it. Raises what `sittings.enter` raises."""
    if g.waiting is not None:
        raise sittings.WordNeeded(_("You will be let in as soon as somebody at the table or a waiter taps."))
    if g.guest is None:
        take(sittings.enter(g.table))
    return g.guest


def take(seat: Seat) -> None:
    """This phone now has a seat; the answer carries its cookie."""
    g.guest, g.sitting, g.new_secret = seat.guest, seat.guest.sitting, seat.secret


def keep_seat(response: Response) -> Response:
    """Put a new seat's secret into the phone's cookie."""
    secret = g.get("new_secret")
    if secret:
        set_cookie(response, secret)
    return response


def set_cookie(response: Response, secret: str) -> None:
    response.set_cookie(COOKIE, secret, max_age=HALF_A_DAY, path=url_for("diner.menu.show"), httponly=True, samesite="Lax",
                        secure=current_app.config["SESSION_COOKIE_SECURE"])


def forget(response: Response) -> Response:
    response.delete_cookie(COOKIE, path=url_for("diner.menu.show"))
    return response


def token() -> str:
    """For this phone's forms."""
    secret = g.get("new_secret") or request.cookies.get(COOKIE, "")
    return security.form_token(secret) if secret else ""


def order(*, lock: bool = False) -> Order | None:
    """The party's order, if it has begun one."""
    return order_of(g.sitting, lock=lock) if g.sitting else None


def order_to_fill() -> Order:
    """Inside a transaction: the party's order, locked, begun where there is none."""
    guest = seated()
    found = order_of(guest.sitting, lock=True)
    if found is None:
        sittings.lock(g.table)
        found = start_order(guest.sitting)
    return found


def only_guests() -> Guest:
    """For pages that show something of the party. Raises NotAllowed for strangers."""
    if g.guest is None:
        refuse()
    return g.guest


def refuse() -> NoReturn:
    if g.left:
        raise Left(_("This table has been closed. Scan the code again."))
    raise NotAllowed(_("Only the phones at this table see this. Add a dish first, or ask to be let in."))
