"""A chain as one workbook: a sheet for each table, chain.toml line by line, no pictures. What a workbook holds is read in a process of its own."""
import json
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from app.chain import saved, toml
from app.chain.describing import Described
from app.chain.files import NAMES, REQUIRED
from app.chain.mistakes import Mistake, Mistaken, nearest
from app.chain.packed import MOST_BYTES, is_crowded
from app.chain.writing import toml as as_toml
from app.errors import Refused
from app.i18n import _
from app.pictures.kept import Picture
from app.texts import masked, unmasked

SECONDS = 60
_TABULATE = Path(__file__).with_name("tabulating.py")
_STEMS = {name.partition(".")[0]: name for name in NAMES}


def is_workbook(path: Path) -> bool:
    """By what is in it; a ZIP file of a folder has no such table of contents."""
    try:
        if is_crowded(path):
            return False
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return path.suffix == ".xlsx"


def workbook(found: Described) -> bytes:
    """The chain as it stands."""
    lines = as_toml(found.settings).rstrip("\n").split("\n")
    return tabulated({"chain": [[line] for line in ["chain.toml", *lines]],
                      **{name.partition(".")[0]: rows for name, rows in found.tables.items()}})


def tabulated(sheets: dict[str, Sequence[Sequence[str]]]) -> bytes:
    """Sheets of texts as a workbook; what looks like a formula is masked, as in CSV files."""
    harmless = {name: [[masked(_printable(cell)) for cell in row] for row in rows] for name, rows in sheets.items()}
    with TemporaryDirectory() as folder:
        path = Path(folder, "made.xlsx")
        if "refused" in _run("write", path, json.dumps(harmless)):
            raise Refused(_("The workbook could not be made. Please take the files, or a part of the list."))
        return path.read_bytes()


def _printable(text: str) -> str:
    """Without the control characters that no workbook may hold."""
    return "".join(letter for letter in text if letter in "\t\n\r" or letter.isprintable() or not unicodedata.category(letter).startswith("C"))


class InWorkbook:
    """The files of a chain as sheets. Pictures stay as they are."""

    has_pictures = False

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            with zipfile.ZipFile(path) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except (zipfile.BadZipFile, OSError):
            raise self._refused(_("a workbook (XLSX) that can be opened")) from None
        if unpacked > MOST_BYTES:
            raise self._refused(_("a workbook of at most %(most)s MB when it is unpacked", most=MOST_BYTES // 1_000_000))
        said = _run("read", path)
        if "refused" in said:
            raise self._refused(_("a workbook with less in it") if said["refused"] == "large" else _("a workbook (XLSX) that can be opened"))
        self.sheets: dict[str, list[list[str]]] = {name.strip().lower(): rows for name, rows in said["sheets"].items()}

    def amiss(self) -> Iterator[Mistake]:
        stems = [name.partition(".")[0] for name in REQUIRED]
        yield from (Mistake(self.title(_STEMS[stem]), 0, "", "", _("this sheet in the workbook")) for stem in stems if stem not in self.sheets)
        for stem in sorted(set(self.sheets) - set(_STEMS)):
            if any(cell for row in self.sheets[stem] for cell in row):
                yield Mistake(self.name, 0, "", stem, _("one of the sheets %(sheets)s", sheets=", ".join(_STEMS)) + nearest(stem, _STEMS))

    def title(self, name: str) -> str:
        return _("sheet %(name)s", name=name.partition(".")[0])

    def has(self, name: str) -> bool:
        return name.partition(".")[0] in self.sheets

    def records(self, name: str) -> saved.Records:
        rows = self.sheets[name.partition(".")[0]]
        begins = next((number for number, row in enumerate(rows) if any(cell.strip() for cell in row)), len(rows))
        return saved.Records(iter([(number + 1, row) for number, row in enumerate(rows) if number >= begins]))

    def settings(self, mistakes: list[Mistake]) -> toml.Source:
        title = self.title("chain.toml")
        if not self.has("chain.toml"):
            return toml.Source(title, mistakes)
        lines = [unmasked(row[0]) if row else "" for row in self.sheets["chain"]]
        if lines and lines[0] == "chain.toml":      # the heading
            lines[0] = ""
        return toml.Toml(title, lambda: "\n".join(lines).encode(), mistakes)

    def picture(self, name: str) -> Picture | None:
        """Whatever name stands there: the picture itself is not in a workbook."""
        return None

    logo = picture

    def _refused(self, expected: str) -> Mistaken:
        return Mistaken([Mistake(self.name, 0, "", "", expected)])


def _run(verb: str, path: Path, given: str = "") -> dict[str, object]:
    command = [sys.executable, "-I", str(_TABULATE), verb, str(path)]
    try:
        done = subprocess.run(command, input=given.encode(), capture_output=True, timeout=SECONDS, check=False)     # noqa: S603 - our own program
        found: dict[str, object] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):         # killed before it could say anything
        return {"refused": "large"}
    return found
