"""The printed code of a table."""
import io

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
