"""Words that are tapped, not typed: kept in the language of whoever tapped them, shown in each reader's."""
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from flask import Flask, current_app

from app.i18n import INTERFACE, force_locale


class ReadyMade:
    def __init__(self, *phrases: object) -> None:
        self.phrases = phrases                  # translated when they are shown
        self._known: WeakKeyDictionary[Flask, dict[str, object]] = WeakKeyDictionary()

    def __iter__(self) -> Iterator[str]:
        """In the visitor's language."""
        return (str(phrase) for phrase in self.phrases)

    def __contains__(self, said: str) -> bool:
        """Whether it is one of them, in any language."""
        return said in self._in_any_language()

    def read(self, said: str) -> str:
        """In the visitor's language, where it is one of them; what somebody typed stays as it is."""
        return str(self._in_any_language().get(said, said))

    def _in_any_language(self) -> dict[str, object]:
        application = current_app._get_current_object()     # type: ignore[attr-defined]
        if application not in self._known:
            found: dict[str, object] = {}
            for language in INTERFACE:
                with force_locale(language):
                    found |= {str(phrase): phrase for phrase in self.phrases}
            self._known[application] = found
        return self._known[application]
