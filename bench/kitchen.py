"""The kitchen board behind 100,000 past orders against the same board behind 1,000."""
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.pool import Pool
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.audit import Actor
from app.clock import now
from app.codes import token
from app.db import db, transaction
from app.factory import create_app
from app.kitchen import board
from app.ordering import rounds
from app.ordering.models import Order, Round
from app.staff import accounts
from app.staff.models import DeviceKind
from bench.figures import Figure, ratio
from bench.past import multiply
from bench.world import NOBODY, World, copy_of, free_store, many_parties

FEW, MANY = 1_000, 100_000
TICKETS = 12                # open on the board
TAPS = 25                   # bumps that the recall list looks back on
SAMPLES = 40
A_SCREEN = Actor("device", 1)           # one that never tapped


def figures(_client: Pool, world: World) -> Iterator[Figure]:
    with world.application.app_context():
        secret = _a_busy_kitchen()
        past = _a_served_order()
        db.session.remove()
        db.engine.dispose()
    kitchens = [_kitchen(world, copy_of(world.database, f"{count}.db"), past, count) for count in (FEW, MANY)]
    yield Figure("kitchen board, asking, behind 100,000 orders / 1,000", _compared([_asking(each) for each in kitchens]), 1.2, at_most=True)
    yield Figure("  the whole page", _compared([_page(each, secret) for each in kitchens]), 1.2, at_most=True)
    for each in kitchens:
        with each.app_context(), transaction():
            db.session.execute(text("ANALYZE"))
    yield Figure("  asking, after ANALYZE", _compared([_asking(each) for each in kitchens]), 1.2, at_most=True)


def _a_busy_kitchen() -> str:
    """Open tickets, and a wall screen; its cookie's secret."""
    parties = many_parties(TICKETS + TAPS + 1)
    for party in parties:
        with transaction():
            order = db.session.get(Order, party.order_id)
            sent = rounds.send(order, None, key=token(96), seen={}).round
            sent.release_at = now() - timedelta(minutes=1)
    with transaction():
        _screen, code = accounts.new_device(free_store(), DeviceKind.KITCHEN, NOBODY)
        secret = accounts.claim_device(code)[1]
    for party in parties[:TAPS + 1]:
        with transaction():
            round_ = db.session.scalars(select(Round).where(Round.order_id == party.order_id)).one()
            board.bump(round_, "", [line.id for line in round_.lines], NOBODY)
    return secret


def _a_served_order() -> int:
    """One of the bumped orders, served and closed: the pattern of all past ones."""
    with transaction():
        order = db.session.scalars(select(Order).order_by(Order.id)).first()
        for line in order.lines:
            line.state, line.served_at = "served", now()
        order.closed_at = now()
        return order.id


def _kitchen(world: World, database: Path, past: int, count: int) -> Flask:
    application = create_app(INSTANCE=str(world.instance), DEMO=True, SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}")
    with application.app_context():
        with transaction():
            multiply(past, count)
        db.session.remove()
    return application


def _asking(application: Flask) -> Callable[[], object]:
    def ask() -> None:
        with application.app_context():
            store = free_store()
            found = board.board(store.id)
            board.recent(store.id)
            board.last_tap(store.id, "", A_SCREEN)
            board.last_out(store.id)
            assert len(found.tickets) == TICKETS
    return ask


def _page(application: Flask, secret: str) -> Callable[[], object]:
    with application.app_context():
        slug = free_store().slug
    visitor: FlaskClient = application.test_client()
    visitor.set_cookie("screen", secret)

    def ask() -> None:
        assert visitor.get(f"/kitchen/{slug}").status_code == 200
    return ask


def _compared(asks: list[Callable[[], object]]) -> float:
    """How much longer the second takes than the first, asked in turn."""
    few, many = asks
    taken: list[tuple[float, float]] = [(_timed(few), _timed(many)) for _ in range(SAMPLES)][5:]
    return ratio([each[1] for each in taken], [each[0] for each in taken])


def _timed(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began
