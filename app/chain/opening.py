"""Opening what somebody hands in as a chain."""
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.chain.files import Files, InFolder
from app.chain.mistakes import Mistake, Mistaken
from app.chain.packed import unpacked
from app.chain.workbook import InWorkbook, is_workbook
from app.i18n import _


@contextmanager
def opened(path: Path) -> Iterator[Files]:
    """The files of a chain: in a folder, in one that is packed as a ZIP file, or in a workbook. Raises Mistaken for anything else."""
    if path.is_file() and is_workbook(path):
        yield InWorkbook(path)
    elif path.is_file():
        with unpacked(path, path.name) as folder:
            yield InFolder(folder)
    elif path.is_dir():
        yield InFolder(path)
    else:
        raise Mistaken([Mistake(path.name, 0, "", str(path), _("a folder with the files of a chain, or one as a ZIP file or a workbook"))])
