from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from app.db import db


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What pages ask the database."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
