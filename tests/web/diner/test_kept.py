"""Pages that are given again without being rendered: to the same phone only, and never after something on them changed."""
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask, request_started

from app import clock, live
from app.db import db, transaction
from app.menu import stock
from app.ordering import cart, finding, rounds
from app.stores.hours import business_day
from app.stores.models import Chain, Store
from app.tables import sittings
from app.tables.models import DiningTable, Guest, Sitting
from app.web import kept
from tests import cast
from tests.page import Page

TWO_MINUTES = timedelta(minutes=2)          # nothing on the slip is "just now" any more


@pytest.fixture(autouse=True)
def _half_a_minute_begins() -> None:
    """What is kept is let go at each half minute: a test must not meet one by chance."""
    clock.move(timedelta(seconds=30 - clock.now().timestamp() % 30))


@pytest.fixture
def rendered(app: Flask) -> Iterator[list[str]]:
    """One entry for each request that Flask was asked."""
    seen: list[str] = []

    def note(_app: Flask) -> None:
        seen.append("asked")

    request_started.connect(note, app)
    yield seen
    request_started.disconnect(note, app)


@pytest.fixture
def table(app: Flask) -> str:
    """The address of table A1, at whose store one dish is served."""
    with app.app_context():
        cast.a_dish()
        return f"/t/{cast.a_table().token}/"


def a_seat(app: Flask) -> str:
    """Another phone sits down; its secret."""
    with app.app_context():
        return cast.a_seat().secret


def a_phone(app: Flask, table: str, secret: str) -> Page:
    page = Page(app)
    page.client.set_cookie("guest", secret, path=table.rstrip("/"))
    return page


@pytest.fixture
def anna(app: Flask, table: str) -> Page:
    """A guest who put a dish on the slip two minutes ago."""
    with app.app_context():
        seat = cast.a_seat()
        secret = seat.secret
        cast.a_cart(seat=seat)
    clock.move(TWO_MINUTES)
    return a_phone(app, table, secret)


def keys(page: Page) -> set[str]:
    return {each["value"] for each in page.all("input[name=key]")}


def csrf(page: Page) -> set[str]:
    return {each["value"] for each in page.all("input[name=csrf_token]")}


def test_a_page_is_given_again_with_another_key(rendered: list[str], table: str, anna: Page) -> None:
    anna.get(table)
    first, headers, key = anna.response.get_data(), dict(anna.response.headers), keys(anna)
    anna.get(table)
    assert rendered == ["asked"]
    assert len(key) == len(keys(anna)) == 1
    assert key != keys(anna)
    assert anna.response.get_data().replace(keys(anna).pop().encode(), key.pop().encode()) == first
    assert dict(anna.response.headers) == headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert "Content-Security-Policy" in headers


def test_its_forms_still_work(rendered: list[str], table: str, anna: Page) -> None:
    anna.get(table).get(table)
    assert len(rendered) == 1
    anna.press("button[form=add]")
    assert "2 dishes" in anna.text
    anna.press("button[form=add]")
    assert "3 dishes" in anna.text


def test_nobody_gets_the_page_of_another(app: Flask, rendered: list[str], table: str, anna: Page) -> None:
    ben, stranger = a_phone(app, table, a_seat(app)), Page(app)
    pages = [page.get(table) for page in (anna, ben, stranger)]
    tokens = [csrf(page) for page in pages]
    assert len(rendered) == 3
    assert len(tokens[0]) == len(tokens[1]) == 1
    assert tokens[0] != tokens[1]
    assert tokens[2] == {""}
    again = [page.get(table) for page in (anna, ben, stranger)]
    assert len(rendered) == 3
    assert [csrf(page) for page in again] == tokens
    assert "1 dish" in anna.text
    assert "1 dish" in ben.text
    assert "This slip is empty" in stranger.text


def test_strangers_share_one_rendering(app: Flask, rendered: list[str], table: str) -> None:
    one, other = Page(app).get(table), Page(app).get(table)
    assert len(rendered) == 1
    assert keys(one) != keys(other)


def test_another_table_is_another_page(app: Flask, rendered: list[str], table: str) -> None:
    with app.app_context():
        second = f"/t/{cast.a_table('B2').token}/"
    assert "A1" in Page(app).get(table).text
    assert "B2" in Page(app).get(second).text
    assert len(rendered) == 2


def _sitting() -> Sitting:
    return db.session.query(Sitting).one()


def _order() -> object:
    return finding.order_of(_sitting())


CHANGES: dict[str, tuple[Callable[[], object], str]] = {
    "a friend adds": (lambda: cart.add(_order(), None, cast.a_dish("tea", 800).id, key="another-key"), "2 dishes"),
    "a friend joins": (lambda: sittings.seat(_sitting()), "2 people"),
    "a name": (lambda: sittings.rename(db.session.query(Guest).first(), "Zoe"), "Z"),
    "a round goes": (lambda: rounds.send(_order(), None, key="a-key-to-send", seen={}), "This slip is empty"),
    "86": (lambda: stock.stop(cast.a_store().id, cast.a_dish().id, business_day(cast.a_store()), None), "Sold out"),
    "few left": (lambda: stock.set_remaining(cast.a_store().id, cast.a_dish().id, business_day(cast.a_store()), 3), "3 left"),
    "a dish": (lambda: cast.a_dish("soup", 900, name="New soup"), "New soup"),
    "the end": (lambda: sittings.close(_sitting(), cast.acts(cast.a_waiter())), "This table has been closed."),
}


@pytest.mark.both_databases
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_at_once(app: Flask, rendered: list[str], table: str, anna: Page, change: str) -> None:
    act, seen = CHANGES[change]
    assert seen not in anna.get(table).get(table).text
    asked = len(rendered)
    with app.app_context(), transaction():
        act()
    assert seen in anna.get(table).text
    assert len(rendered) == asked + 1


def test_a_change_of_the_chain_is_seen_at_once(app: Flask, table: str, anna: Page) -> None:
    stranger = Page(app).get(table)
    anna.get(table)
    with app.app_context(), transaction():
        db.session.get(Chain, 1).name = {"zh": "新", "en": "Renamed House"}
        live.touch("chain")
    assert "Renamed House" in stranger.get(table).text
    assert "Renamed House" in anna.get(table).text


def test_the_first_dish_of_a_friend_is_seen_at_once(app: Flask, table: str) -> None:
    """The party had no order yet: its topic is none of those that the page stood on."""
    anna, ben = a_phone(app, table, a_seat(app)), a_phone(app, table, a_seat(app))
    anna.get(table).get(table)
    ben.get(table).press("button[form=add]")
    assert "1 dish" in anna.get(table).text


def test_a_closed_table_shows_nothing_of_the_party(app: Flask, table: str, anna: Page) -> None:
    anna.get(table).get(table)
    with app.app_context(), transaction():
        sittings.close(_sitting(), cast.acts(cast.a_waiter()))
    anna.get(table).get(table)
    assert "This slip is empty" in anna.text
    assert anna.html.select(".ava") == []


def test_an_old_or_waiting_phone_is_always_looked_up(app: Flask, rendered: list[str], table: str, anna: Page) -> None:
    with app.app_context(), transaction():
        waiting = a_phone(app, table, sittings.ask_to_join(db.session.query(DiningTable).one())[1])
    old = a_phone(app, table, "a secret of last week")
    for page in (old, waiting):
        rendered.clear()
        page.get(table).get(table)
        assert len(rendered) == 2


def test_a_new_code_ends_the_old_one_at_once(app: Flask, table: str, anna: Page) -> None:
    anna.get(table)
    stranger = Page(app).get(table)
    with app.app_context(), transaction():
        sittings.new_token(db.session.query(DiningTable).one(), cast.acts(cast.a_manager()))
    anna.get(table, status=404)
    stranger.get(table, status=404)


def test_every_language_has_its_own(app: Flask, rendered: list[str], table: str) -> None:
    stranger = Page(app).get(table)
    chinese = stranger.press("button[name=language]").get(table)
    assert chinese.find("html")["lang"] == "zh-CN"
    assert Page(app, language="zh").get(table).find("html")["lang"] == "zh-CN"
    assert Page(app).get(table).find("html")["lang"] == "en"


def test_the_hour_is_looked_at_every_half_minute(app: Flask, table: str) -> None:
    stranger = Page(app).get(table)
    assert "The kitchen is closed just now." not in stranger.text
    with app.app_context(), transaction():
        store = db.session.query(Store).one()
        store.hours.clear()         # told by no version, as the clock is
    clock.move(timedelta(seconds=kept.HALF_A_MINUTE))
    assert "The kitchen is closed just now." in stranger.get(table).text


def test_just_now_is_said_no_longer_than_it_is(app: Flask, rendered: list[str], table: str) -> None:
    phone = a_phone(app, table, a_seat(app))
    phone.get(table).press("button[form=add]")
    assert "just now" in phone.get(table).text
    rendered.clear()
    clock.move(timedelta(seconds=3))
    phone.get(table)
    assert len(rendered) == 1


def test_a_search_is_not_kept(rendered: list[str], table: str, anna: Page) -> None:
    anna.get(table + "?q=beef").get(table + "?q=beef")
    assert len(rendered) == 2


@pytest.mark.parametrize("path", ["cart/dock", "cart", "order", "bill"])
def test_a_poll_that_finds_nothing_new_is_kept_too(app: Flask, rendered: list[str], table: str, anna: Page, path: str) -> None:
    version = anna.get(table).find("#dock")["data-version"]
    rendered.clear()
    poll = f"{table}{path}?v={version}"
    anna.fragment(poll, status=204).fragment(poll, status=204)
    assert len(rendered) == 1
    with app.app_context(), transaction():
        sittings.rename(db.session.query(Guest).first(), "Zoe")
    assert anna.fragment(poll).html is not None


def test_a_poll_of_a_closed_table_is_not_kept(app: Flask, table: str, anna: Page) -> None:
    version = anna.get(table).find("#dock")["data-version"]
    poll = f"{table}cart?v={version}"
    anna.fragment(poll, status=204)
    with app.app_context(), transaction():
        sittings.close(_sitting(), cast.acts(cast.a_waiter()))
    response = anna.client.get(poll, headers={"HX-Request": "true"})
    assert "HX-Redirect" in response.headers


def test_a_round_that_falls_due_by_itself_ends_what_was_kept(app: Flask, table: str, anna: Page) -> None:
    clock.move(timedelta(seconds=kept.HALF_A_MINUTE - clock.now().timestamp() % kept.HALF_A_MINUTE))        # a half minute begins
    with app.app_context(), transaction():
        rounds.send(_order(), None, key="a-key-to-send", seen={})
    version = anna.get(f"{table}order").find("#status")["data-version"]
    poll = f"{table}order?v={version}"
    anna.fragment(poll, status=204).fragment(poll, status=204)
    clock.move(timedelta(seconds=10))
    anna.fragment(poll)


def test_what_everybody_sees_may_be_a_moment_old(app: Flask, table: str, anna: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guest sees a change at once, a phone that only scanned the code a little later."""
    monkeypatch.setattr(app.wsgi_app.application, "_testing", False)
    monkeypatch.setattr(kept, "TRUSTED", 3600)
    stranger = Page(app).get(table).get(table)
    anna.get(table)
    with app.app_context(), transaction():
        cast.a_dish("soup", 900, name="New soup")
    assert "New soup" in anna.get(table).text
    assert "New soup" not in stranger.get(table).text
    monkeypatch.setattr(kept, "TRUSTED", 0)
    assert "New soup" in stranger.get(table).text


def test_an_old_code_is_trusted_for_no_moment_once_it_was_found_out(app: Flask, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.wsgi_app.application, "_testing", False)
    monkeypatch.setattr(kept, "TRUSTED", 0)
    stranger = Page(app).get(table)
    with app.app_context(), transaction():
        sittings.new_token(db.session.query(DiningTable).one(), cast.acts(cast.a_manager()))
    stranger.get(table, status=404)
    monkeypatch.setattr(kept, "TRUSTED", 3600)
    stranger.get(table, status=404)


def test_what_is_over_is_let_go(app: Flask, table: str) -> None:
    for language in ("en", "zh", "en-GB"):
        Page(app, language).get(table)
    assert len(app.wsgi_app.application._answers) == 3
    clock.move(timedelta(seconds=kept.HALF_A_MINUTE))
    Page(app, "en-US").get(table)
    assert len(app.wsgi_app.application._answers) == 1


def test_only_so_many_are_kept(app: Flask, rendered: list[str], table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    pages = [Page(app, language) for language in ("en", "zh", "en-GB")]
    for page in pages:
        page.get(table)
    rendered.clear()
    pages[2].get(table)
    pages[1].get(table)
    assert rendered == []
    pages[0].get(table)
    assert len(rendered) == 1


@pytest.mark.both_databases
def test_versions_read_both_ways_are_the_same(app: Flask) -> None:
    with app.app_context():
        with transaction():
            live.touch("one")
            live.touch("two")
            live.touch("two", at=clock.now() + timedelta(seconds=10))
        topics = ("two", "one", "none")
        assert live.peek(db.engine, topics) == tuple(live.versions(topics).values()) == (1, 1, 0)
        clock.move(timedelta(seconds=11))
        db.session.rollback()
        assert live.peek(db.engine, topics) == tuple(live.versions(topics).values()) == (2, 1, 0)
