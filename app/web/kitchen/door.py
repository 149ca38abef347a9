"""/kitchen/<store>: cooks of that store, and its wall screens."""
from flask import Blueprint, Response, g

from app.staff.roles import Right
from app.web.auth import store_for
from app.web.kitchen import board, paper, recalls, stock, tickets, undos

door = Blueprint("kitchen", __name__, url_prefix="/kitchen/<store>")
for page in (board.page, tickets.page, undos.page, recalls.page, stock.page, paper.page):
    door.register_blueprint(page)


@door.url_value_preprocessor
def _take_store(_endpoint: str | None, values: dict[str, str] | None) -> None:
    g.slug = (values or {}).pop("store", "")


@door.url_defaults
def _give_store(_endpoint: str, values: dict[str, object]) -> None:
    values.setdefault("store", g.get("slug"))


@door.before_request
def guard() -> Response | None:
    return store_for(g.slug, Right.COOK)
