"""Where bars, lines and words of a chart stand."""
import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.web.office import charts

HALVES = some.dictionaries(some.integers(0, 59).map(lambda half: half * 30), some.integers(-5_000, 900_000), max_size=20)


@given(values=HALVES, before=HALVES, now=some.integers(0, 1800))
def test_everything_stands_inside(values: dict[int, int], before: dict[int, int], now: int) -> None:
    found = charts.columns(values, before, now)
    assert (found is None) == (not any([*values.values(), *before.values()]))
    if found is None:
        return
    assert [bar.minute for bar in found.bars] == list(range(found.bars[0].minute, found.bars[-1].minute + 1, 30))
    assert all(0 <= bar.height <= charts.HEIGHT and bar.x >= charts.LEFT and bar.x + bar.width <= charts.WIDTH for bar in found.bars)
    assert all(charts.TOP - 1 <= y <= charts.HEIGHT for _value, y in found.ticks) and len(found.ticks) <= 3 and len(found.hours) <= 10
    assert sum(bar.is_now for bar in found.bars) <= 1


@pytest.mark.parametrize(("top", "shown"), [(2660_00, [100_000, 200_000]), (950, [500]), (1, [1]), (3, [1, 2, 3]),
                                            (60, [20, 40, 60]), (4000, [2000, 4000])])
def test_round_values_at_the_side(top: int, shown: list[int]) -> None:
    assert charts.ticks(top) == shown


@given(some.dictionaries(some.text(max_size=3), some.integers(0, 1000), max_size=6))
def test_parts_of_a_whole(parts: dict[str, int]) -> None:
    found = charts.shares(parts)
    assert sum(percent for _name, percent, _x, _width in found) == (100 if sum(parts.values()) else 0)
    assert all(x >= 0 and x + width <= 601 for _name, _percent, x, width in found)
