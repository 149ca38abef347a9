"""A store as pages show it that list stores: whether it is open, until when or from when on, and what is paused."""
from collections.abc import Mapping

from app.clock import now
from app.stores.hours import next_opening, open_until
from app.stores.models import ServicePause, Store
from app.web import pauses


def place_of(store: Store, running: Mapping[str, ServicePause] | None = None) -> dict[str, object]:
    """For the template `site/_hours.html`. `running` are the pauses where they are known already."""
    until = open_until(store)
    return {"store": store, "open": until is not None, "until": until, "next": next_opening(store), "now": now(),
            "pauses": pauses.shown(store, running)}
