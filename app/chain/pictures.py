"""Pictures that come with a chain's files."""
import re
from collections.abc import Callable
from pathlib import Path

from app.chain.mistakes import Expected
from app.errors import Invalid
from app.i18n import _
from app.pictures import drawings, photos
from app.pictures.kept import LARGEST, Picture

_MAGIC = {".png": rb"\x89PNG\r\n\x1a\n", ".jpg": rb"\xff\xd8\xff", ".jpeg": rb"\xff\xd8\xff", ".webp": rb"RIFF....WEBP"}


def read(folder: Path, name: str) -> Picture:
    """A dish's picture inside the chain's folder. Raises Expected with what is wrong about it."""
    return _read(folder, name, photos.photo)


def read_logo(folder: Path, name: str) -> Picture:
    """The chain's logo. Raises Expected."""
    return _read(folder, name, photos.logo)


def _read(folder: Path, name: str, develop: Callable[[Path], Picture]) -> Picture:
    path = folder / name
    suffix = path.suffix.lower()
    if not _is_inside(path, folder):
        raise Expected(_("a picture file inside the chain's folder, such as plates/noodles.svg"))
    if suffix not in {".svg", *_MAGIC}:
        raise Expected(_("a picture that is SVG, PNG, JPEG or WebP"))
    if suffix == ".svg":
        return Picture(_drawing(path), ".svg")
    with path.open("rb") as file:
        if not re.match(_MAGIC[suffix], file.read(12), re.DOTALL):
            raise Expected(_("a picture that is what its name says (%(kind)s)", kind=suffix[1:].upper()))
    try:
        return develop(path)
    except Invalid as problem:
        raise Expected(_("another picture (%(problem)s)", problem=str(problem))) from None


def _drawing(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise Expected(_("a drawing of %(most)s KB or less (this one has %(size)s KB)", most=LARGEST // 1000, size=path.stat().st_size // 1000))
    content = path.read_bytes()
    try:
        drawings.refuse_harmful(content)
    except drawings.Unfit as unfit:
        raise Expected(str(unfit)) from None
    return content


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve()) and path.is_file()
    except OSError:             # a name that no file system takes
        return False
