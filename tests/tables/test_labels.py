"""Many tables in one line of typing."""
import pytest

from app.errors import Invalid
from app.tables import labels


@pytest.mark.parametrize(("typed", "meant"), [
    ("B9", ["B9"]), ("B1-B3", ["B1", "B2", "B3"]), ("B1 to 3", ["B1", "B2", "B3"]), ("B1 – B3", ["B1", "B2", "B3"]), ("09...11", ["09", "10", "11"]),
    ("包间1到包间2", ["包间1", "包间2"]),
    ("Ｂ１－３", ["B1", "B2", "B3"]), ("A1, A2;C5-6 A1", ["A1", "A2", "C5", "C6"]), ("1-1 to 1-2", ["1-1", "1-2"]),
    ("Bar", ["Bar"]), ("Total", ["Total"]), ("7、8", ["7", "8"])])
def test_what_is_meant(typed: str, meant: list[str]) -> None:
    assert labels.spelled_out(typed) == meant


@pytest.mark.parametrize("typed", ["", " , ", "B8-B1", "B1 to C3", "to", "1-500", "1-99 101-140", "A" * 13, "B1 to 10000000000", "-…-"])
def test_what_makes_no_sense(typed: str) -> None:
    with pytest.raises(Invalid):
        labels.spelled_out(typed)


def test_people_count_on() -> None:
    assert sorted(["B10", "B2", "A1", "2"], key=labels.natural) == ["2", "A1", "B2", "B10"]
