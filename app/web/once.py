"""What is shown once: it goes in the visitor's own signed cookie from the form to the page behind it, and is gone."""
from typing import Any

from flask import Response, make_response, session

_KEY = "once"


def keep(what: str, value: Any) -> None:
    """For the next page that asks for `what`."""
    session[_KEY] = {what: value}


def take(what: str) -> Any:
    """What was kept under this name, or None; nobody gets it again."""
    return session.pop(_KEY, {}).get(what)


def unkept(page: str, status: int = 200) -> Response:
    """A page with a secret on it, which no browser may keep."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
