"""Typed text is one harmless line."""
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.texts import one_line


@pytest.mark.parametrize(("typed", "kept"), [
    ("  no   coriander ", "no coriander"), ("one\r\ntwo\tthree", "one two three"), ("a\x00b\x1b[31m", "a b [31m"), ("\u202egnp.exe", "gnp.exe"),
    ("少辣，谢谢", "少辣，谢谢"), ("👨\u200d👩\u200d👧 table", "👨\u200d👩\u200d👧 table"), ("\ud800x", "x"), ("\u2028\u2029", ""), ("", "")])
def test_one_line(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


def test_no_translation_has_a_percent_sign_that_a_template_would_format() -> None:
    found = [text for path in Path(__file__).parents[1].glob("app/translations/*/LC_MESSAGES/*.po") for entry in read_po(BytesIO(path.read_bytes()))
             for text in ([entry.string] if isinstance(entry.string, str) else entry.string) if re.search(r"%(?!\()", text.replace("%%", ""))]
    assert found == []
