"""Whatever stands in the files, reading ends in a chain or in a list of mistakes, never in a traceback."""
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.chain import pictures
from app.chain.mistakes import Expected, Mistaken
from app.chain.reading import read
from app.pictures import drawings
from tests.chain.small import FILES, mistakes, places, small, with_

NASTY = ["", ",", ";", '"', "\n", "\r", "\x00", "；", "-", "..", "none", "yes", "0", "-1", "9" * 30, "1e9", "NaN", "10:30-02:00", "24:00", "mon-fri",
         "2026-02-30", "north", "mapo mapo", "zh", "name.zh", "=1+1", "{", "}", "[", "[[", "'", "true", "1979-05-27", "\ufeff", "\u202e",
         "🍜", "é" * 500]


@st.composite
def changed_files(draw: st.DrawFn) -> dict[str, bytes]:
    """The small chain with some stretches of some files replaced."""
    files = {name.partition(".")[0]: content for name, content in FILES.items()}
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        start = draw(st.integers(0, len(files[name])))
        end = draw(st.integers(start, min(len(files[name]), start + 12)))
        files[name] = files[name][:start] + draw(st.sampled_from(NASTY) | st.text(max_size=5)) + files[name][end:]
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    return {name: content.encode(encoding, "replace") for name, content in files.items()}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=changed_files())
def test_changed_files(tmp_path: Path, files: dict[str, bytes]) -> None:
    folder = small(tmp_path / "chain", **files)
    try:
        read(folder)
    except Mistaken as mistaken:
        assert mistaken.mistakes
        assert all(str(mistake) and mistake.expected for mistake in mistaken.mistakes)


@given(content=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_drawings(content: bytes) -> None:
    with pytest.raises(drawings.Unfit):
        drawings.refuse_harmful(content)


@pytest.mark.parametrize("line", [
    f"contact = {'9' * 5000}", f"contact = {'[' * 3000}{']' * 3000}", f"{'a.' * 3000}a = 1", "service_charge = nan", "service_charge = inf",
    "brand = { hue = nan }"])
def test_settings_without_end_or_meaning(tmp_path: Path, line: str) -> None:
    found = mistakes(small(tmp_path / "chain", chain=f"{line}\n{FILES['chain.toml']}"))
    assert [mistake.file for mistake in found] == ["chain.toml"]


@pytest.mark.parametrize("price", ["9" * 11, "9" * 12 + ".00", "٤٢", "42.٥", "²"])
def test_prices_without_end_or_meaning(tmp_path: Path, price: str) -> None:
    assert places(small(tmp_path / "chain", menu=with_("menu.csv", (",28,", f",{price},")))) == [("menu.csv", 2, "price", price)]


def test_a_picture_whose_name_is_no_name(tmp_path: Path) -> None:
    with pytest.raises(Expected, match="a picture file inside"):
        pictures.read(tmp_path, "x" * 5000 + ".svg")
