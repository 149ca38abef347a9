"""Who this phone is: a stranger with a code, a guest with a seat, one that waits to be let in, or one whose party has left."""
from typing import NoReturn

from flask import Response, current_app, g, request, url_for

from app.db import after_commit, transaction
from app.errors import NotAllowed, Refused
from app.i18n import _
from app.ordering import covers, stays
from app.ordering.finding import order_of
from app.ordering.models import Order
from app.tables import sittings
from app.tables.models import Guest, JoinState
from app.tables.sittings import Seat
from app.web import security

COOKIE = "guest"
HALF_A_DAY = 12 * 3600


class Left(Refused):
    """This phone's party has paid and left; it can order nothing more with its old seat."""

    status = 403


def recognise() -> None:
    """From the cookie: `g.guest` and `g.sitting`; `g.waiting` for a phone that asked to be let in, `g.turned_away` where the
    table said no; `g.left` for one whose party is gone."""
    secret = request.cookies.get(COOKIE, "")
    g.guest = sittings.guest_by_secret(g.table, secret) if secret else None
    if g.guest is not None and stays.is_silent(g.guest.sitting) and g.guest.sitting.flagged_at is None:
        with transaction():
            stays.settle_if_silent(g.guest.sitting)
        g.guest = sittings.guest_by_secret(g.table, secret)
    g.sitting = g.guest.sitting if g.guest else None
    asked = sittings.request_by_secret(g.table, secret) if secret and not g.guest else None
    g.waiting = asked is not None and asked.state is not JoinState.DECLINED
    g.turned_away = asked is not None and asked.state is JoinState.DECLINED
    g.left = bool(secret) and g.guest is None and asked is None


def check() -> None:
    """The form is ours. Raises Left for a phone whose party is gone."""
    security.check_form(request.cookies.get(COOKIE, ""))
    if g.left and request.endpoint != "diner.join.fresh":
        raise Left(sittings.gone())


def seated() -> Guest:
    """Inside a transaction: the guest this phone is, sitting down where the table lets it. Raises what `sittings.enter` raises."""
    if g.waiting or g.turned_away:
        raise sittings.WordNeeded(_("You will be let in as soon as somebody at the table or a waiter taps."))
    return g.guest or take(covers.enter(g.table))


def take(seat: Seat) -> Guest:
    """This phone gets a seat, once the transaction is in; the answer carries its cookie, see `keep_seat`."""
    def sit() -> None:
        g.guest, g.sitting, g.new_secret = seat.guest, seat.guest.sitting, seat.secret
        g.left = False
    after_commit(sit)
    return seat.guest


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


def held_order() -> Order:
    """Inside a transaction: the party's order, locked. Raises Refused where there is none (any more)."""
    found = order(lock=True)
    if found is None:
        sittings.hold(g.sitting)
        raise Refused(_("This slip is empty. Anything anyone at the table adds shows up here."))
    return found


def only_guests() -> Guest:
    """For pages that show something of the party. Raises NotAllowed for strangers."""
    if g.guest is None:
        refuse()
    return g.guest


def refuse() -> NoReturn:
    if g.left:
        raise Left(sittings.gone())
    raise NotAllowed(_("Only the phones at this table see this. Add a dish first, or ask to be let in."))
