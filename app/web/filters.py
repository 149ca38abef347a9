"""How values look on a page."""
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_currency_symbol
from flask import Flask, g
from markupsafe import Markup

from app import money
from app.i18n import _, pick
from app.menu import allergens
from app.pictures.kept import sized
from app.stores import finding
from app.stores.hours import local
from app.stores.models import Store
from app.web import notes, reasons
from app.web.languages import BROWSER_TAGS, interface_locale, name_of
from app.web.look import look


def install(application: Flask) -> None:
    application.jinja_env.globals.update(money_format=money_format)
    application.jinja_env.filters.update(text=text, text_lang=text_lang, money=amount, number=plain_amount, clock=clock_time, day=day,
                                         date=full_day, weekday=weekday, stopwatch=stopwatch, moment=moment, percent=percent, language_name=name_of,
                                         allergens=allergen_names, tax_name=tax_name, reason=reasons.READY_MADE.read, note=notes.in_words,
                                         sized=sized)


def text(texts: dict[str, str] | None) -> str:
    """The visitor's language of a text kept per language."""
    return pick(texts, getattr(g, "language", None))


def text_lang(texts: dict[str, str] | None) -> Markup:
    """` lang="…"` where the text is in another language than the page, else nothing."""
    language = getattr(g, "language", "")
    shown = language if texts and texts.get(language) else next((code for code, value in (texts or {}).items() if value), language)
    return Markup("") if shown == interface_locale() else Markup(' lang="{}"').format(BROWSER_TAGS.get(shown, shown))


@lru_cache(maxsize=64)
def _pattern(currency: str, language: str) -> tuple[str, str, bool]:
    """Symbol, decimal sign, and whether the symbol goes behind; the narrow symbol: ¥, not CN¥."""
    locale = Locale.parse(language)
    symbol = "¥" if currency in {"CNY", "JPY"} else get_currency_symbol(currency, locale)
    return symbol, locale.number_symbols["latn"]["decimal"], locale.currency_formats["standard"].pattern.startswith("#")


def amount(minor: int | None, *, plus: bool = False) -> Markup:
    """An amount with its currency's sign: <span class=yen><i>¥</i>42</span>; whole amounts lose their zero decimals."""
    if minor is None:
        return Markup("—")
    symbol, figures, behind = _shown(minor)
    sign = "−" if minor < 0 else "+" if plus and minor else ""
    inner = Markup("{}{} <i>{}</i>").format(sign, figures, symbol) if behind else Markup("{}<i>{}</i>{}").format(sign, symbol, figures)
    return Markup('<span class="yen">{}</span>').format(inner)


def plain_amount(minor: int, *, plus: bool = False) -> str:
    """The same as plain text, for sentences and buttons."""
    symbol, figures, behind = _shown(minor)
    sign = "−" if minor < 0 else "+" if plus and minor else ""
    return f"{sign}{figures} {symbol}" if behind else f"{sign}{symbol}{figures}"


def money_format() -> Markup:
    """The currency's form as data- attributes, for the one place where the browser counts ahead of the server."""
    currency = look().currency
    symbol, point, behind = _pattern(currency, getattr(g, "language", "en"))
    return Markup('data-places="{}" data-point="{}" data-pattern="{}"').format(
        money.decimals(currency), point, f"{{}} {symbol}" if behind else f"{symbol}{{}}")


def _shown(minor: int) -> tuple[str, str, bool]:
    currency = look().currency
    places = money.decimals(currency)
    symbol, point, behind = _pattern(currency, getattr(g, "language", "en"))
    whole, rest = divmod(abs(minor), 10 ** places)
    figures = f"{whole:,}".replace(",", "." if point == "," else ",")
    return symbol, figures + (f"{point}{rest:0{places}d}" if rest else ""), behind


def clock_time(at: datetime | None, store: Store) -> str:
    """The store's wall clock: 18:42."""
    return local(store, at).strftime("%H:%M") if at else ""


def day(value: date) -> str:
    return format_date(value, "EEE d MMM" if interface_locale() != "zh" else "M月d日 EEE", locale=interface_locale())


def weekday(value: date) -> str:
    """Thursday, 星期四."""
    return format_date(value, "EEEE", locale=interface_locale())


def full_day(value: date) -> str:
    """With its year, as papers that are kept need it."""
    return format_date(value, "EEE d MMM y" if interface_locale() != "zh" else "y年M月d日 EEE", locale=interface_locale())


def moment(at: datetime, store: Store) -> str:
    """Date and time on the store's wall clock."""
    return f"{full_day(local(store, at).date())} {clock_time(at, store)}"


def stopwatch(length: timedelta | None) -> str:
    """Minutes and seconds: 6:40."""
    return "—" if length is None else f"{length // timedelta(minutes=1)}:{length.seconds % 60:02d}"


def percent(rate: int | None) -> str:
    """Basis points as a percentage: 600 is 6, 1250 is 12.5."""
    return f"{(rate or 0) / 100:g}"


def allergen_names(codes: Iterable[str]) -> str:
    """Allergens as a list in a sentence; those of a chain's own as they were written."""
    return _(", ").join(str(allergens.NAMES.get(code, code)) for code in codes)


def tax_name(code: str) -> str:
    """A tax as it is called on bills; retired ones too."""
    return next((text(tax.name) for tax in finding.taxes() if tax.code == code), code)
