"""Run as a program of its own by `photos`: one picture in, the same in the wanted sizes out, the answer as JSON on standard output.

It imports nothing of the house, so that it starts fast and can be held in little memory."""
import json
import resource
import sys
from pathlib import Path

from PIL import Image, ImageOps

MEMORY, SECONDS = 400_000_000, 20           # address space, most of which is code
# Pixels that fit into the memory: a JPEG is decoded at a part of its size, the others whole.
MOST = {"JPEG": 50_000_000, "PNG": 24_000_000, "WEBP": 8_000_000}
PROGRESSIVE = 36_000_000        # a JPEG that comes in waves is held whole
LOGO = (720, 280)
STATUS = Path("/proc/self/status")


def main(kind: str, source: str, folder: str, sides: str, most_bytes: str) -> dict[str, object]:
    Image.MAX_IMAGE_PIXELS = None           # counted below, by kind
    try:
        with Image.open(source, formats=list(MOST)) as image:
            width, height = image.size      # from the head of the file: nothing has been decoded yet
            if width * height > (PROGRESSIVE if image.info.get("progressive") else MOST[str(image.format)]):
                return {"refused": "pixels", "width": width, "height": height}
            if kind == "logo":
                return _logo(image, Path(folder))
            return _photo(image, Path(source), Path(folder), [int(side) for side in sides.split(",")], int(most_bytes))
    except MemoryError:
        return {"refused": "pixels", "width": width, "height": height}
    except Exception:                       # noqa: BLE001 - whatever a broken file makes a decoder say
        return {"refused": "unreadable"}


def _photo(image: Image.Image, source: Path, folder: Path, sides: list[int], most_bytes: int) -> dict[str, object]:
    made = {}
    as_it_is = (image.format == "WEBP" and image.width == image.height <= sides[0] and source.stat().st_size <= most_bytes
                and not getattr(image, "is_animated", False) and not {"exif", "xmp", "icc_profile"} & set(image.info))
    upright = _plain(ImageOps.exif_transpose(_small(image, sides[0] * 2)))
    for side in sides:
        name = f"{side}.webp"
        if side == sides[0] and as_it_is:
            (folder / name).write_bytes(source.read_bytes())
        else:
            _save(upright, min(side, *upright.size), folder / name, most_bytes)
        made[side] = name
    return {"made": made}


def _save(image: Image.Image, side: int, path: Path, most_bytes: int) -> None:
    """As good as fits; what is all noise becomes smaller."""
    for quality in (82, 70, 55, 40, 20):
        ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS).save(path, "WEBP", quality=quality, method=4)
        if path.stat().st_size <= most_bytes:
            return
    _save(image, side * 3 // 4, path, most_bytes)


def _logo(image: Image.Image, folder: Path) -> dict[str, object]:
    logo = ImageOps.exif_transpose(_small(image, LOGO[0] * 2)).convert("RGBA")
    logo.thumbnail(LOGO, Image.Resampling.LANCZOS)
    Image.frombytes("RGBA", logo.size, logo.tobytes()).save(folder / "logo.png", "PNG", optimize=True)     # the pixels and nothing else
    return {"made": {0: "logo.png"}}


def _small(image: Image.Image, side: int) -> Image.Image:
    if image.mode in ("P", "1", "I", "I;16", "F"):
        image = image.convert("RGBA")
    image.thumbnail((side, side), Image.Resampling.BILINEAR, reducing_gap=1.0)       # decodes a JPEG at a part of its size
    return image


def _plain(image: Image.Image) -> Image.Image:
    """On white, where it is transparent; the pixels and nothing else."""
    if image.mode in ("RGBA", "LA"):
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    rgb = image.convert("RGB")
    return Image.frombytes("RGB", rgb.size, rgb.tobytes())


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    answer = main(*sys.argv[1:])
    if STATUS.exists():
        answer["peak_kb"] = int(next(line.split()[1] for line in STATUS.read_text().splitlines() if line.startswith("VmHWM")))
    sys.stdout.write(json.dumps(answer))
