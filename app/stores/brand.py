"""A chain's colours: four numbers in, one generated style sheet out.

A chain owns hue and chroma, lightness is ours, so the contrast of every pair survives any brand. Colours are worked out in OKLCH and
written as hex, because the oldest browsers we serve do not know oklch()."""

import math
from collections.abc import Mapping
from itertools import pairwise

# fmt: off
# How much chroma a hue can carry before the button's colour leaves sRGB.
CHROMA_CAPS = [
    (0, .20), (29, .205), (50, .16), (70, .13), (95, .12), (125, .15), (150, .14), (180, .10), (210, .105),
    (245, .15), (262, .19), (300, .20), (330, .20), (360, .20),
]
# fmt: on
DEFAULT = {"hue": 29.0, "chroma": 0.205}
TO_SECOND_HUE = 233  # from a vermilion to the cobalt on the bowl's edge
SECOND_CHROMA = 0.13


def tokens(hue: float, chroma: float, second_hue: float, second_chroma: float, dark: bool = False) -> dict[str, str]:
    """Every colour of the interface by its name in the style sheets, as hex."""
    shades = _dark if dark else _light
    return {name: to_hex(*shade) for name, shade in shades(hue, capped(chroma, hue), second_hue, capped(second_chroma, second_hue)).items()}


def stylesheet(brand: Mapping[str, float], where: str = ":root") -> str:
    """The one generated CSS file of a chain: its colours by day and by night, on paper always by day. `where` is the selector they hold for."""
    light, dark = _declared(tokens(*_numbers(brand))), _declared(tokens(*_numbers(brand), dark=True))
    return f"{where}{{{light}}}\n@media screen and (prefers-color-scheme:dark){{{where}{{{dark}}}}}\n"


def rim(brand: Mapping[str, float]) -> str:
    """The second colour as it stands on white, as hex."""
    return tokens(*_numbers(brand))["rim"]


def theme_color(brand: Mapping[str, float]) -> str:
    """What a phone paints around the page: the night of the header."""
    return tokens(*_numbers(brand))["night"]


def capped(chroma: float, hue: float) -> float:
    """The chroma, cut to what the hue can carry."""
    hue %= 360
    for (low, least), (high, most) in pairwise(CHROMA_CAPS):
        if hue <= high:
            return min(max(chroma, 0), least + (most - least) * (hue - low) / (high - low))
    raise AssertionError(hue)


def to_hex(lightness: float, chroma: float, hue: float) -> str:
    """An OKLCH colour in sRGB; what lies outside is clipped channel by channel, as browsers do."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return "#" + "".join(
        f"{_channel(value):02x}"
        for value in (
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        )
    )


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two hex colours."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _numbers(brand: Mapping[str, float]) -> tuple[float, float, float, float]:
    hue, chroma = brand.get("hue", DEFAULT["hue"]), brand.get("chroma", DEFAULT["chroma"])
    return hue, chroma, brand.get("second_hue", (hue + TO_SECOND_HUE) % 360), brand.get("second_chroma", SECOND_CHROMA)


# fmt: off
def _light(h: float, c: float, h2: float, c2: float) -> dict[str, tuple[float, float, float]]:
    return {
        "brand": (.54, c, h), "onb": (.99, .01, h), "seal": (.5, c, h), "wash": (.955, c * .13, h),
        "rim": (.48, c2, h2), "rimw": (.955, c2 * .16, h2), "riml": (.84, c2 * .4, h2),
        "ink": (.25, .03, h2), "ink2": (.46, .025, h2), "ink3": (.53, .02, h2),
        "page": (.965, .005, 90), "slip": (1, 0, 0), "sunk": (.942, .007, 90), "line": (.895, .008, 90), "edge": (.62, .02, h2),
        "night": (.235, .045, h2), "night2": (.31, .05, h2), **_on_night(h2, c2),
        "chili": (.56, .21, 29), "amber": (.5, .11, 70), "amberw": (.965, .035, 85),
        "ok": (.5, .12, 150), "okw": (.955, .035, 150), "bad": (.5, .19, 25), "badw": (.955, .025, 25),
    }


def _dark(h: float, c: float, h2: float, c2: float) -> dict[str, tuple[float, float, float]]:
    return {
        "brand": (.62, c, h), "onb": (.17, .03, h), "seal": (.74, c * .8, h), "wash": (.29, c * .3, h),
        "rim": (.74, c2 * .75, h2), "rimw": (.3, c2 * .35, h2), "riml": (.44, c2 * .5, h2),
        "ink": (.95, .008, 90), "ink2": (.79, .018, h2), "ink3": (.69, .02, h2),
        "page": (.185, .022, h2), "slip": (.235, .024, h2), "sunk": (.275, .026, h2), "line": (.34, .025, h2), "edge": (.6, .02, h2),
        "night": (.15, .028, h2), "night2": (.27, .04, h2), **_on_night(h2, c2),
        "chili": (.7, .18, 29), "amber": (.83, .12, 78), "amberw": (.3, .045, 75),
        "ok": (.78, .14, 150), "okw": (.29, .05, 150), "bad": (.74, .14, 25), "badw": (.29, .06, 25),
    }


def _on_night(h2: float, c2: float) -> dict[str, tuple[float, float, float]]:
    """What stands on the night-blue header, the same by day and by night."""
    return {
        "onn": (.97, .01, 90), "onn2": (.83, .025, h2), "rimn": (.66, c2 * .9, h2), "seam": (.5, .05, h2),
        "lamp": (.62, .21, 36), "glow": (.83, .145, 78), "onglow": (.24, .05, 60),
    }
# fmt: on


def _declared(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def _channel(linear: float) -> int:
    linear = min(max(linear, 0), 1)
    return round(255 * (12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055))


def _luminance(colour: str) -> float:
    values = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
