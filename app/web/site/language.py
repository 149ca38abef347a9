"""One tap to another language."""
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, redirect, request

from app.web.auth import csrf
from app.web.languages import COOKIE
from app.web.look import look
from app.web.security import host_of

page = Blueprint("language", __name__, url_prefix="/language")
csrf.exempt(page)           # it sets the reader's own language and nothing else
YEAR = 365 * 86400


@page.post("")
def change() -> Response:
    language = request.form.get("language", "")
    if language not in look().languages:
        abort(400)
    response = redirect("/" + _back(request.referrer or "").lstrip("/\\"), 303)
    response.set_cookie(COOKIE, language, max_age=YEAR, samesite="Lax", httponly=True)
    return response         # type: ignore[return-value]


def _back(referrer: str) -> str:
    """The page on this site where the button was; a refused form stands at an address that only takes forms: the nearest one above it."""
    if host_of(referrer) != request.host:
        return ""
    page_, pages = urlsplit(referrer), current_app.url_map.bind("")
    path, query = page_.path, page_.query
    if pages.test(path, "POST"):
        while path and not pages.test(path, "GET"):
            path, query = path.rpartition("/")[0], ""
    return path + (f"?{query}" if query else "")
