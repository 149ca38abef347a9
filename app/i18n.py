"""The interface speaks through gettext; names of dishes and stores are data, kept per language."""
from collections.abc import Mapping

from flask import g, has_request_context
from flask_babel import force_locale, gettext, lazy_gettext, ngettext

INTERFACE = ("zh", "en")            # languages the interface itself is written in

_ = gettext

__all__ = ["INTERFACE", "_", "force_locale", "in_language", "lazy_gettext", "ngettext", "pick", "say_in"]


def pick(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """The text in a language, else in the chain's default language (the first one kept)."""
    if not texts:
        return ""
    return texts.get(language or in_language(), "") or next((text for text in texts.values() if text), "")


def in_language() -> str:
    """The language of the visitor being answered; outside a request, the interface's default."""
    return getattr(g, "language", "en") if has_request_context() else "en"


def say_in(language: str) -> str:
    """The language the interface uses for a visitor who reads `language`."""
    return language if language in INTERFACE else "en"
