"""Drawings (SVG) are checked to be harmless: they are shown to everybody, and a drawing can hold a program."""
import re
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring
from xml.parsers import expat

from defusedxml import DefusedXmlException, ElementTree

from app.i18n import _

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ELEMENTS = {"svg", "g", "defs", "title", "desc", "symbol", "use", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon",
             "text", "tspan", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop"}


class Unfit(ValueError):
    """The drawing cannot be shown; the text says what it should be like, as a phrase."""


def refuse_harmful(svg: bytes) -> None:
    """Only drawing elements pass, and only references inside the drawing. Raises Unfit."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = lambda *_said: _refuse(_("a drawing without a document type"))
    parser.ProcessingInstructionHandler = lambda *_said: _refuse(_("a drawing without processing instructions"))
    parser.StartElementHandler = _Root(parser)
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        raise Unfit(_("a well-formed SVG drawing (%(error)s)", error=error)) from None


def cleaned(svg: bytes) -> bytes:
    """The drawing without what could act in it (scripts, event handlers, foreign parts, links), as drawing programs leave it there.

    Raises Unfit for what cannot be taken out without changing how it looks, such as a style sheet."""
    try:
        root = ElementTree.fromstring(svg, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise Unfit(_("a well-formed SVG drawing (%(error)s)", error=error)) from None
    if root.tag != f"{{{_SVG}}}svg":
        raise Unfit(_('a drawing that begins with <svg xmlns="http://www.w3.org/2000/svg">'))
    _clean(root)
    for prefix, namespace in (("", _SVG), ("xlink", _XLINK)):
        register_namespace(prefix, namespace)
    found: bytes = tostring(root)
    refuse_harmful(found)
    return found


def _clean(element: Element) -> None:
    element.attrib.update(_as_attributes(element.attrib.pop("style", "")))
    for attribute, value in list(element.attrib.items()):
        try:
            _check_attribute("", attribute.strip("{").replace("}", " "), value)
        except Unfit:
            del element.attrib[attribute]
    for child in list(element):
        name = str(child.tag).removeprefix(f"{{{_SVG}}}")
        if name == "style":
            raise Unfit(_("a drawing with presentation attributes instead of a style sheet (save it as plain SVG)"))
        if name not in _ELEMENTS:
            element.remove(child)           # with its tail, which is no text of a drawing
        else:
            _clean(child)


def _as_attributes(style: str) -> dict[str, str]:
    """fill:#c00;stroke:none, as the attributes that mean the same."""
    pairs = [part.partition(":") for part in style.split(";")]
    return {name.strip(): value.strip() for name, _colon, value in pairs if re.fullmatch(r"[a-z]+(-[a-z]+)*", name.strip()) and value.strip()}


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
    raise Unfit(expected)
