"""What the office calls the fields of a store, and how it says opening hours, special days, services and limits."""
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import get_day_names
from flask import g

from app.chain.formats import by_days, days_text, minute_text, spans_text
from app.editing.places import WEEK
from app.i18n import _, lazy_gettext
from app.stores import settings
from app.stores.models import Service, TablePolicy
from app.stores.settings import StoreSettings
from app.web import pauses
from app.web.filters import day, moment, plain_amount
from app.web.languages import interface_locale

DEFAULTS = StoreSettings()
MONEY, YES = "comp_limit", "tips"
# Why a service is paused, as guests read it.
REASONS = (lazy_gettext("We are very busy just now."), lazy_gettext("Something in the kitchen is broken."),
           lazy_gettext("We are short of staff today."), lazy_gettext("A private party has the house."))


@dataclass(frozen=True)
class Limit:
    """One of a store's limits and thresholds, as its manager reads it."""

    name: str
    label: str
    meaning: str

    @property
    def default(self) -> int:
        return int(getattr(DEFAULTS, self.name))

    @property
    def bounds(self) -> tuple[int, int]:
        return settings.bounds(self.name)

    @property
    def kind(self) -> str:
        return {MONEY: "money", YES: "yes"}.get(self.name, "number")

    def shown(self, value: int | None) -> str:
        """The value in words; null is what holds everywhere."""
        if value is None:
            return _("as usual: %(value)s", value=self.shown(self.default))
        if self.kind == "yes":
            return _("yes") if value else _("no")
        return plain_amount(value) if self.kind == "money" else str(value)


def limits() -> list[tuple[str, list[Limit]]]:
    """All of them, those that belong together under one heading."""
    return [
        (_("Phones at a table"), [
            Limit("join_minutes", _("Minutes to join by scanning"), _("After that a phone needs the table’s word, or a tap of the staff.")),
            Limit("phones", _("Phones at a table"), _("With more of them rounds wait for the staff; never fewer than the guests and two.")),
            Limit("idle_minutes", _("Minutes of silence"), _("Then an empty table is closed, and one that owes something is flagged."))]),
        (_("Sending"), [
            Limit("take_back", _("Seconds to take a round back"), _("So long the kitchen does not see it. 0: it is sent for good.")),
            Limit("round_portions", _("Portions in one round"), _("A larger round waits for a tap of the staff.")),
            Limit("dish_portions", _("Portions of one dish"), _("In one round; more of it waits for a tap of the staff.")),
            Limit("rounds", _("Rounds in a short time"), _("The next one waits for a tap of the staff.")),
            Limit("rounds_minutes", _("That short time, in minutes"), _("How long rounds are counted together."))]),
        (_("Kitchen and floor"), [
            Limit("warm_minutes", _("Minutes until a ticket turns amber"), _("On the kitchen’s screen.")),
            Limit("late_minutes", _("Minutes until a ticket is late"), _("It turns red, and the floor sees it.")),
            Limit("few_left", _("Few portions left"), _("From this number on the menu says how many are left.")),
            Limit("pass_on_minutes", _("Minutes until a call is everybody’s"), _("When the table’s own waiter has not answered it."))]),
        (_("Money"), [
            Limit("comp_limit", _("Given away by one person alone"), _("Off one check, voided dishes included. Above it a manager types a PIN.")),
            Limit("tips", _("Ask for a tip"), _("The check asks, and keeps it apart from the bill."))]),
    ]


def limit(name: str) -> Limit:
    return next(each for _heading, group in limits() for each in group if each.name == name)


def field(head: str, argument: str) -> str:
    """A field with an argument that is no store's id; empty where it is another's."""
    if head == "settings" and argument in settings.names():
        return limit(argument).label
    if head == "hours" and argument == WEEK:
        return _("Opening hours")
    if head == "hours" and argument in list(Service):
        return _("Opening hours: %(service)s", service=pauses.name(argument))
    return ""


def value(name: str, found: Any) -> str | None:
    """A value of a store's field as a person reads it; None where the field is another's."""
    head, _colon, argument = name.partition(":")
    if head == "settings" and argument in settings.names():
        return limit(argument).shown(found)
    if head == "hours" and argument and found is None:
        return _("as the store")
    say = _SAID.get(head)
    return say(found) if say and found not in (None, [], "") else None


def _hours(rows: Sequence[Sequence[Any]]) -> str:
    """Of the store, then of each service with hours of its own."""
    said = []
    for service in (None, *Service):
        if found := [row for row in rows if (row[3] if len(row) > 3 else None) == service]:
            said.append((f"{pauses.name(service)}: " if service else "") + week(found))
    return " | ".join(said)


def week(rows: Iterable[Sequence[Any]]) -> str:
    """Mon-Fri 10:30-14:30 17:00-22:00; Sat, Sun 10:30-02:00"""
    names = weekdays()
    return "; ".join(f"{days_text(days, names, ', ')} {spans_text(spans)}" for days, spans in by_days((row[0], row[1], row[2]) for row in rows))


def weekdays() -> list[str]:
    """Monday to Sunday, short, in the visitor's language."""
    names = get_day_names("abbreviated", locale=interface_locale())
    return [names[number] for number in range(7)]


def special(row: Sequence[Any]) -> str:
    """Thu 24 Dec – Sat 26 Dec: closed, Christmas"""
    first, last, reason, hours = row
    days = day(date.fromisoformat(first)) + (f" – {day(date.fromisoformat(last))}" if last != first else "")
    return f"{days}: " + ", ".join(filter(None, [spans_text(hours) if hours else _("closed"), reason]))


def _specials(rows: Sequence[Sequence[Any]]) -> str:
    return "; ".join(special(row) for row in rows)


def _services(found: Sequence[str]) -> str:
    return ", ".join(pauses.name(service) for service in Service if service in found)


def policies() -> dict[str, tuple[str, str]]:
    """How tables open: in short, and what that means."""
    return {
        TablePolicy.FREE: (_("At once"), _("Whoever scans may order.")),
        TablePolicy.CONFIRM: (_("First round by a tap"), _("Whoever scans may order; the first round waits for a tap of the staff.")),
        TablePolicy.STAFF: (_("By the staff"), _("The staff opens the table and tells the party its word."))}


def _until(found: str) -> str:
    """On the wall clock of the store at hand."""
    at = datetime.fromisoformat(found)
    place = g.get("store") or next(iter(g.get("stores") or []), None)
    return moment(at, place) if place else f"{at:%Y-%m-%d %H:%M} UTC"


_SAID: dict[str, Callable[[Any], str]] = {
    "hours": _hours, "closures": _specials, "services": _services, "service": pauses.name, "until": _until, "day_ends": minute_text,
    "table_policy": lambda found: policies()[found][0]}
