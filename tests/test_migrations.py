"""A restaurant that was served yesterday is served today: migrations keep every row, on both databases."""
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.audit import Actor
from app.clock import now
from app.db import db, transaction
from app.ordering.models import Adjustment, AdjustmentKind, AdjustmentShare
from app.payments import paying
from app.payments.models import Leg, LegKind
from app.tables import sittings
from app.tables.models import Call, CallKind
from tests import cast
from tests.conftest import an_app
from tests.databases import Databases

WAITER = Actor("staff", None)
REWRITTEN = ("call", "adjustment", "adjustment_share", "leg", "sitting", "order_line")


def counted() -> dict[str, int]:
    found = {name: db.session.scalar(text(f"SELECT count(*) FROM {name}")) for name in REWRITTEN}
    db.session.rollback()
    return found


def a_full_table() -> None:
    """A party that called, was given a discount, paid too much and got the rest back: rows in every table that is written anew."""
    round_ = cast.a_sent_round((cast.a_dish(price=4200), 2))
    with transaction():
        order = paying.locked_order(round_.order_id, round_.store_id)
        sittings.call(order.sitting, CallKind.WAITER)
        paying.pay(order, LegKind.CASH, 8400, by=WAITER, key="paid-before")
        off = Adjustment(order_id=order.id, kind=AdjustmentKind.DISCOUNT, amount_minor=-100, made_at=now())
        off.shares = [AdjustmentShare(line_id=round_.lines[0].id, amount_minor=-100)]
        db.session.add(off)
        db.session.flush()
        paying.refund_excess(order, by=WAITER, reason="a discount came late")


def test_rows_survive_the_way_up_and_down(databases: Databases, tmp_path: Path) -> None:
    url = databases.create()
    (tmp_path / "pictures").mkdir()
    with an_app(url, tmp_path).app_context():
        flask_migrate.upgrade()
        a_full_table()
        before = counted()
        assert all(before.values()), before
        flask_migrate.downgrade(revision="0001")
        flask_migrate.upgrade()
        flask_migrate.check()
        assert counted() == before
        assert [leg.amount_minor for leg in db.session.query(Leg).order_by(Leg.id)] == [8400, -100]
        db.session.rollback()
        with pytest.raises(IntegrityError), transaction():      # the constraints came along
            db.session.execute(text("UPDATE call SET kind = 'song'"))
        with transaction():
            db.session.query(Call).update({"kind": CallKind.WATER})
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def test_ids_of_rewritten_tables_are_never_used_again(databases: Databases, tmp_path: Path) -> None:
    url = databases.create()
    (tmp_path / "pictures").mkdir()
    with an_app(url, tmp_path).app_context():
        flask_migrate.upgrade()
        a_full_table()
        first = db.session.query(Call).one().id
        with transaction():
            sitting = db.session.query(Call).one().sitting
            db.session.query(Call).delete()
            assert sittings.call(sitting, CallKind.HELP).id > first
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)
