"""Notes that a guest is likely to hand over."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.payments import cash
from tests.counts import count


@pytest.mark.parametrize(("owed", "currency", "notes"), [
    (14300, "CNY", [15000, 20000]), (3400, "CNY", [4000, 5000, 10000]), (10000, "CNY", []), (12050, "EUR", [13000, 15000, 20000]),
    (1430, "JPY", [2000, 5000, 10000])])
def test_what_is_likely(owed: int, currency: str, notes: list[int]) -> None:
    assert cash.likely(owed, currency) == notes


@given(st.integers(0, 10**9), st.sampled_from(["CNY", "JPY", "EUR", "KWD"]))
@settings(max_examples=count(200, 5000))
def test_always_more_than_is_owed(owed: int, currency: str) -> None:
    notes = cash.likely(owed, currency)
    assert notes == sorted(set(notes))
    assert all(note > owed for note in notes)
