"""The visitor of the page tests sees what is wrong, and fills in forms as a browser does."""
import pytest
from flask import Flask, request

from tests.page import Page, check_fragment, check_page

SOUND = '<!doctype html><html lang="en"><head><title>Menu</title></head><body>{}</body></html>'


def test_a_sound_page() -> None:
    check_page(SOUND.format('<p id="a">Noodles</p><svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'))


@pytest.mark.parametrize(("page", "what"), [
    (SOUND.replace("Menu", ""), "empty title"),
    (SOUND.replace("<title>Menu</title>", ""), "0 titles"),
    (SOUND.replace(' lang="en"', ""), "no lang"),
    (SOUND.replace("<!doctype html>", ""), "not valid HTML"),
    (SOUND.format("<p><div></div></p>"), "not valid HTML"),
    (SOUND.format('<i class="a" class="b"></i>'), "not valid HTML"),
    (SOUND.format('<form action="/" method="post"><form action="/" method="post"></form></form>'), "not valid HTML"),
    (SOUND.format('<i id="a"></i><i id="a"></i>'), "more than once"),
    (SOUND.format('<label for="a">Note</label>'), "labels"),
    (SOUND.format('<i style="color:red"></i>'), "inline"),
    (SOUND.format('<i onclick="a()"></i>'), "inline"),
    (SOUND.format('<i hx-on:click="a()"></i>'), "inline"),
    (SOUND.format("<script>a()</script>"), "inline"),
    (SOUND.format("<style>a{}</style>"), "not valid HTML|inline"),
    (SOUND.format('<img src="/a">'), "no alt"),
    (SOUND.format('<form method="post"></form>'), "without method or action"),
    (SOUND.format('<button type="button"><svg></svg></button>'), "nothing to read"),
])
def test_an_unsound_page(page: str, what: str) -> None:
    with pytest.raises(AssertionError, match=what):
        check_page(page)


@pytest.mark.parametrize("part", [
    '<p id="a">1</p>', "<tr><td>1</td></tr>", "<td>1</td>", "<li>1</li>", '<p>1</p><hx-partial hx-target="#b"></hx-partial>'])
def test_a_sound_fragment(part: str) -> None:
    assert check_fragment(part).get_text() == "1"


@pytest.mark.parametrize("part", ["", "words", "<p>1</p><p>2</p>"])
def test_a_fragment_has_one_root(part: str) -> None:
    with pytest.raises(AssertionError, match="root elements"):
        check_fragment(part)


FORM = SOUND.format("""
<form id="order" method="post" action="/order">
  <input type="hidden" name="csrf_token" value="t"><input name="note" value="hot" aria-label="note"><textarea name="long" aria-label="long">
two
lines</textarea>
  <select name="size" aria-label="size"><option>small</option><option value="l" selected>Large</option></select>
  <input type="checkbox" name="with" value="egg" checked aria-label="egg"><input type="checkbox" name="with" value="tofu" aria-label="tofu">
  <input type="radio" name="heat" value="1" checked aria-label="mild"><input type="radio" name="heat" value="2" aria-label="hot">
  <input name="off" value="x" disabled aria-label="off"><fieldset disabled><input name="away" value="x" aria-label="away"></fieldset>
  <button name="go" value="send">Send</button><button name="go" value="ask" formaction="/ask">Ask first</button>
</form>
<button form="order" name="dish" value="7" aria-label="Add noodles">+</button>
<form id="search" action="/search" method="get"><input name="q" aria-label="q"></form><a href="/order">Again</a>""")
UNTOUCHED = [("csrf_token", "t"), ("note", "hot"), ("long", "two\r\nlines"), ("size", "l"), ("with", "egg"), ("heat", "1")]


@pytest.fixture
def visitor() -> Page:
    shop = Flask("shop", static_folder=None)

    @shop.route("/order", methods=["GET", "POST"])
    @shop.route("/ask", methods=["POST"])
    @shop.route("/search")
    def order() -> str:
        return FORM.replace("</body>", f"<output>{request.path} {sorted(request.values.items(multi=True))}</output></body>")

    @shop.get("/dead")
    def dead() -> str:
        return SOUND.format('<a href="/nowhere">Menu</a>')

    return Page(shop).get("/order")


def sent(path: str, *changes: tuple[str, str], left: list[tuple[str, str]] = UNTOUCHED) -> list[str]:
    return [f"{path} {sorted([*left, *changes])}"]


def without(*names: str) -> list[tuple[str, str]]:
    return [field for field in UNTOUCHED if field[0] not in names]


def test_enter_presses_the_first_button(visitor: Page) -> None:
    assert visitor.submit("#order").texts("output") == sent("/order", ("go", "send"))


def test_a_button_outside_its_form(visitor: Page) -> None:
    assert visitor.press("Add noodles").texts("output") == sent("/order", ("dish", "7"))


def test_a_button_with_its_own_address(visitor: Page) -> None:
    assert visitor.press("Ask first", note="mild").texts("output") == sent("/ask", ("go", "ask"), ("note", "mild"), left=without("note"))


def test_choices(visitor: Page) -> None:
    visitor.press("Send", {"with": ["egg", "tofu"]}, size="small", heat="2")
    assert visitor.texts("output") == sent("/order", ("go", "send"), ("with", "tofu"), ("size", "small"), ("heat", "2"), left=without("size", "heat"))
    visitor.press("Send", {"with": False})
    assert visitor.texts("output") == sent("/order", ("go", "send"), left=without("with"))


def test_searching_is_a_get(visitor: Page) -> None:
    assert visitor.submit("#search", q="面").path == "/search?q=%E9%9D%A2"


@pytest.mark.parametrize(("fields", "what"), [({"size": "huge"}, "cannot be"), ({"heat": "9"}, "cannot be"), ({"tip": "1"}, "no field")])
def test_what_the_form_does_not_offer(visitor: Page, fields: dict[str, str], what: str) -> None:
    with pytest.raises(AssertionError, match=what):
        visitor.submit("#order", fields)


def test_dead_links(visitor: Page) -> None:
    assert visitor.follow("Again").path == "/order"
    with pytest.raises(AssertionError, match="leads nowhere"):
        visitor.get("/dead")
    with pytest.raises(AssertionError, match="answered 404, not 200"):
        visitor.get("/nothing")
