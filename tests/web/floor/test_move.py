"""Moving parties by taps, without JavaScript."""
from flask import Flask

from app.db import db
from app.tables.models import Sitting
from tests import cast
from tests.page import Page

FLOOR = "/floor/riverside"


def test_a_waiter_moves_merges_splits_and_takes_it_back(app: Flask, client: Page) -> None:
    with app.app_context():
        first = cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table("A1"))
        line, sitting = cast.lines_of(first)[0].id, first.order.sitting_id
        other = cast.a_sent_round(table=cast.a_table("A2")).order.sitting_id
        table = cast.a_table("A3").id
        cast.a_waiter()
    waiter = cast.signed_in(client, "server")
    waiter.get(f"{FLOOR}/sittings/{sitting}/moves").press(f"button[value='move:{table}']")
    assert label(app, sitting) == "A3"
    waiter.get(f"{FLOOR}/sittings/{sitting}").submit("form[action$='/undo']")
    assert label(app, sitting) == "A1"
    waiter.get(f"{FLOOR}/sittings/{sitting}/moves").press(f"button[value='merge:{other}']")
    assert label(app, sitting) == "A1+A2"
    waiter.get(f"{FLOOR}/sittings/{sitting}").submit("form[action$='/undo']")
    waiter.get(f"{FLOOR}/sittings/{sitting}/splits").press("button[value=here]", line=str(line))
    assert label(app, other + 1) == "A1-2"


def test_tables_are_listed_as_people_count_them(app: Flask, client: Page) -> None:
    with app.app_context():
        for name in ("B10", "B4", "B1", "A2"):
            cast.a_table(name)
        sitting = cast.a_sitting(cast.a_table("A1")).id
        for name in ("B10", "B4"):
            cast.a_sitting(cast.a_table(name))
        cast.a_waiter()
    waiter = cast.signed_in(client, "server").get(FLOOR)
    assert waiter.texts(".tbl b") == ["A1", "A2", "B1", "B4", "B10"]
    waiter.get(f"{FLOOR}/sittings/{sitting}/moves")
    assert waiter.texts("button[value^=move]") == ["A2", "B1", "B4", "B10"]
    assert waiter.texts("button[value^=merge]") == ["B4", "B10"]


def label(app: Flask, sitting_id: int) -> str:
    with app.app_context():
        return db.session.get(Sitting, sitting_id).label
