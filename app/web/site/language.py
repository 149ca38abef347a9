"""One tap to another language."""
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, request

from app.web.auth import csrf
from app.web.languages import COOKIE
from app.web.look import look

page = Blueprint("language", __name__, url_prefix="/language")
csrf.exempt(page)           # it sets the reader's own language and nothing else
YEAR = 365 * 86400


@page.post("")
def change() -> Response:
    language = request.form.get("language", "")
    if language not in look().languages:
        abort(400)
    back = urlsplit(request.referrer or "/")
    address = (back.path or "/") + (f"?{back.query}" if back.query else "") if back.netloc in ("", request.host) else "/"
    response = redirect("/" + address.lstrip("/\\"), 303)
    response.set_cookie(COOKIE, language, max_age=YEAR, samesite="Lax", httponly=True)
    return response         # type: ignore[return-value]
