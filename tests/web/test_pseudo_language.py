"""A crawl of the whole site in a language in which every interface text stands in ⟦brackets⟧: what has none was never marked to be translated."""
import re
from collections.abc import Iterator
from gettext import NullTranslations
from typing import Any
from urllib.parse import urljoin, urlsplit

import flask_babel
import pytest
from bs4 import Comment, Doctype, Tag
from flask import Flask
from sqlalchemy import JSON, Enum, String, select

from app.db import db, transaction
from app.kitchen import board
from app.menu.models import Category, Choice, Dish, OptionGroup
from app.ordering.finding import order_of
from app.ordering.models import OrderLine
from app.personal import PersonalText
from app.staff.models import Role, StaffMember
from app.stores.models import Chain, Station, Store, Tax
from app.tables import sittings
from app.tables.models import Area, CallKind, DiningTable
from app.web.languages import NAMES
from tests import cast
from tests.page import Page

SPOKEN = ("aria-label", "alt", "placeholder", "title")
# Words that are the same in every language: names of languages, what the demo's pages quote from the command line.
SAME_EVERYWHERE = {*NAMES.values(), "EN", "CSV", "XLSX", "PgDn", "PgUp", "flask --app wsgi chain load demo/lantern",
                   "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}         # weekdays come from Babel
NAMED = (Chain, Store, Area, DiningTable, Category, Dish, OptionGroup, Choice, Station, Tax, StaffMember, OrderLine)


class Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return f"⟦{singular if n == 1 else plural}⟧"

    ugettext, ungettext = gettext, ngettext


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda _self: Bracketed())


@pytest.fixture
def token(app: Flask) -> str:
    """A table in the middle of things: rounds in every state, calls, a phone that waits, an allergy, something void-able and paid."""
    with app.app_context():
        for role in Role:
            cast.staff(role)
        table, plain = cast.a_table("A1"), cast.a_dish("cucumber", tags=["signature"])
        beef = cast.a_dish("beef", allergens=["wheat"], portions=5)
        cast.an_option_group(beef, {"mild": 0, "hot": 200}, default="mild")
        cast.an_option_group(beef, {"egg": 300, "greens": 0}, code="extras", least=0, most=2)
        cast.a_table("A2")
        seat = cast.a_seat(table)
        sent = cast.a_sent_round(beef, (plain, 2), table=table, seat=seat, note="peanut allergy")
        cook, line = cast.acts(cast.a_cook()), cast.lines_of(sent)[1]
        with transaction():
            board.acknowledge(sent, cook)
            board.tick(sent, [line.id], cook)
            sittings.call(seat.guest.sitting, CallKind.WAITER, seat.guest)
            sittings.ask_to_join(table)
        cast.a_sent_round(plain, table=table, seat=seat, released=False)
        cast.a_cart(plain, seat=seat)
        assert order_of(seat.guest.sitting)
        return f"{table.token} {seat.secret}"


def test_no_interface_text_escapes_translation(app: Flask, token: str) -> None:
    table_token, secret = token.split()
    starts: dict[str, list[str]] = {
        "stranger": ["/", f"/t/{table_token}/", f"/t/{table_token}/join", "/staff/sign-in", "/staff/screen"],
        "guest": [f"/t/{table_token}/{page}" for page in ("", "cart", "order", "bill", "name")],
        "owner": ["/staff", "/kitchen/riverside", "/kitchen/riverside/stock", "/kitchen/riverside/recalls", "/floor/riverside"],
    }
    with app.app_context():
        known = data_texts()
    plain: dict[str, set[str]] = {}
    seen: dict[str, set[str]] = {}
    for who, addresses in starts.items():
        page = Page(app)
        if who == "guest":
            page.client.set_cookie("guest", secret, path=f"/t/{table_token}/")
        if who == "owner":
            cast.signed_in(page, "owner")
        seen[who] = crawl(page, addresses, known, plain)
    assert plain == {}
    assert min(map(len, seen.values())) >= 4, seen
    assert {"/floor/riverside", "/kitchen/riverside"} <= seen["owner"]


def test_refusals_are_translated(app: Flask, token: str) -> None:
    page = Page(app)
    with app.app_context():
        known = data_texts()
    page.get("/nowhere", status=404)
    assert set(untranslated(page.html, known)) == set()
    page.get(f"/t/{token.split()[0]}/dishes/99999", status=404)
    assert set(untranslated(page.html, known)) == set()


def crawl(page: Page, addresses: list[str], known: list[str], plain: dict[str, set[str]]) -> set[str]:
    """Follow every link of the site; note texts without brackets by address. Which addresses were seen."""
    waiting, seen = list(addresses), set()
    while waiting:
        address = waiting.pop(0)
        if address in seen or not address.startswith("/") or address.startswith(("/static/", "/pictures/", "/brand.")):
            continue
        seen.add(address)
        page.get(address)
        if page.html is None:
            continue
        found = set(untranslated(page.html, known))
        if found:
            plain[address] = found
        waiting += [urlsplit(urljoin(page.path, str(link["href"])))._replace(fragment="").geturl() for link in page.all("a[href]")
                    if not str(link["href"]).startswith(("mailto:", "tel:", "http"))]
    return seen


def untranslated(html: Tag, known: list[str]) -> Iterator[str]:
    """Texts and spoken attributes with letters outside brackets that are no data of the chain."""
    texts = [str(text) for text in html.find_all(string=True) if not isinstance(text, Comment | Doctype)
             and text.parent.name not in {"script", "style"} and text.parent.get("translate") != "no"]
    for tag in html.find_all(True):
        texts += [str(tag[name]) for name in SPOKEN if tag.get(name)]
    for text in texts:
        rest = re.sub(r"⟦[^⟦⟧]*(?:⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧", "", text)
        rest = re.sub(r"^[^⟦⟧]*⟧|⟦[^⟦⟧]*$", "", rest)           # a sentence with a tag in its middle
        rest = re.sub(r"\b[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2,3}\b", "", rest)        # a date, written by Babel: Wed 25 Nov
        for word in known:
            rest = rest.replace(word, "")
        if re.search(r"[^\W\d_]{2,}", rest):
            yield " ".join(text.split())


def data_texts() -> list[str]:
    """Every text of the chain's own that the database holds, the longest first: names of dishes, tables, people, notes."""
    found: set[str] = set(SAME_EVERYWHERE)
    for model in NAMED:
        columns = [column for column in model.__table__.columns if isinstance(column.type, JSON | String | PersonalText)
                   and not isinstance(column.type, Enum)]
        for row in db.session.execute(select(*columns)):
            found.update(text for value in row for text in strings(value))
    return sorted(found, key=len, reverse=True)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str) and len(value) > 1:
        yield value
        yield value[:2]             # on a plaque
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
