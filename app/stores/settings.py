"""Typed settings of a store: limits, thresholds, times. What a store does not set has these defaults."""
from dataclasses import dataclass, fields
from typing import Any

from app.stores.models import Store


@dataclass(frozen=True)
class StoreSettings:
    take_back: int = 8              # seconds a sent round can be taken back
    phones: int = 8                 # at a table at least, before rounds wait for the floor (or covers + 2, if more)
    round_portions: int = 30        # in one round
    dish_portions: int = 10         # of one dish in one round
    rounds: int = 6                 # within `rounds_minutes`
    rounds_minutes: int = 10
    comp_limit: int = 5000          # minor units that one person may take off a check, or void, alone
    tips: int = 0                   # 1: the check asks for a tip
    pass_on_minutes: int = 3        # a call that its own waiter did not answer is everybody's
    join_minutes: int = 10          # after the table opened a phone needs the word or a tap
    idle_minutes: int = 120         # a silent sitting closes, or is flagged when something is owed
    few_left: int = 5               # at so many portions the menu says how many
    warm_minutes: int = 8           # a ticket's age turns amber
    late_minutes: int = 12          # … and red


_BOUNDS = {"comp_limit": (0, 10_000_000), "tips": (0, 1), "take_back": (0, 15), "join_minutes": (0, 240), "idle_minutes": (10, 1440)}


def of(store: Store) -> StoreSettings:
    return StoreSettings(**store.settings)


def names() -> list[str]:
    return [field.name for field in fields(StoreSettings)]


def bounds(name: str) -> tuple[int, int]:
    """The least and the most that a setting may be."""
    return _BOUNDS.get(name, (1, 1000))


def checked(values: dict[str, Any]) -> dict[str, int]:
    """Settings as given in a file. Raises ValueError naming the setting and what it may be."""
    known = names()
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"{name}: one of {', '.join(sorted(known))}")
        low, high = bounds(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"{name}: a whole number from {low} to {high}")
    return dict(values)
