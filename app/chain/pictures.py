"""Pictures that come with a chain's files: drawings are checked to be harmless, photos to be what they say they are."""
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from app.chain.mistakes import Expected
from app.i18n import _

LARGEST = 300_000       # bytes; menus are read on phones
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ELEMENTS = {"svg", "g", "defs", "title", "desc", "symbol", "use", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon",
             "text", "tspan", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop"}
_MAGIC = {".png": rb"\x89PNG\r\n\x1a\n", ".jpg": rb"\xff\xd8\xff", ".jpeg": rb"\xff\xd8\xff", ".webp": rb"RIFF....WEBP"}


@dataclass(frozen=True)
class Picture:
    """A checked picture. Its stored name tells its content, so it can be cached for ever."""

    content: bytes
    suffix: str

    @property
    def stored_as(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:16] + self.suffix


def read(folder: Path, name: str) -> Picture:
    """A picture inside the chain's folder. Raises Expected with what is wrong about it."""
    path = folder / name
    suffix = path.suffix.lower()
    if not _is_inside(path, folder):
        raise Expected(_("a picture file inside the chain's folder, such as plates/noodles.svg"))
    if suffix not in {".svg", *_MAGIC}:
        raise Expected(_("a picture that is SVG, PNG, JPEG or WebP"))
    if path.stat().st_size > LARGEST:
        raise Expected(_("a picture of %(most)s KB or less (this one has %(size)s KB)", most=LARGEST // 1000, size=path.stat().st_size // 1000))
    content = path.read_bytes()
    if suffix == ".svg":
        refuse_harmful(content)
    elif not re.match(_MAGIC[suffix], content, re.DOTALL):
        raise Expected(_("a picture that is what its name says (%(kind)s)", kind=suffix[1:].upper()))
    return Picture(content, ".jpg" if suffix == ".jpeg" else suffix)


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve()) and path.is_file()
    except OSError:             # a name that no file system takes
        return False


def refuse_harmful(svg: bytes) -> None:
    """Only drawing elements pass, and only references inside the drawing. Raises Expected."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = lambda *_said: _refuse(_("a drawing without a document type"))
    parser.ProcessingInstructionHandler = lambda *_said: _refuse(_("a drawing without processing instructions"))
    parser.StartElementHandler = _Root(parser)
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        raise Expected(_("a well-formed SVG drawing (%(error)s)", error=error)) from None


class _Root:
    """The first element must be <svg>; from then on each is checked alike."""

    def __init__(self, parser: expat.XMLParserType):
        self.parser = parser

    def __call__(self, name: str, attributes: dict[str, str]) -> None:
        if name != f"{_SVG} svg":
            _refuse(_('a drawing that begins with <svg xmlns="http://www.w3.org/2000/svg">'))
        self.parser.StartElementHandler = _check_element
        _check_element(name, attributes)


def _check_element(name: str, attributes: dict[str, str]) -> None:
    namespace, _blank, element = name.rpartition(" ")
    if namespace != _SVG or element not in _ELEMENTS:
        _refuse(_("a drawing without <%(element)s> (save it as plain SVG)", element=element))
    for attribute, value in attributes.items():
        _check_attribute(element, attribute, value)


def _check_attribute(element: str, name: str, value: str) -> None:
    namespace, _blank, attribute = name.rpartition(" ")
    where = {"attribute": attribute, "element": element}
    if attribute.lower().startswith("on"):
        _refuse(_("a drawing without event handlers (%(attribute)s in <%(element)s>)", **where))
    if namespace not in {"", _XLINK, "http://www.w3.org/XML/1998/namespace"}:
        _refuse(_("a drawing without foreign attributes (%(attribute)s in <%(element)s>; save it as plain SVG)", **where))
    if attribute == "href" and not value.startswith("#"):
        _refuse(_("a drawing that refers to nothing outside itself (%(attribute)s in <%(element)s>)", **where))
    if attribute == "style" or re.search(r"url\s*\((?!\s*['\"]?#)|\\|javascript:|data:", value, re.IGNORECASE):
        _refuse(_("a drawing with presentation attributes only, referring to nothing outside itself (%(attribute)s in <%(element)s>)", **where))


def _refuse(expected: str) -> None:
    raise Expected(expected)
