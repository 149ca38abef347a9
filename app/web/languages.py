"""Which language a visitor reads: the one they chose, else what the browser asks for, among those the chain speaks."""
from flask import g, request

from app.i18n import say_in
from app.web.look import look

COOKIE = "lang"
BROWSER_TAGS = {"zh": "zh-CN"}
NAMES = {"zh": "中文", "en": "English", "ja": "日本語", "ko": "한국어", "de": "Deutsch", "fr": "Français", "es": "Español", "tr": "Türkçe"}


def name_of(language: str) -> str:
    """As those who speak it call it."""
    return NAMES.get(language, language)


def choose() -> None:
    """Before each request: the visitor's language into `g.language`."""
    languages = look().languages
    chosen = request.cookies.get(COOKIE)
    g.language = chosen if chosen in languages else _from_browser(languages)


def _from_browser(languages: tuple[str, ...]) -> str:
    for wanted in request.accept_languages.values():
        primary = wanted.split("-")[0].split("_")[0].lower()
        if wanted in languages or primary in languages:
            return wanted if wanted in languages else primary
    return languages[0]


def interface_locale() -> str:
    """For Flask-Babel: the language the interface has for this visitor."""
    return say_in(getattr(g, "language", "en"))


def html_lang() -> str:
    """The page's `lang`: that of the interface's words."""
    return BROWSER_TAGS.get(interface_locale(), interface_locale())
