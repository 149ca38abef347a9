"""The whole chain as files: handed out, and taken in after a look at what would change."""
import time
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request, session, url_for

from app.chain.changes import Report
from app.chain.describing import describe, digest
from app.chain.loading import load
from app.chain.mistakes import Mistaken
from app.chain.packed import packed
from app.chain.workbook import workbook
from app.codes import fingerprint, token
from app.errors import Invalid
from app.i18n import _
from app.stores.finding import chain
from app.stores.models import Chain
from app.web import once
from app.web.auth import actor
from app.web.htmx import go
from app.web.office import codes, frame, words
from app.web.uploads import handed_in, pictures

page = Blueprint("files", __name__, url_prefix="/files")
KEPT = 3600                 # seconds for which an upload waits to be applied
SHOWN = 100                 # mistakes
SUFFIXES = (".zip", ".xlsx")


@page.before_request
def guard() -> None:
    frame.need_owner()


@page.get("")
def show() -> Response:
    done = once.take("loaded")
    links = [(username, codes.base() + url_for("staff.password.show", secret=secret)) for username, secret in (done or {}).get("links", {}).items()]
    response = _page(told=words.told("loaded", (done or {}).get("told")), links=links)
    if links:
        response.headers["Cache-Control"] = "no-store"
    return response


@page.get("/chain.zip")
def download() -> Response:
    content = packed(describe(_chain(), with_codes=request.args.get("codes") == "1"), pictures())
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = "attachment; filename=chain.zip"
    response.headers["Cache-Control"] = "no-store"
    return response


@page.get("/chain.xlsx")
def download_workbook() -> Response:
    """Without pictures; those that are there stay when it is handed in again."""
    response = Response(workbook(describe(_chain(), with_codes=request.args.get("codes") == "1")),
                        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response.headers["Content-Disposition"] = "attachment; filename=chain.xlsx"
    response.headers["Cache-Control"] = "no-store"
    return response


@page.post("")
def check() -> Response:
    """What would change, or everything that is wrong. The file waits for the person's word, out of everybody's reach."""
    try:
        with handed_in("files") as path:
            secret = token()
            kept = _place(secret, _suffix())
            kept.write_bytes(path.read_bytes())
    except Invalid as problem:
        return _page(str(problem), status=problem.status)
    report = _tried(kept)
    if isinstance(report, Mistaken):
        kept.unlink()
        return _page(mistakes=report, status=422)
    if not report:
        kept.unlink()
        return _page(same=True)
    session["upload"] = secret
    return _page(report=report, digest=digest(_chain()))


@page.post("/load")
def apply() -> Response:
    """Exactly what was shown, unless something changed since."""
    secret = session.pop("upload", "")
    kept = next((kept for suffix in SUFFIXES if secret and (kept := _place(secret, suffix)).is_file()), None)
    if kept is None:
        return _page(_("The files waited too long. Please hand them in again."), status=409)
    try:
        if request.form.get("digest") != digest(_chain()):
            return _page(_("Something was changed meanwhile. Please hand the files in again and look once more."), status=409)
        report = load(kept, pictures=pictures(), by=actor())
    except Mistaken as mistaken:
        return _page(mistakes=mistaken, status=422)
    finally:
        kept.unlink(missing_ok=True)
    told = {kind: changes.told() for kind, changes in report.kinds.items() if changes.told()}
    once.keep("loaded", {"told": told, "links": report.password_links})
    return go(url_for("office.files.show"))


@page.post("/cancel")
def cancel() -> Response:
    secret = session.pop("upload", "")
    for suffix in SUFFIXES:
        _place(secret, suffix).unlink(missing_ok=True)
    return go(url_for("office.files.show"))


def _chain() -> Chain:
    return chain() or abort(404)


def _tried(path: Path) -> Report | Mistaken:
    try:
        return load(path, pictures=pictures(), dry_run=True, by=actor())
    except Mistaken as mistaken:
        return mistaken


def _suffix() -> str:
    """What the file calls itself; what cannot be opened is spoken of as that."""
    named = request.files["files"].filename or ""
    return ".xlsx" if named.lower().endswith(".xlsx") else ".zip"


def _place(secret: str, suffix: str) -> Path:
    return _uploads() / f"{fingerprint(secret)[:32]}{suffix}"


def _uploads() -> Path:
    """Where uploads wait; what nobody applied in an hour is gone."""
    folder = Path(current_app.config["INSTANCE"]) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - KEPT:
            old.unlink(missing_ok=True)
    return folder


def _page(problem: str = "", *, report: Report | None = None, mistakes: Mistaken | None = None, same: bool = False, digest: str = "",
          told: list[tuple[str, str]] | None = None, links: list[tuple[str, str]] | None = None, status: int = 200) -> Response:
    wrong = mistakes.mistakes if mistakes else []
    return make_response(render_template("office/files/show.html", problem=problem, report=report, mistakes=wrong[:SHOWN], more=len(wrong) - SHOWN,
                                         same=same, digest=digest, told=told or [], links=links or []), status)
