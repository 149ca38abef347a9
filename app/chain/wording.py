"""How single things are written in the cells of a chain's files."""
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from app.stores.models import Chain

T = TypeVar("T")
_PLAIN_WORD = re.compile(r"[\w.+-]+")


def texts(chain: Chain, name: str, said: Mapping[str, str]) -> dict[str, str]:
    """A column for each language of the chain."""
    return {f"{name}.{language}": said.get(language, "") for language in chain.languages}


def code_of(chain: Chain, row: Any) -> str:
    """Blank where it is the name in the chain's default language: then the name is the code."""
    return "" if row.code == row.name.get(chain.languages[0]) else row.code


def quoted(word: str) -> str:
    """One word of a list, whatever stands in it; `cells.listed` reads it back."""
    return word if _PLAIN_WORD.fullmatch(word) else '"' + word.replace('"', '""') + '"'


def yes(said: bool, otherwise: str = "") -> str:
    return "yes" if said else otherwise


def declared(wanted: Sequence[T], used: Iterable[T]) -> Sequence[T]:
    """What needs rows of its own in front: a category or area stands where it is used first, which may not be its place."""
    appear = list(dict.fromkeys(used))
    return [] if appear == list(wanted) else [*wanted, *(each for each in appear if each not in wanted)]
