"""What every page of the office shares: its navigation, saving a form field by field, lists page by page."""
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import abort, flash, g, request, url_for
from sqlalchemy import Select, true

from app import money
from app.audit import AuditEntry
from app.clock import now
from app.db import db, transaction
from app.editing import changing
from app.errors import Invalid, Refused
from app.i18n import _
from app.staff.models import StaffMember
from app.stores import finding
from app.stores.hours import local
from app.stores.models import Store
from app.web.auth import actor, signed_in
from app.web.filters import clock_time
from app.web.filters import text as in_words
from app.web.forms import plain, whole
from app.web.look import look
from app.web.office import words

PER_PAGE = 50


def navigation() -> list[tuple[str, str, str, str]]:
    """Endpoint, words, icon and the first part of the endpoints that belong there."""
    parts = [
        ("office.today.show", _("Today"), "clock", "office.today"),
        ("office.orders.show", _("Orders"), "slip", "office.orders"),
        ("office.menu.show", _("Menu"), "bowl", "office.menu office.dish office.options office.price office.picture office.many"),
        ("office.stores.show", _("Stores"), "store", "office.stores office.store office.hours office.limits office.same office.pausing"),
        ("office.staff.show", _("Staff"), "people", "office.staff office.screens"),
        ("office.tables.show", _("Tables"), "table", "office.tables office.areas office.codes"),
        ("office.look.show", _("Look"), "eye", "office.look"),
        ("office.chain.show", _("Settings"), "gear", "office.chain office.taxes office.stations office.charges office.setup"),
        ("office.files.show", _("Files"), "bag", "office.files"),
        ("office.history.show", _("History"), "undo", "office.history"),
    ]
    return [part for part in parts if g.owner or part[0] not in ("office.look.show", "office.chain.show", "office.files.show")]


def need_owner() -> None:
    if not g.owner:
        abort(403)


def need_everywhere() -> None:
    """What holds in every store is changed by whoever manages every store."""
    if not g.everywhere:
        abort(403)


@dataclass
class Form:
    """A form of fields, each saved by itself: what was typed, what it means, what is wrong with it.

    `seen` is what the page showed when it was made; only what differs from it is saved."""

    seen: dict[str, Any] = field(default_factory=dict)
    wanted: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)        # what somebody else saved meanwhile, by field
    by: str = ""
    saved: bool = False

    def read(self, name: str, parse: Callable[[], Any]) -> None:
        """One field; a mistake is kept beside it, and the other fields are saved all the same."""
        try:
            value = parse()
        except Invalid as problem:
            self.errors[name] = str(problem)
        else:
            if name not in self.seen or value != self.seen[name]:
                self.wanted[name] = value

    @property
    def status(self) -> int:
        return 409 if self.theirs else 422 if self.errors else 200


def posted() -> Form:
    """The form as it was sent. What a page showed is taken at its word: it decides only what counts as changed."""
    try:
        seen = json.loads(request.form.get("seen", "{}"))
    except ValueError:
        seen = None
    return Form(seen if isinstance(seen, dict) else abort(400))


def is_automatic() -> bool:
    """Saved while typing went on, not by Enter or Save."""
    return request.form.get("auto") == "1"


def save(form: Form, row: Any, *, guarded: Iterable[str] = (), store_id: int | None = None, check: Callable[[], None] | None = None) -> Form:
    """Save what the form wants of a row. What is guarded waits for Enter or Save; `check` may refuse what came of it."""
    wanted = {name: value for name, value in form.wanted.items() if not (is_automatic() and name.partition(":")[0] in guarded)}
    try:
        with transaction():
            changing.change(row, wanted, by=actor(), seen=form.seen, store_id=store_id)
            if check:
                check()
        form.saved = not form.errors
    except changing.Conflict as conflict:
        db.session.rollback()
        form.theirs = {name: words.value(name, value) for name, value in conflict.theirs.items()}
        form.by = who(conflict.by) if conflict.by else ""
    return form


def who(entry: AuditEntry) -> str:
    person = db.session.get(StaffMember, entry.actor_id) if entry.actor_kind == "staff" and entry.actor_id else None
    return person.name if person else {"command": _("A command"), "clock": _("The clock")}.get(entry.actor_kind, _("Nobody named"))


def me() -> StaffMember:
    """Whoever is signed in; the door lets nobody else in."""
    return signed_in() or abort(403)


def subject(entry: AuditEntry) -> str:
    """What an entry is about: a dish by its name, a check by its kind and number."""
    kind = changing.KINDS.get(entry.subject_kind)
    row = db.session.get(kind.model, entry.subject_id) if kind and entry.subject_id else None
    name = getattr(row, "name", None) or getattr(row, "label", None)
    return f"{words.kind(entry.subject_kind)} {in_words(name) if isinstance(name, dict) else name or entry.subject_id or ''}".strip()


def saved_at() -> str:
    """Saved 18:51, on the wall clock of the store at hand."""
    at = g.store or (g.stores[0] if g.stores else None)
    return _("Saved %(time)s", time=clock_time(now(), at)) if at else _("Saved")


def moved(order: Sequence[int], number: int) -> list[int]:
    """The order with one row moved: before another one (drag), or a place up or down (a button)."""
    if number not in order:
        abort(404)
    rest, place = [each for each in order if each != number], list(order).index(number)
    before = whole(request.form.get("before", ""), 9)
    if before is not None:
        place = rest.index(before) if before in rest else len(rest)
    else:
        place = max(0, min(len(rest), place + {"up": -1, "down": 1}.get(request.form.get("to", ""), 0)))
    return [*rest[:place], number, *rest[place:]]


def move_in_chain(field: str, number: int) -> None:
    """A row of one of the chain's own orders, as the form says."""
    with transaction():
        chain = changing.locked(finding.chain())
        changing.change(chain, {field: moved(changing.values(chain, [field])[field], number)}, by=actor())


def take_off(row: Any) -> str:
    """Retire a row of the settings, and say so on the next page; why it cannot be, else nothing."""
    try:
        with transaction():
            changing.retire(row, by=actor())
    except Refused as problem:
        return str(problem)
    flash(_("%(name)s was taken off.", name=in_words(row.name)))
    return ""


# Typed values

def text(name: str, longest: int, *, required: bool = False) -> str:
    typed = " ".join(request.form.get(name, "").split())
    if len(typed) > longest:
        raise Invalid(_("At most %(most)s characters, please; these are %(count)s.", most=longest, count=len(typed)))
    if required and not typed:
        raise Invalid(_("Please fill this in."))
    return typed


def texts(name: str, longest: int, *, required: bool = False) -> dict[str, str]:
    """A text per language of the chain; a required one needs the first language."""
    found = {}
    for number, language in enumerate(look().languages):
        if typed := text(f"{name}.{language}", longest, required=required and number == 0):
            found[language] = typed
    return found


def amount(name: str, *, negative: bool = False) -> int | None:
    """Minor units; None for a blank field."""
    typed = plain(request.form.get(name, "")).replace(",", ".")
    if not typed:
        return None
    try:
        found = money.parse(typed, look().currency)
    except ValueError:
        found = None
    if found is None or abs(found) >= 10**9 or (found < 0 and not negative):
        raise Invalid(_("“%(typed)s” is not an amount.", typed=typed[:20]))
    return found


def percent(name: str) -> int | None:
    """Basis points; None for a blank field."""
    typed = plain(request.form.get(name, "")).replace(",", ".").removesuffix("%").strip()
    if not typed:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", typed) or float(typed) > 100:
        raise Invalid(_("Percent such as 6 or 8.5, please."))
    return round(float(typed) * 100)


def number(name: str, lowest: int, highest: int) -> int | None:
    """A whole number; None for a blank field."""
    typed = request.form.get(name, "").strip()
    if not typed:
        return None
    found = whole(typed, 6)
    if found is None or not lowest <= found <= highest:
        raise Invalid(_("A whole number from %(low)s to %(high)s, please.", low=lowest, high=highest))
    return found


def needed(value: Any) -> Any:
    if value is None:
        raise Invalid(_("Please fill this in."))
    return value


def one_of(name: str, known: Iterable[int]) -> int:
    """The id of a row that the page offered."""
    found = whole(request.form.get(name, ""), 9)
    if found not in set(known):
        raise Invalid(_("Choose one of the list."))
    return found


def shown_amount(minor: int | None) -> str:
    return "" if minor is None else money.plain(minor, look().currency)


# Lists

@dataclass(frozen=True)
class Listed:
    """One page of a list, and the address of the next."""

    rows: Sequence[Any]
    next: str


def listed(query: Select[Any], key: Any, *, newest_first: bool = True) -> Listed:
    """A page by key, never by offset: as fast in a long list as in a short one. `key` is the id column the list is sorted by."""
    after = whole(request.args.get("after", ""), 10)
    if after is not None:
        query = query.where(key < after if newest_first else key > after)
    rows = db.session.scalars(query.order_by(key.desc() if newest_first else key).limit(PER_PAGE + 1)).all()
    more = len(rows) > PER_PAGE
    return Listed(rows[:PER_PAGE], here(after=rows[PER_PAGE - 1].id) if more else "")


def of_stores(column: Any) -> Any:
    """Rows of the store at hand, else of those the person manages. Where these are several, the list is read by its key and sifted: the
    index of one store is of no use, and sorting what it finds would take longer with every year (hence the sum, which no index has)."""
    if g.store is not None:
        return column == g.store.id
    return true() if g.everywhere else (column + 0).in_([store.id for store in g.stores])


def here(**changed: Any) -> str:
    """This page's address with some of its filters changed; what is None is left out."""
    values = {**request.view_args, **request.args.to_dict(), **changed}     # type: ignore[dict-item]
    return url_for(request.endpoint or "", **{name: value for name, value in values.items() if value not in (None, "")})


def by_id(model: type[Any], number: int) -> Any:
    return db.session.get(model, number) or abort(404)


def when(at: datetime, store: Store | None = None) -> str:
    """A moment on the wall clock of its store, else of the first one: 2026-11-24 18:51."""
    place = store or (g.stores[0] if g.stores else None)
    return f"{local(place, at):%Y-%m-%d %H:%M}" if place else f"{at:%Y-%m-%d %H:%M} UTC"
