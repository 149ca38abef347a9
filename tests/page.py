"""A visitor without JavaScript: gets pages, follows links, fills in forms. Every page it sees must also be sound."""
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag
from bs4.builder._html5lib import TreeBuilderForHtml5lib
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

BUTTONS = "button:not([type=button], [type=reset]), input[type=submit], input[type=image]"
FIELDS = "input, select, textarea, button"
TABLE = {"tbody": ["table"], "tr": ["table", "tbody"], "td": ["table", "tbody", "tr"], "th": ["table", "tbody", "tr"]}    # what a part must stand in


class Page:
    """`page.get("/t/abc")`, then `page.text`, `page.find("#cart")`, `page.press("Send")`, `page.submit("#note", note="…")`.

    After each request: `response`, `status`, `path`, `html` (None when it is no HTML) and `text`, what a person reads.
    GET checks that the page is sound, redirects are followed. `headers=` adds to what a browser says by itself; None unsays it."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.app = app
        self.client = app.test_client()
        self.language = language
        self.path = "/"
        self.response: TestResponse
        self.html: Tag | None = None

    # Asking

    def get(self, path: str, status: int = 200, **request: Any) -> Self:
        """A page, as typed into the address bar; fails unless it answers with this status."""
        return self._ask("GET", path, status, **request)

    def post(self, path: str, data: Any = None, status: int = 200, **request: Any) -> Self:
        """A form by hand, for what no page offers; carries the last page's CSRF token. The status is the one behind the redirect."""
        data = MultiDict(data or {})
        if token := self.html and self.html.select_one("input[name=csrf_token]"):
            data.setdefault("csrf_token", token["value"])
        return self._ask("POST", path, status, data=data, **request)

    def fragment(self, path: str, status: int = 200, **request: Any) -> Self:
        """A part of a page, as htmx asks for it: exactly one root element."""
        return self._ask("GET", path, status, htmx=True, **request)

    def follow(self, link: str) -> Self:
        """Follow the link with this text, or the one this CSS selector finds."""
        return self.get(self._absolute(self._named("a[href]", link)["href"]))

    def press(self, button: str, fields: Mapping[str, Any] | None = None, *, status: int = 200, htmx: bool = False, **more: Any) -> Self:
        """Fill in the form of this button (its text or a CSS selector) and press it."""
        pressed = self._named(BUTTONS, button)
        return self._send(self._form_of(pressed), pressed, {**(fields or {}), **more}, status, htmx)

    def submit(self, form: str, fields: Mapping[str, Any] | None = None, *, status: int = 200, htmx: bool = False, **more: Any) -> Self:
        """Fill in the form that this CSS selector finds and press Enter in it."""
        found = self.find(form)
        return self._send(found, next(self._buttons_of(found), None), {**(fields or {}), **more}, status, htmx)

    # Looking

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """What a person reads, words separated by one space."""
        return words(self.html) if self.html else self.response.text

    def find(self, css: str) -> Tag:
        """The one element that this selector finds."""
        found = self.all(css)
        assert len(found) == 1, f"{len(found)} elements are {css!r} at {self.path}: {[str(tag)[:80] for tag in found]}"
        return found[0]

    def all(self, css: str) -> list[Tag]:
        assert self.html, f"{self.path} is not HTML"
        return self.html.select(css)

    def texts(self, css: str) -> list[str]:
        """The texts of all elements that this selector finds."""
        return [words(tag) for tag in self.all(css)]

    # How it is done

    def _ask(self, method: str, path: str, status: int, *, htmx: bool = False, headers: dict[str, str | None] | None = None, **request: Any) -> Self:
        said = {"Accept-Language": self.language, "HX-Request": "true" if htmx else None}
        if method != "GET":
            said |= {"Origin": "http://localhost", "Referer": "http://localhost" + self.path, "Sec-Fetch-Site": "same-origin"}
        headers = {key: value for key, value in (said | (headers or {})).items() if value is not None}
        response = self.client.open(path, method=method, headers=headers, **request)
        if response.status_code in {301, 302, 303, 307, 308}:
            if method != "GET":
                assert response.status_code in {302, 303}, f"after {method} {path} the next request must be a GET"
            response = self.client.get(response.location, headers=headers, follow_redirects=True)
        self.response, self.path = response, response.request.full_path.removesuffix("?")
        self.html = None
        if response.mimetype == "text/html" and response.data:
            self.html = check_fragment(response.text) if htmx else check_page(response.text)
            check_targets(self.html, self.app, self.path)
        assert self.status == status, f"{method} {path} answered {self.status}, not {status}: {self.text[:500]}"
        return self

    def _send(self, form: Tag, button: Tag | None, fields: Mapping[str, Any], status: int, htmx: bool) -> Self:
        data = filled(self._elements_of(form), button, fields)
        asked = button.attrs if button else {}
        method = str(asked.get("formmethod", form.get("method", "get"))).upper()
        path = self._absolute(asked.get("formaction") or form.get("action"))
        if method == "GET":
            return self._ask("GET", urlsplit(path).path, status, htmx=htmx, query_string=data)
        kind = str(form.get("enctype", "application/x-www-form-urlencoded"))
        return self._ask("POST", path, status, htmx=htmx, data=data, content_type=kind)

    def _absolute(self, address: Any) -> str:
        return urljoin(self.path, str(address))

    def _named(self, css: str, wanted: str) -> Tag:
        things = [tag for tag in self.all(css) if tag.get("aria-hidden") != "true"]       # what Enter presses is no button to see
        found = [tag for tag in things if wanted in {name(tag), words(tag)}]
        if not found and re.search(r"[#.\[:]", wanted):
            found = [tag for tag in self.all(wanted) if tag in things]
        assert len(found) == 1, f"{len(found)} are {wanted!r} at {self.path}, there are: {[name(tag) for tag in things]}"
        return found[0]

    def _form_of(self, field: Tag) -> Tag:
        owner = self.find(f'form[id="{field["form"]}"]') if "form" in field.attrs else field.find_parent("form")
        assert owner, f"{field} belongs to no form"
        return owner

    def _elements_of(self, form: Tag) -> list[Tag]:
        return [tag for tag in self.all(FIELDS)
                if (tag["form"] == form.get("id") if "form" in tag.attrs else tag.find_parent("form") is form)]

    def _buttons_of(self, form: Tag) -> Iterator[Tag]:
        buttons = self.all(BUTTONS)
        return (tag for tag in self._elements_of(form) if any(tag is button for button in buttons))


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def name(tag: Tag) -> str:
    """What a screen reader says of a button or link."""
    return str(tag.get("aria-label") or words(tag) or tag.get("value") or tag.get("alt") or "")


# Forms, as a browser fills them in

def filled(elements: list[Tag], pressed: Tag | None, fields: Mapping[str, Any]) -> MultiDict:
    """What the form sends: the values in the page, changed by `fields`, and the pressed button's own."""
    data: MultiDict = MultiDict()
    for tag in elements:
        key = tag.get("name")
        if not key or "disabled" in tag.attrs or tag.find_parent("fieldset", disabled=True):
            continue
        if tag.name == "button" or tag.get("type") in {"submit", "image", "button", "reset"}:
            if tag is pressed:
                data.add(key, tag.get("value", ""))
            continue
        for value in typed(tag, fields[key]) if key in fields else shown(tag):
            data.add(key, re.sub(r"\r?\n", "\r\n", value) if isinstance(value, str) else value)
    for key, value in fields.items():
        offered = [tag for tag in elements if tag.get("name") == key]
        assert offered, f"the form has no field {key!r}, only {sorted({str(tag.get('name')) for tag in elements})}"
        check_choice(key, value, offered)
    return data


def shown(tag: Tag) -> list[str]:
    """What a field sends when nobody touched it."""
    if tag.name == "textarea":
        return [tag.get_text()]
    if tag.name == "select":
        options = [option for option in tag.select("option") if "disabled" not in option.attrs]
        chosen = [option for option in options if "selected" in option.attrs]
        return [worth(option) for option in (chosen or ([] if "multiple" in tag.attrs else options[:1]))]
    if tag.get("type") in {"checkbox", "radio"}:
        return [str(tag.get("value", "on"))] if "checked" in tag.attrs else []
    return [] if tag.get("type") == "file" else [str(tag.get("value", ""))]


def typed(tag: Tag, value: Any) -> list[Any]:
    """What a field sends after somebody typed or chose a value; a list ticks several boxes, False none."""
    if tag.get("type") in {"checkbox", "radio"}:
        own = str(tag.get("value", "on"))
        wanted = {own} if value is True else chosen(value)
        return [own] if own in wanted else []
    return sorted(chosen(value)) if tag.name == "select" else [value]


def chosen(value: Any) -> set[str]:
    if value is None or value is False:
        return set()
    return {str(each) for each in value} if isinstance(value, list | tuple | set) else {str(value)}


def worth(option: Tag) -> str:
    return str(option["value"]) if "value" in option.attrs else words(option)


def check_choice(key: str, value: Any, offered: list[Tag]) -> None:
    """A browser sends only choices that the page offers."""
    boxes = [tag for tag in offered if tag.get("type") in {"checkbox", "radio"}]
    lists = [tag for tag in offered if tag.name == "select"]
    if value is True or len(boxes) + len(lists) < len(offered):
        return
    options = {str(tag.get("value", "on")) for tag in boxes} | {worth(option) for tag in lists for option in tag.select("option")}
    assert chosen(value) <= options, f"{key} cannot be {value!r}, only {sorted(options)}"


# What is wrong with a page, found on every visit

def parse(text: str) -> BeautifulSoup:
    builder = partial(TreeBuilderForHtml5lib, soup=BeautifulSoup("", "html.parser"))
    parser = html5lib.HTMLParser(builder, namespaceHTMLElements=False)
    page = parser.parse(text)
    lines = text.splitlines()
    assert not parser.errors, "not valid HTML: " + "; ".join(
        f"{code} {details} in line {line}: {lines[min(line, len(lines)) - 1].strip()[:120]}" for (line, _), code, details in parser.errors[:5])
    return page


def check_page(text: str) -> BeautifulSoup:
    page = parse(text)
    titles = page.select("head > title")
    assert len(titles) == 1, f"{len(titles)} titles"
    assert words(titles[0]), "an empty title"
    assert page.html.get("lang"), "<html> has no lang"
    missing = {tag["for"] for tag in page.select("label[for]")} - set(ids(page))
    assert not missing, f"labels for fields that are not there: {sorted(missing)}"
    check_markup(page)
    return page


def check_fragment(text: str) -> Tag:
    around = TABLE.get(re.match(r"\s*<?(\w*)", text)[1], [])
    page = parse("<!doctype html><title>A part</title><body>" + "".join(f"<{tag}>" for tag in around) + text + ("</table>" if around else ""))
    part = page.select_one(" > ".join(["body", *around]))
    roots = [tag for tag in part.find_all(recursive=False) if tag.name != "hx-partial"]
    assert len(roots) == 1 or (not roots and part.find("hx-partial")), f"{len(roots)} root elements: {[str(tag)[:80] for tag in roots]}"
    check_markup(part)
    return part


def check_markup(part: Tag) -> None:
    twice = [each for each, times in Counter(ids(part)).items() if times > 1]
    assert not twice, f"ids used more than once: {twice}"
    for tag in part.find_all(True):
        bad = [key for key in tag.attrs if key == "style" or key.startswith(("on", "hx-on"))]
        assert not bad, f"inline {bad} in {str(tag)[:120]}"
        assert not (tag.name == "style" or (tag.name == "script" and not tag.get("src"))), f"inline {str(tag)[:120]}"
        assert tag.name != "img" or "alt" in tag.attrs, f"no alt in {tag}"
    for form in part.find_all("form"):
        assert form.get("method") and form.get("action"), f"a form without method or action: {str(form)[:120]}"
    for button in part.select("button, a[href]"):
        assert name(button) or button.select_one("[aria-label], img[alt]:not([alt='']), title"), f"nothing to read on {str(button)[:160]}"


def ids(part: Tag) -> list[str]:
    return [tag["id"] for tag in part.select("[id]")]


def check_targets(part: Tag, app: Flask, path: str) -> None:
    """Every link, form and htmx request leads to something that this program answers."""
    adapter = app.url_map.bind("localhost")
    for method, target in targets(part):
        address = urlsplit(urljoin(path, target))
        if address.scheme or address.netloc or target.startswith("#"):
            assert address.scheme in {"http", "https", "mailto", "tel", "sms", "data", ""}, f"{target} cannot be followed"
            continue
        try:
            adapter.match(address.path, method)
        except RequestRedirect as redirect:
            raise AssertionError(f"{method} {target} at {path} leads to {redirect.new_url} by a detour") from None
        except HTTPException as error:
            found = method == "GET" and is_served(app, address.path)
            assert found, f"{method} {target} at {path} leads nowhere: {error.name}"


def is_served(app: Flask, path: str) -> bool:
    """Static files have no route."""
    with app.test_client().get(path) as response:
        return response.status_code == 200


def targets(part: Tag) -> Iterator[tuple[str, str]]:
    for tag in part.select("a[href], area[href], link[href], img[src], script[src]"):
        yield "GET", str(tag.get("href") or tag.get("src"))
    for form in part.find_all("form"):
        yield str(form["method"]).upper(), str(form["action"])
    for button in part.select("[formaction]"):
        form = button.find_parent("form") or part.find("form", id=button.get("form")) or {}
        yield str(button.get("formmethod", form.get("method", "post"))).upper(), str(button["formaction"])
    for method in ("get", "post", "put", "patch", "delete"):
        for tag in part.select(f"[hx-{method}]"):
            yield method.upper(), str(tag[f"hx-{method}"])
