"""Runs the migrations on the database the application is configured for."""
from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def run() -> None:
    options = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        connection = connection.execution_options(write=True)
        context.configure(connection=connection, target_metadata=database.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


run()
