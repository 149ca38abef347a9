"""Any chain's colours can be read: the contrast of every pair, over all hues, by day and by night."""

import pytest

from app.stores import brand

LANTERN = {"hue": 29, "chroma": 0.205, "second_hue": 262, "second_chroma": 0.15}

# fmt: off
# The demo chain as a browser painted it.
PAINTED = {
    "brand": ("#cb1f17", "#e84134"), "onb": ("#fff9f8", "#1b0a08"), "seal": ("#bc0002", "#ff7d6c"), "wash": ("#ffeae6", "#451e19"),
    "rim": ("#2b58b1", "#84abf2"), "rimw": ("#e7f1ff", "#1f2d48"), "riml": ("#b5cbf3", "#3b527c"),
    "ink": ("#1a2230", "#f0eee9"), "ink2": ("#505866", "#b4bbc6"), "ink3": ("#656c78", "#959ca8"),
    "page": ("#f5f3f0", "#0d131d"), "slip": ("#ffffff", "#181e2a"), "sunk": ("#edece7", "#212835"),
    "line": ("#dedcd6", "#313845"), "edge": ("#808693", "#7a818d"), "night": ("#121e33", "#050b17"), "night2": ("#22304a", "#1c263a"),
    "onn": ("#f8f5ee", "#f8f5ee"), "onn2": ("#bfc8d8", "#bfc8d8"), "glow": ("#fbba4a", "#fbba4a"), "lamp": ("#e84306", "#e84306"),
    "amber": ("#8a5600", "#f2bd68"), "amberw": ("#fef2da", "#3b2a12"), "ok": ("#21763c", "#6fd087"), "okw": ("#e0f7e4", "#17321e"),
    "bad": ("#b71824", "#f7857d"), "badw": ("#ffeae8", "#451e1c"), "chili": ("#d4241b", "#fa6a59"),
}
READ = [pair.split(" on ") for pair in (
    "ink on slip", "ink on page", "ink on sunk", "ink2 on slip", "ink2 on page", "ink2 on sunk", "ink3 on slip", "ink3 on page",
    "onb on brand", "seal on slip", "seal on page", "seal on wash", "rim on slip", "rim on rimw", "rim on page",
    "ink on wash", "ink on rimw", "ink on amberw", "ink on badw", "ink on okw", "ink2 on rimw",
    "amber on slip", "amber on amberw", "ok on slip", "ok on okw", "bad on slip", "bad on badw", "chili on slip",
    "onn on night", "onn2 on night", "glow on night", "onn on night2", "onn2 on night2", "onglow on glow",
)]
SEEN = [pair.split(" on ") for pair in ("edge on slip", "edge on page", "rimn on night", "brand on slip", "brand on page")]
# fmt: on
SWEEP = [(hue, chroma) for hue in range(0, 360, 7) for chroma in (0, 0.06, 0.4)]


@pytest.mark.parametrize("dark", [False, True])
def test_the_demo_chain_looks_as_designed(dark):
    worked_out = brand.tokens(29, 0.205, 262, 0.15, dark=dark)
    off = {name: (worked_out[name], painted[dark]) for name, painted in PAINTED.items() if _steps(worked_out[name], painted[dark]) > 2}
    assert off == {}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("pairs", "least"), [(READ, 4.5), (SEEN, 3)])
def test_every_hue_keeps_its_contrast(pairs, least, dark):
    too_weak = {}
    for hue, chroma in SWEEP:
        colours = brand.tokens(hue, chroma, (hue + brand.TO_SECOND_HUE) % 360, chroma, dark=dark)
        for front, back in pairs:
            ratio = brand.contrast(colours[front], colours[back])
            if ratio < least:
                too_weak[f"{front} on {back} at {hue}/{chroma}"] = round(ratio, 2)
    assert too_weak == {}


def test_a_contrast_is_a_wcag_ratio():
    assert brand.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert brand.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert brand.contrast("#123456", "#123456") == 1


def test_a_chroma_beyond_the_screen_is_cut():
    assert brand.capped(0.4, 29) == pytest.approx(0.205)
    assert brand.capped(0.4, 60) == pytest.approx(0.145)
    assert brand.capped(0.4, 359) == brand.capped(0.4, 0) == pytest.approx(0.2)
    assert brand.capped(0.05, 180) == 0.05
    assert brand.capped(-1, 180) == 0


def test_the_style_sheet_holds_day_and_night_in_plain_hex():
    sheet = brand.stylesheet(LANTERN)
    assert sheet.startswith(":root{--brand:#cb1f17;")
    assert "@media screen and (prefers-color-scheme:dark){:root{--brand:#e" in sheet
    assert "oklch" not in sheet
    assert sheet.count("--") == 2 * len(brand.tokens(29, 0.205, 262, 0.15))


def test_two_numbers_are_enough():
    assert brand.stylesheet({"hue": 29, "chroma": 0.205}) == brand.stylesheet({**LANTERN, "second_chroma": 0.13})
    assert brand.stylesheet({}) == brand.stylesheet({"hue": 29, "chroma": 0.205})


def test_the_phone_is_painted_like_the_header():
    assert _steps(brand.theme_color(LANTERN), "#121e33") <= 2


def _steps(one: str, other: str) -> int:
    return max(abs(int(one[i : i + 2], 16) - int(other[i : i + 2], 16)) for i in (1, 3, 5))
