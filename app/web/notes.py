"""A note for the kitchen: the wishes that were ticked and what was typed, as one text."""
import re
from collections.abc import Iterable

from app.i18n import _, lazy_gettext
from app.web.ready_made import ReadyMade

# What guests ask for most.
WISHES = ReadyMade(lazy_gettext("No coriander"), lazy_gettext("No scallion"), lazy_gettext("Less salt"), lazy_gettext("Less oil"))
_DIVIDER = re.compile(r", |、|，")


def noted(ticked: Iterable[str], typed: str) -> str:
    """The one note that the kitchen reads. What was ticked is one of the wishes, or it is nothing."""
    return _(", ").join(filter(None, (*(wish for wish in ticked if wish in WISHES), typed.strip())))


def parted(note: str) -> tuple[tuple[str, ...], str]:
    """A note as its form would hold it, in the visitor's language: what is ticked, what is typed."""
    parts = _DIVIDER.split(note)
    ticked = tuple(WISHES.read(part) for part in parts if part in WISHES)
    return ticked, _(", ").join(part for part in parts if part not in WISHES) if ticked else note


def in_words(note: str) -> str:
    """As the reader sees it: the wishes in their language, the rest as it was typed."""
    return noted(*parted(note))
