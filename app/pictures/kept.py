"""How pictures lie in their folder. A name tells the content, so phones keep a picture for ever."""
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

LARGEST = 300_000                   # bytes of one that is kept; menus are read on phones
SIZES = (960, 480, 184)             # pixels of a photo's side; the first one is the picture, the others are made of it


@dataclass(frozen=True)
class Picture:
    """A checked picture; `smaller` are the same one by the pixels of their side."""

    content: bytes
    suffix: str
    smaller: dict[int, bytes] = field(default_factory=dict)

    @property
    def stored_as(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:16] + self.suffix


def sized(name: str, side: int) -> str:
    """The name of the picture in a size. Only photos have several."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}-{side}.{suffix}" if suffix == "webp" and side in SIZES[1:] else f"{stem}{dot}{suffix}"


def keep(picture: Picture, folder: Path) -> str:
    """Write it, where it is not there already; its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for side, content in [*picture.smaller.items(), (0, picture.content)]:
        path = folder / sized(picture.stored_as, side)
        if not path.exists():
            part = path.with_name(f".{path.name}")
            part.write_bytes(content)
            part.replace(path)          # phones keep for ever what they get under the name: never a half
    return picture.stored_as
