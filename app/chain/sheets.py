"""The tables of a chain's files: rows that know their line and collect what is wrong with them."""
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from app.chain.cells import listed, plain, text_of, words
from app.chain.files import Files
from app.chain.mistakes import Expected, Found, Mistake, close_to, nearest
from app.chain.saved import Records, Unreadable, forbidden
from app.i18n import _
from app.texts import unmasked

T = TypeVar("T")
D = TypeVar("D")
K = TypeVar("K")
MOST_ROWS, MOST_CELLS = 50_000, 500_000         # of one table: it is read as a whole
WRITTEN_IN_HAN = {"zh", "ja", "ko", "yue"}
_DAMAGED = re.compile(r"[a-z][\u4e00-\u9fff]|[\u4e00-\u9fff][a-z]")


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

    def says_only(self, names: Collection[str]) -> bool:
        """Whether all cells but these columns are blank, `area` standing for `area.en` too."""
        return all(not text or column.partition(".")[0] in names for column, text in self.cells.items())

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

    def take_list(self, column: str, parse: Callable[[str], T], quoted: Callable[[str], T] | None = None) -> list[T]:
        """A list separated by spaces; each wrong word is a mistake of its own. `quoted` parses what stands in quotation marks."""
        found: list[T] = []
        text = self.text(column)
        for word, is_quoted in listed(text) if quoted else [(word, False) for word in words(text)]:
            try:
                value = quoted(word) if quoted and is_quoted else parse(word)
            except Expected as expected:
                self.wrong(column, str(expected), word)
                continue
            if value in found:
                self.wrong(column, _('"%(word)s" only once', word=word), word)
            found.append(value)
        return found

    def texts(self, name: str, longest: int, *, optional: bool = False) -> dict[str, str]:
        """The text in each language that is not blank. A required text needs the default language, unless it is `optional` in this row."""
        found = {}
        for language in self.sheet.languages:
            column = f"{name}.{language}"
            text = self.take(column, self.sheet.prose(language, longest), "")
            if text:
                found[language] = text
            elif not optional and column in self.sheet.needed and self.is_blank(column):
                self.wrong(column, _("a text in the chain's default language"))
        return found


class Sheet:
    """A table of the chain: its header checked, its rows ready to be read."""

    def __init__(self, files: Files, name: str, known: Columns, languages: Sequence[str], mistakes: Found):
        self.title, self.known, self.languages, self.mistakes = files.title(name), known, languages, mistakes
        self.needed = known.needed(languages)
        self.columns: list[str] = []
        self.rows: list[Row] = []
        self.complete = False               # whether every row could be read: only then is what it does not hold unknown
        self.decimal_commas = False
        self.encoding = ""
        try:
            self._read(files.records(name))
        except Unreadable as unreadable:
            self.wrong(unreadable.line, "", "", str(unreadable))
        except Expected as expected:
            self.wrong(0, "", "", str(expected))

    def wrong(self, line: int, column: str, value: str, expected: str) -> None:
        self.mistakes.append(Mistake(self.title, line, column, value, expected))

    def prose(self, language: str, longest: int) -> Callable[[str], str]:
        """A text in a language: not too long, and not what an older encoding looks like when it is read as Chinese."""
        def parse(text: str) -> str:
            if self.encoding == "gb18030" and language.split("-")[0] not in WRITTEN_IN_HAN and _DAMAGED.search(text):
                raise Expected(_("a file saved as UTF-8 (some letters are damaged)"))
            return text_of(longest)(" ".join(text.split()))
        return parse

    def _read(self, records: Records) -> None:
        self.decimal_commas, self.encoding = records.decimal_commas, records.encoding
        line, names = next(records.rows, (1, []))
        self._read_header(line, names)
        for line, cells in records.rows:
            if len(self.rows) >= min(MOST_ROWS, MOST_CELLS // (len(self.columns) or 1)):
                raise Unreadable(_("at most %(rows)s rows, and %(cells)s cells in all", rows=MOST_ROWS, cells=MOST_CELLS), line)
            if self.mistakes.is_full:
                return
            self._read_row(line, cells)
        self.complete = set(self.needed) <= set(self.columns)

    def _read_header(self, line: int, names: list[str]) -> None:
        possible = self.known.names(self.languages)
        by_folded = {name.casefold(): name for name in possible}
        self.columns = [by_folded.get(plain(name).casefold(), plain(name)) for name in names]
        if not any(self.columns):
            self.wrong(line, "", "", _("a header that names the columns %(columns)s", columns=", ".join(possible)))
            return
        missing = [name for name in self.needed if name not in self.columns]
        for place, name in enumerate(self.columns):
            if name and self.columns.index(name) != place:
                self.wrong(line, name, name, _("each column once"))
            elif name and name not in possible:
                self._read_unknown(line, place, name, possible, missing)
        for name in missing:
            self.wrong(line, name, "", _('a column "%(name)s" in the header', name=name))

    def _read_unknown(self, line: int, place: int, name: str, possible: list[str], missing: list[str]) -> None:
        """A misspelt column stands in for the missing one it looks like, so that its cells are checked as well."""
        free = [column for column in possible if column not in self.columns]
        meant, suggestion = close_to(name, free), nearest(name, free)
        self.wrong(line, name, name, _("a known column") + (suggestion or ": " + ", ".join(possible)))
        if meant in missing:
            self.columns[place] = meant
            missing.remove(meant)

    def _read_row(self, line: int, cells: list[str]) -> None:
        if not any(cell.strip() for cell in cells):
            return
        row = Row(self, line, dict.fromkeys(self.columns, ""))
        for place, cell in enumerate(cells):
            column = self.columns[place] if place < len(self.columns) else ""
            if cell.strip() and not column:
                row.wrong(_("column %(number)s", number=place + 1), _("nothing, for the header names no column here"), cell)
            elif forbidden(cell):
                row.wrong(column, _("text without control characters (U+%(code)s)", code=f"{ord(forbidden(cell)):04X}"), cell)
                row.cells.pop(column, None)
            else:
                row.cells[column] = "\n".join(" ".join(part.split()) for part in unmasked(cell.strip()).split("\n")).strip()
        self.rows.append(row)


def duplicates(rows: Iterable[tuple[Row, K | None]], column: str) -> None:
    """Note every row whose key an earlier row has already."""
    first: dict[K, Row] = {}
    for row, key in rows:
        if key is not None and first.setdefault(key, row) is not row:
            row.wrong(column, _("something that line %(line)s does not have already", line=first[key].line))
