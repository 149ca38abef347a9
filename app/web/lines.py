"""Sent lines as pages show them: portions that are alike to the eye stand in one row."""
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.ordering import sets
from app.ordering.models import OrderLine, SetMeal
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


@dataclass(frozen=True)
class Bought(Row):
    """What was bought alike: portions of a dish, or set meals with all their dishes."""

    @property
    def name(self) -> dict[str, str]:
        return self.line.set_meal.name if self.line.set_meal else self.line.name or {}

    @property
    def count(self) -> int:
        return len(sets.by_set(self.lines))

    def of(self, amounts: Mapping[int, int]) -> int:
        """What these lines come to, by the amount of each (line id → minor units)."""
        return sum(amounts[line.id] for line in self.lines)

    @property
    def said(self) -> str:
        """Of a set meal its dishes, too."""
        if not self.line.set_meal:
            return super().said
        dishes = Counter(text(line.name or {}) for line in sets.by_set(self.lines)[0])
        return " · ".join([*(name + (f" ×{count}" if count > 1 else "") for name, count in dishes.items()), *filter(None, [super().said])])


@dataclass(frozen=True)
class Together(Generic[Kind]):
    """The rows of alike set meals below the set's name, or one row that stands for itself."""

    meal: SetMeal | None
    rows: tuple[Kind, ...]

    @property
    def count(self) -> int:
        """How many sets."""
        return len({line.set_id for row in self.rows for line in row.lines})

    @property
    def amount(self) -> int:
        """What is owed for them: a dish that was voided is not."""
        return sum(row.amount for row in self.rows if row.line.voided_at is None)


def said(chosen: Iterable[dict[str, Any]], note: str) -> str:
    parts = [text(each["name"]) + (f" ×{each['count']}" if each["count"] > 1 else "") for each in chosen]
    return " · ".join([*parts, *([notes.in_words(note)] if note else [])])


def grouped(lines: Iterable[OrderLine], kind: type[Kind], *tells_apart: Callable[[OrderLine], object]) -> list[Kind]:
    """Rows of lines of one round with the same dish, options, note and price, and whatever else tells them apart on a page."""
    alike: dict[object, list[OrderLine]] = {}
    for line in lines:
        same = (line.round_id, line.dish_id, str(line.options), line.note, line.unit_price_minor, _set(line), *(look(line) for look in tells_apart))
        alike.setdefault(same, []).append(line)
    return [kind(tuple(group)) for group in alike.values()]


def together(rows: Iterable[Kind]) -> list[Together[Kind]]:
    """The rows in their order, those of alike set meals where the first of them stands."""
    places: dict[object, list[Kind]] = {}
    for row in rows:
        places.setdefault(_together(row.line) or row.line.id, []).append(row)
    return [Together(found[0].line.set_meal, tuple(found)) for found in places.values()]


def bought(lines: Iterable[OrderLine], *tells_apart: Callable[[OrderLine], object], kind: type[Kind] = Bought) -> list[Kind]:
    """For the check, where rounds and states do not matter: alike dishes and alike set meals, and whatever else tells them apart."""
    alike: dict[object, list[OrderLine]] = {}
    for group in sets.by_set(lines):
        line, price = group[0], sum(each.unit_price_minor or 0 for each in group)
        same = (_set(line) or (line.dish_id, str(line.options)), price, *(look(line) for look in tells_apart))
        alike.setdefault(same, []).extend(group)
    return [kind(tuple(group)) for group in alike.values()]


def one_by_one(lines: Iterable[OrderLine]) -> list[Bought]:
    """Every dish by itself, every set meal as a whole."""
    return [Bought(tuple(group)) for group in sets.by_set(lines)]


def _set(line: OrderLine) -> object:
    """Sets that are alike: the same meal with the same choices at the same price."""
    return line.set_meal and (line.set_meal.dish_id, str(line.set_meal.options), line.set_meal.unit_price_minor)


def _together(line: OrderLine) -> object:
    return line.set_meal and (line.round_id, line.guest_id, line.seat, line.note, _set(line))
