"""What the files say of times is read back exactly as it was."""
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.chain import cells, formats
from app.chain.cells import Closed, Window
from app.chain.mistakes import Expected
from app.stores.hours import DAY
from tests.counts import count


@some.composite
def weeks(draw: some.DrawFn) -> tuple[Window, ...]:
    """Openings that do not overlap, the last night of the week and its first morning included."""
    ends = sorted(draw(some.sets(some.integers(0, 7 * DAY - 1), max_size=24)))
    spans = [(opens, closes) for opens, closes in zip(ends[::2], ends[1::2], strict=False) if closes - opens < DAY]
    if spans and draw(some.booleans()):
        spans[-1] = (spans[-1][0], min(7 * DAY + spans[0][0], spans[-1][0] + DAY - 1))
    return tuple(sorted(Window(opens // DAY, opens % DAY, closes - opens // DAY * DAY) for opens, closes in spans))


DAYS = some.dates(date(2020, 1, 1), date(2035, 1, 1))
REASONS = some.text(some.characters(exclude_categories=["C"]), max_size=20) | some.sampled_from(
    ["春节 Spring Festival", "..2026-12-26", "… later", "10:30 we open", "- a dash", ", a comma", "2026-12-24 again", "1", "/"])


@settings(max_examples=count(200, 5000))
@given(weeks())
def test_hours(week: tuple[Window, ...]) -> None:
    assert cells.opening_hours(formats.hours_text(week)) == week


@settings(max_examples=count(300, 5000))
@given(some.lists(some.tuples(DAYS, some.integers(0, 20), REASONS, weeks()), max_size=5))
def test_special_days(given_: list[tuple[date, int, str, tuple[Window, ...]]]) -> None:
    """Whatever a file can say: it is written again as it was read."""
    typed = "; ".join(f"{first}..{first + timedelta(days=length)} {formats.spans_text((w.opens, w.closes) for w in week if w.weekday == 0)} {reason}"
                      for first, length, reason, week in given_)
    try:
        days = cells.closed_days(typed)
    except Expected:
        return
    assert cells.closed_days(formats.closed_text(days)) == days


@pytest.mark.parametrize("text", [
    "mon-fri 10:30-14:30 17:00-22:00; sat,sun 10:30-02:00", "mon-sun 00:00-24:00", "mon,wed-fri 11:00-00:30; sat 12:00-24:00", ""])
def test_hours_as_people_write_them(text: str) -> None:
    assert formats.hours_text(cells.opening_hours(text)) == text


@pytest.mark.parametrize("text", [
    "2026-12-24..2026-12-26 Christmas; 2026-12-31 10:00-16:00 New Year's Eve", "2026-10-01 11:00-14:00 17:00-01:00", "2026-10-01", ""])
def test_special_days_as_people_write_them(text: str) -> None:
    assert formats.closed_text(cells.closed_days(text)) == text


def test_special_days_with_hours() -> None:
    assert cells.closed_days("2026-12-31 １０：００－16:00, 18:00 - 01:00, 年终; 2027-01-01 10:30 we open") == (
        Closed(date(2026, 12, 31), date(2026, 12, 31), "年终", ((600, 960), (1080, 1500))),
        Closed(date(2027, 1, 1), date(2027, 1, 1), "10:30 we open"))


@pytest.mark.parametrize("text", ["2026-12-31 10:00-25:00", "2026-12-31 10:00-14:00 13:00-15:00 Eve", "2026-12-31 10:00-10:00"])
def test_special_hours_that_make_no_sense(text: str) -> None:
    with pytest.raises(Expected):
        cells.closed_days(text)
