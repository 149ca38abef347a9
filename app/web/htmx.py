"""Answers to a form or a poll: a fragment for htmx, a redirect for a browser without JavaScript."""
from flask import Response, make_response, redirect, render_template, request
from flask_htmx import HTMX

from app import live

htmx = HTMX()


def answer(address: str, template: str, **values: object) -> Response:
    """After a form was done: the changed fragment, or (post, redirect, get) the page it is on."""
    return fragment(template, **values) if htmx else go(address)


def fragment(template: str, status: int = 200, **values: object) -> Response:
    response = make_response(render_template(template, **values), status)
    response.vary.add("HX-Request")
    return response


def go(address: str) -> Response:
    """To another page. A redirect would be followed by fetch and its page swapped in, so htmx is told to go there itself."""
    if not htmx:
        return redirect(address, 303)       # type: ignore[return-value]
    response = make_response("", 204)
    response.headers["HX-Redirect"] = address
    return response


def version_of(*topics: str) -> str:
    """What a live page carries to know whether it is still current. Read it before the data."""
    found = live.versions(topics)
    return ".".join(str(found[topic]) for topic in topics)


def unchanged(version: str) -> Response | None:
    """The answer to a poll for whose version (?v=) nothing moved."""
    return make_response("", 204) if request.args.get("v") == version else None
