"""chain.toml, read so that every mistake can name the line and the key it is about."""
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar, cast

from app.chain.mistakes import Expected, Mistake, nearest
from app.chain.saved import decode, forbidden
from app.i18n import _

Place = tuple[str | int, ...]
T = TypeVar("T")
D = TypeVar("D")


class Source:
    """The settings as tables inside tables, and where in the file each key stands."""

    def __init__(self, name: str, mistakes: list[Mistake]):
        self.name, self.mistakes = name, mistakes
        self.data: dict[str, Any] = {}
        self.readable = False               # what is missing in a file that is not there was said by whoever looks which files there are

    def wrong(self, place: Place, value: str, expected: str) -> None:
        self.mistakes.append(Mistake(self.name, self.line_of(place), self.key_of(place), value, expected))

    def line_of(self, _place: Place) -> int:
        return 0

    def key_of(self, place: Place) -> str:
        return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


class Toml(Source):
    """The text of the file, for finding the line of a key. One that cannot be read at all is one mistake."""

    def __init__(self, name: str, content: Callable[[], bytes], mistakes: list[Mistake]):
        super().__init__(name, mistakes)
        self.lines: list[str] = []
        try:
            text = decode(content())[0]
            self.lines = text.splitlines()
            self.data = tomllib.loads(text, parse_float=Decimal)
            self.readable = True
        except Expected as expected:
            self.wrong((), "", str(expected))
        except (ValueError, RecursionError) as error:       # numbers and brackets without end are no TOMLDecodeError
            self._note_unreadable(error)

    def line_of(self, place: Place) -> int:
        """The line of a key, else of the nearest table above it."""
        best, depth = 0, 0
        for number, here in self._places():
            if len(here) > depth and place[:len(here)] == here:
                best, depth = number, len(here)
        return best

    def _places(self) -> Iterator[tuple[int, Place]]:
        """Every line that begins a table or a key, and which."""
        table_at: Place = ()
        counts: Counter[Place] = Counter()
        for number, line in enumerate(self.lines, 1):
            if header := re.match(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]", line):
                table_at = _parts(header[2])
                if header[1] == "[[":
                    counts[table_at] += 1
                    table_at = (*table_at, counts[table_at] - 1)
                yield number, table_at
            elif key := re.match(r"""\s*([\w."'-]+)\s*=""", line):
                yield number, (*table_at, *_parts(key[1]))

    def _note_unreadable(self, error: Exception) -> None:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else len(self.lines)
        value = self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""
        self.mistakes.append(Mistake(self.name, line, "", value, _("TOML that can be read (%(error)s)", error=error)))


class Branch:
    """A table of the file that knows where it stands. A key that nobody takes is a mistake."""

    def __init__(self, source: Source, data: dict[str, Any], place: Place = ()):
        self.source, self.data, self.place = source, data, place
        self.taken: set[str] = set()

    def wrong(self, key: str, expected: str) -> None:
        if self.source.readable:
            self.source.wrong((*self.place, key), _shown(self.data.get(key, "")), expected)

    def take(self, key: str, parse: Callable[[Any], T], blank: D) -> T | D:
        """The parsed value; `blank` where the key is missing, an empty text, or its value wrong."""
        self.taken.add(key)
        if self.data.get(key, "") == "":
            return blank
        try:
            return parse(self.data[key])
        except Expected as expected:
            self.wrong(key, str(expected))
            return blank

    def need(self, key: str, parse: Callable[[Any], T], expected: str) -> T:
        """After a mistake the answer is None: what is read then is never used, only checked on."""
        if self.data.get(key, "") == "":
            self.wrong(key, expected)
        return cast(T, self.take(key, parse, None))

    def branch(self, key: str) -> "Branch":
        """A table inside this one; an empty one where it is missing."""
        return Branch(self.source, self.take(key, table, {}), (*self.place, key))

    def branches(self, key: str, expected: str) -> list["Branch"]:
        """The tables of an array such as [[stations]]."""
        found = self.need(key, tables, expected) or []
        return [Branch(self.source, data, (*self.place, key, number)) for number, data in enumerate(found)]

    def refuse_unknown(self) -> None:
        for key in self.data:
            if key not in self.taken:
                self.wrong(key, _("a known key") + (nearest(key, self.taken) or ": " + ", ".join(sorted(self.taken))))


def table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Expected(_("a table"))
    return value


def tables(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise Expected(_("tables in double brackets"))
    return value


def string(parse: Callable[[str], Any] = str) -> Callable[[Any], Any]:
    """A text, parsed on."""
    def check(value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            raise Expected(_("a text in quotation marks"))
        if forbidden(value):
            raise Expected(_("text without control characters (U+%(code)s)", code=f"{ord(forbidden(value)):04X}"))
        return parse(value.strip())
    return check


def true_or_false(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Expected(_("true or false"))
    return value


def _is_number(value: Any) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else isinstance(value, int) and not isinstance(value, bool)


def number(lowest: float, highest: float) -> Callable[[Any], float]:
    def parse(value: Any) -> float:
        if not _is_number(value) or not lowest <= value <= highest:
            raise Expected(_("a number from %(low)s to %(high)s", low=f"{lowest:g}", high=f"{highest:g}"))
        return float(value)
    return parse


def percent(value: Any) -> int:
    """Basis points: 6 % is 600."""
    if not _is_number(value) or not 0 <= value <= 100 or value * 100 % 1:
        raise Expected(_("percent from 0 to 100 with at most two decimals"))
    return int(value * 100)


def texts(languages: Sequence[str], *, required: bool = True) -> Callable[[Any], dict[str, str]]:
    """A table language → text. A required one has at least the chain's default language (while that is known)."""
    example = f'{{ {languages[0] if languages else "en"} = "…" }}'

    def parse(value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise Expected(_("a table language = text, such as %(example)s", example=example))
        unknown = [language for language in value if languages and language not in languages]
        if unknown:
            raise Expected(_("texts in the languages of the chain (%(languages)s), not in %(other)s",
                languages=", ".join(languages), other=unknown[0]))
        if required and languages and not value.get(languages[0], "").strip():
            raise Expected(_("a text in the chain's default language, such as %(example)s", example=example))
        if any(forbidden(text) for text in value.values()):
            raise Expected(_("text without control characters"))
        return {language: value[language].strip() for language in languages or value if value.get(language, "").strip()}
    return parse


def _parts(dotted: str) -> Place:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _shown(value: Any, deep: int = 4) -> str:
    """A value as it reads in the file, more or less; what is nested deeper is left out."""
    if not deep:
        return "…"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_shown(inner, deep - 1)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_shown(inner, deep - 1) for inner in value) + "]"
    return str(value)
