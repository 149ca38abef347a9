"""A chain's folder as one ZIP file: made from what is described, and opened so that nobody's archive can do harm."""
import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from app.chain.describing import Described
from app.chain.mistakes import Mistake, Mistaken
from app.chain.writing import contents
from app.i18n import _

MOST_FILES, MOST_BYTES = 1000, 40_000_000       # unpacked, all of it
MOST_CONTENTS = 300_000                         # bytes of the table of contents
_LONG_AGO = (1980, 1, 1, 0, 0, 0)               # the same chain is the same file, whenever it is packed


def packed(found: Described, pictures: Path) -> bytes:
    """All files of the chain; pictures that are not there any more are left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents(found):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
        for name, stored in found.pictures.items():
            if (pictures / stored).is_file():
                archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), (pictures / stored).read_bytes(), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def is_crowded(path: Path) -> bool:
    """Whether the archive's own table of contents is larger than that of a chain: reading it would fill the memory already."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    return at >= 0 and int.from_bytes(end[at + 12:at + 16], "little") > MOST_CONTENTS


@contextmanager
def unpacked(path: Path, title: str) -> Iterator[Path]:
    """The folder inside the archive, as long as it is looked at. Raises Mistaken for what is no archive of a chain, or would not fit."""
    if is_crowded(path):
        raise _refused(title, _("at most %(files)s files, and %(most)s MB when it is unpacked", files=MOST_FILES, most=MOST_BYTES // 1_000_000))
    with TemporaryDirectory() as place:
        try:
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, Path(place), title)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
            raise _refused(title, _("a ZIP file that can be opened")) from None
        yield _root(Path(place))


def _unpack(archive: zipfile.ZipFile, place: Path, title: str) -> None:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _refused(title, _("at most %(files)s files, and %(most)s MB when it is unpacked", files=MOST_FILES, most=MOST_BYTES // 1_000_000))
    left = MOST_BYTES
    for entry in entries:
        name = PurePosixPath(entry.filename)
        if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or ":" in entry.filename or stat.S_ISLNK(entry.external_attr >> 16):
            raise _refused(title, _("files that stay inside their folder"), entry.filename)
        if name.parts[0] == "__MACOSX" or name.name.startswith("."):
            continue            # what a Mac adds
        with archive.open(entry) as packed_:
            content = packed_.read(left + 1)        # what the archive says of its sizes need not be true
        left -= len(content)
        if left < 0:
            raise _refused(title, _("at most %(files)s files, and %(most)s MB when it is unpacked", files=MOST_FILES, most=MOST_BYTES // 1_000_000))
        target = place.joinpath(*name.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _root(place: Path) -> Path:
    """Where chain.toml lies: at the top, or in the one folder that was packed."""
    inside = [path for path in place.iterdir() if path.is_dir()]
    return inside[0] if not (place / "chain.toml").exists() and len(inside) == 1 and (inside[0] / "chain.toml").exists() else place


def _refused(title: str, expected: str, value: str = "") -> Mistaken:
    return Mistaken([Mistake(title, 0, "", value, expected)])
