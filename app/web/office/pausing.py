"""Pausing services of a store for a while, with a reason that guests read, and resuming them."""
from datetime import datetime, timedelta

from flask import Blueprint, Response, request, url_for

from app.clock import now
from app.db import transaction
from app.errors import Invalid
from app.i18n import INTERFACE, _, force_locale
from app.stores import hours, pausing
from app.stores.models import Store
from app.web.auth import actor
from app.web.forms import whole
from app.web.htmx import go
from app.web.office import frame, store, store_words
from app.web.office.stores import named

page = Blueprint("pausing", __name__, url_prefix="/stores/<slug>/pauses")
MINUTES = (15, 30, 60, 120)
TOMORROW = "tomorrow"


@page.post("")
def create(slug: str) -> Response:
    """The ticked services, for so long as the button says."""
    place, form = named(slug), frame.Form()
    form.read("service", lambda: _services(place))
    form.read("reason", _reason)
    if not form.errors:
        length = request.form.get("for", "")
        try:
            with transaction():
                for service in form.wanted["service"]:
                    pausing.pause(place, service, _until(place, service, length), reason=form.wanted["reason"], by=actor())
        except Invalid as problem:
            form.errors["for"] = str(problem)
    return store.page_of(place, frame.Form(), form) if form.errors else go(url_for("office.store.show", slug=slug))


@page.post("/ends")
def resume(slug: str) -> Response:
    place = named(slug)
    with transaction():
        pausing.resume(place, request.form.get("service", ""), by=actor())
    return go(url_for("office.store.show", slug=slug))


def _services(place: Store) -> list[str]:
    ticked = [service for service in place.services if service in request.form.getlist("service")]
    if not ticked:
        raise Invalid(_("Tick what is to be paused."))
    return ticked


def _until(place: Store, service: str, length: str) -> datetime:
    if length == TOMORROW:
        return hours.tomorrow(place, service=service)
    if (minutes := whole(length, 3)) not in MINUTES:
        raise Invalid(_("Choose for how long."))
    return now() + timedelta(minutes=minutes)


def _reason() -> dict[str, str]:
    """What was typed, else the ready-made one in every language that the interface speaks; none is fine too."""
    if own := frame.texts("own", 120):
        return own
    number = whole(request.form.get("reason", ""), 1)
    if number is None or number >= len(store_words.REASONS):
        return {}
    said = {}
    for language in [each for each in frame.look().languages if each in INTERFACE] or ["en"]:
        with force_locale(language):
            said[language] = str(store_words.REASONS[number])
    return said
