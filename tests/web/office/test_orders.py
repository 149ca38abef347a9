"""Every check there was: found, and as fast among a hundred thousand as among a hundred."""
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import Select, insert, text

from app.audit import AuditEntry
from app.clock import now
from app.codes import token
from app.db import db, transaction
from app.kitchen import board
from app.menu.models import OrderKind
from app.ordering.models import Order
from app.ordering.voids import void
from app.payments import paying
from app.payments.due import due
from app.payments.models import LegKind
from app.staff.models import Role
from app.stores import finding
from app.web.office import history, orders
from tests import cast
from tests.page import Page


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    """Two checks at Riverside, the second one paid; one in the garden."""
    with app.app_context():
        cast.a_store()
        cast.staff(Role.OWNER)
        for label, store in (("A1", cast.a_store()), ("A2", cast.a_store()), ("B1", cast.a_store("garden"))):
            cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table(label, store=store))
        with transaction():
            order = db.session.get_one(Order, 2)
            void(order.lines[0], by=cast.acts(cast.a_waiter()), reason="Waited too long")
            paying.pay(order, LegKind.CARD, due(order).owed_minor, by=cast.acts(cast.a_waiter()), key=token())
            db.session.refresh(order)
            board.bring([order.lines[1]], cast.acts(cast.a_waiter()))
            paying.close_party(order.sitting, by=cast.acts(cast.a_waiter()))
    return cast.signed_in(client, "owner").get("/office/orders")


def rows(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ", strip=True).split()) for row in page.all("tbody tr")]


def test_the_list_and_its_filters(app: Flask, owner: Page) -> None:
    assert len(rows(owner)) == 3
    assert len(rows(owner.get("/office/orders?store=riverside"))) == 2
    assert len(rows(owner.submit("form.pan", state="open"))) == 1 and "A1" in rows(owner)[0]
    assert len(rows(owner.get("/office/orders?table=A2"))) == 1 and "Closed" in rows(owner)[0]
    assert len(rows(owner.get("/office/orders?number=1"))) == 2
    assert "No order is like that." in owner.get(f"/office/orders?to={date(2026, 1, 1)}").text
    for odd in ("kind=x&paid=x&sort=x", "least=-&most=9999999999999",
                "from=x&to=31", "number=x", "number=99999999", "state=y", "table=%00"[:6], "after=x"):
        owner.get(f"/office/orders?{odd}")


def test_by_what_was_paid_and_how_from_the_oldest_on(app: Flask, owner: Page) -> None:
    owner.submit("form.pan", paid="card", least="42", most="42", kind="dine_in", sort="oldest")
    assert len(rows(owner)) == 1 and "A2" in rows(owner)[0] and "Card" in rows(owner)[0]
    for other in ("paid=cash", "least=42.01", "most=41&paid=card", "kind=pickup"):
        assert not rows(owner.get(f"/office/orders?{other}")), other
    lines = owner.client.get("/office/orders?sort=oldest&as=csv").text.splitlines()
    assert [line.split(",")[3] for line in lines[1:]] == ["A1", "A2", "B1"] and lines[2].endswith("42.00,0.00,已结清,堂食,42.00,刷卡")


def test_one_of_them_whole(app: Flask, owner: Page) -> None:
    owner.follow("a[href='/office/orders/2']")
    for said in ("Order 2", "Beef", "Waited too long", "¥ 42", "Card", "Voided", "Closed"):
        assert said in owner.text, said
    with app.app_context():
        cast.staff(Role.MANAGER, store=cast.a_store("garden"), username="neighbour")
    cast.signed_in(Page(app), "neighbour").get("/office/orders/2", status=404)


def test_lists_of_a_hundred_thousand_are_read_by_key(app: Flask) -> None:
    """The database neither sorts nor reads a whole table for a page, wherever it begins."""
    with app.app_context():
        store, day = cast.a_store(), date(2020, 1, 1)
        with transaction():
            for first in range(0, 100_000, 10_000):
                db.session.execute(insert(Order), [
                    {"store_id": store.id, "kind": OrderKind.PICKUP, "business_day": day + timedelta(days=number // 100), "number": number,
                     "opened_at": now(), "closed_at": now()} for number in range(first, first + 10_000)])
                db.session.execute(insert(AuditEntry), [
                    {"at": now(), "actor_kind": "staff", "actor_id": number % 9, "store_id": store.id, "request_id": "", "verb": "changed",
                     "subject_kind": "dish", "subject_id": number % 99, "reason": ""} for number in range(first, first + 10_000)])
        db.session.execute(text("ANALYZE"))
    for address, query, key in [("/office/orders", orders.filtered, Order.id), ("/office/history", history.filtered, AuditEntry.id)]:
        for filters, everywhere, store in [("", True, None), ("", False, None), ("", True, "riverside"), ("?person=3", True, None),
                                           ("?kind=dish", True, None), ("?kind=dish&subject=7", True, None), ("?state=open", True, None),
                                           ("?paid=card&least=9&kind=pickup", True, None)]:
            with app.test_request_context(address + filters):
                g.stores = finding.stores()
                g.store, g.owner, g.everywhere = next((each for each in g.stores if each.slug == store), None), True, everywhere
                plan = plan_of(query().where(key < 50_000).order_by(key.desc()).limit(51))
            assert not [step for step in plan if "TEMP B-TREE" in step or step.startswith("SCAN")], (address, filters, everywhere, store, plan)


def plan_of(statement: Select[Any]) -> list[str]:
    compiled = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True}))
    return [row[3] for row in db.session.execute(text("EXPLAIN QUERY PLAN " + compiled.replace(":", "\\:")))]
