"""What is paused in a store, in words: for guests at home and at their tables, for the floor and the kitchen."""
from collections.abc import Mapping
from dataclasses import dataclass

from app.i18n import _
from app.stores import pausing
from app.stores.models import Service, ServicePause, Store
from app.web.filters import clock_time


@dataclass(frozen=True)
class Paused:
    service: Service
    said: str                       # Pickup: paused until 18:30.
    reason: Mapping[str, str]       # per language; may be empty


def shown(store: Store, running: Mapping[str, ServicePause] | None = None) -> list[Paused]:
    """In the order in which services are named everywhere. `running` where it is known already."""
    found = pausing.running(store.id) if running is None else running
    return [Paused(service, sentence(found[service], store), found[service].reason) for service in Service if service in found]


def sentence(pause: ServicePause, store: Store) -> str:
    if pausing.is_for_today(pause, store):
        return _("%(service)s: paused for the rest of today.", service=name(pause.service))
    return _("%(service)s: paused until %(time)s.", service=name(pause.service), time=clock_time(pause.until, store))


def name(service: str) -> str:
    """A service as guests and managers call it."""
    return {Service.DINE_IN: _("Eating in"), Service.PICKUP: _("Pickup"), Service.DELIVERY: _("Delivery"),
            Service.RESERVATION: _("Reservations"), Service.QUEUE: _("Waiting list")}[Service(service)]
