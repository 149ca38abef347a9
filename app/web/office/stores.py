"""The stores: which are open, what each offers and has paused; a new one."""
from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for

from app.db import transaction
from app.editing import changing, stores
from app.i18n import _
from app.stores import pausing
from app.stores.hours import local
from app.stores.models import Service, ServicePause, Store
from app.web import pauses
from app.web.auth import actor
from app.web.filters import text
from app.web.htmx import go
from app.web.office import as_file, frame, store_words
from app.web.places import place_of

page = Blueprint("stores", __name__, url_prefix="/stores")
NAME = 60


@dataclass(frozen=True)
class Line:
    """A store in the list."""

    store: Store
    place: dict[str, object]
    services: list[tuple[str, bool]]        # in words, and whether it is paused
    special: str                            # the next special day, in words


@page.get("")
def show() -> Response:
    if as_file.is_asked():
        rows = ([store.slug, text(store.name), text(store.address), store.phone, store.time_zone,
                 _(", ").join(pauses.name(service) for service in Service if service in store.services)] for store in g.stores)
        return as_file.of_all("stores", [_("Code"), _("Store"), _("Address"), _("Telephone"), _("Time zone"), _("Services")], rows)
    return _list(frame.Form())


@page.post("")
def create() -> Response:
    """It begins like another store, if one is chosen."""
    frame.need_owner()
    form = frame.Form()
    form.read("name", lambda: frame.texts("name", NAME, required=True))
    like = next((store for store in g.stores if store.slug == request.form.get("like")), None)
    if form.errors:
        return _list(form)
    with transaction():
        slug = stores.add(form.wanted["name"], like=like, by=actor()).slug
    return go(url_for("office.store.show", slug=slug))


def named(slug: str) -> Store:
    """One of the stores that the person manages, which the page is about from now on."""
    g.store = next((store for store in g.stores if store.slug == slug), None) or abort(404)
    return g.store


def _list(form: frame.Form) -> Response:
    running = pausing.of_stores([store.id for store in g.stores])
    lines = [_line(store, running[store.id]) for store in g.stores]
    return make_response(render_template("office/stores/show.html", lines=lines, form=form, typed=request.form, languages=frame.look().languages),
                         form.status)


def _line(store: Store, running: dict[str, ServicePause]) -> Line:
    services = [(pauses.name(service), service in running) for service in Service if service in store.services]
    today = local(store).date().isoformat()
    special = next((day for day in special_days(store) if day[1] >= today), None)
    return Line(store, place_of(store, running), services, store_words.special(special) if special else "")


def special_days(store: Store) -> list[list[object]]:
    """As the field "closures" has them, in order."""
    return changing.values(store, ["closures"])["closures"]      # type: ignore[no-any-return]
