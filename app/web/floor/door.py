"""/floor/<store>: who serves in that store."""
from flask import Blueprint, Response, g

from app.staff.roles import Right
from app.web.auth import store_for
from app.web.floor import call, charge, check, concession, day, line, move, order, paper, party, room, round, table, view  # noqa: A004  (a page per thing)

door = Blueprint("floor", __name__, url_prefix="/floor/<store>")
for page in (room.page, table.page, party.page, call.page, round.page, line.page, move.page, order.page, check.page, charge.page, concession.page, paper.page, day.page):
    door.register_blueprint(page)


@door.url_value_preprocessor
def _take_store(_endpoint: str | None, values: dict[str, str] | None) -> None:
    g.slug = (values or {}).pop("store", "")


@door.url_defaults
def _give_store(_endpoint: str, values: dict[str, object]) -> None:
    values.setdefault("store", g.get("slug"))


@door.before_request
def guard() -> Response | None:
    return store_for(g.slug, Right.SERVE)


@door.context_processor
def _for_templates() -> dict[str, object]:
    return {"view": view, "store": g.get("store")}
