"""A plate drawn from above, for a dish that nobody has photographed: the same code is always the same plate."""
from collections.abc import Callable
from math import cos, pi, sin
from random import Random

_BROTHS = ("#b5482a", "#8a5a2b", "#d9a441", "#c8563c", "#e7d3a1", "#7a3b1d", "#a86a32", "#efe3c4", "#94a65a", "#d97b4a")
_GREENS = ("#4f8a3c", "#6fa84e", "#3c6e35")
_MEATS = ("#8f4a33", "#a65f3f", "#74392a")


def plate(code: str, rim: str) -> bytes:
    """An SVG of 144 × 144; `rim` is the colour of the vessel's edge, as hex."""
    chance = Random(code)       # noqa: S311 - a drawing, no secret
    broth = chance.choice(_BROTHS)
    parts = ['<circle cx="72" cy="76" r="63" fill="#000" opacity=".08"/>',
             f'<circle cx="72" cy="72" r="62" fill="#fdfcf8" stroke="{rim}" stroke-width="5"/>',
             f'<circle cx="72" cy="72" r="55" fill="none" stroke="{rim}" stroke-width="1.5" opacity=".5"/>',
             f'<circle cx="72" cy="72" r="50" fill="{broth}"/>',
             chance.choice((_noodles, _rice, _leaves, _leaves))(chance)]
    for _number in range(chance.randint(3, 4)):
        topping = chance.choice(_TOPPINGS)
        parts += [topping(chance, *_spot(chance, 30)) for _piece in range(chance.randint(1, 3))]
    parts += [_sesame(chance), '<path d="M38 48a42 42 0 0 1 28-17" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" opacity=".35"/>']
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 144 144">{"".join(parts)}</svg>'.encode()


def _spot(chance: Random, most: float) -> tuple[float, float]:
    angle, away = chance.uniform(0, 2 * pi), most * chance.random() ** .5
    return 72 + away * cos(angle), 72 + away * sin(angle)


def _noodles(chance: Random) -> str:
    colour, paths = chance.choice(("#f2dfae", "#f6ead0", "#e3c27a")), []
    for _strand in range(9):
        x, y = _spot(chance, 22)
        bend, length = chance.uniform(-14, 14), chance.uniform(12, 22)
        paths.append(f"M{x - length:.1f} {y:.1f}q{length / 2:.1f} {bend:.1f} {length:.1f} 0t{length:.1f} 0")
    return f'<path d="{"".join(paths)}" fill="none" stroke="{colour}" stroke-width="3" stroke-linecap="round"/>'


def _rice(chance: Random) -> str:
    grains = "".join(f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="2.6" ry="1.5" transform="rotate({chance.randint(0, 179)} {x:.1f} {y:.1f})"/>'
                     for x, y in (_spot(chance, 34) for _grain in range(34)))
    return f'<g fill="#fbf7ea">{grains}</g>'


def _leaves(chance: Random) -> str:
    return "".join(_leaf(chance, *_spot(chance, 34)) for _leaf_number in range(6))


def _leaf(chance: Random, x: float, y: float) -> str:
    turn = chance.randint(0, 359)
    return (f'<g transform="rotate({turn} {x:.1f} {y:.1f})"><path d="M{x - 11:.1f} {y:.1f}q11-9 22 0q-11 9-22 0" fill="{chance.choice(_GREENS)}"/>'
            f'<path d="M{x - 9:.1f} {y:.1f}h17" stroke="#dfeccb" stroke-width=".8"/></g>')


def _slice(chance: Random, x: float, y: float) -> str:
    turn = chance.randint(0, 179)
    return (f'<g transform="rotate({turn} {x:.1f} {y:.1f})"><ellipse cx="{x:.1f}" cy="{y:.1f}" rx="13" ry="8" fill="{chance.choice(_MEATS)}"/>'
            f'<ellipse cx="{x:.1f}" cy="{y - 1:.1f}" rx="9" ry="4.5" fill="#d8a58b" opacity=".55"/></g>')


def _egg(_chance: Random, x: float, y: float) -> str:
    return (f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="12" ry="10" fill="#fffdf6"/><circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="#f0a32c"/>')


def _rings(chance: Random, x: float, y: float) -> str:
    rings = "".join(f'<circle cx="{x + chance.uniform(-9, 9):.1f}" cy="{y + chance.uniform(-9, 9):.1f}" r="2.4"/>' for _ring in range(5))
    return f'<g fill="none" stroke="{chance.choice(_GREENS)}" stroke-width="1.8">{rings}</g>'


def _chilli(chance: Random, x: float, y: float) -> str:
    turn = chance.randint(0, 359)
    return f'<path d="M{x - 9:.1f} {y:.1f}q9-7 18 2q-9-1-18-2" fill="#cf2a1e" transform="rotate({turn} {x:.1f} {y:.1f})"/>'


def _cube(chance: Random, x: float, y: float) -> str:
    turn = chance.randint(0, 89)
    return (f'<rect x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12" rx="2" fill="#fbf4e2" stroke="#e2d3ae"'
            f' transform="rotate({turn} {x:.1f} {y:.1f})"/>')


def _sesame(chance: Random) -> str:
    seeds = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r=".9"/>' for x, y in (_spot(chance, 42) for _seed in range(14)))
    return f'<g fill="#fff6dc">{seeds}</g>'


_TOPPINGS: tuple[Callable[[Random, float, float], str], ...] = (_leaf, _slice, _egg, _rings, _chilli, _cube)
