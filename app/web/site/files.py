"""The generated style sheet of the brand, and the chain's pictures. Their names change with their content, so phones keep them."""
import gzip
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request, send_from_directory

from app.web.look import look

page = Blueprint("files", __name__)
FOREVER = "public, max-age=31536000, immutable"
_NAME = re.compile(r"([0-9a-f]{16,64})(-[0-9]{2,4})?\.(svg|webp|png|jpg)")


@page.get("/brand.<fingerprint>.css")
def brand(fingerprint: str) -> Response:
    """An old name is answered with the present colours, and not kept."""
    response = Response(look().css, mimetype="text/css")
    response.headers["Cache-Control"] = FOREVER if fingerprint == look().css_hash else "no-cache"
    return response


@lru_cache(maxsize=256)
def _zipped(path: Path) -> bytes:
    """A drawn picture is a fifth of its size so; one name never changes its content."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


@page.get("/pictures/<name>")
def picture(name: str) -> Response:
    found = _NAME.fullmatch(name) or abort(404)
    folder = Path(current_app.config["INSTANCE"]).resolve() / "pictures"
    if found[2] and not (folder / name).is_file():
        name = f"{found[1]}.{found[3]}"         # a picture of which no smaller one was made
    if name.endswith(".svg") and "gzip" in request.accept_encodings and (folder / name).is_file():
        response = Response(_zipped(folder / name), mimetype="image/svg+xml", headers={"Content-Encoding": "gzip"})
    else:
        response = send_from_directory(folder, name)
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
