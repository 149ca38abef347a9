"""Every refusal and every accident as a page (or a line at the foot of it), with what is safe and what to do next."""
import logging

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.db import db
from app.errors import Refused
from app.i18n import _
from app.web import uploads
from app.web.htmx import htmx
from app.web.security import request_id

log = logging.getLogger("regulars")


def install(application: Flask) -> None:
    application.register_error_handler(Refused, refused)
    application.register_error_handler(CSRFError, lambda _error: _say(400, _stale()))
    application.register_error_handler(HTTPException, _http)
    application.register_error_handler(Exception, _accident)


def refused(error: Refused) -> Response:
    return _say(error.status, str(error))


def _stale() -> str:
    return _("This page is out of date. Nothing was lost; load it again and repeat the last step.")


def _http(error: HTTPException) -> Response:
    sentences = {
        400: _stale(),
        403: _("This page is not open to you."),
        404: _("There is no such page. If you scanned a code, scan it again or ask a waiter."),
        405: _stale(),
        413: uploads.too_large(),
        429: _("Too many tries. Wait a little, then try again."),
    }
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()     # type: ignore[return-value]
    return _say(error.code or 500, sentences.get(error.code or 500, _our_fault()))


def _our_fault() -> str:
    return _("Something broke on our side. Your slip is safe, and nothing was sent or paid twice.")


def _accident(error: Exception) -> Response:
    log.error("unexpected error in request %s", request_id(), exc_info=error)
    db.session.rollback()
    return _say(500, _our_fault(), request_id())


def _say(status: int, sentence: str, reference: str = "") -> Response:
    if htmx:
        response = make_response(render_template("components/_say.html", sentence=sentence, reference=reference), status)
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#say", "innerHTML"
        return response
    back = request.referrer if request.method != "GET" and request.referrer and request.referrer.startswith(request.host_url) else ""
    page = render_template("site/problem/show.html", sentence=sentence, status=status, reference=reference, back=back)
    return make_response(page, status)
