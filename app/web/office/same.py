"""The same for other stores: hours, special days and limits of one store, looked at first, then done in all of them at once."""
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request, url_for

from app.db import db, transaction
from app.editing import changing, stores
from app.errors import Refused
from app.stores.hours import local
from app.stores.models import Store
from app.web.auth import actor
from app.web.htmx import go
from app.web.office import store_words, words
from app.web.office.stores import named, special_days

page = Blueprint("same", __name__, url_prefix="/stores/<slug>/same")


@dataclass(frozen=True)
class Choice:
    """Something that stands differently in another store."""

    key: str
    label: str
    value: str
    where: list[Store]          # those where it does
    ticked: bool


@page.get("")
def show(slug: str) -> Response:
    return _page(named(slug))


@page.post("")
def create(slug: str) -> Response:
    """What was previewed, in all the stores or in none."""
    store, fields, days, to = named(slug), *_wanted()
    try:
        with transaction():
            done = stores.copy(store, to, fields, _chosen(store, days), previewed=request.form.get("previewed", ""), by=actor())
            number = len(done)
    except Refused as problem:
        db.session.rollback()
        return _page(store, str(problem), problem.status)
    return go(url_for("office.same.show", slug=slug, done=number))


def _wanted() -> tuple[list[str], list[str], list[Store]]:
    """Fields, special days and stores, as ticked."""
    fields = [name for name in stores.SHARED if name in request.values.getlist("field")]
    others = [store for store in g.stores if store.id != g.store.id and store.slug in request.values.getlist("to")]
    return fields, request.values.getlist("day"), others


def _chosen(store: Store, keys: list[str]) -> list[list[Any]]:
    return [day for day in special_days(store) if _key(day) in keys]


def _key(day: list[Any]) -> str:
    return f"{day[0]}/{day[1]}"


def _page(store: Store, problem: str = "", status: int = 200) -> Response:
    fields, days, to = _wanted()
    others = [each for each in g.stores if each.id != store.id]
    asked = bool((fields or days) and to)
    plans = stores.planned(store, to, fields, _chosen(store, days)) if asked else []
    return make_response(render_template(
        "office/same/show.html", others=others, fields=_fields(store, others, fields), days=_days(store, others, days), to=to, asked=asked,
        plans=plans, previewed=stores.digest(plans), problem=problem, unchanged=[each for each in to if each not in [plan.store for plan in plans]],
        value=words.value, label=words.field, done=request.args.get("done", "")[:3]), status)


def _fields(store: Store, others: list[Store], ticked: list[str]) -> list[Choice]:
    own = changing.values(store, stores.SHARED)
    theirs = {other.id: changing.values(other, stores.SHARED) for other in others}
    found = [(name, [other for other in others if theirs[other.id][name] != own[name]]) for name in stores.SHARED]
    return [Choice(name, words.field(name), words.value(name, own[name]), where, name in ticked) for name, where in found if where]


def _days(store: Store, others: list[Store], ticked: list[str]) -> list[Choice]:
    """Special days from today on that not every other store has."""
    today, theirs = local(store).date().isoformat(), {other.id: special_days(other) for other in others}
    found = [(day, [other for other in others if day not in theirs[other.id]]) for day in special_days(store) if str(day[1]) >= today]
    return [Choice(_key(day), "", store_words.special(day), where, _key(day) in ticked) for day, where in found if where]
