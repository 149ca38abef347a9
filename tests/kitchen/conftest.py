from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from app.db import db


@pytest.fixture
def questions(app: Flask) -> Iterator[list[str]]:
    """The statements that the database is asked."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)
