"""Numbers as people type them into forms."""
import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}        # ！ to ～, the wide space, ￥


def plain(typed: str) -> str:
    """A Chinese keyboard types full-width digits and signs; they mean the same."""
    return typed.translate(_FULL_WIDTH).strip()


def whole(typed: str, digits: int) -> int | None:
    """A whole number of at most so many digits; None for anything else, a number too long to be read included."""
    text = plain(typed)
    return int(text) if re.fullmatch(f"[0-9]{{1,{digits}}}", text) else None
