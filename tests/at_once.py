"""Two at once: the same moment in many threads."""
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask, has_app_context

from app.db import db
from app.errors import Refused


def at_once(app: Flask, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every act in a thread and a database session of its own, all from one barrier.

    Gives what each returned, in order, or how it was Refused; any other error fails the test."""
    barrier = threading.Barrier(len(acts), timeout=60)

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            barrier.wait()
            try:
                return act()
            except Refused as refused:
                return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        answers = list(pool.map(run, acts))
    if has_app_context():
        db.session.rollback()       # a test that looks now must not see what it had read before
    return answers
