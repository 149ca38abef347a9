"""Commands: thin, the work is in the rooms."""
from flask import Flask


def add_commands(application: Flask) -> None:
    """The commands of `flask --app wsgi`."""
