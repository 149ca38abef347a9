"""A store's limits and thresholds: seconds, portions, minutes, amounts. What is blank is as everywhere."""
import json

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.db import db
from app.editing import changing
from app.errors import Invalid
from app.i18n import _
from app.stores import settings
from app.stores.models import Store
from app.web.htmx import fragment, go, htmx
from app.web.office import frame, store_words
from app.web.office.store_words import Limit
from app.web.office.stores import named

page = Blueprint("limits", __name__, url_prefix="/stores/<slug>/limits")


@page.get("")
def show(slug: str) -> Response:
    return _page(named(slug), frame.Form())


@page.post("")
def change(slug: str) -> Response:
    """Each by itself; automatically, all but the amount."""
    store, form = named(slug), frame.posted()
    for _heading, group in store_words.limits():
        for limit in group:
            if not (limit.kind == "money" and frame.is_automatic()):
                _read(form, limit)
    frame.save(form, store, store_id=store.id)
    if htmx or form.status != 200:
        return _page(store, form)
    return go(url_for("office.limits.show", slug=slug))


def _read(form: frame.Form, limit: Limit) -> None:
    name = f"settings:{limit.name}"
    if limit.kind == "yes":
        form.read(name, lambda: 1 if request.form.get(limit.name) else 0 if form.seen.get(name) == 0 else None)
    elif limit.kind == "money":
        form.read(name, lambda: _amount(limit))
    else:
        form.read(name, lambda: frame.number(limit.name, *limit.bounds))


def _amount(limit: Limit) -> int | None:
    found = frame.amount(limit.name)
    if found is not None and found > limit.bounds[1]:
        raise Invalid(_("At most %(amount)s, please.", amount=limit.shown(limit.bounds[1])))
    return found


def _page(store: Store, form: frame.Form) -> Response:
    db.session.refresh(store)
    now_there = changing.values(store, [f"settings:{name}" for name in settings.names()])
    values = {"form": form, "now_there": now_there, "seen": json.dumps(now_there), "typed": request.form, "groups": store_words.limits(),
              "saved": frame.saved_at() if form.saved else ""}
    if htmx:
        return fragment("office/limits/_limits.html", form.status, **values)
    return make_response(render_template("office/limits/show.html", **values), form.status)
