"""The style sheets stay within what phones can read and a slow network can carry, and the templates within what our policy lets run."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ICONS = ROOT / "templates/components/icons.html"

# Missing in Chromium 90 or iOS 15, and the page breaks where they are missing.
TOO_NEW = {
    "a layer": r"@layer",
    "oklch or color-mix": r"oklch\(|color-mix\(|light-dark\(|color\(",
    "transforms as properties of their own": r"[;{\s](?:rotate|translate|scale)\s*:",
    "range media queries": r"@media[^{]*[<>]",
    "a :has() together with other selectors": r"(?:,[^{},]*:has\(|:has\([^{}]*\)[^{},]*,)(?![^{]*@supports)",
    "subgrid": r"subgrid",
    "accent colours": r"accent-color",
}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
@pytest.mark.parametrize("what", TOO_NEW)
def test_no_style_sheet_needs_a_newer_browser(sheet, what):
    assert re.findall(TOO_NEW[what], _flat(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_rule_stands_inside_another(sheet):
    around = []
    for head, brace in re.findall(r"([^{};]*)([{}]|;)", _flat(sheet)):
        if brace == "{":
            assert all(outer.startswith(("@media", "@supports", "@container", "@keyframes")) for outer in around), head
            around.append(head.strip())
        elif brace == "}":
            around.pop()
    assert around == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_the_dynamic_viewport_has_a_fallback(sheet):
    for rule in re.findall(r"\{([^{}]*dvh[^{}]*)\}", _flat(sheet)):
        for name in re.findall(r"([\w-]+):[^;]*dvh", rule):
            assert re.search(rf"{name}:[^;]*[^d]vh", rule), rule


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_loads_nothing(sheet):
    assert re.findall(r"url\(|@import", _flat(sheet)) == []


def test_diners_load_little():
    content = (ROOT / "static/css/diner.css").read_bytes()
    assert len(content) <= 24 * 1024
    assert len(gzip.compress(content, 6)) <= 8 * 1024


def test_paper_has_a_height():
    heights = re.findall(r"@page[^{]*\{size:([^;}]*)", (ROOT / "static/css/paper.css").read_text())
    assert heights
    assert all(re.fullmatch(r"80mm \d+mm|A4", size) for size in heights)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_holds_nothing_the_policy_forbids(template):
    source = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", template.read_text(), flags=re.S)
    assert re.findall(r"\sstyle\s*=|<style\b", source) == []
    assert re.findall(r"\son\w+\s*=", source) == []
    assert re.findall(r"<script\b(?![^>]*\bsrc=)", source) == []
    assert re.findall(r"hx-on\b|hx-on:|[\"'](?:js|javascript):|hx-trigger=\"[^\"]*\[", source) == []


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r"^\s+'(\w+)':", ICONS.read_text(), re.M))
    asked = {name for template in TEMPLATES for name in re.findall(r"\bicon\('(\w+)'", template.read_text())}
    assert asked <= drawn


def _flat(sheet):
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
