"""One tap to another language."""
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, request

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
    """The page on this site where the button was."""
    if host_of(referrer) != request.host:
        return ""
    page_ = urlsplit(referrer)
    return page_.path + (f"?{page_.query}" if page_.query else "")
