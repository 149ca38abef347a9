"""Where the files of a chain come from."""
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from app.chain import pictures, saved, toml
from app.chain.mistakes import Expected, Mistake, nearest
from app.i18n import _
from app.pictures.kept import Picture

NAMES = ("chain.toml", "stores.csv", "tables.csv", "menu.csv", "options.csv", "prices.csv", "charges.csv", "staff.csv")
REQUIRED = NAMES[:4]
LARGEST = 5_000_000         # bytes of one file


class Files(Protocol):
    """Files are asked for by the names they have in a folder."""

    has_pictures: bool      # else those that are there stay as they are

    def amiss(self) -> Iterator[Mistake]:
        """Files that are missing, or that nobody knows."""
    def title(self, name: str) -> str:
        """What a mistake calls the file."""
    def has(self, name: str) -> bool: ...
    def records(self, name: str) -> saved.Records:
        """The rows of a table. Raises Expected where it cannot be read."""
    def settings(self, mistakes: list[Mistake]) -> toml.Source: ...
    def picture(self, name: str) -> Picture | None:
        """Of a dish. Raises Expected with what is wrong about it."""
    def logo(self, name: str) -> Picture | None:
        """Raises Expected."""


class InFolder:
    """The files as they lie in a folder."""

    has_pictures = True

    def __init__(self, path: Path) -> None:
        self.path = path

    def amiss(self) -> Iterator[Mistake]:
        present = {entry.name for entry in self.path.iterdir() if entry.is_file()}
        yield from (Mistake(name, 0, "", "", _("this file in the folder")) for name in REQUIRED if name not in present)
        for name in sorted(present - set(NAMES)):
            if name.endswith((".csv", ".toml")) and not name.startswith((".", "~")):
                suggestion = nearest(name, set(NAMES) - present)
                yield Mistake(name, 0, "", name, _("one of the files %(files)s", files=", ".join(NAMES)) + suggestion)

    def title(self, name: str) -> str:
        return name

    def has(self, name: str) -> bool:
        return (self.path / name).is_file()

    def records(self, name: str) -> saved.Records:
        return saved.records(self._content(name))

    def settings(self, mistakes: list[Mistake]) -> toml.Source:
        name = "chain.toml"
        return toml.Toml(name, lambda: self._content(name), mistakes) if self.has(name) else toml.Source(name, mistakes)

    def picture(self, name: str) -> Picture:
        return pictures.read(self.path, name)

    def logo(self, name: str) -> Picture:
        return pictures.read_logo(self.path, name)

    def _content(self, name: str) -> bytes:
        path = self.path / name
        if path.stat().st_size > LARGEST:
            raise Expected(_("a file of %(most)s MB or less", most=LARGEST // 1_000_000))
        return path.read_bytes()
