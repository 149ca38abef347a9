"""axe (WCAG 2.2 AA and best practice) finds nothing on any kind of page, in both languages, light and dark."""
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from app.db import transaction
from app.kitchen import board
from app.staff.models import Role
from app.tables import sittings
from app.tables.models import CallKind
from tests import cast

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


@pytest.fixture
def party(app: Flask) -> dict[str, str]:
    """A table in the middle of its meal: its addresses, and the secret of one of its phones."""
    with app.app_context():
        for role in (Role.OWNER, Role.COOK):
            cast.staff(role)
        table, plain, beef = cast.a_table("A1"), cast.a_dish("cucumber", tags=["signature", "spicy-2"]), cast.a_dish("beef", portions=3)
        cast.an_option_group(beef, {"mild": 0, "hot": 200}, default="mild")
        seat = cast.a_seat(table)
        sent = cast.a_sent_round((plain, 2), beef, table=table, seat=seat, note="peanut allergy")
        with transaction():
            board.tick(sent, [cast.lines_of(sent)[0].id], cast.acts(cast.a_cook()))
            sittings.call(seat.guest.sitting, CallKind.WAITER, seat.guest)
        cast.a_cart(plain, seat=seat)
        return {"menu": f"/t/{table.token}/", "secret": seat.secret, "sitting": str(seat.guest.sitting_id), "dish": str(beef.id)}


def findings(page: Page, *addresses: str) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        for violation in Axe().run(page, options=RULES).response["violations"]:
            found += [f"{address}: {violation['id']} {node['html'][:120]}" for node in violation["nodes"]]
    return found


@pytest.mark.parametrize(("locale", "scheme"), [("en", "light"), ("zh-CN", "dark")])
def test_guests_pages(party: dict[str, str], new_phone: Callable[..., Page], live_server: str, locale: str, scheme: str) -> None:
    menu = party["menu"]
    stranger = new_phone(locale=locale, color_scheme=scheme, bypass_csp=True)
    assert findings(stranger, "/", "/stores/riverside", menu, f"{menu}join", "/staff/sign-in") == []
    guest = new_phone(locale=locale, color_scheme=scheme, bypass_csp=True)
    guest.context.add_cookies([{"name": "guest", "value": party["secret"], "url": live_server + menu}])
    assert findings(guest, menu, f"{menu}dishes/{party['dish']}", *(menu + page for page in ("cart", "order", "bill", "name"))) == []


@pytest.mark.parametrize(("locale", "scheme"), [("en", "light"), ("zh-CN", "dark")])
def test_staff_pages(party: dict[str, str], new_screen: Callable[..., Page], locale: str, scheme: str) -> None:
    screen = new_screen(locale=locale, color_scheme=scheme, bypass_csp=True)
    screen.goto("/staff/sign-in")
    screen.locator("#f-username").fill("owner")
    screen.locator("#f-password").fill(cast.PASSWORD)
    screen.locator("#f-password").press("Enter")
    screen.locator("#code").fill(cast.code_now())
    screen.locator("#code").press("Enter")
    screen.wait_for_url("**/staff")
    sitting = f"/floor/riverside/sittings/{party['sitting']}"
    assert findings(screen, "/staff", "/kitchen/riverside", "/kitchen/riverside/stock", "/kitchen/riverside/recalls",
                    "/floor/riverside", sitting, f"{sitting}/check", f"{sitting}/order", f"{sitting}/order/dishes/{party['dish']}",
                    f"{sitting}/concessions") == []
