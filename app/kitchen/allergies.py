"""Finding the word allergy in a note, in the languages guests write."""
from collections.abc import Iterable

_WORDS = ("过敏", "過敏", "allerg", "alerg", "アレルギ", "알레르", "anaphyl", "coeliac", "celiac", "zöliak", "乳糜")


def speaks_of_allergy(note: str) -> bool:
    folded = note.casefold()
    return any(word in folded for word in _WORDS)


def allergy_in(notes: Iterable[str]) -> str:
    """The notes that speak of an allergy, each once, as one line; empty when none does."""
    return " · ".join(dict.fromkeys(note for note in notes if speaks_of_allergy(note)))
