"""What a load did: per kind of thing what was added, changed and retired."""
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from app.db import db

K = TypeVar("K", bound=Hashable)
SHOWN = 12


@dataclass
class Changes:
    """Labels such as a dish's code. What comes back after it was retired counts as added."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)       # gone from the files, but in use: retired by a later load

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.retired)

    def mark(self, row: Any, label: str) -> None:
        """Something about the row changed; said once however many things it was."""
        if label not in self.added and label not in self.changed:
            self.changed.append(label)
            if hasattr(row, "version"):
                row.version += 1

    def update(self, row: Any, label: str, values: Mapping[str, Any], quiet: Collection[str] = ()) -> None:
        """Set what differs; what is `quiet` is set without being called a change."""
        different = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        if different.keys() - quiet:
            self.mark(row, label)

    def __str__(self) -> str:
        return "; ".join(f"{len(labels)} {verb} ({_some(labels)})" for verb, labels in (
            ("added", self.added), ("changed", self.changed), ("retired", self.retired), ("kept while in use", self.kept)) if labels)


    def told(self) -> dict[str, list[int | str]]:
        """For the trail: how many of each, then the first labels; what reads it says it in its own language."""
        return {verb: [len(labels), *labels[:SHOWN]] for verb, labels in (
            ("added", self.added), ("changed", self.changed), ("retired", self.retired), ("kept", self.kept)) if labels}


def _some(labels: list[str]) -> str:
    return ", ".join(labels[:SHOWN]) + (f" and {len(labels) - SHOWN} more" if len(labels) > SHOWN else "")


@dataclass
class Report:
    kinds: dict[str, Changes] = field(default_factory=dict)
    password_links: dict[str, str] = field(default_factory=dict)        # user name → secret of a one-time link, for new staff

    def of(self, kind: str) -> Changes:
        return self.kinds.setdefault(kind, Changes())

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return any(self.kinds.values())

    def lines(self) -> list[str]:
        return [f"{kind}: {changes}" for kind, changes in self.kinds.items() if str(changes)] or ["Nothing changed."]


def settle(changes: Changes, existing: Mapping[K, Any], wanted: Mapping[K, Mapping[str, Any]], make: Callable[[K], Any], at: datetime,
           label: Callable[[K], str] = str, in_use: Callable[[Any], bool] = lambda row: False,
           within: Callable[[K], Hashable] = lambda key: None) -> dict[K, Any]:
    """Make the rows be what is wanted: new ones, changed ones, ones that are back; what is gone is retired, never deleted.

    Positions count `within` a store, say: there it is an order that people see.
    Returns the wanted rows by key, flushed, so that they have ids."""
    rows = {}
    quiet = {"position"} if _in_same_order(existing, wanted, within) else set()
    for key, values in wanted.items():
        row = existing.get(key)
        if row is None or row.retired_at is not None:
            changes.added.append(label(key))
        if row is None:
            row = make(key)
            db.session.add(row)
        row.retired_at = None
        changes.update(row, label(key), values, quiet)
        rows[key] = row
    for key, row in existing.items():
        if key not in wanted and row.retired_at is None:
            if in_use(row):
                changes.kept.append(label(key))
            else:
                row.retired_at = at
                changes.retired.append(label(key))
    db.session.flush()
    return rows


def _in_same_order(existing: Mapping[K, Any], wanted: Mapping[K, Any], within: Callable[[K], Hashable]) -> bool:
    """Whether those that stay keep their order; then their numbers shift only because of others that come or go."""
    staying = [key for key in wanted if key in existing and existing[key].retired_at is None]
    groups: dict[Hashable, list[int]] = {}
    for key in staying:
        groups.setdefault(within(key), []).append(getattr(existing[key], "position", 0))
    return all(places == sorted(places) for places in groups.values())
