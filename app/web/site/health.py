"""For the machine in front: whether the process lives, and whether it can serve."""
from flask import Blueprint, Response
from sqlalchemy import text

from app.db import db

page = Blueprint("health", __name__)


@page.get("/healthz")
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@page.get("/readyz")
def ready() -> Response:
    """200 when the database answers and has its tables, else 503."""
    try:
        db.session.execute(text("SELECT version_num FROM alembic_version")).one()
        db.session.execute(text("SELECT count(*) FROM chain"))
    except Exception:           # noqa: BLE001  (whatever is wrong with the database, the answer is the same)
        db.session.rollback()
        return Response("the database does not answer\n", 503, mimetype="text/plain")
    return Response("ok\n", mimetype="text/plain")
