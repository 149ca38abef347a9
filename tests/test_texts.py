"""Typed text is one harmless line."""
import pytest

from app.texts import one_line


@pytest.mark.parametrize(("typed", "kept"), [
    ("  no   coriander ", "no coriander"), ("one\r\ntwo\tthree", "one two three"), ("a\x00b\x1b[31m", "a b [31m"), ("\u202egnp.exe", "gnp.exe"),
    ("少辣，谢谢", "少辣，谢谢"), ("👨\u200d👩\u200d👧 table", "👨\u200d👩\u200d👧 table"), ("\ud800x", "x"), ("\u2028\u2029", ""), ("", "")])
def test_one_line(typed: str, kept: str) -> None:
    assert one_line(typed) == kept
