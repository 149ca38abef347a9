"""What is wrong in the files of a chain: collected, so that all of it is said at once."""
import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from app.i18n import _


class Expected(ValueError):
    """A value cannot be right; the text says what was expected instead."""


@dataclass(frozen=True)
class Mistake:
    file: str
    line: int               # as an editor counts; 0: the file as a whole
    column: str             # of a CSV file, or the key in chain.toml
    value: str
    expected: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, [self.file, f"line {self.line}" if self.line else "", self.column]))
        return f"{place}: {visible(self.value) or 'blank'}; expected {self.expected}"


class Found(list[Mistake]):
    """Mistakes as they are found. Nobody reads thousands, and they could fill the memory: what is beyond is not kept."""

    MOST = 1000

    def append(self, mistake: Mistake) -> None:
        if not self.is_full:
            super().append(mistake)

    @property
    def is_full(self) -> bool:
        return len(self) >= self.MOST


class Mistaken(Exception):
    """The files of a chain hold mistakes; nothing was changed."""

    def __init__(self, mistakes: list[Mistake]):
        super().__init__("; ".join(map(str, mistakes[:3])))
        self.mistakes = mistakes


def visible(value: str) -> str:
    """The value in quotes, cut short, with what cannot be seen written out."""
    short = value if len(value) <= 60 else value[:57] + "…"
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short) + '"' if short else ""


def close_to(word: str, known: Iterable[str]) -> str:
    """Something known that looks like the word, or nothing."""
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[close[0]] if close else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """' (did you mean "x"?)' where something known looks like the word, else nothing."""
    close = close_to(word, known)
    return _(' (did you mean "%(word)s"?)', word=close) if close else ""
