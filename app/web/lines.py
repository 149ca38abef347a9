"""Sent lines as pages show them: portions that are alike to the eye stand in one row."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.ordering.models import OrderLine
from app.web import notes
from app.web.filters import text


@dataclass(frozen=True)
class Row:
    lines: tuple[OrderLine, ...]

    @property
    def line(self) -> OrderLine:
        return self.lines[0]

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def amount(self) -> int:
        return sum(line.unit_price_minor or 0 for line in self.lines)

    @property
    def state(self) -> str:
        return self.line.state

    @property
    def said(self) -> str:
        """What was chosen and noted, as one short line of text."""
        return said(self.line.chosen or [], self.line.note)


Kind = TypeVar("Kind", bound=Row)


def said(chosen: Iterable[dict[str, Any]], note: str) -> str:
    parts = [text(each["name"]) + (f" ×{each['count']}" if each["count"] > 1 else "") for each in chosen]
    return " · ".join([*parts, *([notes.in_words(note)] if note else [])])


def grouped(lines: Iterable[OrderLine], kind: type[Kind], *tells_apart: Callable[[OrderLine], object]) -> list[Kind]:
    """Rows of lines of one round with the same dish, options, note and price, and whatever else tells them apart on a page."""
    alike: dict[object, list[OrderLine]] = {}
    for line in lines:
        same = (line.round_id, line.dish_id, str(line.options), line.note, line.unit_price_minor, *(look(line) for look in tells_apart))
        alike.setdefault(same, []).append(line)
    return [kind(tuple(group)) for group in alike.values()]
