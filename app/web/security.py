"""What protects every page: headers, request ids, and forms that only our own pages can send."""
import logging
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.routing import IntegerConverter

from app import codes

log = logging.getLogger("regulars.requests")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                               " font-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class RowId(IntegerConverter):
    """A number in an address is a row's id: what no database column holds is no page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": 2**31 - 1} | kwargs)


def install(application: Flask) -> None:
    application.url_map.converters["int"] = RowId
    application.before_request(_begin)
    application.before_request(_refuse_nul)
    application.after_request(_finish)


def _begin() -> None:
    g.began = time.perf_counter()


def _refuse_nul() -> None:
    """No browser sends the character NUL, and PostgreSQL keeps no text with it."""
    if "\0" in request.path or any("\0" in part for field in request.values.items(multi=True) for part in field):
        abort(400)


def request_id() -> str:
    """One per request, in the log, the audit trail and on the error page."""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex[:12]
    return g.request_id


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.method != "GET" or response.status_code >= 400:
        log.info("%s %s %s %.0f ms %s", request.method, request.path, response.status_code,
                 (time.perf_counter() - g.began) * 1000, request_id())
    return response


def form_token(identity: str) -> str:
    """For forms of pages that use no session: bound to the secret in the visitor's cookie."""
    return codes.signature(current_app.config["SECRET_KEY"], "form", identity)


def check_form(identity: str) -> None:
    """Refuse (403) a form that was not ours. A visitor without a cookie yet has no token: then the browser must say that the
    form comes from this site, which it does by itself."""
    token = request.form.get("csrf_token", "")
    if token and identity and codes.same(token, form_token(identity)):
        return
    if not _from_this_site():
        abort(403)


def _from_this_site() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = host_of(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return bool(origin) and origin == request.host


def host_of(address: str) -> str:
    """The host and port an address names; empty where it names none, or is no address."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
