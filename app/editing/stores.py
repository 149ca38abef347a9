"""Adding a store and closing one for good; the same hours, special days and limits for several."""
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app import codes
from app.audit import Actor, AuditEntry
from app.db import db
from app.editing import changing, places
from app.errors import Refused
from app.i18n import _
from app.menu.searching import search_text, without_accents
from app.stores import settings
from app.stores.finding import chain
from app.stores.models import OpeningHours, Service, Store

SLUG = 40                       # characters
WEEK = (630, 1320)              # a store that begins like no other opens 10:30 to 22:00
SHARED = ("services", "table_policy", "day_ends", f"hours:{places.WEEK}", *(f"hours:{service}" for service in Service),
          *(f"settings:{name}" for name in settings.names()))
SpecialDay = list[Any]          # first, last, reason, hours: as the field "closures" has it


def add(name: Mapping[str, str], *, like: Store | None = None, by: Actor) -> Store:
    """A store that begins with the hours, services and limits of another one; its slug comes from its name."""
    root = changing.locked(chain())             # two at once take two slugs
    made = Store(slug=_slug(name), name=dict(name), time_zone=root.time_zone, services=[Service.DINE_IN],
                 hours=[OpeningHours(weekday=day, opens=WEEK[0], closes=WEEK[1]) for day in range(7)],
                 position=1 + (db.session.scalar(select(func.max(Store.position))) or 0))
    if like is not None:
        made.time_zone, made.day_ends, made.table_policy = like.time_zone, like.day_ends, like.table_policy
        made.services, made.settings = list(like.services), dict(like.settings)
        places.hours("").put(made, places.hours("").get(like))
    db.session.add(made)
    db.session.flush()
    changing.added(made, by=by, store_id=made.id)
    return made


def retire(store: Store, *, by: Actor) -> AuditEntry | None:
    """No longer a store; receipts keep it. Raises Refused while parties sit there."""
    return changing.retire(store, by=by, store_id=store.id)


def _slug(name: Mapping[str, str]) -> str:
    """The store in addresses: its English name, else any that can be spelled in Latin letters."""
    spelled = [_spelled(text) for text in filter(None, [name.get("en"), *name.values(), *_sounds(name)])]
    first = next(filter(None, spelled), "store")
    taken = set(db.session.scalars(select(Store.slug)))
    tries = [first, *(f"{first[:SLUG - 4]}-{number}".replace("--", "-") for number in range(2, 2 + len(taken)))]
    return next(slug for slug in tries if slug not in taken)


def _spelled(text: str) -> str:
    """Empty where hardly anything is left of it."""
    found = re.sub(r"[^a-z0-9]+", "-", without_accents(text).casefold())[:SLUG].strip("-")
    return found if len(found) > 1 else ""


def _sounds(name: Mapping[str, str]) -> list[str]:
    """As a search finds it: Chinese in pinyin."""
    return [word for word in search_text(name).split() if word.isascii()]


# The same for several stores

@dataclass(frozen=True)
class Planned:
    """What would change in a store: its fields as they stand and as they would be."""

    store: Store
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def planned(source: Store, to: Collection[Store], names: Collection[str], days: Collection[SpecialDay] = ()) -> list[Planned]:
    """What the source's fields and special days would change in other stores; those where nothing would are left out.

    A special day replaces the one of the same days, the others stay."""
    values = changing.values(source, [name for name in names if name in SHARED])
    plans = []
    for store in sorted(to, key=lambda store: store.id):
        wanted = dict(values)
        if days:
            wanted["closures"] = merged(changing.values(store, ["closures"])["closures"], days)
        before = changing.values(store, wanted)
        different = [name for name in wanted if wanted[name] != before[name]]
        if different:
            plans.append(Planned(store, {name: before[name] for name in different}, {name: wanted[name] for name in different}))
    return plans


def merged(own: Collection[SpecialDay], copied: Collection[SpecialDay]) -> list[SpecialDay]:
    replaced = {tuple(day[:2]) for day in copied}
    return sorted([*(day for day in own if tuple(day[:2]) not in replaced), *copied])


def digest(plans: Collection[Planned]) -> str:
    """Tells one plan from another."""
    return codes.fingerprint(json.dumps([[plan.store.id, plan.before, plan.after] for plan in plans]))


def copy(source: Store, to: Collection[Store], names: Collection[str], days: Collection[SpecialDay] = (), *,
         previewed: str, by: Actor) -> list[AuditEntry]:
    """Do what was planned, in each store an entry of the trail. Raises Refused where it is no longer what was previewed."""
    held = {store.id: changing.locked(store) for store in sorted([source, *to], key=lambda store: store.id)}
    plans = planned(held[source.id], [held[store.id] for store in to], names, days)
    if digest(plans) != previewed:
        raise Refused(_("Something was changed meanwhile. Look at what would change once more."))
    entries = [changing.change(plan.store, plan.after, by=by, store_id=plan.store.id) for plan in plans]
    return [entry for entry in entries if entry is not None]
