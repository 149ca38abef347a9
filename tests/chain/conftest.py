"""What tests of the files stand on."""
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.db import db
from tests.conftest import an_app
from tests.databases import Databases


@pytest.fixture
def another(databases: Databases, template: str, tmp_path_factory: pytest.TempPathFactory, first_folder: Path) -> Iterator[Callable[[], Flask]]:
    """another(): the program on an empty database of its own."""
    made: list[tuple[Flask, str]] = []

    def drop() -> None:
        while made:
            application, url = made.pop()
            with application.app_context():
                db.engine.dispose()
            databases.drop(url)

    def make() -> Flask:
        drop()
        folder, url = tmp_path_factory.mktemp("another"), databases.create(template)
        (folder / "static").symlink_to(first_folder / "static")
        made.append((an_app(url, folder), url))
        return made[0][0]
    yield make
    drop()
