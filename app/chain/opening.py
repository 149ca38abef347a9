"""Opening what somebody hands in as a chain."""
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.chain.files import Files, InFolder
from app.chain.mistakes import Mistake, Mistaken
from app.i18n import _


@contextmanager
def opened(path: Path) -> Iterator[Files]:
    """The files of a chain's folder. Raises Mistaken for what is no folder."""
    if not path.is_dir():
        raise Mistaken([Mistake(path.name, 0, "", str(path), _("a folder with the files of a chain"))])
    yield InFolder(path)
