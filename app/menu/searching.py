"""What a dish can be found by: its names as written, without accents, in pinyin and by pinyin's first letters."""
import unicodedata
from collections.abc import Mapping


def search_text(name: Mapping[str, str]) -> str:
    """Kept with the dish when it is saved; the search looks for a part of it, in small letters."""
    found = []
    for language, text in name.items():
        found += [text, without_accents(text)]
        if language.split("-")[0] == "zh":
            found += _pinyin(text)
    return " ".join(dict.fromkeys(entry.casefold() for entry in found))


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _pinyin(text: str) -> list[str]:
    """"niuroumian" and "nrm" for 牛肉面."""
    # Here and not above: it takes as much memory as half a worker, and only a process that saves dishes needs it.
    from pypinyin import lazy_pinyin
    syllables = lazy_pinyin(text)
    return ["".join(syllables), "".join(syllable[:1] for syllable in syllables)]
