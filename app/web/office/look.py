"""How the chain looks and speaks: its colours with a preview and their contrast, its logo, the texts of the home page. For owners."""
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.db import db, transaction
from app.editing import changing
from app.errors import Invalid
from app.i18n import _
from app.pictures import drawings, photos
from app.pictures.kept import LARGEST, Picture, keep
from app.stores import brand
from app.stores.finding import chain
from app.stores.models import Chain
from app.web.auth import actor
from app.web.forms import plain
from app.web.htmx import fragment, go, htmx
from app.web.office import frame
from app.web.uploads import handed_in, pictures

page = Blueprint("look", __name__, url_prefix="/look")
TEXTS = {"name": 60, "welcome": 160, "support": 200, "legal": 600}         # longest
COLOURS = {"hue": 360.0, "chroma": 0.4, "second_hue": 360.0, "second_chroma": 0.4}


@dataclass(frozen=True)
class Contrast:
    """One pair of colours as somebody sees it: by day and by night."""

    what: str
    least: float
    day: float
    night: float


@page.before_request
def guard() -> None:
    frame.need_owner()


@page.get("")
def show() -> Response:
    return _page(frame.Form())


@page.post("")
def change() -> Response:
    """The texts, field by field."""
    form = frame.posted()
    for name, longest in TEXTS.items():
        form.read(name, _texts(name, longest))
    form.read("contact", lambda: frame.text("contact", 120))
    frame.save(form, _chain())
    if htmx or form.status != 200:
        return _page(form)
    return go(url_for("office.look.show"))


@page.post("/colours")
def paint() -> Response:
    """All four numbers at once, after a look at the preview."""
    form = frame.posted()
    for name, highest in COLOURS.items():
        form.read(name, _number(name, highest))
    if not form.errors:
        frame.save(form, _chain())
    return go(url_for("office.look.show")) if form.status == 200 else _page(form)


@page.post("/logo")
def logo() -> Response:
    """A drawing (SVG), cleaned, or a PNG; or none."""
    form = frame.Form()
    try:
        name = "" if request.form.get("act") == "remove" else keep(_handed_in_logo(), pictures())
    except Invalid as problem:
        form.errors["wordmark"] = str(problem)
        return _page(form)
    with transaction():
        changing.change(_chain(), {"wordmark": name}, by=actor())
    return go(url_for("office.look.show"))


@page.get("/trial")
def trial() -> Response:
    """The preview in other colours, as they are chosen."""
    return fragment("office/look/_trial.html", **_trial(_tried()))


@page.get("/trial.css")
def colours() -> Response:
    """The colours of the preview, which are nobody else's yet."""
    response = Response(brand.stylesheet(_tried(), ".trial"), mimetype="text/css")
    response.headers["Cache-Control"] = "no-store"
    return response


def _chain() -> Chain:
    found = chain()
    assert found is not None            # nobody signs in without a chain
    return found


def _texts(name: str, longest: int) -> Callable[[], dict[str, str]]:
    return lambda: frame.texts(name, longest, required=name == "name")


def _number(name: str, highest: float) -> Callable[[], float]:
    def parse() -> float:
        try:
            found = float(plain(request.values.get(name, "")))
        except ValueError:
            found = -1
        if not 0 <= found <= highest:
            raise Invalid(_("A number from %(low)s to %(high)s, please.", low=0, high=f"{highest:g}"))
        return found
    return parse


def _tried() -> dict[str, float]:
    """The colours that are typed, where they are numbers; else those that are."""
    found = _chain().brand
    for name, highest in COLOURS.items():
        try:
            found[name] = _number(name, highest)()
        except Invalid:
            continue
    return found


def _trial(tried: dict[str, float]) -> dict[str, object]:
    typed = {name: f"{each:g}" for name, each in tried.items()}
    return {"tried": tried, "contrasts": contrasts(tried), "css": url_for("office.look.colours", **typed)}


def contrasts(colours: dict[str, float]) -> list[Contrast]:
    """The pairs that depend most on a chain's own colours, with the ratio that WCAG 2.2 asks for (1.4.3 text, 1.4.11 parts of the interface)."""
    day, night = (brand.tokens(*(colours[name] for name in COLOURS), dark=dark) for dark in (False, True))
    pairs = [(_("Words on a button"), "onb", "brand", 4.5), (_("A button on the page"), "brand", "page", 3),
             (_("The seal on a slip"), "seal", "slip", 4.5), (_("Links on a slip"), "rim", "slip", 4.5),
             (_("Words on the second colour"), "ink", "rimw", 4.5), (_("Words on the header"), "onn", "night", 4.5),
             (_("Words on the slip"), "ink", "slip", 4.5)]
    return [Contrast(what, least, *(brand.contrast(shades[front], shades[back]) for shades in (day, night)))
            for what, front, back, least in pairs]


def _handed_in_logo() -> Picture:
    with handed_in("logo") as path:
        return _drawing(path) if _looks_drawn(path) else photos.logo(path)


def _looks_drawn(path: Path) -> bool:
    with path.open("rb") as file:
        return b"<svg" in file.read(4096)


def _drawing(path: Path) -> Picture:
    if path.stat().st_size > LARGEST:
        raise Invalid(_("A drawing may have %(most)s KB; this one has %(size)s.", most=LARGEST // 1000, size=path.stat().st_size // 1000))
    try:
        return Picture(drawings.cleaned(path.read_bytes()), ".svg")
    except drawings.Unfit as unfit:
        raise Invalid(_("This drawing cannot be shown safely. Please hand in %(expected)s.", expected=str(unfit))) from None


def _page(form: frame.Form) -> Response:
    row = _chain()
    db.session.refresh(row)
    now_there = changing.values(row, [*TEXTS, "contact", *COLOURS])
    values = {"form": form, "now_there": now_there, "seen": json.dumps(now_there), "typed": request.form, "languages": row.languages,
              "saved": frame.saved_at() if form.saved else "", "most": TEXTS, "highest": COLOURS, "has_logo": bool(row.wordmark), **_trial(_tried())}
    if htmx:
        return fragment("office/look/_texts.html", form.status, **values)
    return make_response(render_template("office/look/show.html", **values), form.status)
