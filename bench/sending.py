"""A round of four lines sent over HTTP by 32 clients, against the same statements in one raw sqlite3 transaction each."""
import sqlite3
import time
from collections.abc import Iterator
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.db import db
from app.factory import create_app
from bench.client import request, send_all
from bench.figures import Figure, median, ratio
from bench.servers import serving
from bench.world import Party, World, copy_of, many_parties

CLIENTS = 32
EACH = 2                    # sendings of a client in one sample
ROUNDS = 5
SENT = 303                  # post, redirect, get
Statements = list[tuple[str, Any]]


def figures(client: Pool, world: World) -> Iterator[Figure]:
    with world.application.app_context():
        parties = many_parties(CLIENTS * EACH * (ROUNDS + 1))
        db.session.remove()
        db.engine.dispose()
    spare = copy_of(world.database, "raw.db")
    recorded = _recorded(world, copy_of(world.database, "recorded.db"), parties)
    raw = _open(spare)
    over_http, alone, wrong = [], [], 0
    with serving("wsgi:app", world.environment) as server:
        for number in range(ROUNDS + 1):
            mine = slice(number * CLIENTS * EACH, (number + 1) * CLIENTS * EACH)
            load = client.apply(send_all, (server.port, _queues(world, parties[mine])))
            wrong += load.failed(SENT)
            over_http.append(load.rate)
            alone.append(_replay(raw, recorded[mine]))
    raw.close()
    # The first sample warms both up.
    yield Figure("sending a round over HTTP, 32 clients / raw sqlite3", ratio(over_http[1:], alone[1:]), 0.08)
    yield Figure("  errors among these sendings", wrong, 0, at_most=True)
    yield Figure("  statements of one sending", median([len(each) for each in recorded]), 60, at_most=True)


def _form(world: World, party: Party) -> str:
    return f"csrf_token={world.form_token(party.secret)}&key=key-of-{party.order_id}&seen={party.seen}"


def _queues(world: World, parties: list[Party]) -> list[list[bytes]]:
    """What each client sends, one after the other."""
    ready = [request(f"{party.address}/cart/rounds", f"guest={party.secret}", _form(world, party)) for party in parties]
    return [ready[number::CLIENTS] for number in range(CLIENTS)]


def _recorded(world: World, database: Path, parties: list[Party]) -> list[Statements]:
    """The statements of every sending, from a run of the program on a copy; on an equal file they meet the same rows."""
    application = create_app(INSTANCE=str(world.instance), DEMO=True, SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}")
    found: Statements = []
    with application.app_context():
        engine = db.engine

    @event.listens_for(engine, "before_cursor_execute")
    def _note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.append((statement, parameters))

    return [_taken(application, world, party, found) for party in parties]


def _taken(application: Flask, world: World, party: Party, found: Statements) -> Statements:
    found.clear()
    visitor = application.test_client()
    visitor.set_cookie("guest", party.secret, path=party.address)
    answer = visitor.post(f"{party.address}/cart/rounds", data=_form(world, party), content_type="application/x-www-form-urlencoded")
    if answer.status_code != SENT:
        raise RuntimeError(f"a sending was answered with {answer.status_code}: {answer.get_data(as_text=True)[:500]}")
    return list(found)


def _open(database: Path) -> sqlite3.Connection:
    """As the program opens it."""
    raw = sqlite3.connect(database, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _replay(raw: sqlite3.Connection, sendings: list[Statements]) -> float:
    """Sendings a second, each in a transaction of its own."""
    began = time.perf_counter()
    for statements in sendings:
        raw.execute("BEGIN IMMEDIATE")
        for statement, parameters in statements:
            if isinstance(parameters, list):
                raw.executemany(statement, parameters)
            else:
                raw.execute(statement, parameters).fetchall()
        raw.execute("COMMIT")
    return len(sendings) / (time.perf_counter() - began)
