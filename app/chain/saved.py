"""Texts and tables as spreadsheet programs save them: encodings, commas or semicolons, records of several lines."""
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.chain.mistakes import Expected
from app.i18n import _
from app.texts import TURNING


class Unreadable(Expected):
    """A table that cannot be read on from a line; 0: not at all."""

    def __init__(self, expected: str, line: int = 0) -> None:
        super().__init__(expected)
        self.line = line


@dataclass(frozen=True)
class Records:
    """The rows of a table with the line each begins on, blank ones before the header left out. Reading on may raise Unreadable."""

    rows: Iterator[tuple[int, list[str]]]
    decimal_commas: bool = False        # whether amounts may have one, too
    encoding: str = ""


def decode(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was in: UTF-8 with or without a byte order mark, or GB18030, what Excel saves in China.

    Raises Expected when it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).removeprefix("\ufeff"), encoding
        except UnicodeDecodeError:
            continue
    raise Expected(_("a file saved as UTF-8 or GB18030"))


def forbidden(text: str) -> str:
    """The first character that no text may hold (XML, printers and readers choke on it), or nothing."""
    return next((c for c in text if c in TURNING or c in "\ufffe\uffff"
                 or (unicodedata.category(c) == "Cc" and c not in "\t\r\n")), "")


def records(content: bytes) -> Records:
    """The records of a CSV file. Raises Expected where its encoding is unknown."""
    text, encoding = decode(content)
    delimiter = _delimiter(next((line for line in text.splitlines() if line.strip()), ""))
    return Records(_records(text, delimiter), delimiter == ";", encoding)


def _delimiter(header: str) -> str:
    """Comma or semicolon, whichever divides the header line; texts further down may hold both."""
    outside = re.sub(r'"[^"]*"', "", header)
    return ";" if outside.count(";") > outside.count(",") else ","


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    started = False
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(_("quotation marks that are closed; one inside a text is written twice (%(error)s)", error=error), line) from None
        started = started or any(cell.strip() for cell in cells)
        if started:
            yield line, cells
