"""A chain's pictures: what may come in, and what a drawing must not hold."""
from pathlib import Path

import pytest

from app.chain import pictures
from app.chain.mistakes import Expected

ROOT = Path(__file__).parents[2]
XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(inside: str, attributes: str = XMLNS) -> bytes:
    return f"<svg {attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize("inside", [
    '<path d="M0 0h9" fill="url(#a)"/>', '<use xlink:href="#a"/>', "<!-- a comment --><title>Noodles</title>", '<g clip-path="url( \'#c\' )"/>',
])
def test_plain_drawings_pass(inside: str) -> None:
    pictures.refuse_harmful(drawing(inside))


def test_the_demo_plates_pass() -> None:
    plates = list((ROOT / "demo/lantern/plates").glob("*.svg"))
    assert len(plates) == 40
    for plate in plates:
        pictures.refuse_harmful(plate.read_bytes())


@pytest.mark.parametrize(("inside", "said"), [
    ("<script>alert(1)</script>", "without <script>"),
    ('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>', "without <script>"),
    ("<foreignObject/>", "without <foreignObject>"),
    ('<image href="x.png"/>', "without <image>"),
    ("<style>@import 'x'</style>", "without <style>"),
    ('<a href="#x"/>', "without <a>"),
    ('<animate attributeName="href"/>', "without <animate>"),
    ('<g onload="x()"/>', r"event handlers \(onload in <g>\)"),
    ('<g oNCLICK="x()"/>', "event handlers"),
    ('<use href="other.svg#a"/>', "nothing outside itself"),
    ('<use xlink:href="https://example.com/a.svg#a"/>', "nothing outside itself"),
    ('<use href="data:image/svg+xml,x"/>', "nothing outside itself"),
    ('<g fill="url(https://example.com/a)"/>', "nothing outside itself"),
    ('<g fill="URL( //example.com/a)"/>', "nothing outside itself"),
    ('<g fill="u\\72l(x)"/>', "nothing outside itself"),
    ('<g style="fill:red"/>', "presentation attributes"),
    ('<g x:label="a" xmlns:x="http://www.inkscape.org/"/>', "foreign attributes"),
    ("<?xml-stylesheet href='a'?>", "processing instructions"),
    ("<path", "well-formed"),
])
def test_harmful_drawings_are_refused(inside: str, said: str) -> None:
    with pytest.raises(Expected, match=said):
        pictures.refuse_harmful(drawing(inside))


@pytest.mark.parametrize(("content", "said"), [
    (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "document type"),
    ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE svg><svg/>'.encode("utf-16"), "document type"),
    (b"<html/>", "begins with <svg"), (b"<svg/>", "begins with <svg"), (b"", "well-formed"), (b"not a drawing", "well-formed"),
])
def test_only_drawings_are_drawings(content: bytes, said: str) -> None:
    with pytest.raises(Expected, match=said):
        pictures.refuse_harmful(content)


def test_a_picture_is_stored_under_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(drawing("<path/>"))
    (tmp_path / "b.svg").write_bytes(drawing("<path/>"))
    (tmp_path / "c.JPEG").write_bytes(b"\xff\xd8\xff\xe0 a photo")
    first, same, photo = (pictures.read(tmp_path, name) for name in ("a.svg", "b.svg", "c.JPEG"))
    assert first.stored_as == same.stored_as
    assert len(first.stored_as) == len("0123456789abcdef.svg")
    assert photo.stored_as.endswith(".jpg")


def test_what_is_no_picture_of_the_chain(tmp_path: Path) -> None:
    folder = tmp_path / "chain"
    folder.mkdir()
    (tmp_path / "outside.svg").write_bytes(drawing(""))
    (folder / "link.svg").symlink_to(tmp_path / "outside.svg")
    (folder / "large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(pictures.LARGEST))
    (folder / "fake.webp").write_bytes(b"<script>")
    (folder / "sheet.pdf").write_bytes(b"%PDF")
    outside = "inside the chain's folder"
    for name, said in {"missing.svg": outside, "../outside.svg": outside, "link.svg": outside, "/etc/passwd": outside,
                       "large.png": "300 KB or less", "fake.webp": "what its name says", "sheet.pdf": "SVG, PNG, JPEG or WebP"}.items():
        with pytest.raises(Expected, match=said):
            pictures.read(folder, name)
