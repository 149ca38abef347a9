"""What every test stands on: a fresh database, the program on it, and a clock that is put back.

Rooms and races run on SQLite and on PostgreSQL, pages and journeys on SQLite, or on both where marked `both_databases`.
The migrations run once per database kind; every test gets a copy of what they made."""
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import CodeType
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule

pytest.register_assert_rewrite("tests.page", "tests.cast", "tests.at_once")

from app import clock  # noqa: E402
from app.chain.loading import load  # noqa: E402
from app.db import db  # noqa: E402
from app.factory import create_app  # noqa: E402
from tests import counts  # noqa: E402
from tests.databases import Databases, a_server, some_files  # noqa: E402
from tests.page import Page  # noqa: E402

TESTS = Path(__file__).parent
DEMO = TESTS.parent / "demo/lantern"
ONE_DATABASE = {"web", "journeys"}      # folders whose tests speak HTTP: rules were tried on both databases below them


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--prove", action="store_true", help="run properties and races at the full counts")


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("FLASK_") or name == "DATABASE_URL"]:
        del os.environ[name]        # what this shell is set up for is none of the tests' business
    counts.proving = config.getoption("--prove")
    # Nothing timed, and the same cases on every run.
    settings.register_profile("tests", deadline=None, derandomize=True, database=None)
    settings.load_profile("tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for test in items:
        if number := counts.tries(test):
            test.user_properties.append(("tries", number))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if counts.proving:
        counts.write_proof([report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        one = speaks_http(metafunc.definition) and not metafunc.definition.get_closest_marker("both_databases")
        kinds = ["sqlite"] if one else ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
        metafunc.parametrize("database_kind", kinds, scope="session")     # all of one kind, then all of the other


def speaks_http(test: pytest.Item) -> bool:
    return test.path.relative_to(TESTS).parts[0] in ONE_DATABASE


@pytest.fixture
def count(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """count(small, full): how often to try, in everyday tests and under --prove. Decorators use `tests.counts.count`."""
    def count(small: int, full: int) -> int:
        number = counts.count(small, full)
        request.node.user_properties.append(("tries", number))
        return number
    return count


_compile = Rule._compile_builder
_compiled: dict[object, Callable[..., Any]] = {}


def _compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    """A program per test would compile the same addresses a thousand times: half of what a test costs."""
    same = (rule.rule, rule.subdomain, rule.host, tuple(sorted(rule.defaults or ())), append_unknown)
    return _compiled.get(same) or _compiled.setdefault(same, _compile(rule, append_unknown))


Rule._compile_builder = _compile_once       # type: ignore[method-assign]


_make_engine = SQLAlchemy._make_engine
_engines: dict[str, Engine] = {}


def _with_known_statements(self: SQLAlchemy, *given: Any) -> Engine:
    """Statements are compiled for a dialect: one for all tests of a kind of database, or each would compile them anew."""
    engine = _make_engine(self, *given)
    first = _engines.setdefault(engine.dialect.name, engine)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return engine


SQLAlchemy._make_engine = _with_known_statements        # type: ignore[method-assign]


class _Compiled(BytecodeCache):
    """A program per test would compile the same templates thousands of times: a third of what a test costs."""

    def __init__(self) -> None:
        self.codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self.codes.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key] = (bucket.checksum, bucket.code)


_templates = _Compiled()


def an_app(url: str, folder: Path) -> Flask:
    """The program as it is served, on one database; what it makes goes into the folder."""
    application = create_app(TESTING=True, SQLALCHEMY_DATABASE_URI=url, INSTANCE=str(folder), SECRET_KEY="a key for tests, 32 letters long")
    application.jinja_env.bytecode_cache = _templates
    return application


@pytest.fixture(scope="session")
def databases(database_kind: str) -> Iterator[Databases]:
    """Where databases of this kind are made: `create(template)`, `drop(url)`."""
    with a_server() if database_kind == "postgres" else some_files() as databases:
        yield databases


@pytest.fixture(scope="session")
def first_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first program published its static files and the demo's pictures; later ones share them."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "pictures").mkdir()
    return folder


@pytest.fixture(scope="session")
def template(databases: Databases, first_folder: Path) -> str:
    """The URL of a migrated database that every test gets a copy of."""
    url = databases.create()
    app = an_app(url, first_folder)
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()             # SQLite writes its log back, PostgreSQL lets the template be copied
    return url


@pytest.fixture(scope="session")
def demo_template(databases: Databases, template: str, first_folder: Path) -> str:
    """The same with the demo chain loaded."""
    url = databases.create(template)
    app = an_app(url, first_folder)
    with app.app_context():
        load(DEMO, pictures=first_folder / "pictures")
        db.engine.dispose()
    return url


@pytest.fixture
def database(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The URL of a fresh, migrated database of this test: empty, or with the demo chain where it is marked `demo`."""
    if request.node.get_closest_marker("demo"):
        url = databases.create(request.getfixturevalue("demo_template"))
        yield url
        databases.drop(url)
    else:
        url = databases.lend(request.getfixturevalue("template"))
        yield url
        databases.take_back(url)


@pytest.fixture
def app(request: pytest.FixtureRequest, database: str, first_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """The program on a fresh database.

    For rooms and races an application context is open around the test, so that it can call verbs and ask questions.
    For pages and journeys none is: Flask would reuse it for every request, and one visitor would see what another one
    left in `g` and in the database session. Such a test looks into the database `with app.app_context():`."""
    for shared in ("static", "pictures") if request.node.get_closest_marker("demo") else ("static",):
        (tmp_path / shared).symlink_to(first_folder / shared)
    app = an_app(database, tmp_path)
    with ExitStack() as open_context:
        if not speaks_http(request.node):
            open_context.enter_context(app.app_context())
        yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> Page:
    """One visitor. `Page(app)` makes another one, with cookies of their own."""
    return Page(app)


@pytest.fixture(autouse=True)
def _real_time() -> Iterator[None]:
    yield
    clock.reset()
