"""A service that a store does not give for a while: the kitchen is full, the gas is out. It resumes by itself when its time is over."""
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from app import live
from app.audit import Actor, record
from app.clock import now
from app.db import db
from app.errors import Invalid
from app.i18n import _, pick
from app.stores.hours import business_day, local
from app.stores.models import ServicePause, Store

PAUSED, RESUMED = "paused", "resumed"
SOON = timedelta(hours=3)       # so near a time is said as such


def topic(store_id: int) -> str:
    """Touched when a service is paused or resumed, and when a pause ends by itself."""
    return f"pauses-{store_id}"


def running(store_id: int, at: datetime | None = None) -> dict[str, ServicePause]:
    """Service → its pause, of those that are paused just now."""
    return of_stores([store_id], at)[store_id]


def of_stores(store_ids: Collection[int], at: datetime | None = None) -> dict[int, dict[str, ServicePause]]:
    """The same of several stores at once."""
    at = at or now()
    found: dict[int, dict[str, ServicePause]] = {store_id: {} for store_id in store_ids}
    for pause_ in db.session.scalars(select(ServicePause).where(ServicePause.store_id.in_(store_ids), ServicePause.since <= at,
                                                                ServicePause.until > at).order_by(ServicePause.id)):
        found[pause_.store_id][pause_.service] = pause_
    return found


def pause(store: Store, service: str, until: datetime, *, reason: Mapping[str, str], by: Actor) -> ServicePause:
    """Paused from now on; a pause that is running ends with the new one, longer or shorter. Raises Invalid where there is nothing to pause."""
    at = now()
    _hold(store)
    if service not in store.services:
        raise Invalid(_("This store does not offer that."))
    if until <= at:
        raise Invalid(_("A pause ends later than now."))
    before = running(store.id, at).get(service)
    if before is not None:
        before.until = at
    made = ServicePause(store_id=store.id, service=service, since=at, until=until, reason=dict(reason))
    db.session.add(made)
    _tell(store)
    live.touch(topic(store.id), at=until)
    record(by, PAUSED, store, store_id=store.id, reason=next(iter(reason.values()), ""), after={"service": service, "until": until.isoformat()})
    db.session.flush()
    return made


def resume(store: Store, service: str, *, by: Actor) -> None:
    """At once. What is not paused (any more) stays so."""
    at = now()
    _hold(store)
    found = running(store.id, at).get(service)
    if found is None:
        return
    before, found.until = found.until, at
    _tell(store)
    record(by, RESUMED, store, store_id=store.id, before={"service": service, "until": before.isoformat()},
           after={"service": service, "until": at.isoformat()})
    db.session.flush()


def refusal(pause_: ServicePause, store: Store) -> str:
    """Why nothing can be sent now, and until when."""
    if is_for_today(pause_, store):
        said = _("Ordering is paused for the rest of today. Your slip stays as it is.")
    else:
        said = _("Ordering is paused until %(time)s. Your slip stays as it is.", time=f"{local(store, pause_.until):%H:%M}")
    return f"{said} {pick(pause_.reason)}".strip()


def is_for_today(pause_: ServicePause, store: Store) -> bool:
    """Until another day, as the store counts days; the turn of the day in the middle of the night is none to a guest."""
    return business_day(store, pause_.until) > business_day(store) and pause_.until - now() > SOON


def _hold(store: Store) -> None:
    """Two managers pause and resume one after the other."""
    db.session.execute(select(Store.id).where(Store.id == store.id).with_for_update())


def _tell(store: Store) -> None:
    live.touch(topic(store.id))
