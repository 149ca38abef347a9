"""One clock for everything, so that a test can move time in a running server."""
from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC) + _offset


def move(by: timedelta) -> None:
    """Move the clock of this process; tests only."""
    global _offset
    _offset += by


def reset() -> None:
    """Back to the real time."""
    global _offset
    _offset = timedelta()
