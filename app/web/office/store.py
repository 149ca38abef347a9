"""One store: what it is called, where it is, what it offers and how its tables open; pausing it; closing it for good."""
import json
from collections.abc import Callable

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.chain import cells
from app.chain.formats import minute_text
from app.chain.mistakes import Expected
from app.chain.reading_stores import time_zone
from app.db import db, transaction
from app.editing import changing, stores
from app.errors import Invalid
from app.i18n import _
from app.stores import pausing
from app.stores.hours import DAY
from app.stores.models import Service, Store, TablePolicy
from app.web import pauses
from app.web.auth import actor
from app.web.htmx import fragment, go, htmx
from app.web.office import frame, store_words
from app.web.office.stores import NAME, named
from app.web.places import place_of

page = Blueprint("store", __name__, url_prefix="/stores/<slug>")
FIELDS = ("name", "address", "phone", "latitude", "longitude", "time_zone", "day_ends", "services", "table_policy")
GUARDED = FIELDS[3:]            # what changes when and how guests can order waits for Enter or Save


@page.get("")
def show(slug: str) -> Response:
    return page_of(named(slug), frame.Form())


@page.post("")
def change(slug: str) -> Response:
    """Every field that differs from what the page showed; automatically, all but the delicate ones."""
    store, form = named(slug), frame.posted()
    form.read("name", lambda: frame.texts("name", NAME, required=True))
    form.read("address", lambda: frame.texts("address", 200))
    form.read("phone", lambda: frame.text("phone", 40))
    if not frame.is_automatic():
        form.read("latitude", lambda: _degrees("latitude", 90))
        form.read("longitude", lambda: _degrees("longitude", 180))
        form.read("time_zone", _time_zone)
        form.read("day_ends", lambda: _said(lambda: cells.minute(request.form.get("day_ends", "")), _("A time such as 05:00, please.")) % DAY)
        form.read("services", lambda: _services(form.seen.get("services")))
        form.read("table_policy", _policy)
    frame.save(form, store, guarded=GUARDED, store_id=store.id)
    if htmx or form.status != 200:
        return page_of(store, form)
    return go(url_for("office.store.show", slug=slug))


@page.post("/position")
def move(slug: str) -> Response:
    """One place up or down in every list of stores."""
    frame.need_owner()
    frame.move_in_chain("store_order", named(slug).id)
    return go(url_for("office.stores.show"))


@page.post("/retirement")
def retire(slug: str) -> Response:
    """For good; receipts keep it, and the history can bring it back."""
    frame.need_owner()
    store = named(slug)
    with transaction():
        stores.retire(store, by=actor())
    return go(url_for("office.stores.show"))


def page_of(store: Store, form: frame.Form, pause: frame.Form | None = None) -> Response:
    """`form` is the editor's, `pause` the one that pauses."""
    db.session.refresh(store)
    now_there = changing.values(store, FIELDS)
    typed = request.form if pause is None else {}
    values = {"form": form, "now_there": now_there, "seen": json.dumps(now_there), "typed": typed, "languages": frame.look().languages,
              "services": list(Service), "service_name": pauses.name, "policies": store_words.policies(), "minute": minute_text,
              "saved": frame.saved_at() if form.saved else ""}
    if htmx and pause is None:
        return fragment("office/store/_store.html", form.status, **values)
    own = pause and any(name.startswith("own.") and text for name, text in request.form.items())
    values |= {"place": place_of(store), "running": pausing.running(store.id), "sentence": pauses.sentence, "pause": pause or frame.Form(),
               "paused_typed": request.form if pause else {}, "own_typed": own, "reasons": store_words.REASONS}
    return make_response(render_template("office/store/show.html", **values), (pause or form).status)


def _said(parse: Callable[[], int], sentence: str) -> int:
    try:
        return parse()
    except Expected:
        raise Invalid(sentence) from None


def _degrees(name: str, limit: int) -> float | None:
    """Latitude and longitude, or neither."""
    typed = request.form.get(name, "").strip()
    if not typed and not any(request.form.get(other, "").strip() for other in ("latitude", "longitude")):
        return None
    try:
        return cells.degrees(limit, comma=True)(typed)
    except Expected:
        raise Invalid(_("Degrees from -%(limit)s to %(limit)s such as 31.2304, or neither of the two.", limit=limit)) from None


def _time_zone() -> str:
    typed = request.form.get("time_zone", "").strip()
    try:
        return time_zone(typed)
    except Expected:
        raise Invalid(_("A time zone such as Asia/Shanghai or Europe/Berlin, please.")) from None


def _services(seen: object) -> list[str]:
    """In the order in which the store has them where they are the same."""
    ticked = [str(service) for service in Service if service in request.form.getlist("service")]
    if not ticked:
        raise Invalid(_("A store offers something. To shut it for a while pause it, or enter special days."))
    return seen if isinstance(seen, list) and set(map(str, seen)) == set(ticked) else ticked


def _policy() -> str:
    typed = request.form.get("table_policy", "")
    if typed not in list(TablePolicy):
        raise Invalid(_("Choose one of the list."))
    return typed
