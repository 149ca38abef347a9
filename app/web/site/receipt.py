"""A receipt by link: whoever has it sees it, for a day."""
from flask import Blueprint, Response, abort, make_response, render_template

from app.payments import papers
from app.web.receipts import shown

page = Blueprint("receipt", __name__, url_prefix="/receipts/<receipt>")


@page.get("")
def show(receipt: str) -> Response:
    order = papers.by_token(receipt) or abort(404)
    response = make_response(render_template("site/receipt/show.html", **shown(order)))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    return response
