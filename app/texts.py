"""What people type, made fit for a ticket, a screen and a database."""
import unicodedata

# They turn the direction of everything that follows: a note could make a price or another name read differently.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """One line with single spaces, without control characters."""
    kept = (" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text if c not in TURNING)
    return " ".join("".join(kept).split())
