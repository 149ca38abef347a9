"""The process beside the pages: drains the outbox every minute and does the nightly work. Nothing waits for it to be right:
what expires does so by its time, the worker only tells people."""
import logging
from datetime import timedelta
from pathlib import Path

from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab

from app import live
from app.clock import now
from app.db import db, transaction
from app.menu import dated
from app.ordering import stays
from app.outbox import posting
from app.tables import sittings

log = logging.getLogger("regulars.worker")
HANDLERS: dict[str, posting.Act] = {sittings.SILENCE: stays.handle_silence}
NIGHT_HOUR = 3          # UTC, as huey's crontab is


def drain() -> int:
    """Do what is due in the outbox, each entry in a transaction of its own. How many were done."""
    done = 0
    for entry_id in posting.due_ids():
        try:
            with transaction():
                done += posting.perform(entry_id, HANDLERS)
        except Exception as problem:
            log.exception("outbox entry %s failed", entry_id)
            with transaction():
                posting.postpone(entry_id, repr(problem))
    db.session.remove()
    return done


def tidy() -> None:
    """The night's work."""
    with transaction():
        folded = live.fold(now() - timedelta(hours=1))
        forgotten = posting.forget(now() - timedelta(days=30))
        dated.tell_ahead()
    log.info("night: %s touches folded, %s done works forgotten", folded, forgotten)
    db.session.remove()


def queue(application: Flask) -> Huey:
    """huey on its own SQLite file, or on the PostgreSQL database; with the clockwork of this program."""
    uri = application.config["SQLALCHEMY_DATABASE_URI"]
    if uri.startswith("sqlite"):
        tasks = SqliteHuey("regulars", filename=str(Path(application.config["INSTANCE"]) / "queue.db"), results=False)
    else:
        tasks = PostgresHuey("regulars", dsn=uri.replace("postgresql+psycopg://", "postgresql://"), results=False)
    for act, when in ((drain, crontab(minute="*")), (tidy, crontab(minute="10", hour=str(NIGHT_HOUR)))):
        tasks.periodic_task(when, name=act.__name__)(_inside(application, act))
    return tasks


def _inside(application: Flask, act: object) -> object:
    def run() -> None:
        with application.app_context():
            act()
    return run


def work(application: Flask) -> None:
    """Run until the process is told to end."""
    queue(application).create_consumer(workers=1, periodic=True, check_worker_health=True).run()
