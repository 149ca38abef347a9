"""Photos as cameras, phones and attackers make them. Every file is a real one, made here."""
import json
import random
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app.chain import pictures as of_chain
from app.chain.mistakes import Expected
from app.errors import Invalid
from app.pictures import photos
from app.pictures.kept import LARGEST, SIZES, Picture, keep, sized
from tests.pictures.test_drawings import drawing

pytestmark = pytest.mark.usefixtures("app")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def image(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Red above, blue below."""
    made = Image.new(mode, (width, height), "red" if mode != "RGBA" else (255, 0, 0, 255))
    ImageDraw.Draw(made).rectangle((0, height // 2, width, height), fill="blue" if mode != "RGBA" else (0, 0, 0, 0))
    return made


def file(path: Path, made: Image.Image, **more: object) -> Path:
    made.save(path, **more)
    return path


def shown(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def bomb(path: Path, side: int) -> Path:
    """A picture of 20,000 × 20,000 in a small file: rows of nothing, compressed."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    squeezer, rows = zlib.compressobj(9), []
    for _row in range(side):
        rows.append(squeezer.compress(bytes(1 + 3 * side)))
    rows.append(squeezer.flush())
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
                     + chunk(b"IDAT", b"".join(rows)) + chunk(b"IEND", b""))
    return path


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"),
                                            ("WEBP", "RGBA")])
def test_three_squares_of_every_kind(tmp_path: Path, kind: str, mode: str) -> None:
    source = image(1500, 1200, "RGBA" if mode == "RGBA" else "RGB").convert(mode)
    made = photos.photo(file(tmp_path / "any", source, format=kind))
    found = {side: shown(content) for side, content in {SIZES[0]: made.content, **made.smaller}.items()}
    assert {side: (each.format, each.size) for side, each in found.items()} == {side: ("WEBP", (side, side)) for side in SIZES}
    below = found[184].convert("RGB").getpixel((90, 170))
    assert below[0] > 230 if mode == "RGBA" else mode == "L" or below[2] > 180         # what is transparent is white
    assert all(len(content) <= LARGEST for content in (made.content, *made.smaller.values()))


def test_turned_upright_and_nothing_told_of_the_camera(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = 6, "a camera", {1: "N", 2: (31.0, 14.0, 3.0)}
    made = photos.photo(file(tmp_path / "turned.jpg", image(1000, 1000), exif=exif, quality=95))
    for content in (made.content, *made.smaller.values()):
        found = shown(content)
        assert not found.getexif() and not {"exif", "xmp", "icc_profile"} & set(found.info) and b"a camera" not in content
        left, right = (found.convert("RGB").getpixel((round(found.width * part), found.height // 2)) for part in (.1, .9))
        assert left[2] > 180 and right[0] > 180          # a quarter turn: what was below is on the left


def test_what_was_made_here_keeps_its_bytes(tmp_path: Path) -> None:
    made = photos.photo(file(tmp_path / "a.png", image(1200, 900)))
    (tmp_path / "again.webp").write_bytes(made.content)
    assert photos.photo(tmp_path / "again.webp").content == made.content


def test_a_small_photo_is_not_made_larger(tmp_path: Path) -> None:
    made = photos.photo(file(tmp_path / "a.png", image(300, 200)))
    assert [shown(content).size for content in (made.content, *made.smaller.values())] == [(200, 200), (200, 200), (184, 184)]


def test_the_noisiest_photo_is_small_enough(tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", (960, 960), random.Random(1).randbytes(960 * 960 * 3))
    assert len(photos.photo(file(tmp_path / "a.png", noise)).content) <= LARGEST


@pytest.mark.parametrize(("name", "content", "said"), [
    ("notes.jpg", b"Just a text, whatever it is called.", "JPEG, PNG or WebP"), ("empty.png", b"", "JPEG, PNG or WebP"),
    ("drawing.png", SVG, "JPEG, PNG or WebP"), ("photo.heic", b"\0\0\0\x18ftypheic" + bytes(99), "HEIC"),
    ("photo.jpg", b"\0\0\0\x1cftypavif", "HEIC or AVIF"),
    ("cut.jpg", b"\xff\xd8\xff\xe0" + bytes(200), "cannot be read"), ("cut.webp", b"RIFF\x10\0\0\0WEBPVP8 ", "cannot be read"),
    ("huge.jpg", b"\xff\xd8\xff" + bytes(30_000_000), "12 MB")])
def test_what_is_no_photo(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Invalid, match=said):
        photos.photo(tmp_path / name)


def test_a_picture_of_twenty_thousand_by_twenty_thousand(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="20000 × 20000"):
        photos.photo(bomb(tmp_path / "bomb.png", 20_000))


@pytest.mark.parametrize(("kind", "size", "more"), [
    ("JPEG", (8000, 6000), {}), ("JPEG", (6900, 5200), {"progressive": True}), ("PNG", (4900, 4800), {}), ("WEBP", (2800, 2800), {"lossless": True})])
def test_the_largest_ones_fit_into_the_memory(tmp_path: Path, kind: str, size: tuple[int, int], more: dict[str, bool]) -> None:
    path = file(tmp_path / "large", image(*size), format=kind, **more)
    done = subprocess.run([sys.executable, "-I", photos._DEVELOP, "photo", str(path), str(tmp_path), "960,480,184", "300000"],
                          capture_output=True, check=True)
    said = json.loads(done.stdout)
    assert set(said["made"]) == {"960", "480", "184"} and said["peak_kb"] < 200_000, said


def test_a_logo_keeps_what_is_transparent(tmp_path: Path) -> None:
    made = photos.logo(file(tmp_path / "logo.png", image(2000, 500, "RGBA")))
    assert made.suffix == ".png" and not made.smaller
    found = shown(made.content)
    assert (found.mode, found.size) == ("RGBA", (720, 180)) and found.getpixel((5, 170))[3] == 0


# In their folder

def test_the_name_tells_the_content(tmp_path: Path) -> None:
    picture = Picture(b"large", ".webp", {480: b"middle", 184: b"small"})
    assert keep(picture, tmp_path / "pictures") == picture.stored_as == keep(picture, tmp_path / "pictures")
    assert {path.name: path.read_bytes() for path in (tmp_path / "pictures").iterdir()} == {
        picture.stored_as: b"large", sized(picture.stored_as, 480): b"middle", sized(picture.stored_as, 184): b"small"}
    assert sized("a.svg", 184) == "a.svg" and sized("a.webp", 960) == "a.webp"


def test_pictures_of_a_chain_s_folder(tmp_path: Path) -> None:
    folder = tmp_path / "chain"
    folder.mkdir()
    for name in ("a.svg", "b.svg"):
        (folder / name).write_bytes(drawing("<path/>"))
    file(folder / "c.JPEG", image(500, 500))
    first, same, photo = (of_chain.read(folder, name) for name in ("a.svg", "b.svg", "c.JPEG"))
    assert first.stored_as == same.stored_as and photo.stored_as.endswith(".webp") and len(photo.smaller) == 2
    (tmp_path / "outside.svg").write_bytes(drawing(""))
    (folder / "link.svg").symlink_to(tmp_path / "outside.svg")
    (folder / "large.svg").write_bytes(drawing(" " * LARGEST))
    (folder / "acts.svg").write_bytes(SVG)
    (folder / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    (folder / "fake.webp").write_bytes(b"<script>")
    (folder / "sheet.pdf").write_bytes(b"%PDF")
    outside = "inside the chain's folder"
    for name, said in {"missing.svg": outside, "../outside.svg": outside, "link.svg": outside, "/etc/passwd": outside, "large.svg": "300 KB or less",
                       "acts.svg": "without <script>", "cut.png": "cannot be read", "fake.webp": "what its name says",
                       "sheet.pdf": "SVG, PNG, JPEG or WebP"}.items():
        with pytest.raises(Expected, match=said):
            of_chain.read(folder, name)
