"""The plan of a room: which room each table takes on it. Lengths are thousandths of the plan's width."""
from collections.abc import Sequence
from dataclasses import dataclass

from app.tables.models import DiningTable, Shape

SIZES = {"square": (108, 84), "wide": (142, 92), "long": (172, 92), "round": (124, 124)}
WIDTH = 1000
GRID = WIDTH // 100         # a table's place is kept in hundredths of the width
MARGIN = 30                 # below the lowest table


@dataclass(frozen=True)
class Box:
    """What a table covers."""

    x: int
    y: int
    width: int
    height: int
    is_round: bool


def size(table: DiningTable) -> tuple[int, int]:
    shape = "wide" if table.max_covers > 2 and table.shape in (None, Shape.SQUARE) else table.shape or "square"
    return SIZES[shape]


def box(table: DiningTable) -> Box | None:
    """None where the table has no place on the plan."""
    if table.x is None or table.y is None:
        return None
    width, height = size(table)
    return Box(table.x * GRID - width // 2, table.y * GRID - height // 2, width, height, table.shape is Shape.ROUND)


def name_at(boxes: Sequence[Box]) -> tuple[int, int]:
    """Where the name of the area with these tables stands."""
    return min(each.x for each in boxes), min(each.y for each in boxes) - 16


def height(boxes: Sequence[Box]) -> int:
    return max((each.y + each.height for each in boxes), default=0) + MARGIN


def inside(table: DiningTable, x: int, y: int) -> list[int]:
    """The place nearest to this one where the whole table stands on the plan."""
    width, tall = size(table)
    across, down = -(-width // 2 // GRID), -(-tall // 2 // GRID)
    return [min(max(x, across), WIDTH // GRID - across), max(y, down)]
