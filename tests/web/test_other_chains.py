"""Chains in other currencies and languages: what they load, show and settle, to the last yen and cent."""
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.audit import Actor
from app.chain.loading import load
from app.codes import token
from app.db import db, transaction
from app.ordering import rounds
from app.ordering.models import Order
from app.payments import paying
from app.payments.due import due
from app.payments.models import LegKind
from app.stores.finding import stores
from app.tables.models import DiningTable
from tests.page import Page

CHAINS = Path(__file__).parent.parent / "chains"
TUESDAY_EVENING_BERLIN = datetime(2027, 3, 2, 18, 30, tzinfo=UTC)       # 19:30 there, no lunch prices
TUESDAY_EVENING_TOKYO = datetime(2027, 3, 2, 10, 30, tzinfo=UTC)        # 19:30 there, beer is dearer again


def start(app: Flask, chain: str, at: datetime, label: str) -> str:
    """Load a chain, move to a moment, and give the token of a table."""
    clock.move(at - clock.now())
    with app.app_context():
        load(CHAINS / chain, pictures=Path(app.config["INSTANCE"]) / "pictures")
        return db.session.scalars(select(DiningTable.token).where(DiningTable.label == label)).first()


def settle(app: Flask, *parts: int) -> tuple[int, list[tuple[int, int, bool, int]]]:
    """Release what was sent, pay it in parts, and say the total and the taxes (rate, base, included, tax)."""
    clock.move(timedelta(seconds=20))
    with app.app_context():
        order = db.session.scalar(select(Order))
        for part in parts:
            with transaction():
                locked = paying.locked_order(order.id, order.store_id)
                paying.pay(locked, LegKind.CARD, part, by=Actor("command"), key=token())
        found = due(order)
        assert found.owed_minor == 0
        return found.total_minor, [(tax.rate, tax.base_minor, tax.included, tax.tax_minor) for tax in found.totals.taxes]


def order(page: Page, menu: str, *dishes: str) -> None:
    """Add dishes by their names, with their default options, and send them."""
    for dish in dishes:
        page.get(menu)
        choose = next((link for link in page.all("a[data-sheet]") if dish in link["aria-label"]), None)
        if choose is not None:
            page.get(menu + choose["href"]).submit("form[action$='/cart/lines']")
        else:
            plus = next(button for button in page.all("button[form=add]") if dish in button["aria-label"])
            page.press(f'button[form="add"][value="{plus["value"]}"]')
    page.get(menu + "cart").submit("form[action$='/cart/rounds']")


def confirm(app: Flask) -> None:
    """The floor lets the waiting first round through."""
    with app.app_context(), transaction():
        for round_ in rounds.waiting(stores()[0].id):
            rounds.confirm(round_, Actor("command"))


@pytest.mark.both_databases
def test_tokyo_shows_and_settles_in_whole_yen(app: Flask) -> None:
    menu = f"/t/{start(app, 'tokyo', TUESDAY_EVENING_TOKYO, 'T1')}/"
    japanese = Page(app, language="ja")
    japanese.get(menu)
    assert "醤油ラーメン" in japanese.text
    assert "¥980" in japanese.text.replace(" ", "")
    assert "ざるそば" not in japanese.text                 # a lunch dish
    assert japanese.find("html")["lang"] == "en"            # the interface falls back, the dishes do not
    assert all(tag["lang"] == "ja" for tag in japanese.all(".dish h3 a"))

    order(japanese, menu, "醤油ラーメン", "生ビール")
    # 980 + 600, both 10 % inside: tax once per tax and order, 980 × 10/110 = 89.09, 600 × 10/110 = 54.5
    total, taxes = settle(app, 1000, 580)
    assert total == 1580
    assert taxes == [(1000, 600, True, 55), (1000, 980, True, 89)]


@pytest.mark.both_databases
def test_berlin_shows_and_settles_in_euros(app: Flask) -> None:
    menu = f"/t/{start(app, 'berlin', TUESDAY_EVENING_BERLIN, '2')}/"
    german = Page(app, language="de-DE")
    german.get(menu)
    assert "Nudeln mit Rindfleisch" in german.text
    assert "13,90 €" in german.text
    assert "Mittagsschale" not in german.text

    turkish = Page(app, language="tr")
    turkish.get(menu)
    assert "Etli erişte" in turkish.text
    assert "Gebratene Teigtaschen" in turkish.text          # no Turkish name: the chain's default language

    order(german, menu, "Nudeln mit Rindfleisch", "Jasmintee")
    confirm(app)
    total, taxes = settle(app, 700, 1010)
    assert total == 1390 + 320
    # drinks 19 % (no word on inclusion: inside the price), dishes 19 % inside
    assert [(rate, base) for rate, base, _included, _tax in taxes] == [(1900, 320), (1900, 1390)]
    assert [tax for *_rest, tax in taxes] == [51, 222]      # 320 × 19/119 = 51.09, 1390 × 19/119 = 221.93

