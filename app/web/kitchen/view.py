"""What the board shows, and the answer to a press on it."""
from collections.abc import Callable

from flask import Response, abort, g, make_response, render_template, request, url_for

from app import codes
from app.clock import now
from app.db import transaction
from app.errors import Invalid, Refused
from app.i18n import _, pick
from app.kitchen import board
from app.menu import stock
from app.ordering.models import Round
from app.ordering.rounds import kitchen_topic
from app.stores import pausing, settings
from app.stores.finding import stations
from app.stores.hours import business_day
from app.tables import sittings
from app.web import pauses
from app.web.auth import actor
from app.web.htmx import fragment, go, htmx, version_of

MOST_LINES = 1000       # no ticket has more, and a database takes only so many ids in one question


def station() -> str:
    """The station this screen shows; empty: the pass, which is all of them."""
    code = request.values.get("station", "")
    return code if code in {each.code for each in stations()} else ""


def version() -> str:
    return version_of(kitchen_topic(g.store.id), stock.topic(g.store.id), sittings.calls_topic(g.store.id),
                      pausing.topic(g.store.id))


def shown(problem: str = "") -> dict[str, object]:
    seen, at = version(), station()
    found = board.board(g.store.id, at)
    return {"version": seen, "board": found, "station": at, "stations": stations(), "limits": settings.of(g.store), "store": g.store,
            "last": _last(at), "last_out": None if found.tickets else board.last_out(g.store.id),
            "now": now(), "key": codes.token(96), "problem": problem, "sold_out": _sold_out(),
            "calls": sittings.open_calls_in(g.store.id), "pauses": pauses.shown(g.store)}


def _last(station_: str) -> dict[str, object] | None:
    """The tap that Undo takes back, in words."""
    tap = board.last_tap(g.store.id, station_, actor())
    if tap is None:
        return None
    name = board.label(tap.round)
    if tap.whole:
        return {"id": tap.id, "round_id": tap.round_id, "whole": True, "words": _("%(ticket)s out", ticket=name)}
    dish = next((pick(line.short) or pick(line.name) for line in tap.round.lines if line.id in tap.line_ids), "")
    return {"id": tap.id, "round_id": tap.round_id, "whole": False, "words": _("%(ticket)s: %(dish)s ready", ticket=name, dish=dish)}


def _sold_out() -> int:
    return sum(left.sold_out for left in stock.counted(g.store.id, business_day(g.store, now())).values())


def press(act: Callable[[], object]) -> Response:
    """Do what was pressed. The answer is the board as it is then, with the reason where the house said no."""
    try:
        with transaction():
            act()
    except Refused as refused:
        return _board(refused.status, str(refused))
    return _board() if htmx else go(board_url())


def _board(status: int = 200, problem: str = "") -> Response:
    if htmx:
        return fragment("kitchen/board/_board.html", status, **shown(problem))
    return make_response(render_template("kitchen/board/show.html", **shown(problem)), status)


def board_url() -> str:
    return url_for("kitchen.board.show", station=station() or None)


def round_or_404(round_id: int) -> Round:
    return board.released_round(g.store.id, round_id) or abort(404)


def pressed_lines() -> list[int]:
    """The line ids that the button carried."""
    ids = request.form.get("lines", "").split(",")
    return [number(each) for each in ids if each] if len(ids) <= MOST_LINES else abort(400)


def number(text: str) -> int:
    """A whole number from a button or field. Raises Invalid for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(_("This page is out of date. Nothing was lost; load it again and repeat the last step."))
    return int(text)


def pressed_key(verb: str, round_id: int) -> str | None:
    """One for each press: without JavaScript the form's key serves all buttons of the page, so it is made theirs."""
    key = request.form.get("key", "")
    return codes.fingerprint(f"{key} {verb} {round_id} {request.form.get('lines', '')}") if key else None
