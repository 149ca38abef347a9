"""What the readers of the single files share: the files, their languages and currency, the codes known so far, the mistakes."""
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from app.chain.entries import DishEntry
from app.chain.files import Files
from app.chain.mistakes import Expected, Found, nearest
from app.chain.sheets import Columns, Row, Sheet
from app.i18n import _

KNOWN = {
    "area": lambda: _("a known area"), "dish": lambda: _("a known dish"), "station": lambda: _("a known station"),
    "store": lambda: _("a known store"), "tax": lambda: _("a known tax")}


@dataclass
class Folder:
    files: Files
    mistakes: Found = field(default_factory=Found)
    languages: list[str] = field(default_factory=list)
    currency: str | None = None                 # None: unknown, after a mistake
    time_zone: str = ""
    dish_rows: list[tuple[Row, DishEntry]] = field(default_factory=list)
    codes: dict[str, Collection[str]] = field(default_factory=dict)     # what is missing here could not be read: nothing is unknown then

    def sheet(self, name: str, columns: Columns) -> Sheet | None:
        """One of the tables; None where there is none."""
        return Sheet(self.files, name, columns, self.languages, self.mistakes) if self.files.has(name) else None

    def knows(self, kind: str, sheet: Sheet, column: str) -> None:
        """Other files may refer to what this column holds, even where the rest of a row is wrong."""
        if sheet.complete:
            self.codes[kind] = {row.text(column) for row in sheet.rows} - {""}

    def reference(self, kind: str) -> Callable[[str], str]:
        """A parser for the code of something in another file."""
        def parse(text: str) -> str:
            known = self.codes.get(kind)
            if known is not None and text not in known:
                listed = f": {', '.join(sorted(known))}" if len(known) <= 12 else ""
                raise Expected(KNOWN[kind]() + (nearest(text, known) or listed))
            return text
        return parse


def as_above(value: object) -> str:
    """What rows that belong together say alike."""
    return _("%(value)s, as in the rows above", value=value)


def named(row: Row, kind: str, names: dict[str, dict[str, str]], longest: int = 60, *, optional: bool = False) -> str:
    """The code of a category, area, group or choice: its code column, else its name in the default language.

    `names` collects the texts by code, in order of appearance; later rows may leave languages blank, but not contradict."""
    texts = row.texts(kind, longest, optional=optional)
    code = row.text(kind) or texts.get(row.sheet.languages[0], "")
    known = names.setdefault(code, texts)
    for language, text in texts.items():
        if known.setdefault(language, text) != text:
            row.wrong(f"{kind}.{language}", as_above(f'"{known[language]}"'))
    return code
