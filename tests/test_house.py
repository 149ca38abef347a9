"""The walls of the house: who may import whom, no page without a door, no script or style outside its file, and
style sheets that old phones understand."""
import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parent.parent
FLOORS = [
    {"db", "errors", "clock", "money", "codes", "i18n", "config", "personal", "texts"},
    {"live", "audit", "outbox", "logs", "pictures"},
    {"stores", "members"},
    {"staff", "menu", "tables"},
    {"capacity", "coupons"},
    {"loyalty"},
    {"ordering"},
    {"kitchen", "payments"},
    {"takeout", "reservations", "checks"},
    {"reviews"},
    {"raffles", "editing"},
    {"chain", "reports", "campaigns"},
    {"web"},                # what doors share
    {"web/<door>"},
    {"serving", "worker"},
    {"cli"},
    {"factory"},
    {"wsgi"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
LATE = {("app/menu/searching.py", "pypinyin.lazy_pinyin")}      # the reason stands there
KNOW_FLASK = {"app/db.py", "app/i18n.py", "app/cli.py", "app/factory.py", "app/serving.py", "app/worker.py"}


def files(*patterns: str) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for pattern in patterns for path in ROOT.glob(pattern))


PYTHON = files("app/**/*.py", "wsgi.py")


def room_of(file: str) -> str:
    """app/menu/card.py is of the room menu, app/web/diner/cart.py of web/diner, app/web/forms.py of web."""
    parts = list(Path(file).with_suffix("").parts)
    if parts[0] != "app":
        return parts[0]
    return "web/" + parts[2] if parts[1] == "web" and (ROOT / "app/web" / parts[2]).is_dir() else parts[1]


def floor_of(room: str, where: str) -> int:
    kind = "web/<door>" if room.startswith("web/") else room
    assert kind in FLOOR, f"{where}: {room} stands on no floor"
    return FLOOR[kind]


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every imported module with its line: `from app.menu import card` is app.menu.card."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: a relative import hides where it leads"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def own(module: str) -> str:
    """The file of one of our modules, `app/menu/card`, or nothing for a library."""
    return "/".join(module.split(".")) if module.split(".")[0] in {"app", "wsgi"} else ""


@pytest.mark.parametrize("file", [file for file in PYTHON if file != "app/__init__.py"])
def test_imports_only_go_down(file: str) -> None:
    here = room_of(file)
    for line, module in imports(ast.parse((ROOT / file).read_text())):
        if path := own(module):
            there = room_of(path)
            down = floor_of(there, f"{file}:{line}") < floor_of(here, file)
            assert down or there == here, f"{file}:{line} {here} may not import {there}"


@pytest.mark.parametrize("file", PYTHON)
def test_no_import_hides_in_a_function(file: str) -> None:
    for function in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            hidden = [(line, module) for line, module in imports(function) if (file, module) not in LATE]
            assert not hidden, f"{file}:{hidden}"


@pytest.mark.parametrize("file", [file for file in PYTHON if file.startswith("app/") and not file.startswith("app/web/") and file not in KNOW_FLASK])
def test_rooms_know_nothing_of_http(file: str) -> None:
    for line, module in imports(ast.parse((ROOT / file).read_text())):
        assert not module.startswith(("flask", "werkzeug")), f"{file}:{line} imports {module}"


def test_nothing_is_imported_from_the_package_itself() -> None:
    tree = ast.parse((ROOT / "app/__init__.py").read_text())
    assert [type(node) for node in tree.body] == [ast.Expr], "app/__init__.py holds more than its docstring"


def test_every_page_stands_behind_a_door(app: Flask) -> None:
    guarded = {door for door, guards in app.before_request_funcs.items() if door and guards}
    for rule in app.url_map.iter_rules():
        door, dot, _ = rule.endpoint.partition(".")
        assert dot and door in guarded, f"no guard stands before {rule.endpoint}"


# Templates: the content security policy allows no script, style or evaluated text outside files

JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
BANNED_MARKUP = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "a script in the page": re.compile(r"<script\b(?![^>]*\ssrc\s*=)"),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "hx-on": re.compile(r"\shx-on\b"),
    "an evaluated value": re.compile(r"=\s*[\"']?\s*(js|javascript):"),
    "a filter in hx-trigger": re.compile(r"hx-trigger(:\w+)?\s*=\s*(\"[^\"]*\[|'[^']*\[)"),
}


@pytest.mark.parametrize("file", files("templates/**/*.html"))
def test_templates_hold_no_script_and_no_style(file: str) -> None:
    text = JINJA.sub(lambda hidden: re.sub(r"[^\n]", " ", hidden[0]), (ROOT / file).read_text())
    for what, pattern in BANNED_MARKUP.items():
        found = pattern.search(text)
        assert not found, f"{file}:{text.count(chr(10), 0, found.start()) + 1} {what}: {found[0][-80:]}"


# Style sheets: Chromium 90 and iOS 15 drop what they do not know, and a whole rule with an unknown selector

BANNED_AT_RULES = ("@layer", "@scope", "@import", "@nest")
NEW_SELECTORS = (":has(", ":popover-open", ":open", ":user-valid", ":user-invalid", ":state(", "::details-content", "::view-transition")
NEW_VALUES = re.compile(r"\b(oklch|oklab|lch|lab|color-mix|light-dark|color)\(|\d[dsl]v[hw]\b|\dcq[wh]\b")


@dataclass
class Rule:
    selectors: str
    inside: list[str]           # the at-rules and rules around it, outermost first
    declarations: list[tuple[str, str]] = field(default_factory=list)


def rules(css: str) -> Iterator[Rule]:
    """The style rules of a style sheet, flat, with what stands around each."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\"[^\"]*\"|'[^']*'|url\([^)]*\)", "''", css)
    around: list[Rule] = []
    for text, end in re.findall(r"([^{};]*)([{};]|$)", css):
        if end == "{":
            around.append(Rule(text.strip(), [rule.selectors for rule in around]))
            continue
        if text.strip() and around:
            name, _, value = text.partition(":")
            around[-1].declarations.append((name.strip(), value.strip()))
        if end == "}":
            rule = around.pop()
            if not rule.selectors.startswith("@"):
                yield rule


STYLES = files("static/css/**/*.css")


@pytest.mark.parametrize("file", STYLES)
def test_styles_are_flat(file: str) -> None:
    css = (ROOT / file).read_text()
    assert not [rule for rule in BANNED_AT_RULES if rule in css]
    for rule in rules(css):
        assert all(outer.startswith("@") for outer in rule.inside), f"{rule.selectors} is nested in {rule.inside}"
        assert "&" not in rule.selectors, rule.selectors
        assert not [outer for outer in rule.inside if outer.startswith("@media") and re.search("[<>]", outer)], rule.inside


@pytest.mark.parametrize("file", STYLES)
def test_new_selectors_stand_in_rules_of_their_own(file: str) -> None:
    for rule in rules((ROOT / file).read_text()):
        new = [any(each in selector for each in NEW_SELECTORS) for selector in re.split(r",(?![^(]*\))", rule.selectors)]
        assert all(new) or not any(new), f"an old browser drops all of: {rule.selectors}"


@pytest.mark.parametrize("file", STYLES)
def test_new_values_have_a_fallback(file: str) -> None:
    for rule in rules((ROOT / file).read_text()):
        if any(outer.startswith("@supports") for outer in rule.inside):
            continue
        said = set()
        for name, value in rule.declarations:
            # A property of our own takes any text, so that its older value would be lost: that needs @supports.
            understood = not NEW_VALUES.search(value) or (name in said and not name.startswith("--"))
            assert understood, f"{rule.selectors} {{{name}: {value}}} has no fallback"
            said.add(name)


def test_the_reading_of_styles() -> None:
    found = list(rules("a,b{x:1;y:url(data:a;b)}/* {c} */@media print{c{z:1}d{}}e{f{g:1}}@supports (color:oklch(0 0 0)){:root{--i:1}}"))
    assert [(rule.selectors, rule.inside) for rule in found] == [
        ("a,b", []), ("c", ["@media print"]), ("d", ["@media print"]), ("f", ["e"]), ("e", []), (":root", ["@supports (color:oklch(0 0 0))"])]
    assert found[0].declarations == [("x", "1"), ("y", "''")]
