"""Ready-made reasons are kept in the language of whoever tapped them; every page shows them in its reader's."""
from weakref import WeakKeyDictionary

from flask import Flask, current_app

from app.i18n import INTERFACE, force_locale, lazy_gettext

READY_MADE = (
    lazy_gettext("Guest changed their mind"), lazy_gettext("Ordered by mistake"), lazy_gettext("Waited too long"),
    lazy_gettext("Not as it should be"), lazy_gettext("Sold out"), lazy_gettext("Nobody sits there"), lazy_gettext("Too much at once"),
    lazy_gettext("We cannot make it now"), lazy_gettext("A regular guest"), lazy_gettext("Birthday"), lazy_gettext("Staff"))

_known: WeakKeyDictionary[Flask, dict[str, object]] = WeakKeyDictionary()


def reason(text: str) -> str:
    """A stored reason in the visitor's language, where it is a ready-made one; what somebody typed stays as it is."""
    return str(_in_any_language().get(text, text))


def _in_any_language() -> dict[str, object]:
    """Each ready-made reason by its words in every language of the interface."""
    application = current_app._get_current_object()     # type: ignore[attr-defined]
    if application not in _known:
        found: dict[str, object] = {}
        for language in INTERFACE:
            with force_locale(language):
                found |= {str(each): each for each in READY_MADE}
        _known[application] = found
    return _known[application]
