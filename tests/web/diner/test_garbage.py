"""Whatever is sent to the diners' door, it is answered in a sentence, never by an accident."""
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.db import transaction
from app.tables import sittings
from tests import cast
from tests.counts import count
from tests.page import Page

pytestmark = pytest.mark.both_databases

NAMES = ["dish", "key", "quantity", "note", "chosen", "seen", "leave", "word", "decision", "name", "back", "v", "csrf_token",
         "opt-1", "count-1", "count-x", "opt-", "count-99999999999999999999", "\x00", "x"]
WORTH = st.one_of(
    st.sampled_from(["1", "2", "0", "-1", "99", "1000", "99999999999999999999", "9" * 5000, "", " ", "a-key-of-a-form", "1-4200", "1-", "-", ".",
                     "1e3", "NaN", "١", "１", "\x00", "a\x00b", "\u202e", "😀" * 30, "admit", "decline", "bill", "'; DROP TABLE guest; --",
                     "<script>alert(1)</script>", "{{ 7 * 7 }}", "%s%n", "../../etc/passwd"]),
    st.text(max_size=80))
FIELDS = st.lists(st.tuples(st.sampled_from(NAMES), WORTH), max_size=8)
IDS = st.sampled_from(["0", "1", "2", "-1", "2147483647", "2147483648", "9" * 30, "x", "%00", "1%00", "%F0%9F%8D%9C", "1.5"])
PATHS = ["cart/lines", "cart/fewer", "cart/lines/{id}", "cart/returns/{id}", "cart/rounds", "cart/rounds/{id}/take-backs", "calls",
         "calls/{id}/withdrawals", "bill", "name", "join", "join/requests", "join/requests/{id}", "join/fresh"]
LOOKS = ["", "cart", "cart/dock", "order", "bill", "name", "join", "dishes/{id}"]


@pytest.fixture
def menu(app: Flask) -> Iterator[str]:
    """A table with a party that has a slip, a sent round, a call and a phone that asks to be let in."""
    with app.app_context():
        beef, seat = cast.a_dish(), cast.a_seat()
        cast.an_option_group(beef, {"mild": 0, "hot": 200}, default="mild")
        cast.a_sent_round(beef, seat=seat, released=False)
        cast.a_cart((beef, 2), seat=seat)
        table = cast.a_table()
        with transaction():
            sittings.call(sittings.open_at(table), sittings.CallKind.WAITER)
            sittings.ask_to_join(table)
        yield f"/t/{table.token}/"


def visitors(app: Flask, menu: str) -> dict[str, Page]:
    """Somebody seated, a stranger whom the table lets in, one that came late, and one whose party has left."""
    seated, left = Page(app).get(menu), Page(app).get(menu)
    seated.post(menu + "calls")
    left.client.set_cookie("guest", "of a party long gone", path=menu)
    return {"seated": seated, "stranger": Page(app), "left": left}


def test_no_form_breaks_the_door(app: Flask, menu: str) -> None:
    phones = visitors(app, menu)
    clock.move(timedelta(minutes=11))

    @given(st.sampled_from(PATHS), st.sampled_from(sorted(phones)), FIELDS, IDS, st.booleans())
    @settings(max_examples=count(150, 5_000), suppress_health_check=list(HealthCheck))
    def throw(path: str, who: str, fields: list[tuple[str, str]], row: str, htmx: bool) -> None:
        data: dict[str, list[str]] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        headers = {"Sec-Fetch-Site": "same-origin"} | ({"HX-Request": "true"} if htmx else {})
        answer = phones[who].client.post(menu + path.replace("{id}", row), data=data, headers=headers)
        assert answer.status_code < 500, answer.text
        assert answer.status_code in (204, 303) or len(answer.text) > 20

    throw()


def test_no_address_breaks_the_door(app: Flask, menu: str) -> None:
    phones = visitors(app, menu)

    @given(st.sampled_from(LOOKS), st.sampled_from(sorted(phones)), WORTH, IDS, st.booleans())
    @settings(max_examples=count(60, 2_000), suppress_health_check=list(HealthCheck))
    def look(path: str, who: str, typed: str, row: str, htmx: bool) -> None:
        answer = phones[who].client.get(menu + path.replace("{id}", row), query_string={"q": typed, "v": typed, "dish": typed, "diet": typed},
                                        headers={"HX-Request": "true"} if htmx else {})
        assert answer.status_code < 500, answer.text

    look()


def test_no_code_breaks_the_door(app: Flask, menu: str) -> None:
    for token in ("%00", "a%00b", "%F0%9F%8D%9C" * 8, "x" * 3000, "..", "'"):
        for answer in (app.test_client().get(f"/t/{token}/"), app.test_client().post(f"/t/{token}/cart/lines")):
            assert answer.status_code in (308, 400, 404, 405)
