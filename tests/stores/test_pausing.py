"""A service is paused for a while, says so to everybody, and comes back by itself or by a tap."""
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock, live
from app.audit import Actor, AuditEntry
from app.db import db, transaction
from app.errors import Invalid
from app.stores import hours, pausing
from app.stores.models import OpeningHours, ServicePause, Store
from tests import cast

pytestmark = pytest.mark.usefixtures("app")
BY = Actor("command")
BUSY = {"zh": "现在太忙了", "en": "Very busy"}
MONDAY_NIGHT = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)           # 23:30 in Shanghai


def paused(store: Store, minutes: int, service: str = "dine_in") -> ServicePause:
    with transaction():
        return pausing.pause(store, service, clock.now() + timedelta(minutes=minutes), reason=BUSY, by=BY)


def running(store: Store) -> list[str]:
    return sorted(pausing.running(store.id))


def test_it_ends_by_itself_and_open_pages_are_told_twice() -> None:
    store = cast.a_store()
    before = live.version(pausing.topic(store.id))
    paused(store, 30)
    assert (running(store), live.version(pausing.topic(store.id))) == (["dine_in"], before + 1)
    clock.move(timedelta(minutes=29, seconds=59))
    assert running(store) == ["dine_in"]
    clock.move(timedelta(seconds=1))
    assert (running(store), live.version(pausing.topic(store.id))) == ([], before + 2)


def test_resumed_at_once_and_written_down() -> None:
    store, other = cast.a_store(), cast.a_store("lake")
    paused(store, 30)
    paused(other, 30)
    for _twice in range(2):
        with transaction():
            pausing.resume(store, "dine_in", by=BY)
    assert (running(store), running(other)) == ([], ["dine_in"])
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.store_id == store.id).order_by(AuditEntry.id)).all()
    assert [(entry.verb, entry.subject_id, entry.after["service"]) for entry in entries] == [
        ("paused", store.id, "dine_in"), ("resumed", store.id, "dine_in")]
    assert entries[0].reason == "现在太忙了"


def test_longer_and_shorter() -> None:
    store = cast.a_store()
    first = paused(store, 30)
    clock.move(timedelta(minutes=10))
    second = paused(store, 5)
    assert pausing.running(store.id)["dine_in"].id == second.id
    clock.move(timedelta(minutes=5))
    assert running(store) == [] and db.session.get(ServicePause, first.id).until == second.since


def test_nothing_to_pause() -> None:
    store = cast.a_store()
    with pytest.raises(Invalid, match="does not offer"):
        paused(store, 30, "delivery")
    with pytest.raises(Invalid, match="later than now"):
        paused(store, 0)


def test_until_tomorrow_across_midnight() -> None:
    """At half past eleven and at half past midnight it is the same business day."""
    store = cast.a_store()
    with transaction():
        store.hours = [OpeningHours(weekday=day, opens=630, closes=1560) for day in range(7)]        # 10:30 to 02:00
    clock.move(MONDAY_NIGHT - clock.now())
    until = hours.tomorrow(store)
    assert until == datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    with transaction():
        pause = pausing.pause(store, "dine_in", until, reason=BUSY, by=BY)
    assert pausing.refusal(pause, store) == "Ordering is paused for the rest of today. Your slip stays as it is. Very busy"
    clock.move(timedelta(hours=1))
    assert hours.tomorrow(store) == until
    with transaction():
        pause = pausing.pause(store, "dine_in", clock.now() + timedelta(minutes=15), reason={}, by=BY)
    assert pausing.refusal(pause, store) == "Ordering is paused until 00:45. Your slip stays as it is."
