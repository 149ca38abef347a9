"""Two people set the same installation up at once: there is one chain, and one owner."""
from flask import Flask
from sqlalchemy import func, select

from app.db import db, transaction
from app.editing import beginning
from app.errors import Refused
from app.staff.models import StaffMember
from app.stores.models import Chain, Station, Tax
from tests.at_once import at_once


def begun(number: int) -> str:
    plan = beginning.Plan({"en": f"Chain {number}"}, ["en"], "EUR", "Europe/Berlin", "VAT", 1900, True, ["Wok"], "Jin", f"jin-{number}",
                          "a sentence of my own")
    try:
        with transaction():
            return beginning.begin(plan).username
    except Refused:
        return ""


def test_one_chain(app: Flask) -> None:
    names = at_once(app, [lambda number=number: begun(number) for number in range(8)])
    assert len([name for name in names if name]) == 1
    assert db.session.scalar(select(Chain.id)) == 1
    assert [db.session.scalar(select(func.count()).select_from(model)) for model in (StaffMember, Station, Tax)] == [1, 1, 1]
