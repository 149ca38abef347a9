"""Photos as people upload them: turned upright, without what a camera writes into them, small enough for a phone on a bad network.

A file can be made to fill the memory of whoever decodes it. That happens in a process of its own, with little memory and little time."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from app.errors import Invalid
from app.i18n import _
from app.pictures.kept import LARGEST, SIZES, Picture

LARGEST_UPLOAD = 12_000_000         # bytes
SECONDS = 30
_DEVELOP = Path(__file__).with_name("developing.py")


def photo(path: Path) -> Picture:
    """A dish's photo, square, in three sizes. Raises Invalid with what is wrong about the file."""
    return _developed(path, "photo")


def logo(path: Path) -> Picture:
    """A logo that is no drawing: a PNG with what is transparent in it. Raises Invalid."""
    return _developed(path, "logo")


def _developed(path: Path, kind: str) -> Picture:
    if path.stat().st_size > LARGEST_UPLOAD:
        raise Invalid(too_large())
    _refuse_other_kinds(path)
    with tempfile.TemporaryDirectory() as folder:
        sides = ",".join(map(str, SIZES))
        command = [sys.executable, "-I", str(_DEVELOP), kind, str(path), folder, sides, str(LARGEST)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)      # noqa: S603 - our own program
            said = json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError):         # killed before it could say anything
            said = {"refused": "unreadable"}
        if "refused" in said:
            raise Invalid({"pixels": _("This picture has too many pixels (%(width)s × %(height)s). Please make it smaller first.",
                                       width=said.get("width"), height=said.get("height")),
                           "bytes": too_large()}.get(said["refused"], _not_readable()))
        made = {int(side): Path(folder, name).read_bytes() for side, name in said["made"].items()}
    first = max(made)
    return Picture(made.pop(first), ".webp" if kind == "photo" else ".png", made)


def too_large() -> str:
    return _("This file is too large. A picture may have %(most)s MB.", most=LARGEST_UPLOAD // 1_000_000)


def _not_readable() -> str:
    return _("This picture cannot be read. Please choose a JPEG, PNG or WebP file.")


def _refuse_other_kinds(path: Path) -> None:
    """By what is in it, not by its name."""
    with path.open("rb") as file:
        head = file.read(64)
    if head[4:8] == b"ftyp":
        raise Invalid(_("This is a HEIC or AVIF photo, which many phones cannot show. On an iPhone choose Settings, Camera, Formats, Most Compatible,"
                        " or send the photo by e-mail: that makes it a JPEG."))
    if not (head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")):
        raise Invalid(_not_readable())
