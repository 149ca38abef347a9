"""Runs the migrations on the database the application is configured for."""
from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def run() -> None:
    options = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        # A table that SQLite must write anew is dropped meanwhile; with foreign keys on that would take its rows' dependants along.
        raw = connection.connection.driver_connection if connection.dialect.name == "sqlite" else None
        if raw is not None:
            raw.execute("PRAGMA foreign_keys=OFF")
        connection = connection.execution_options(write=True)
        context.configure(connection=connection, target_metadata=database.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()
            if raw is not None and (broken := raw.execute("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"a migration left rows that refer to nothing: {broken[:5]}")
        if raw is not None:
            raw.execute("PRAGMA foreign_keys=ON")


run()
