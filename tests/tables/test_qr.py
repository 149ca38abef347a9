"""A table's code can be read by a phone."""
import re

import numpy
import zxingcpp

from app.tables import qr

HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1), "\xa0": (0, 0)}


def test_the_address_ends_where_the_menu_is() -> None:
    assert qr.address("https://eat.example.com/", "abc") == "https://eat.example.com/t/abc/"


def test_the_code_drawn_in_the_terminal_is_read_by_a_camera() -> None:
    address = "http://192.168.1.20:8000/t/5kHibQg6_NMxxM1ILMMboQ/"
    lines = qr.drawn_in_terminal(address).splitlines()
    light = numpy.array([[HALVES[sign][half] for sign in line] for line in lines for half in (0, 1)], dtype=numpy.uint8)
    picture = numpy.kron(light * 255, numpy.ones((6, 6), dtype=numpy.uint8))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [address]


def test_the_code_drawn_on_a_page_is_read_by_a_camera() -> None:
    size, path = qr.squares("otpauth://totp/Lantern:mei?secret=ABC")
    light = numpy.full((size, size), 255, dtype=numpy.uint8)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        light[int(y), int(x):int(x) + int(length)] = 0
    picture = numpy.kron(light, numpy.ones((6, 6), dtype=numpy.uint8))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == ["otpauth://totp/Lantern:mei?secret=ABC"]
