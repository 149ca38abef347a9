"""CSV files as spreadsheet programs save them: rows that know their line and collect what is wrong with them."""
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from app.chain.cells import plain, text_of, words
from app.chain.mistakes import Expected, Mistake, nearest
from app.texts import TURNING

T = TypeVar("T")
D = TypeVar("D")
K = TypeVar("K")
WRITTEN_IN_HAN = {"zh", "ja", "ko", "yue"}
_DAMAGED = re.compile(r"[a-z][\u4e00-\u9fff]|[\u4e00-\u9fff][a-z]")


def decode(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was in: UTF-8 with or without a byte order mark, or GB18030, what Excel saves in China.

    Raises Expected when it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).removeprefix("\ufeff"), encoding
        except UnicodeDecodeError:
            continue
    raise Expected("a file saved as UTF-8 or GB18030")


def forbidden(text: str) -> str:
    """The first character that no text may hold (XML, printers and readers choke on it), or nothing."""
    return next((c for c in text if c in TURNING or c in "\ufffe\uffff"
                 or (unicodedata.category(c) == "Cc" and c not in "\t\r\n")), "")


@dataclass(frozen=True)
class Columns:
    """What the header of a file may name. `texts` exist once per language; those in `required` need the default language."""

    single: Sequence[str]
    texts: Sequence[str] = ()
    required: Sequence[str] = ()

    def names(self, languages: Sequence[str]) -> list[str]:
        return [*self.single, *(f"{text}.{language}" for text in self.texts for language in languages)]

    def needed(self, languages: Sequence[str]) -> list[str]:
        return [f"{name}.{languages[0]}" if name in self.texts else name for name in self.required]


@dataclass
class Row:
    """One record. Reading a cell notes a mistake instead of failing, so that a file is checked to its end."""

    sheet: "Sheet"
    line: int
    cells: dict[str, str]

    def wrong(self, column: str, expected: str, value: str | None = None) -> None:
        self.sheet.wrong(self.line, column, self.text(column) if value is None else value, expected)

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def is_blank(self, column: str) -> bool:
        """Whether the header has the column and nothing stands in it here; a refused cell is not blank."""
        return self.cells.get(column) == ""

    def take(self, column: str, parse: Callable[[str], T], blank: D) -> T | D:
        """The parsed cell; `blank` where the cell is blank or wrong."""
        if not self.text(column):
            return blank
        try:
            return parse(self.text(column))
        except Expected as expected:
            self.wrong(column, str(expected))
            return blank

    def need(self, column: str, parse: Callable[[str], T], expected: str) -> T:
        """Like `take`, but a blank cell is a mistake. Nothing is said where the whole column is missing: that was said once.

        After a mistake the answer is None: what is read then is never used, only checked on."""
        if self.is_blank(column):
            self.wrong(column, expected)
        return cast(T, self.take(column, parse, None))

    def take_list(self, column: str, parse: Callable[[str], T]) -> list[T]:
        """A list separated by spaces; each wrong word is a mistake of its own."""
        found: list[T] = []
        for word in words(self.text(column)):
            try:
                value = parse(word)
            except Expected as expected:
                self.wrong(column, str(expected), word)
                continue
            if value in found:
                self.wrong(column, f'"{word}" only once', word)
            found.append(value)
        return found

    def texts(self, name: str, longest: int) -> dict[str, str]:
        """The text in each language that is not blank. A required text needs the default language."""
        found = {}
        for language in self.sheet.languages:
            column = f"{name}.{language}"
            text = self.take(column, self.sheet.prose(language, longest), "")
            if text:
                found[language] = text
            elif column in self.sheet.needed and self.is_blank(column):
                self.wrong(column, "a text in the chain's default language")
        return found


class Sheet:
    """A CSV file of the chain: its header checked, its rows ready to be read."""

    def __init__(self, path: Path, known: Columns, languages: Sequence[str], mistakes: list[Mistake]):
        self.path, self.known, self.languages, self.mistakes = path, known, languages, mistakes
        self.needed = known.needed(languages)
        self.columns: list[str] = []
        self.rows: list[Row] = []
        self.complete = False               # whether every row could be read: only then is what it does not hold unknown
        self.semicolons = False
        self.encoding = ""
        try:
            text, self.encoding = decode(path.read_bytes())
        except Expected as expected:
            self.wrong(0, "", "", str(expected))
        else:
            self._read(text)

    def wrong(self, line: int, column: str, value: str, expected: str) -> None:
        self.mistakes.append(Mistake(self.path.name, line, column, value, expected))

    def prose(self, language: str, longest: int) -> Callable[[str], str]:
        """A text in a language: not too long, and not what an older encoding looks like when it is read as Chinese."""
        def parse(text: str) -> str:
            if self.encoding == "gb18030" and language.split("-")[0] not in WRITTEN_IN_HAN and _DAMAGED.search(text):
                raise Expected("a file saved as UTF-8 (some letters are damaged)")
            return text_of(longest)(" ".join(text.split()))
        return parse

    def _read(self, text: str) -> None:
        header = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = _delimiter(header)
        self.semicolons = delimiter == ";"
        records = _records(text, delimiter)
        try:
            line, names = next(records, (1, []))
            self._read_header(line, names)
            for line, cells in records:
                self._read_row(line, cells)
            self.complete = set(self.needed) <= set(self.columns)
        except csv.Error as error:
            line = getattr(error, "line", 0)
            self.wrong(line, "", "", f'quotation marks that are closed; one inside a text is written twice ({error})')

    def _read_header(self, line: int, names: list[str]) -> None:
        possible = self.known.names(self.languages)
        by_folded = {name.casefold(): name for name in possible}
        self.columns = [by_folded.get(plain(name).casefold(), plain(name)) for name in names]
        if not any(self.columns):
            self.wrong(line, "", "", f"a header that names the columns {', '.join(possible)}")
            return
        missing = [name for name in self.needed if name not in self.columns]
        for place, name in enumerate(self.columns):
            if name and self.columns.index(name) != place:
                self.wrong(line, name, name, "each column once")
            elif name and name not in possible:
                self._read_unknown(line, place, name, possible, missing)
        for name in missing:
            self.wrong(line, name, "", f'a column "{name}" in the header')

    def _read_unknown(self, line: int, place: int, name: str, possible: list[str], missing: list[str]) -> None:
        """A misspelt column stands in for the missing one it looks like, so that its cells are checked as well."""
        free = [column for column in possible if column not in self.columns]
        suggestion = nearest(name, free)
        self.wrong(line, name, name, f"a known column{suggestion or ': ' + ', '.join(possible)}")
        meant = next((column for column in missing if f'"{column}"' in suggestion), None)
        if meant:
            self.columns[place] = meant
            missing.remove(meant)

    def _read_row(self, line: int, cells: list[str]) -> None:
        if not any(cell.strip() for cell in cells):
            return
        row = Row(self, line, dict.fromkeys(self.columns, ""))
        for place, cell in enumerate(cells):
            column = self.columns[place] if place < len(self.columns) else ""
            if cell.strip() and not column:
                row.wrong(f"column {place + 1}", "nothing, for the header names no column here", cell)
            elif forbidden(cell):
                row.wrong(column, f"text without control characters (U+{ord(forbidden(cell)):04X})", cell)
                row.cells.pop(column, None)
            else:
                row.cells[column] = "\n".join(" ".join(part.split()) for part in cell.split("\n")).strip()
        self.rows.append(row)


def _delimiter(header: str) -> str:
    """Comma or semicolon, whichever divides the header line; texts further down may hold both."""
    outside = re.sub(r'"[^"]*"', "", header)
    return ";" if outside.count(";") > outside.count(",") else ","


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the line each begins on; blank ones before the header are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    started = False
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            error.line = line               # type: ignore[attr-defined]
            raise
        started = started or any(cell.strip() for cell in cells)
        if started:
            yield line, cells


def duplicates(rows: Iterable[tuple[Row, K | None]], column: str) -> None:
    """Note every row whose key an earlier row has already."""
    first: dict[K, Row] = {}
    for row, key in rows:
        if key is not None and first.setdefault(key, row) is not row:
            row.wrong(column, f"something that line {first[key].line} does not have already")
