"""Files that people hand in. Forms are small; only the pages named here take more."""
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app, request

from app.errors import Invalid
from app.i18n import _
from app.pictures.photos import LARGEST_UPLOAD
from app.web.auth import signed_in

LARGEST = dict.fromkeys(("office.picture.change", "office.look.logo", "office.files.check"), LARGEST_UPLOAD)        # bytes by endpoint
AROUND = 100_000        # the form's other fields and what stands between them


def install(application: Flask) -> None:
    """Before anything looks into a form: what is larger than allowed is not even read."""
    application.before_request(_limit)


def _limit() -> None:
    largest = LARGEST.get(request.endpoint or "")
    if largest and signed_in() is not None:         # strangers fill no disk
        request.max_content_length = largest + AROUND


def too_large() -> str:
    """What is said of a request that is larger than its page takes."""
    largest = LARGEST.get(request.endpoint or "")
    if largest is None:
        return _("That is too large to be sent.")
    return _("This file is too large. It may have %(most)s MB. Nothing was changed.", most=largest // 1_000_000)


@contextmanager
def handed_in(name: str) -> Iterator[Path]:
    """The uploaded file of a form's field, on disk as long as it is looked at. Raises Invalid where none was chosen."""
    file = request.files.get(name)
    if file is None or not file.filename:
        raise Invalid(_("Please choose a file."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file")
        file.save(path)
        yield path


def pictures() -> Path:
    """Where the chain's pictures lie."""
    return Path(current_app.config["INSTANCE"]) / "pictures"
