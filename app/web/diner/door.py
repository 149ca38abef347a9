"""/t/<token>: whoever holds a table's printed code. Seeing the menu needs no more; ordering needs a seat, which `visit` keeps."""
from flask import Blueprint, Response, abort, g, request

from app.tables import sittings
from app.web.auth import csrf
from app.web.diner import bill, call, cart, dish, join, menu, name, order, view, visit

door = Blueprint("diner", __name__, url_prefix="/t/<token>")
for page in (menu.page, dish.page, cart.page, order.page, bill.page, call.page, join.page, name.page):
    door.register_blueprint(page)
    csrf.exempt(page)           # their forms carry the guest's own token, see visit.check


@door.url_value_preprocessor
def _take_token(_endpoint: str | None, values: dict[str, str] | None) -> None:
    g.token = (values or {}).pop("token", "")


@door.url_defaults
def _give_token(_endpoint: str, values: dict[str, object]) -> None:
    values.setdefault("token", g.get("token"))


@door.before_request
def guard() -> None:
    """The table this code belongs to, or 404; who this phone is; and every form must be ours."""
    g.table = sittings.table_by_token(g.token) or abort(404)
    visit.recognise()
    if request.method == "POST":
        visit.check()


@door.after_request
def _keep_unchanged(response: Response) -> Response:
    """A poll that found nothing new: the next one may be told so without asking who it is."""
    if request.method == "GET" and response.status_code == 204 and "stand" in g and "HX-Redirect" not in response.headers:
        view.keep()
    return response


@door.context_processor
def _for_templates() -> dict[str, object]:
    return {"view": view}
