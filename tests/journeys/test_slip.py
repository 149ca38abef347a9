"""The guests' pages in a real browser: one slip on two phones, the sheet over the menu, the search, keyboard, small screens, a lost network."""
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from app.audit import Actor
from app.clock import now
from app.db import db, transaction
from app.menu import stock
from app.menu.models import Dish
from app.ordering.models import CartEvent, LineState, OrderLine
from app.stores.hours import business_day
from app.tables import sittings
from app.tables.models import DiningTable, Sitting

pytestmark = pytest.mark.demo

CUCUMBER, EGG, BEEF = "Smashed cucumber", "Tomato & egg", "Lantern braised beef noodles"


@pytest.fixture
def menu(app: Flask) -> str:
    """The menu of a table whose store lets a scan open it."""
    with app.app_context():
        return f"/t/{db.session.scalar(select(DiningTable.token).where(DiningTable.label == 'A12'))}/"


def dishes(app: Flask, state: LineState) -> list[tuple[str, int]]:
    with app.app_context():
        lines = db.session.scalars(select(OrderLine).where(OrderLine.state == state).order_by(OrderLine.id))
        return [(line.dish.name["en"], line.quantity) for line in lines]


def sell_out(app: Flask, code: str) -> None:
    with app.app_context(), transaction():
        dish = db.session.scalar(select(Dish).where(Dish.code == code))
        table = db.session.scalar(select(DiningTable).where(DiningTable.label == "A12"))
        stock.stop(table.store_id, dish.id, business_day(table.store, now()), dish.portions)


def add(phone: Page, dish: str) -> None:
    phone.get_by_role("button", name=f"Add {dish}").tap()


def test_two_phones_fill_one_slip_and_see_each_other(app: Flask, menu: str, new_phone: Callable[..., Page]) -> None:
    mei, wang = new_phone(), new_phone()
    mei.goto(menu)
    add(mei, CUCUMBER)
    expect(mei.locator("#dock")).to_contain_text("1 dish")
    wang.goto(menu)
    add(wang, EGG)
    expect(mei.locator("#dock")).to_contain_text("Guest B added Tomato & egg")
    expect(mei.locator("#heard")).to_contain_text("Slip: 2 dishes")
    expect(mei.locator(".cats sup")).to_have_text(["1", "1"])

    # Somebody takes the other one's dish out; it is said, and put back.
    mei.get_by_role("link", name="Review").tap()
    mei.get_by_role("group", name=EGG).get_by_role("button", name="Remove").tap()
    wang.get_by_role("link", name="Review").tap()
    expect(wang.locator(".feed")).to_contain_text("Guest A removed Tomato & egg")
    wang.get_by_role("button", name="Put back").tap()
    expect(mei.locator("#slip")).to_contain_text("Total, 2 dishes")

    # What sells out meanwhile is named beside the rest, which goes.
    sell_out(app, "tomato-egg")
    wang.get_by_role("button", name="Send the other 1").tap()
    expect(wang.get_by_text("1 dish sent")).to_be_visible()
    assert dishes(app, LineState.SENT) == [(CUCUMBER, 1)]

    # Anybody takes it back.
    mei.get_by_role("button", name="Take it back").tap()
    expect(mei.locator("#slip")).to_contain_text(CUCUMBER)
    assert dishes(app, LineState.SENT) == []


def test_the_sheet_keeps_the_place_and_the_focus(menu: str, new_phone: Callable[..., Page]) -> None:
    phone = new_phone()
    phone.goto(menu)
    choose = phone.get_by_role("link", name="Choose: Mapo tofu")
    choose.scroll_into_view_if_needed()
    place = phone.evaluate("scrollY")
    assert place > 500

    for leave in (lambda: phone.keyboard.press("Escape"), phone.go_back, lambda: phone.get_by_role("link", name="Close").tap(),
                  lambda: phone.mouse.click(200, 20)):
        choose.tap()
        expect(phone.get_by_role("heading", name="Mapo tofu", level=2)).to_be_focused()
        leave()
        expect(phone.locator("dialog")).to_have_count(0)
        expect(choose).to_be_focused()
        assert phone.url.endswith(menu)
        assert phone.evaluate("scrollY") == place

    # The price follows what is chosen, an allergy in the note is answered, and the dish joins the slip.
    phone.get_by_role("link", name=f"Choose: {BEEF}").tap()
    phone.get_by_role("radio", name="Large").tap()
    phone.get_by_role("group", name="Soft egg").get_by_role("button", name="One more").tap()
    phone.get_by_label("Note for the kitchen").fill("egg allergy")
    expect(phone.get_by_text("Tell the waiter too.")).to_be_visible()
    phone.get_by_role("button", name="Add to slip · ¥53").tap()
    expect(phone.locator("dialog")).to_have_count(0)
    expect(phone.locator("#dock")).to_contain_text("¥53")


@pytest.mark.parametrize("words", ["牛肉面", "nrm", "niurou", "beef noodles"])
def test_the_search_finds_as_one_types(menu: str, new_phone: Callable[..., Page], words: str) -> None:
    phone = new_phone()
    phone.goto(menu)
    phone.get_by_role("searchbox").fill(words)
    expect(phone.get_by_role("link", name=BEEF, exact=True)).to_be_visible()
    expect(phone.get_by_role("link", name=CUCUMBER, exact=True)).to_be_hidden()


def test_diets_leave_out_what_is_not_stated(menu: str, new_phone: Callable[..., Page]) -> None:
    for javascript in (True, False):
        phone = new_phone(java_script_enabled=javascript)
        phone.goto(menu)
        shown = phone.locator(".dish:visible")
        expect(shown.filter(has_text="Duck & vermicelli soup")).to_have_count(1)
        phone.get_by_role("link", name="No peanut").tap()
        expect(shown.filter(has_text="Dan dan noodles")).to_have_count(0)
        expect(shown.filter(has_text="Duck & vermicelli soup")).to_have_count(0)
        expect(shown.filter(has_text=BEEF)).to_have_count(1)
        expect(phone.get_by_text("Dishes whose allergens are not stated are left out.")).to_be_visible()


@pytest.mark.parametrize(("width", "letters"), [(320, "100%"), (320, "200%"), (390, "200%")])
def test_nothing_is_wider_than_the_screen(menu: str, new_phone: Callable[..., Page], width: int, letters: str) -> None:
    phone = new_phone(viewport={"width": width, "height": 640}, bypass_csp=True)
    phone.goto(menu)
    add(phone, CUCUMBER)
    expect(phone.locator("#dock")).to_contain_text("1 dish")
    for page in ("", "cart", "order", "bill", "name"):
        phone.goto(menu + page)
        phone.add_style_tag(content=f"html{{font-size:{letters}}}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= width, page


def test_the_keyboard_alone_sends_a_round(app: Flask, menu: str, new_screen: Callable[..., Page]) -> None:
    screen = new_screen()
    screen.goto(menu)

    def tab_to(name: str) -> None:
        for _step in range(200):
            screen.keyboard.press("Tab")
            if screen.evaluate("(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()").startswith(name):
                return
        raise AssertionError(f"no key leads to {name}")

    tab_to("Skip to the menu")
    screen.keyboard.press("Enter")
    tab_to(f"Choose: {BEEF}")
    screen.keyboard.press("Enter")
    expect(screen.get_by_role("heading", name=BEEF, level=2)).to_be_focused()
    tab_to("Add to slip")
    screen.keyboard.press("Enter")
    expect(screen.locator("#dock")).to_contain_text("1 dish")
    tab_to("Review")
    screen.keyboard.press("Enter")
    expect(screen.locator("#slip")).to_be_visible()
    tab_to("Send to the kitchen")
    screen.keyboard.press("Enter")
    expect(screen.get_by_text("1 dish sent")).to_be_visible()
    assert dishes(app, LineState.SENT) == [(BEEF, 1)]


def test_a_line_that_goes_leaves_the_focus_beside_it(menu: str, new_phone: Callable[..., Page]) -> None:
    phone = new_phone()
    phone.goto(menu)
    add(phone, CUCUMBER)
    add(phone, EGG)
    expect(phone.locator("#dock")).to_contain_text("2 dishes")
    phone.get_by_role("link", name="Review").tap()
    phone.get_by_role("group", name=CUCUMBER).get_by_role("button", name="Remove").tap()
    expect(phone.get_by_role("group", name=EGG).get_by_role("button", name="One more")).to_be_focused()
    phone.get_by_role("group", name=EGG).get_by_role("button", name="Remove").tap()
    expect(phone.get_by_role("link", name="Add more")).to_be_focused()


def test_an_add_is_retried_once_with_its_key_and_counts_once(app: Flask, menu: str, new_phone: Callable[..., Page]) -> None:
    """The first answer is lost on the way: the dish was added, the phone does not know, and asks again."""
    phone, tries = new_phone(), []
    phone.goto(menu)

    def lose_the_first(route: Route) -> None:
        tries.append(route.request.post_data)
        if len(tries) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.route("**/cart/lines", lose_the_first)
    add(phone, CUCUMBER)
    expect(phone.locator("#dock")).to_contain_text("1 dish")
    assert len(tries) == 2
    assert tries[0] == tries[1]
    assert dishes(app, LineState.CART) == [(CUCUMBER, 1)]


def test_without_a_network_the_menu_stays_and_what_was_added_joins_later(app: Flask, menu: str, new_phone: Callable[..., Page]) -> None:
    phone = new_phone()
    phone.goto(menu)
    add(phone, CUCUMBER)
    expect(phone.locator("#dock")).to_contain_text("1 dish")
    phone.context.set_offline(True)
    add(phone, EGG)
    expect(phone.get_by_text("No network. You can still browse.")).to_be_visible()
    expect(phone.get_by_text("Kept on this phone, will join the slip when you are back: 1")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.locator("#dock")).to_contain_text("2 dishes")
    expect(phone.locator("#net p")).to_have_count(0)
    assert dishes(app, LineState.CART) == [(CUCUMBER, 1), (EGG, 1)]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CartEvent)) == 2

    # On the slip, sending waits for the network; the waiter can read it.
    phone.get_by_role("link", name="Review").tap()
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Show in large letters").tap()
    expect(phone.get_by_role("button", name="Send to the kitchen")).to_be_hidden()
    phone.context.set_offline(False)
    expect(phone.get_by_role("button", name="Send to the kitchen")).to_be_visible()


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_what_a_closed_table_reads_lies_free(app: Flask, menu: str, new_phone: Callable[..., Page], locale: str) -> None:
    phone = new_phone(locale=locale)
    phone.goto(menu)
    phone.locator("#dishes button[form=add]").first.tap()
    expect(phone.locator("#dock .feed")).to_be_visible()
    with app.app_context(), transaction():
        sittings.close(db.session.scalar(select(Sitting)), Actor("command"))
    phone.goto(menu)
    sentence, button = (phone.locator(f"#net .note {part}") for part in (".grow > div", "button"))
    below = sentence.evaluate("""box => {
        const words = document.createRange();
        words.selectNodeContents(box.firstChild);
        return words.getBoundingClientRect().bottom;
    }""")
    assert below <= button.bounding_box()["y"]
    charges = phone.locator("#charges")
    assert float(charges.evaluate("line => parseFloat(getComputedStyle(line).paddingLeft)")) >= 12
