"""The meaning of single cells. Each parser takes the text of a cell and raises `Expected` where it makes no sense.

Managers type with Chinese and with Latin keyboards: full-width punctuation and digits mean the same as plain ones."""
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from app import money
from app.chain.mistakes import Expected, nearest
from app.i18n import _, lazy_gettext
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
    """Special days, first and last included: shut, or open at other hours than those of the week."""

    first_day: date
    last_day: date
    reason: str
    hours: tuple[tuple[int, int], ...] = ()


def plain(text: str) -> str:
    """The text with full-width punctuation and digits as plain ones."""
    return text.translate(_PLAIN).strip()


def words(text: str) -> list[str]:
    """A list in a cell: separated by spaces; commas and semicolons are forgiven."""
    return re.findall(r"[^\s,;]+", plain(text))


_QUOTED = re.compile(r'"((?:[^"]|"")*)"|“([^”]*)”|「([^」]*)」')


def listed(text: str) -> list[tuple[str, bool]]:
    """Like `words`, but what stands in quotation marks is one word, exactly as it is there: (word, whether it was quoted)."""
    text, found, end = text.replace("＂", '"'), [], 0
    for quoted in _QUOTED.finditer(text):
        found += [(word, False) for word in words(text[end:quoted.start()])]
        found.append((next(part for part in quoted.groups() if part is not None).replace('""', '"'), True))
        end = quoted.end()
    return found + [(word, False) for word in words(text[end:])]


def one_of_quoted(known: Collection[str]) -> Callable[[str], list[str]]:
    """A list of what is known, each once; what is no plain word stands in quotation marks."""
    def parse(text: str) -> list[str]:
        found = [word for word, _is_quoted in listed(text)]
        for word in found:
            if word not in known or found.count(word) > 1:
                raise Expected(_("each of %(known)s once", known=", ".join(known) or "-") + nearest(word, known))
        return found
    return parse


def yes(text: str) -> bool:
    word = plain(text).casefold()
    if word not in _YES | _NO:
        raise Expected(_("yes, or blank"))
    return word in _YES


def text_of(longest: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > longest:
            raise Expected(_("at most %(most)s characters (these are %(count)s)", most=longest, count=len(text)))
        return text
    return parse


def matching(pattern: str, expected: object) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not re.fullmatch(pattern, plain(text)):
            raise Expected(str(expected))
        return plain(text)
    return parse


slug = matching(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*", lazy_gettext("small letters, digits and hyphens, such as old-town"))
code = matching(r"[\w.+-]{1,40}", lazy_gettext("a code of letters, digits, dots and hyphens, without spaces"))


def username(text: str) -> str:
    """Small letters: nobody remembers how a user name was capitalised."""
    return matching(r"[\w.@+-]{1,60}", _("a user name of letters, digits, dots and hyphens, without spaces"))(text).lower()


def tag(text: str) -> str:
    """Tags are an open list; only the number of chillies is counted."""
    word = matching(r"[a-z][a-z0-9-]{0,29}", _("tags of letters, digits and hyphens, such as signature new spicy-2 vegetarian"))(text.lower())
    if word.startswith("spicy") and word not in {"spicy-1", "spicy-2", "spicy-3"}:
        raise Expected(_("spicy-1, spicy-2 or spicy-3"))
    return word


def one_of(known: Iterable[str], what: object, also: dict[str, str] | None = None) -> Callable[[str], str]:
    """A word of a closed list; `also` maps other spellings to it."""
    names = list(known)

    def parse(text: str) -> str:
        word = plain(text).casefold()
        word = (also or {}).get(word, word)
        if word not in names:
            raise Expected(f"{what}: {', '.join(names)}{nearest(word, names)}")
        return word
    return parse


def member_of(kind: type[E], what: object, also: dict[str, str] | None = None) -> Callable[[str], E]:
    parse = one_of(kind, what, also)
    return lambda text: kind(parse(text))


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        digits = plain(text)
        if not re.fullmatch(r"-?\d{1,9}", digits) or not lowest <= int(digits) <= highest:
            raise Expected(_("a whole number from %(low)s to %(high)s", low=lowest, high=highest))
        return int(digits)
    return parse


def degrees(limit: int, comma: bool) -> Callable[[str], float]:
    def parse(text: str) -> float:
        digits = plain(text).replace(",", "." if comma else ",")
        if not re.fullmatch(r"-?\d{1,3}(\.\d+)?", digits) or abs(float(digits)) > limit:
            raise Expected(_("degrees from -%(most)s to %(most)s, such as 31.2304", most=limit))
        return float(digits)
    return parse


def amount(currency: str | None, *, comma: bool = False, negative: bool = False) -> Callable[[str], int]:
    """Minor units. `comma`: a decimal comma is understood too. Without a known currency only the form is checked."""
    example = money.plain(4250 if not currency or money.decimals(currency) else 42, currency or "EUR")
    places = money.decimals(currency) if currency else 2

    def parse(text: str) -> int:
        digits = plain(text).replace(",", "." if comma else ",")
        if not re.fullmatch(r"[+-]?[0-9]{1,10}(\.[0-9]+)?", digits) or (digits.startswith("-") and not negative):
            raise Expected(
                _("an amount in %(currency)s such as %(example)s, without a currency sign or thousands separators",
                    currency=currency, example=example)
                if currency else _("an amount such as %(example)s, without a currency sign or thousands separators", example=example))
        if not currency:
            return 0
        if len(digits.partition(".")[2]) > places:
            raise Expected(
                _("an amount in %(currency)s with at most %(places)s decimals, such as %(example)s",
                    currency=currency, places=places, example=example)
                if places else _("an amount in %(currency)s with no decimals, such as %(example)s", currency=currency, example=example))
        minor = money.parse(digits, currency)
        if abs(minor) >= LARGEST_AMOUNT:
            raise Expected(_("an amount below %(most)s %(currency)s", most=money.plain(LARGEST_AMOUNT, currency), currency=currency))
        return minor
    return parse


def minute(text: str) -> int:
    """Minutes after midnight; 24:00 is the end of the day. Spreadsheets add seconds to times."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(:00)?", plain(text))
    if not found or int(found[2]) > 59 or int(found[1]) * 60 + int(found[2]) > DAY:
        raise Expected(_("a time such as 10:30"))
    return int(found[1]) * 60 + int(found[2])


def day(text: str) -> date:
    found = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", plain(text))
    try:
        return date(*map(int, found.groups() if found else ()))
    except (TypeError, ValueError):
        raise Expected(_("a day such as 2026-12-24")) from None


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


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """The openings of one day, such as "10:30-14:30 17:00-22:00"."""
    found = sorted(_time_span(word) for word in _span_words(text))
    if any(opens < closes for (_opens, closes), (opens, _closes) in pairwise(found)):
        raise Expected(_("times that do not overlap"))
    return tuple(found)


def closed_days(text: str) -> tuple[Closed, ...]:
    """Such as "2026-12-24..2026-12-26 Christmas; 2026-12-31 10:00-16:00 New Year's Eve"."""
    parts = [part.strip() for part in _PARTS.findall(text) if part.strip()]
    return tuple(sorted(_closed(part) for part in parts))


_PARTS = re.compile(r'(?:[^;；\n"]|"(?:[^"]|"")*"|")+')         # between semicolons, but for those in quotation marks
_SPAN = r"\d{1,2}:\d\d(?::00)?\s*-\s*\d{1,2}:\d\d(?::00)?"
_SPECIAL = re.compile(rf"([\d/-]+)(?:\s*(?:\.\.+|…)\s*([\d/-]+))?(?:\s+|$)((?:{_SPAN}(?:[\s,]+|$))*)(.*)", re.DOTALL)


def _closed(part: str) -> Closed:
    found = _SPECIAL.match(part.translate(_PLAIN))
    if not found:
        raise Expected(_("days such as 2026-12-24..2026-12-26 Christmas; 2026-12-31 10:00-16:00 New Year's Eve"))
    first, last = day(found[1]), day(found[2] or found[1])
    if last < first:
        raise Expected(_("a last day that is not before the first (%(day)s)", day=first))
    reason = part[found.start(4):].strip()
    if quoted := re.fullmatch(r'"((?:[^"]|"")*)"', reason):
        reason = quoted[1].replace('""', '"').strip()
    return Closed(first, last, text_of(80)(reason), spans(found[3]))


def _windows(text: str, *, whole_days: bool) -> tuple[Window, ...]:
    parts = [part for part in re.split(r"[;\n]", plain(text)) if part.strip()]
    windows = sorted(window for part in parts for window in _part(part, whole_days))
    refuse_overlaps(windows)
    return tuple(windows)


def _part(part: str, whole_days: bool) -> list[Window]:
    """One part between semicolons: weekdays (none: every day), then times."""
    tokens = _span_words(part)
    first_time = next((i for i, token in enumerate(tokens) if token[0].isdigit()), len(tokens))
    days = [number for token in tokens[:first_time] for number in _weekday_span(token)] or range(7)
    spans = [_time_span(token) for token in tokens[first_time:]]
    if not spans and not whole_days:
        raise Expected(_("times after the weekdays, such as mon-fri 10:30-14:30 17:00-22:00"))
    return [Window(number, *span) for number in days for span in spans or [(0, DAY)]]


def _span_words(text: str) -> list[str]:
    """The words of a cell; blanks around a hyphen do not divide."""
    return words(re.sub(r"\s*-\s*", "-", plain(text)))


def _weekday_span(word: str) -> list[int]:
    first, _dash, last = word.casefold().partition("-")
    if first not in _WEEKDAYS or (last or first) not in _WEEKDAYS:
        raise Expected(_('weekdays such as mon-fri or sat,sun, then times such as 10:30-14:30 ("%(word)s" is neither)', word=word))
    start, end = _WEEKDAYS[first], _WEEKDAYS[last or first]
    return [number % 7 for number in range(start, end + 1 if end >= start else end + 8)]


def _time_span(word: str) -> tuple[int, int]:
    first, _dash, last = word.partition("-")
    try:
        opens, closes = minute(first), minute(last)
    except Expected:
        raise Expected(_('times such as 10:30-14:30, and a semicolon before other weekdays ("%(word)s" is not a span of time)', word=word)) from None
    if opens in (closes, DAY):
        raise Expected(_("two different times; a whole day is 00:00-24:00"))
    return opens, closes if closes > opens else closes + DAY


def refuse_overlaps(windows: Sequence[Window]) -> None:
    """Neighbours must not overlap, the week's last one and its first included."""
    week = [(window.weekday * DAY + window.opens, window.weekday * DAY + window.closes) for window in windows]
    week += [(opens + 7 * DAY, closes + 7 * DAY) for opens, closes in week[:1]]
    for (_opens, closes), (opens, _closes) in pairwise(week):
        if opens < closes:
            raise Expected(_("times that do not overlap"))
