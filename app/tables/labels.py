"""What tables are called: B1 to B8 typed at once, and the order people expect."""
import re
import unicodedata

from app.errors import Invalid
from app.i18n import _
from app.texts import one_line

LONGEST = 12
MOST_AT_ONCE = 100
_NUMBERED = re.compile(r"(.*?)([0-9]{1,4})")
_DASHED = re.compile(r"([^-0-9]*[0-9]{1,4})-([^-0-9]*[0-9]{1,4})")


def natural(label: str) -> list[tuple[int, int, str]]:
    """As people sort labels: B2 before B10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.findall(r"\d+|\D+", label)]


def checked(typed: str) -> str:
    """One label. Raises Invalid."""
    label = one_line(typed)
    if not label:
        raise Invalid(_("Type what stands on the table, such as A12."))
    if len(label) > LONGEST:
        raise Invalid(_("A label has at most %(most)s characters.", most=LONGEST))
    return label


def spelled_out(typed: str) -> list[str]:
    """The labels meant by “B1-B8”, “B1 to B8” or “A1, A2 C5-7”, each once, in their order. Raises Invalid."""
    text = re.sub(r"\s*(?:\bto\b|[到至~…])\s*", "…", unicodedata.normalize("NFKC", one_line(typed)).replace("...", "…"), flags=re.IGNORECASE)
    text = re.sub(r"\s*[-–—−]\s*", "-", text)
    found: list[str] = []
    for word in re.split(r"[\s,;、。]+", text):
        dashed = _DASHED.fullmatch(word)
        if "…" in word or dashed:
            found += _between(*(dashed.groups() if dashed else word.split("…", 1)), left=MOST_AT_ONCE - len(found))
        elif word:
            found.append(word)
    if not found:
        raise Invalid(_("Type what stands on the tables, such as B1-B8."))
    if len(found) > MOST_AT_ONCE:
        raise Invalid(_too_many())
    return list(dict.fromkeys(checked(label) for label in found))


def _between(first: str, last: str, *, left: int) -> list[str]:
    """B1 and B8, or B1 and 8: every label from one to the other."""
    begin, end = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(last)
    if not begin or not end or end[1] not in {"", begin[1]} or int(begin[2]) > int(end[2]):
        raise Invalid(_("“%(typed)s” is not a row of labels. Type B1-B8, for instance.", typed=f"{first}-{last}"[:30]))
    if int(end[2]) - int(begin[2]) >= left:
        raise Invalid(_too_many())
    width = len(begin[2])           # 01 to 12 keep their zeros
    return [f"{begin[1]}{number:0{width}d}" for number in range(int(begin[2]), int(end[2]) + 1)]


def _too_many() -> str:
    return _("At most %(most)s tables at once, please.", most=MOST_AT_ONCE)
