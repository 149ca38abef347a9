"""What people type, made fit for a ticket, a screen and a database."""
import re
import unicodedata

# They turn the direction of everything that follows: a note could make a price or another name read differently.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """One line with single spaces, without control characters."""
    kept = (" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text if c not in TURNING)
    return " ".join("".join(kept).split())


# With one of these at its beginning a spreadsheet program takes a cell for a formula and runs it.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


def masked(text: str) -> str:
    """A cell that no spreadsheet program runs: what looks like a formula begins with an apostrophe. Plain numbers stay numbers."""
    return "'" + text if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unmasked(text: str) -> str:
    """What was masked, as it was."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
