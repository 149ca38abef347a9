"""/floor/<store>: who serves in that store."""
from flask import Blueprint, Response, g

from app.staff.roles import Right
from app.web.auth import store_for
from app.web.floor import (  # a page per thing
    asked,
    call,
    charge,
    check,
    concession,
    day,
    handover,
    line,
    move,
    order,
    paper,
    papers,
    party,
    plan,
    room,
    round,  # noqa: A004
    table,
    view,
)

door = Blueprint("floor", __name__, url_prefix="/floor/<store>")
for page in (room.page, asked.page, table.page, party.page, call.page, round.page, line.page, move.page, order.page, check.page, charge.page,
             concession.page, paper.page, papers.page, day.page, handover.page):
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
    return {"view": view, "plan": plan, "store": g.get("store")}
