"""The board in a real browser: hands, bump bar, a lost connection."""
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from app import clock
from app.checks import moving
from app.db import db, transaction
from app.kitchen.models import Bump
from app.ordering import voids
from app.ordering.models import LineState, OrderLine, Round
from tests import cast

LONG = 8        # more tickets than a page holds


@pytest.fixture
def board(app: Flask, live_server: str, new_screen: Callable[..., Page]) -> Page:
    """The wall screen of the kitchen, with nothing to do yet."""
    with app.app_context():
        secret = cast.a_screen()
        cast.a_dish()
        cast.a_dish("tea", 800, station="bar")
    screen = new_screen()
    screen.context.add_cookies([{"name": "screen", "value": secret, "url": live_server}])
    screen.goto("/kitchen/riverside")
    return screen


def order(app: Flask, *wanted: tuple[str, int], table: str = "A1", note: str = "") -> int:
    with app.app_context():
        return cast.a_sent_round(*[(cast.a_dish(code), many) for code, many in wanted or [("beef", 1)]], table=cast.a_table(table), note=note).id


def states(app: Flask, round_id: int) -> list[str]:
    with app.app_context():
        return [line.state.value for line in db.session.query(OrderLine).filter_by(round_id=round_id).order_by(OrderLine.id)]


def eventually(page: Page, app: Flask, round_id: int, wanted: list[str]) -> None:
    for _ in range(200):
        if states(app, round_id) == wanted:
            return
        page.wait_for_timeout(50)
    assert states(app, round_id) == wanted


def test_figures_and_names_stand_beside_each_other(app: Flask, board: Page) -> None:
    sent = order(app, ("beef", 10))
    with app.app_context():
        with transaction():
            for line in cast.lines_of(db.session.get(Round, sent)):
                voids.void(line, by=cast.acts(cast.a_manager()), reason="changed their mind")
        with transaction():
            sitting = cast.a_sitting(cast.a_table("B2"), covers=4)
            moving.join(sitting, cast.a_table("B3"), by=cast.acts(cast.a_waiter()), key="two-tables")
    order(app, ("beef", 1), table="B2")
    figure, name = board.locator(".void .q"), board.locator(".void .nm")
    expect(figure).to_have_text("−10")
    assert right(figure) <= name.bounding_box()["x"]
    assert figure.evaluate("box => box.scrollWidth <= box.clientWidth")
    expect(board.locator(".long b")).to_have_text("B2+B3")
    assert board.locator(".long > small").bounding_box()["height"] < 24         # one line
    assert right(board.locator(".long b")) <= board.locator(".long .age").bounding_box()["x"]


def right(thing: Locator) -> float:
    box = thing.bounding_box()
    return box["x"] + box["width"]


def test_a_ticket_arrives_is_ticked_and_bumped(app: Flask, board: Page) -> None:
    expect(board.get_by_text("No tickets.")).to_be_visible()
    sent = order(app, ("beef", 3))
    expect(board.locator(".tk .head b")).to_have_text("A1")
    row = board.locator(".tk li button").first
    row.click()
    row.click()                             # at once: the second tap means the next portion
    expect(board.locator(".tk .part")).to_have_text("2 of 3 ready")
    assert states(app, sent) == ["ready", "ready", "sent"]
    board.locator(".bump").click()
    gap = board.locator(".gap")
    expect(gap).to_contain_text("A1 out")
    gap.get_by_role("button", name="Undo").click()
    expect(board.locator(".tk .part")).to_have_text("2 of 3 ready")
    assert states(app, sent) == ["ready", "ready", "sent"]


def test_others_stay_where_they_are(app: Flask, board: Page) -> None:
    for label in ("A1", "A2", "A3"):
        order(app, table=label)
    expect(board.locator(".tk")).to_have_count(3)
    last = board.locator(".tk").last
    before = last.bounding_box()
    board.locator(".tk .bump").first.click()
    expect(board.locator(".gap")).to_be_visible()
    assert last.bounding_box() == before
    expect(board.locator(".gap")).to_have_count(0)
    expect(board.locator(".tk")).to_have_count(2)


def test_bump_bar(app: Flask, board: Page) -> None:
    first, second = order(app, ("beef", 1), ("tea", 1)), order(app, table="A2")
    expect(board.locator(".tk")).to_have_count(2)
    board.keyboard.press("2")
    eventually(board, app, second, ["ready"])
    board.keyboard.press("u")
    eventually(board, app, second, ["sent"])
    board.keyboard.press("ArrowDown")
    expect(board.locator(".tk.sel .head b")).to_have_text("A1")
    board.keyboard.press("Space")
    eventually(board, app, first, ["ready", "sent"])
    board.keyboard.press("Enter")
    eventually(board, app, first, ["ready", "ready"])
    board.keyboard.press("r")
    expect(board.get_by_role("heading", name="Recall")).to_be_visible()
    board.keyboard.press("1")
    expect(board.locator(".tk")).to_have_count(2)
    board.keyboard.press("F2")
    expect(board.locator(".stations [aria-current]")).to_contain_text("Noodle")
    board.keyboard.press("F1")
    expect(board.locator(".stations [aria-current]")).to_contain_text("All")
    board.keyboard.press("m")
    expect(board.locator("#sound")).to_contain_text("Muted")


def test_86_by_keyboard(app: Flask, board: Page) -> None:
    board.keyboard.press("/")
    board.keyboard.type("tea")
    expect(board.locator("#stock li:visible")).to_have_count(1)
    board.keyboard.press("Enter")
    expect(board.locator("#stock .off")).to_contain_text("86, sold out")
    board.keyboard.press("Escape")
    expect(board.locator("#to-stock sup")).to_have_text("1")


def test_a_second_page_instead_of_scrolling(app: Flask, board: Page) -> None:
    board.set_viewport_size({"width": 800, "height": 600})
    for place in range(LONG):
        order(app, ("beef", 1), ("tea", 1), table=f"A{place}")
    expect(board.locator(".tk")).to_have_count(LONG)
    expect(board.locator(".tk[data-digit='1'] .head b")).to_have_text("A0")
    board.keyboard.press("PageDown")
    first = board.locator(".tk[data-digit='1']")
    expect(first.locator(".head b")).not_to_have_text("A0")
    start = board.locator("#tickets").bounding_box()["x"]
    assert first.bounding_box()["x"] - start < 20, "the page begins at its left"
    board.keyboard.press("PageUp")
    expect(board.locator(".tk[data-digit='1'] .head b")).to_have_text("A0")


def test_an_allergy_and_a_cancelled_dish(app: Flask, board: Page) -> None:
    sent = order(app, ("beef", 2), note="peanut allergy")
    expect(board.locator(".bump")).to_be_disabled()
    board.get_by_role("button", name="I have read it").click()
    expect(board.locator(".bump")).to_be_enabled()
    with app.app_context(), transaction():
        line = db.session.query(OrderLine).filter_by(round_id=sent).first()
        voids.void(line, by=cast.acts(cast.a_manager()), reason="changed their mind")
    cancelled = board.locator(".void button")
    expect(cancelled).to_contain_text("cancelled")
    expect(board.locator(".bump")).to_be_disabled()
    cancelled.click()
    expect(cancelled).to_have_count(0)
    board.locator(".bump").click()
    eventually(board, app, sent, [LineState.VOID, LineState.READY])


def test_age_counts_by_the_servers_clock(app: Flask, board: Page) -> None:
    order(app)
    expect(board.locator(".tk.fresh")).to_have_count(1)
    clock.move(timedelta(minutes=13))
    order(app, table="A2")                  # brings the server's time along
    expect(board.locator(".tk.hot .age small")).to_contain_text("late 1:0")
    expect(board.locator(".tk")).to_have_count(2)


def test_pressed_without_a_connection(app: Flask, board: Page) -> None:
    first, second = order(app, ("beef", 2)), order(app, table="A2")
    expect(board.locator(".tk")).to_have_count(2)
    board.context.set_offline(True)
    expect(board.locator("#lost")).to_contain_text("Not live since")
    board.locator(f"#t{first} li button").first.click()
    board.locator(f"#t{second} .bump").click()
    expect(board.locator("#queue")).to_contain_text("2")
    assert states(app, first) == ["sent", "sent"]
    board.context.set_offline(False)
    eventually(board, app, first, ["ready", "sent"])
    eventually(board, app, second, ["ready"])
    expect(board.locator("#lost")).to_be_hidden()
    expect(board.locator("#queue")).to_be_hidden()
    with app.app_context():
        assert db.session.query(Bump).count() == 2


def test_a_press_outlives_the_page(app: Flask, board: Page) -> None:
    sent = order(app)
    expect(board.locator(".tk")).to_have_count(1)
    board.route("**/ticks", lambda route: route.abort())
    board.locator(".tk li button").first.click()
    expect(board.locator(".tk li.done")).to_have_count(1)
    board.unroute("**/ticks")
    board.reload()
    eventually(board, app, sent, ["ready"])


def test_the_second_cook_is_told(app: Flask, board: Page) -> None:
    sent = order(app)
    board.route("**/riverside?v=*", lambda route: route.fulfill(status=204))     # this screen lags behind
    board.reload()
    expect(board.locator(".tk")).to_have_count(1)
    with app.app_context():
        from_another = cast.a_screen()
    other = board.context.browser.new_context(base_url=board.url.split("/kitchen")[0])
    other.add_cookies([{"name": "screen", "value": from_another, "url": board.url}])
    page = other.new_page()
    page.goto("/kitchen/riverside")
    page.locator(".bump").click()
    eventually(page, app, sent, ["ready"])
    other.close()
    board.locator(".bump").click()
    expect(board.get_by_role("alert")).to_contain_text("Somebody was faster")


def test_to_make_right_now_outlines_its_tickets(app: Flask, board: Page) -> None:
    order(app, ("tea", 1))
    order(app, ("beef", 2), table="A2")
    board.get_by_role("link", name="Tea").click()
    expect(board.locator(".tk.lit-up .head b")).to_have_text("A1")
    board.get_by_role("link", name="Tea").click()
    expect(board.locator(".tk.lit-up")).to_have_count(0)
