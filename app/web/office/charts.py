"""Charts as numbers for an SVG: where bars, lines and words stand. The page draws them, and says the same in a sentence and a table."""
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT = 620, 236
LEFT, RIGHT, TOP, BOTTOM = 78, 6, 26, 28        # what the words around the picture need
STEP = 30                                       # minutes of a bar


@dataclass(frozen=True)
class Bar:
    minute: int
    value: int
    before: int
    x: float
    y: float
    width: float
    height: float
    is_now: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Columns:
    """Bars for now, a line for before; `ticks` are values with their height, `hours` minutes with their place."""

    bars: list[Bar]
    line: str
    ticks: list[tuple[int, float]]
    hours: list[tuple[int, float]]
    highest: Bar | None


def columns(values: Mapping[int, int], before: Mapping[int, int], now: int) -> Columns | None:
    """By half hour of the day; None where there is nothing to show."""
    minutes = [minute for minute in (*values, *before) if values.get(minute) or before.get(minute)]
    if not minutes:
        return None
    shown = range(min(minutes), max(minutes) + 1, STEP)
    top = max(1, *(max(values.get(minute, 0), before.get(minute, 0)) for minute in shown))
    space, room = (WIDTH - LEFT - RIGHT) / len(shown), HEIGHT - TOP - BOTTOM

    def height(value: int) -> float:
        return round(max(0, value) / top * room, 1)
    bars = [Bar(minute, values.get(minute, 0), before.get(minute, 0), round(LEFT + number * space + space * .16, 1),
                round(HEIGHT - BOTTOM - height(values.get(minute, 0)), 1), round(space * .68, 1), height(values.get(minute, 0)),
                minute <= now < minute + STEP) for number, minute in enumerate(shown)]
    points = [(bar.middle, round(HEIGHT - BOTTOM - height(bar.before), 1)) for bar in bars]
    line = "M" + "L".join(f"{x} {y}" for x, y in points) if any(before.values()) else ""
    every = next(hours for hours in (1, 2, 3, 4, 6) if len(shown) * STEP / 60 / hours <= 9)
    return Columns(bars, line, [(value, round(HEIGHT - BOTTOM - height(value), 1)) for value in ticks(top)],
                   [(bar.minute, bar.middle) for bar in bars if bar.minute % (60 * every) == 0],
                   max(bars, key=lambda bar: bar.value) if any(values.values()) else None)


LOAD, CELL, NAMES = 1000, 20, 48       # of the heat map: its width, a row's height, room for a row's name


@dataclass(frozen=True)
class Cell:
    day: int
    hour: int
    value: int
    x: float
    y: float
    width: float
    strength: float             # 0 to 1


@dataclass(frozen=True)
class Heat:
    """A square per weekday and hour; `hours` with their place, `rows` with the middle of their line."""

    cells: list[Cell]
    hours: list[tuple[int, float]]
    rows: list[tuple[int, float]]
    height: int
    fullest: Cell


def heat(values: Mapping[tuple[int, int], int]) -> Heat | None:
    """By weekday and hour of the day; None where there is nothing to show."""
    hours = [hour for (_day, hour), value in values.items() if value]
    if not hours:
        return None
    shown, top = range(min(hours), max(hours) + 1), max(values.values())
    space = (LOAD - NAMES) / len(shown)
    cells = [Cell(day, hour, value, round(NAMES + number * space, 1), day * CELL, round(space - 3, 1), round(value / top, 2))
             for day in range(7) for number, hour in enumerate(shown) for value in [values.get((day, hour), 0)]]
    every = 1 if len(shown) <= 14 else 2
    return Heat(cells, [(cell.hour, cell.x) for cell in cells[:len(shown)] if cell.hour % every == 0],
                [(day, day * CELL + 13) for day in range(7)], 7 * CELL + BOTTOM, max(cells, key=lambda cell: cell.value))


def ticks(top: int, most: int = 3) -> list[int]:
    """Round values below the top, evenly apart: 1, 2 or 5 times a power of ten."""
    step = next(step for power in range(12) for step in (10**power, 2 * 10**power, 5 * 10**power) if top // step <= most)
    return list(range(step, top + 1, step))


def shares(parts: Mapping[str, int], width: int = 600, gap: int = 3) -> list[tuple[str, int, float, float]]:
    """One bar divided: name, percent, from where, how wide. Percents add up to 100."""
    total = sum(parts.values())
    if not total:
        return []
    ordered = sorted(parts.items(), key=lambda part: (-part[1], part[0]))
    edges = [0, *(round(100 * sum(value for _name, value in ordered[:number + 1]) / total) for number in range(len(ordered)))]
    return [(name, after - first, round(first / 100 * width, 1), round(max(1.0, (after - first) / 100 * width - gap), 1))
            for (name, _value), (first, after) in zip(ordered, pairwise(edges), strict=True)]
