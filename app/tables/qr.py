"""The printed code of a table."""
import io
from collections.abc import Iterator
from itertools import groupby

import qrcode


def address(base: str, token: str) -> str:
    """The address in a table's code."""
    return f"{base.rstrip('/')}/t/{token}/"


def drawn_in_terminal(text: str) -> str:
    """The code in block characters, readable from a dark terminal."""
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    out = io.StringIO()
    code.print_ascii(out=out, invert=True)
    return out.getvalue()


def squares(text: str) -> tuple[int, str]:
    """The code for an SVG, its quiet border included: how many squares it is wide, and the dark ones as one path."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    return len(rows), "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _dark_runs(row))


def _dark_runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Where dark squares stand side by side, and how many."""
    x = 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            yield x, length
        x += length
