"""Prices with dates: open menus are told at the midnight that changes them, and the office what is coming."""
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import clock, live, worker
from app.audit import Actor
from app.chain.loading import load
from app.db import db, transaction
from app.editing import changing, many, stores
from app.menu import dated
from app.menu.catalogue import TOPIC, PriceRow
from app.menu.dated import Coming
from app.menu.models import Dish, Price
from tests import cast
from tests.chain.small import small, with_

pytestmark = pytest.mark.usefixtures("app")
BY = Actor("command")
TODAY, FIRST, LAST = date(2026, 11, 23), date(2026, 12, 1), date(2026, 12, 24)
BEGINS, ENDS = datetime(2026, 11, 30, 16, tzinfo=UTC), datetime(2026, 12, 24, 16, tzinfo=UTC)        # midnights in Shanghai
BERLIN = timedelta(hours=7)             # its midnight is so much later
DATED = [None, None, None, None, None, FIRST.isoformat(), LAST.isoformat(), 4500]


@pytest.fixture(autouse=True)
def _a_monday() -> None:
    clock.move(datetime(2026, 11, 23, 4, tzinfo=UTC) - clock.now())


def tells(*expected: datetime) -> None:
    """Open menus are told at these moments and at no others."""
    seen = live.version(TOPIC)
    for moment in expected:
        clock.move(moment - timedelta(seconds=1) - clock.now())
        assert live.version(TOPIC) == seen, f"told before {moment}"
        clock.move(timedelta(seconds=1.5))
        assert live.version(TOPIC) > seen, f"not told at {moment}"
        seen = live.version(TOPIC)
    clock.move(timedelta(days=400))
    assert live.version(TOPIC) == seen


def test_prices_out_of_files_by_the_clock_of_each_store(tmp_path: Path) -> None:
    folder = small(tmp_path / "chain", prices="dish,valid_from,valid_to,price\nmapo,2026-12-01,2026-12-24,45\nrice,2026-12-01,9999-12-31,4\n"
                   "greens,2020-01-01,,19\n",
                   stores=with_("stores.csv", ("slug,", "time_zone,slug,"), ("north", "Asia/Shanghai,north"), ("south", "Europe/Berlin,south")))
    load(folder, pictures=tmp_path)
    tells(BEGINS, BEGINS + BERLIN, ENDS, ENDS + BERLIN)


def test_prices_of_the_office() -> None:
    beef, tea = cast.a_dish("beef", 4200), cast.a_dish("tea", 800)
    with transaction():
        changing.change(beef, {"prices": [DATED]}, by=BY)
    wish = many.Wish(many.What.ADD, 100, day=FIRST + timedelta(days=1))
    rows = many.planned([beef, tea], [None], wish)
    with transaction():
        many.apply([beef, tea], [None], wish, previewed=many.digest(rows, wish), all_stores={1}, by=BY)
    with transaction():
        changing.change(tea, {"minutes": 3}, by=BY)
    assert db.session.scalar(select(func.count()).select_from(live.TopicDue)) == 3      # each moment once
    tells(BEGINS, BEGINS + timedelta(days=1), ENDS)


def test_a_store_whose_clock_is_another_one() -> None:
    with transaction():
        changing.change(cast.a_dish(), {"prices": [DATED]}, by=BY)
    with transaction():
        other = stores.add({"zh": "柏林", "en": "Berlin"}, by=BY)
        changing.change(other, {"time_zone": "Europe/Berlin"}, by=BY)
    tells(BEGINS, BEGINS + BERLIN, ENDS, ENDS + BERLIN)


def test_what_was_never_told_is_told_by_the_night() -> None:
    beef = cast.a_dish()
    with transaction():
        db.session.get_one(Dish, beef.id).prices.append(Price(amount_minor=4500, valid_from=FIRST))
    worker.tidy()
    tells(BEGINS)


PLAIN, RISE = PriceRow(4200), PriceRow(4500, valid_from=FIRST)


@pytest.mark.parametrize(("rows", "today", "found"), [
    ([PLAIN], 4200, None),
    ([PLAIN, RISE], 4200, Coming(FIRST, 4200, 4500)),
    ([PLAIN, PriceRow(4500, valid_from=TODAY)], 4500, None),
    ([PLAIN, PriceRow(3800, valid_to=LAST)], 3800, Coming(LAST + timedelta(days=1), 3800, 4200)),
    ([PLAIN, PriceRow(4200, valid_from=date(2026, 11, 25)), RISE], 4200, Coming(FIRST, 4200, 4500)),
    ([RISE], None, Coming(FIRST, None, 4500)),
    ([PLAIN, PriceRow(2000, valid_from=FIRST, from_minute=660), PriceRow(2000, valid_from=FIRST, kind="pickup"),
      PriceRow(2000, valid_from=FIRST, weekdays=1), PriceRow(2000, valid_to=date.max)], 2000, None),
    ([PLAIN, PriceRow(3900, store_id=2), PriceRow(4500, store_id=1, valid_from=FIRST)], 4200, None)])
def test_what_is_coming_everywhere(rows: list[PriceRow], today: int | None, found: Coming | None) -> None:
    assert (dated.price_on(rows, None, TODAY), dated.coming(rows, None, TODAY)) == (today, found)


def test_what_is_coming_in_a_store() -> None:
    rows = [PLAIN, RISE, PriceRow(3900, store_id=2), PriceRow(4600, store_id=3, valid_from=FIRST)]
    assert [dated.coming(rows, store, TODAY) for store in (1, 2, 3)] == [
        Coming(FIRST, 4200, 4500), None, Coming(FIRST, 4200, 4600)]
