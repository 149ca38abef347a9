"""The trail as managers read it: whose store, whose act, page by page."""
from datetime import timedelta

from flask import Flask

from app import clock
from app.audit import Actor, AuditEntry, record
from app.db import db, transaction
from app.editing import changing
from app.staff.models import Role
from app.web.office import frame
from tests import cast
from tests.page import Page


def test_a_manager_reads_their_stores_and_undoes_what_is_theirs(app: Flask, client: Page) -> None:
    with app.app_context():
        here, there, dish = cast.a_store(), cast.a_store("lake"), cast.a_dish()
        manager = cast.a_manager()
        with transaction():
            changing.change(dish, {f"price:{here.id}": 100}, by=cast.acts(manager), store_id=here.id)
            changing.change(dish, {f"price:{there.id}": 200}, by=Actor("command"), store_id=there.id)
            chainwide = changing.change(dish, {"price": 300}, by=Actor("command")).id
        db.session.commit()
    page = cast.signed_in(client, "manager").get("/office/history?kind=dish")
    assert "Price in Riverside ¥1" in page.text and "¥2" not in page.text and "¥3" in page.text
    assert len(page.all("form[action$='/undo']")) == 1
    page.post(f"/office/history/{chainwide}/undo", status=403)
    page.get("/office/history?kind=dish").press("Undo")
    assert "Price in Riverside" in page.text and "Undone" in page.text


def test_filters_and_pages(app: Flask, client: Page) -> None:
    with app.app_context():
        dish, owner, store = cast.a_dish(), cast.staff(Role.OWNER), cast.a_store()
        with transaction():
            for number in range(frame.PER_PAGE + 5):
                changing.change(dish, {"minutes": number + 20}, by=cast.acts(owner))
            changing.change(store, {"phone": "123"}, by=Actor("command"), store_id=store.id)
        person = owner.id
    page = cast.signed_in(client, "owner").get(f"/office/history?person={person}&kind=dish")
    assert len(page.all(".trail tbody tr")) == frame.PER_PAGE
    page.follow("Older entries")
    assert len(page.all(".trail tbody tr")) == 5 and not page.all("a:-soup-contains('Older')")
    assert page.get("/office/history?store=riverside&kind=store").texts(".trail tbody td b") == ["Changed"]
    clock.move(timedelta(days=3))
    day = f"{clock.now():%Y-%m-%d}"
    assert "Nothing was changed here." in page.get(f"/office/history?from={day}&kind=dish").text
    page.get("/office/history?from=x&to=9&person=y&kind=" + "z" * 99 + "&after=q&subject=0")


def test_a_load_is_told_in_the_readers_words(app: Flask) -> None:
    with app.app_context():
        cast.staff(Role.OWNER)
        chain = cast.a_chain()
        with transaction():
            record(Actor("command"), "loaded", chain, after={"stations": {"added": [2, "wok", "bar"]}, "dishes": "1 changed (mapo)"})
    page = cast.signed_in(Page(app, "zh"), "owner").get("/office/history")
    assert "档口 2 新增: wok" in page.text and "菜品 1 changed (mapo)" in page.text


def test_nobody_is_sent_elsewhere_after_an_undo(app: Flask, client: Page) -> None:
    with app.app_context():
        cast.staff(Role.OWNER)
        dish = cast.a_dish()
        with transaction():
            entry = changing.change(dish, {"minutes": 99}, by=Actor("command")).id
    page = cast.signed_in(client, "owner").get("/office/history")
    page.post(f"/office/history/{entry}/undo", {"back": "//evil.example/office/"})
    assert page.path == "/office/history"
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(verb="undone").count() == 1
