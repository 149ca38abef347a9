"""The meaning of single cells. Each parser takes the text of a cell and raises `Expected` where it makes no sense.

Managers type with Chinese and with Latin keyboards: full-width punctuation and digits mean the same as plain ones."""
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from app import money
from app.chain.mistakes import Expected, nearest
from app.stores.hours import DAY

E = TypeVar("E", bound=StrEnum)
LARGEST_AMOUNT = 10**9          # minor units; sums of many must still fit the database's integers

_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}         # ！ to ～
_PLAIN = str.maketrans(_FULL_WIDTH | {"、": ",", "　": " ", "\xa0": " ", "–": "-", "—": "-", "−": "-", "～": "-", "~": "-"})

_YES = {"yes", "y", "true", "1", "x", "是", "有", "✓"}
_NO = {"no", "n", "false", "0", "否", "无"}
_WEEKDAYS = {name: number for number, names in enumerate((
    "mon monday 周一 星期一", "tue tuesday 周二 星期二", "wed wednesday 周三 星期三", "thu thursday 周四 星期四",
    "fri friday 周五 星期五", "sat saturday 周六 星期六", "sun sunday 周日 星期日 周天 星期天")) for name in names.split()}


@dataclass(frozen=True, order=True)
class Window:
    """From when until when on a weekday (Monday is 0), in minutes; past midnight `closes` is over 1440."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, order=True)
class Closed:
    first: date
    last: date
    reason: str


def plain(text: str) -> str:
    """The text with full-width punctuation and digits as plain ones."""
    return text.translate(_PLAIN).strip()


def words(text: str) -> list[str]:
    """A list in a cell: separated by spaces; commas and semicolons are forgiven."""
    return re.findall(r"[^\s,;]+", plain(text))


def yes(text: str) -> bool:
    word = plain(text).casefold()
    if word not in _YES | _NO:
        raise Expected("yes, or blank")
    return word in _YES


def text_of(longest: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > longest:
            raise Expected(f"at most {longest} characters (these are {len(text)})")
        return text
    return parse


def matching(pattern: str, expected: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not re.fullmatch(pattern, plain(text)):
            raise Expected(expected)
        return plain(text)
    return parse


slug = matching(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and hyphens, such as old-town")
code = matching(r"[\w.+-]{1,40}", "a code of letters, digits, dots and hyphens, without spaces")


def username(text: str) -> str:
    """Small letters: nobody remembers how a user name was capitalised."""
    return matching(r"[\w.@+-]{1,60}", "a user name of letters, digits, dots and hyphens, without spaces")(text).lower()


def tag(text: str) -> str:
    """Tags are an open list; only the number of chillies is counted."""
    word = matching(r"[a-z][a-z0-9-]{0,29}", "tags of letters, digits and hyphens, such as signature new spicy-2 vegetarian")(text.lower())
    if word.startswith("spicy") and word not in {"spicy-1", "spicy-2", "spicy-3"}:
        raise Expected("spicy-1, spicy-2 or spicy-3")
    return word


def one_of(known: Iterable[str], what: str, also: dict[str, str] | None = None) -> Callable[[str], str]:
    """A word of a closed list; `also` maps other spellings to it."""
    names = list(known)

    def parse(text: str) -> str:
        word = plain(text).casefold()
        word = (also or {}).get(word, word)
        if word not in names:
            raise Expected(f"{what}: {', '.join(names)}{nearest(word, names)}")
        return word
    return parse


def member_of(kind: type[E], what: str, also: dict[str, str] | None = None) -> Callable[[str], E]:
    parse = one_of(kind, what, also)
    return lambda text: kind(parse(text))


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        digits = plain(text)
        if not re.fullmatch(r"-?\d{1,9}", digits) or not lowest <= int(digits) <= highest:
            raise Expected(f"a whole number from {lowest} to {highest}")
        return int(digits)
    return parse


def degrees(limit: int, comma: bool) -> Callable[[str], float]:
    def parse(text: str) -> float:
        digits = plain(text).replace(",", "." if comma else ",")
        if not re.fullmatch(r"-?\d{1,3}(\.\d+)?", digits) or abs(float(digits)) > limit:
            raise Expected(f"degrees from -{limit} to {limit}, such as 31.2304")
        return float(digits)
    return parse


def amount(currency: str | None, *, comma: bool = False, negative: bool = False) -> Callable[[str], int]:
    """Minor units. `comma`: a decimal comma is understood too. Without a known currency only the form is checked."""
    example = money.plain(4250 if not currency or money.decimals(currency) else 42, currency or "EUR")
    places = money.decimals(currency) if currency else 2
    limit = f"at most {places} decimals" if places else "no decimals"

    def parse(text: str) -> int:
        digits = plain(text).replace(",", "." if comma else ",")
        if not re.fullmatch(r"[+-]?[0-9]{1,10}(\.[0-9]+)?", digits) or (digits.startswith("-") and not negative):
            raise Expected(f"an amount{f' in {currency}' if currency else ''} such as {example}, without a currency sign or thousands separators")
        if not currency:
            return 0
        if len(digits.partition(".")[2]) > places:
            raise Expected(f"an amount in {currency} with {limit}, such as {example}")
        minor = money.parse(digits, currency)
        if abs(minor) >= LARGEST_AMOUNT:
            raise Expected(f"an amount below {money.plain(LARGEST_AMOUNT, currency)} {currency}")
        return minor
    return parse


def minute(text: str) -> int:
    """Minutes after midnight; 24:00 is the end of the day. Spreadsheets add seconds to times."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(:00)?", plain(text))
    if not found or int(found[2]) > 59 or int(found[1]) * 60 + int(found[2]) > DAY:
        raise Expected("a time such as 10:30")
    return int(found[1]) * 60 + int(found[2])


def day(text: str) -> date:
    found = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", plain(text))
    try:
        return date(*map(int, found.groups() if found else ()))
    except (TypeError, ValueError):
        raise Expected("a day such as 2026-12-24") from None


def weekdays(text: str) -> tuple[int, ...]:
    """Such as "mon-fri, sun"; Monday is 0."""
    days = [number for word in _span_words(text) for number in _weekday_span(word)]
    return tuple(sorted(set(days)))


def weekday_bits(text: str) -> int:
    """Weekdays as one number: Monday 1, Tuesday 2, Wednesday 4 … Sunday 64."""
    return sum(1 << number for number in weekdays(text))


def opening_hours(text: str) -> tuple[Window, ...]:
    """Such as "mon-fri 10:30-14:30 17:00-22:00; sat,sun 10:30-02:00"."""
    return _windows(text, whole_days=False)


def served_times(text: str) -> tuple[Window, ...]:
    """Like opening hours, but weekdays alone mean the whole day."""
    return _windows(text, whole_days=True)


def closed_days(text: str) -> tuple[Closed, ...]:
    """Such as "2026-12-24..2026-12-26 Christmas; 2027-01-01 New Year"."""
    parts = [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]
    return tuple(sorted(_closed(part) for part in parts))


def _closed(part: str) -> Closed:
    found = re.match(r"([\d/-]+)(?:\s*(?:\.\.+|…)\s*([\d/-]+))?(?:\s+|$)(.*)", part.translate(_PLAIN), re.DOTALL)
    if not found:
        raise Expected("days such as 2026-12-24..2026-12-26 Christmas; 2027-01-01 New Year")
    first, last = day(found[1]), day(found[2] or found[1])
    if last < first:
        raise Expected(f"a last day that is not before the first ({first})")
    return Closed(first, last, text_of(80)(part[found.start(3):].strip()))


def _windows(text: str, *, whole_days: bool) -> tuple[Window, ...]:
    parts = [part for part in re.split(r"[;\n]", plain(text)) if part.strip()]
    windows = sorted(window for part in parts for window in _part(part, whole_days))
    _refuse_overlaps(windows)
    return tuple(windows)


def _part(part: str, whole_days: bool) -> list[Window]:
    """One part between semicolons: weekdays (none: every day), then times."""
    tokens = _span_words(part)
    first_time = next((i for i, token in enumerate(tokens) if token[0].isdigit()), len(tokens))
    days = [number for token in tokens[:first_time] for number in _weekday_span(token)] or range(7)
    spans = [_time_span(token) for token in tokens[first_time:]]
    if not spans and not whole_days:
        raise Expected("times after the weekdays, such as mon-fri 10:30-14:30 17:00-22:00")
    return [Window(number, *span) for number in days for span in spans or [(0, DAY)]]


def _span_words(text: str) -> list[str]:
    """The words of a cell; blanks around a hyphen do not divide."""
    return words(re.sub(r"\s*-\s*", "-", plain(text)))


def _weekday_span(word: str) -> list[int]:
    first, _, last = word.casefold().partition("-")
    if first not in _WEEKDAYS or (last or first) not in _WEEKDAYS:
        raise Expected(f'weekdays such as mon-fri or sat,sun, then times such as 10:30-14:30 ("{word}" is neither)')
    start, end = _WEEKDAYS[first], _WEEKDAYS[last or first]
    return [number % 7 for number in range(start, end + 1 if end >= start else end + 8)]


def _time_span(word: str) -> tuple[int, int]:
    first, _, last = word.partition("-")
    try:
        opens, closes = minute(first), minute(last)
    except Expected:
        raise Expected(f'times such as 10:30-14:30, and a semicolon before other weekdays ("{word}" is not a span of time)') from None
    if opens in (closes, DAY):
        raise Expected("two different times; a whole day is 00:00-24:00")
    return opens, closes if closes > opens else closes + DAY


def _refuse_overlaps(windows: list[Window]) -> None:
    """Neighbours must not overlap, the week's last one and its first included."""
    week = [(window.weekday * DAY + window.opens, window.weekday * DAY + window.closes) for window in windows]
    week += [(opens + 7 * DAY, closes + 7 * DAY) for opens, closes in week[:1]]
    for (_, closes), (opens, _) in pairwise(week):
        if opens < closes:
            raise Expected("times that do not overlap")
