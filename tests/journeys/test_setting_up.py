"""From an empty database to the first order, by clicking and typing only."""
import re
from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlsplit

import pyotp
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from app.editing import beginning


def test_a_restaurant_begins(app: Flask, live_server: str, new_screen: Callable[..., Page], new_phone: Callable[..., Page]) -> None:
    owner = new_screen()
    owner.goto("/")
    expect(owner.get_by_role("heading", name="This restaurant is being set up")).to_be_visible()
    owner.goto(f"/staff/first-steps/{beginning.secret(app.config['SECRET_KEY'])}")      # printed on the console
    owner.get_by_label("Name of the restaurant English").fill("Jin's Kitchen")
    owner.get_by_label("Currency").select_option("EUR")
    owner.get_by_label("Time zone").select_option("Europe/Berlin")
    owner.get_by_label("Tax on food, in percent").fill("19")
    owner.get_by_label("Where you cook").fill("Wok, Drinks")
    owner.get_by_label("Your name").fill("Jin Li")
    owner.get_by_label("User name").fill("jin")
    owner.get_by_label("Password").fill("a sentence of my own")
    owner.get_by_role("button", name="Begin").click()

    expect(owner.get_by_role("heading", name="Your first store")).to_be_visible()
    owner.get_by_label("What it is called English").fill("Harbour")
    owner.get_by_label("Open every day").fill("00:00-24:00")
    owner.get_by_role("button", name="Add the store").click()

    owner.get_by_label("What stands on the tables").fill("A1-A4")
    owner.get_by_role("button", name="Add the tables").click()

    for row, (dish, price, category) in enumerate([("Beef noodles", "14.50", "Mains"), ("Tea", "3", "Drinks")]):
        owner.locator(f"#n{row}-en").fill(dish)
        owner.locator(f"[name=price-{row}]").fill(price)
        owner.locator(f"[name=category-{row}]").fill(category)
    owner.get_by_role("button", name="Add the dishes").click()
    owner.get_by_role("link", name="Next").click()

    # The printed codes are in the office, which asks for a second factor.
    owner.get_by_role("link", name="Print the codes of Harbour").click()
    owner.get_by_label("Your password").fill("a sentence of my own")
    owner.get_by_role("button", name="Set it up").click()
    secret = owner.locator(".secret").first.inner_text()
    owner.locator("[name=code]").fill(pyotp.TOTP(re.sub(r"\s", "", secret)).now())
    owner.get_by_role("button", name=re.compile("Turn it on")).click()
    expect(owner.locator(".recovery li").first).to_be_visible()
    owner.goto("/office/setup")
    owner.get_by_role("link", name="Print the codes of Harbour").click()
    expect(owner.locator(".tents .card").first).to_be_visible()

    codes = zxingcpp.read_barcodes(Image.open(BytesIO(owner.screenshot(full_page=True, scale="css"))))
    addresses = {code.text for code in codes if "/t/" in code.text}
    assert len(addresses) == 4, codes

    # A guest scans one of them and orders; the kitchen sees it.
    phone = new_phone()
    phone.goto(urlsplit(sorted(addresses)[0]).path)
    phone.get_by_role("button", name="Add Beef noodles").tap()
    expect(phone.locator("#dock")).to_contain_text("14.50")
    phone.goto(urlsplit(sorted(addresses)[0]).path + "cart")
    phone.get_by_role("button", name=re.compile("Send")).tap()
    expect(phone.get_by_text(re.compile("1 dish sent"))).to_be_visible()
    owner.goto("/kitchen/harbour")
    expect(owner.locator(".tk", has_text="Beef noodles").first).to_be_visible(timeout=20_000)
