"""When a store is open: the week, services with hours of their own, and special days that override both."""
import json
from datetime import date
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.chain import cells
from app.chain.formats import closed_text, spans_text
from app.chain.mistakes import Expected
from app.db import db
from app.editing import changing
from app.editing.places import WEEK
from app.errors import Invalid
from app.i18n import _
from app.stores.hours import local
from app.stores.models import Service, Store
from app.web import pauses
from app.web.htmx import fragment, go, htmx
from app.web.office import frame, store_words
from app.web.office.stores import named, special_days

page = Blueprint("hours", __name__, url_prefix="/stores/<slug>/hours")
SHUT = {"", "-", "closed", "休息", "打烊"}
MOST, SPARE = 60, 3             # rows of special days that a form may send, and blank ones below those that are there


@page.get("")
def show(slug: str) -> Response:
    return _page(named(slug), frame.Form(), frame.Form())


@page.post("")
def change(slug: str) -> Response:
    """The week, and that of each service that has hours of its own; a service whose rows are all blank has none."""
    store, form = named(slug), frame.posted()
    for part in (WEEK, *store.services):
        if f"{part}-0" in request.form:
            _read_week(form, part)
    frame.save(form, store, store_id=store.id)
    if htmx or form.status != 200:
        return _page(store, form, frame.Form(), "office/hours/_week.html")
    return go(url_for("office.hours.show", slug=slug))


@page.post("/special")
def special(slug: str) -> Response:
    """All special days from today on, as the rows say; past ones stay."""
    store, form = named(slug), frame.posted()
    rows: list[list[Any]] = []
    for number in _numbers():
        if row := _read_day(form, number):
            if any(row[:2] == other[:2] for other in rows):
                form.errors[f"day-{number}"] = _("These days stand in another row already.")
            rows.append(row)
    if not form.errors:
        form.read("closures", lambda: sorted(_past(store) + rows))
        frame.save(form, store, store_id=store.id)
    if htmx or form.status != 200:
        return _page(store, frame.Form(), form, "office/hours/_special.html")
    return go(url_for("office.hours.show", slug=slug))


def _read_week(form: frame.Form, part: str) -> None:
    rows = []
    for day in range(7):
        try:
            rows += [[day, *span] for span in spans(f"{part}-{day}")]
        except Invalid as problem:
            form.errors[f"{part}-{day}"] = str(problem)
    if not any(f"{part}-{day}" in form.errors for day in range(7)):
        form.read(f"hours:{part}", lambda: _whole_week(part, rows))


def _whole_week(part: str, rows: list[list[int]]) -> list[list[int]] | None:
    if not rows and part == WEEK:
        raise Invalid(_("A store opens some time in the week. To shut it for a while, enter special days."))
    try:
        cells.refuse_overlaps([cells.Window(*row) for row in rows])
    except Expected:
        raise Invalid(_("Times overlap: a night reaches into the next day.")) from None
    return rows or None


def spans(name: str) -> list[list[int]]:
    typed = cells.plain(request.form.get(name, ""))
    if typed.casefold() in SHUT | {_("closed")}:
        return []
    try:
        return [list(span) for span in cells.spans(typed)]
    except Expected:
        raise Invalid(_("Times such as 10:30-14:30 17:00-22:00, please, that do not overlap.")) from None


def _read_day(form: frame.Form, number: int) -> list[Any] | None:
    """A row of special days; None where it is blank or to go."""
    first, last, reason = (request.form.get(f"{name}-{number}", "").strip() for name in ("from", "to", "reason"))
    if request.form.get(f"gone-{number}") or not any([first, last, reason, request.form.get(f"hours-{number}", "").strip()]):
        return None
    try:
        row = [_day(first), _day(last or first), " ".join(reason.split()), spans(f"hours-{number}")]
        if row[1] < row[0]:
            raise Invalid(_("The last day may not be before the first."))
        _check_writable(row)
    except Invalid as problem:
        form.errors[f"day-{number}"] = str(problem)
        return None
    return row


def _check_writable(row: list[Any]) -> None:
    """The files of the chain must be able to say it."""
    first, last, reason, spans = row
    meant = cells.Closed(date.fromisoformat(first), date.fromisoformat(last), reason, tuple((opens, closes) for opens, closes in spans))
    try:
        said = cells.closed_days(closed_text([meant]))
    except Expected:
        said = ()
    if said != (meant,):
        raise Invalid(_("A reason has at most 80 characters."))


def _day(typed: str) -> str:
    try:
        return cells.day(typed).isoformat()
    except Expected:
        raise Invalid(_("Days such as 2026-12-24, please.")) from None


def _numbers() -> list[int]:
    """Of the rows that were sent."""
    return [number for number in range(MOST) if f"from-{number}" in request.form]


def _past(store: Store) -> list[list[Any]]:
    return [day for day in special_days(store) if str(day[1]) < _today(store)]


def _today(store: Store) -> str:
    return local(store).date().isoformat()


def _rows(store: Store, form: frame.Form) -> list[dict[str, str]]:
    """What stands in the rows: what was typed where it was not saved, else the special days from today on."""
    if form.status != 200:
        return [{name: request.form.get(f"{name}-{number}", "") for name in ("from", "to", "hours", "reason", "gone")} for number in _numbers()]
    days = [day for day in special_days(store) if str(day[1]) >= _today(store)]
    found = [{"from": first, "to": last if last != first else "", "hours": spans_text(spans), "reason": reason, "gone": ""}
             for first, last, reason, spans in days]
    return found + [dict.fromkeys(("from", "to", "hours", "reason", "gone"), "")] * SPARE


def _page(store: Store, form: frame.Form, special_form: frame.Form, part: str = "") -> Response:
    db.session.refresh(store)
    parts = [WEEK, *(str(service) for service in Service if service in store.services)]
    now_there = changing.values(store, [f"hours:{each}" for each in parts])
    week = {f"{each}-{day}": spans_text(row[1:] for row in now_there[f"hours:{each}"] or [] if row[0] == day) for each in parts for day in range(7)}
    status = max(form.status, special_form.status)
    values = {"form": form, "special_form": special_form, "parts": parts, "now_there": now_there, "seen": json.dumps(now_there), "week": week,
              "typed": request.form if form.status != 200 else {}, "service_name": pauses.name, "weekdays": store_words.weekdays(),
              "rows": _rows(store, special_form), "seen_special": json.dumps({"closures": special_days(store)}),
              "wrong": {name.rpartition("-")[0] for name in form.errors},
              "saved": frame.saved_at() if form.saved or special_form.saved else ""}
    if htmx and part:
        return fragment(part, status, **values)
    return make_response(render_template("office/hours/show.html", **values), status)
