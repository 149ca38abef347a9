"""What a drawing must not hold, and what is taken out of a logo."""
from pathlib import Path

import pytest

from app.pictures import drawings
from app.pictures.drawings import Unfit

ROOT = Path(__file__).parents[2]
XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(inside: str, attributes: str = XMLNS) -> bytes:
    return f"<svg {attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize("inside", [
    '<path d="M0 0h9" fill="url(#a)"/>', '<use xlink:href="#a"/>', "<!-- a comment --><title>Noodles</title>", '<g clip-path="url( \'#c\' )"/>',
])
def test_plain_drawings_pass(inside: str) -> None:
    drawings.refuse_harmful(drawing(inside))


def test_the_demo_plates_pass() -> None:
    plates = list((ROOT / "demo/lantern/plates").glob("*.svg"))
    assert len(plates) == 40
    for plate in plates:
        drawings.refuse_harmful(plate.read_bytes())


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
    with pytest.raises(Unfit, match=said):
        drawings.refuse_harmful(drawing(inside))


@pytest.mark.parametrize(("content", "said"), [
    (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "document type"),
    ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE svg><svg/>'.encode("utf-16"), "document type"),
    (b"<html/>", "begins with <svg"), (b"<svg/>", "begins with <svg"), (b"", "well-formed"), (b"not a drawing", "well-formed"),
])
def test_only_drawings_are_drawings(content: bytes, said: str) -> None:
    with pytest.raises(Unfit, match=said):
        drawings.refuse_harmful(content)


LOGO = ('<svg {xmlns} xmlns:i="http://www.inkscape.org/" viewBox="0 0 9 9" onload="x()"><title>We</title><script>alert(1)</script>{inside}</svg>'
        .replace("{xmlns}", XMLNS))


@pytest.mark.parametrize(("inside", "left"), [
    ('<g onclick="x()"><path d="M0 0h9" i:label="a"/></g>', '<g><path d="M0 0h9" /></g>'),
    ('<path style="fill:#c00; stroke:none;-x:1" d="M0 0"/>', '<path d="M0 0" fill="#c00" stroke="none" />'),
    ('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject><rect/>', "<rect />"),
    ('<path fill="url(https://example.com/x)"/><use xlink:href="https://example.com/x"/>', "<path /><use />"),
    ('<use xlink:href="#a"/>', '<use xlink:href="#a" />'), ("<i:grid/><circle r=\"3\"/>", '<circle r="3" />'),
])
def test_a_logo_is_cleaned(inside: str, left: str) -> None:
    found = drawings.cleaned(LOGO.replace("{inside}", inside).encode()).decode()
    assert found.endswith(f"<title>We</title>{left}</svg>") and "script" not in found and "onload" not in found


@pytest.mark.parametrize(("content", "said"), [
    (LOGO.replace("{inside}", "<style>.a{fill:red}</style>"), "style sheet"), ("<svg/>", "begins with <svg"), ("", "well-formed"),
    ('<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&c;</svg>', "well-formed")])
def test_a_logo_that_cannot_be_cleaned(content: str, said: str) -> None:
    with pytest.raises(Unfit, match=said):
        drawings.cleaned(content.encode())
