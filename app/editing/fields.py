"""How a field of a row is read as a plain value, as the trail keeps it, and set from one."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Enum
from sqlalchemy import inspect as looked_at

from app.db import UTCDateTime


@dataclass(frozen=True)
class Field:
    """Plain values are what JSON holds: texts, numbers, lists, null."""

    get: Callable[[Any], Any]
    put: Callable[[Any, Any], None]


def column(name: str) -> Field:
    """A column of the row's own."""
    def get(row: Any) -> Any:
        value = getattr(row, name)
        return value.isoformat() if isinstance(value, date) else value      # a datetime is a date too

    def put(row: Any, value: Any) -> None:
        setattr(row, name, _typed(looked_at(type(row)).columns[name].type, value))
    return Field(get, put)


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Enum):
        return kind.enum_class(value)
    return value


def columns(*names: str) -> dict[str, Field]:
    return {name: column(name) for name in names}


def followed(name: str, act: Callable[[Any, Any], None]) -> Field:
    """A column with something that follows from it: `act` sees the row and the new value after it is set."""
    plain = column(name)

    def put(row: Any, value: Any) -> None:
        plain.put(row, value)
        act(row, value)
    return Field(plain.get, put)
