"""Numbers as people type them into forms."""
import re
import unicodedata


def plain(typed: str) -> str:
    """A Chinese keyboard types full-width digits and signs; they mean the same."""
    return unicodedata.normalize("NFKC", typed).strip()


def whole(typed: str, digits: int) -> int | None:
    """A whole number of at most so many digits; None for anything else, a number too long to be read included."""
    text = plain(typed)
    return int(text) if re.fullmatch(f"[0-9]{{1,{digits}}}", text) else None
