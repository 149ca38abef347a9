"""How the chain looks and speaks, as an owner changes it."""
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app.staff.models import Role
from app.stores.finding import chain
from tests import cast
from tests.page import Page
from tests.pictures.test_photos import bomb, image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="x()"><script>alert(1)</script><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    with app.app_context():
        cast.a_store()
        cast.staff(Role.OWNER)
    return cast.signed_in(client, "owner").get("/office/look")


def stored(app: Flask, name: str) -> object:
    with app.app_context():
        return getattr(chain(), name)


def kept(app: Flask) -> list[Path]:
    folder = Path(app.config["INSTANCE"]) / "pictures"
    return list(folder.iterdir()) if folder.exists() else []


def upload(owner: Page, content: bytes, status: int = 200) -> Page:
    token = owner.find("form[action$='/logo'] input[name=csrf_token]")["value"]
    head = f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    head += '--edge\r\nContent-Disposition: form-data; name="logo"; filename="logo"\r\nContent-Type: image/png\r\n\r\n'
    return owner._ask("POST", "/office/look/logo", status, content_type="multipart/form-data; boundary=edge",
                      data=head.encode() + content + b"\r\n--edge--\r\n")


def test_a_sentence_of_welcome_stands_on_the_home_page(app: Flask, owner: Page) -> None:
    owner.submit("form[action='/office/look']", {"welcome.en": "  Noodles   pulled by hand. "})
    assert stored(app, "welcome") == {"en": "Noodles pulled by hand."}
    assert "Noodles pulled by hand." in Page(app).get("/").text


def test_a_name_is_needed_and_what_was_typed_stays(app: Flask, owner: Page) -> None:
    owner.submit("form[action='/office/look']", {"name.zh": " ", "contact": "us@example.com"}, status=422)
    assert "Please fill this in" in owner.text and owner.find("[name='contact']")["value"] == "us@example.com"
    assert stored(app, "contact") == "us@example.com"           # the other fields are saved


def test_colours_are_tried_before_they_are_used(app: Flask, owner: Page) -> None:
    before = stored(app, "brand")
    css = owner.client.get("/office/look/trial.css?hue=150&chroma=0.1").text
    assert css.startswith(".trial{--brand:#") and stored(app, "brand") == before
    address = Page(app).get("/").find("link[href*='brand.']")["href"]
    owner.press("Use these colours", hue="150", chroma="0.1", second_hue="300", second_chroma="0.12")
    assert stored(app, "brand") == {"hue": 150, "chroma": 0.1, "second_hue": 300, "second_chroma": 0.12}
    assert Page(app).get("/").find("link[href*='brand.']")["href"] != address
    rows = [[float(cell.get_text()) for cell in row.select(".n")] for row in owner.all("#trial tbody tr")]
    assert len(rows) == 7 and all(min(day, night) >= least for least, day, night in rows)


@pytest.mark.parametrize("typed", ["361", "-1", "red", "nan", ""])
def test_colours_that_are_none(app: Flask, owner: Page, typed: str) -> None:
    owner.post("/office/look/colours", {"seen": "{}", "hue": typed, "chroma": "0.1", "second_hue": "3", "second_chroma": "0.1"}, status=422)
    assert "A number from 0 to 360" in owner.text and stored(app, "chroma") != 0.1


def test_a_drawn_logo_without_what_acts_in_it(app: Flask, owner: Page) -> None:
    upload(owner, SVG)
    with app.test_client().get(f"/pictures/{stored(app, 'wordmark')}") as response:
        assert b"<path" in response.data and b"script" not in response.data and b"onload" not in response.data
    owner.press("Take the logo off")
    assert stored(app, "wordmark") == ""


def test_a_painted_logo_keeps_what_is_transparent(app: Flask, owner: Page) -> None:
    written = BytesIO()
    image(900, 300, "RGBA").save(written, "PNG")
    upload(owner, written.getvalue())
    with app.test_client().get(f"/pictures/{stored(app, 'wordmark')}") as response:
        assert (Image.open(BytesIO(response.data)).mode, response.mimetype) == ("RGBA", "image/png")


@pytest.mark.parametrize(("content", "status", "said"), [
    (b"no picture", 422, "JPEG, PNG or WebP"), (SVG.replace(b"<script>", b"<style>.a{}</style><script>"), 422, "style sheet"),
    (SVG + b" " * 400_000, 422, "may have 300 KB"), (bytes(30_000_000), 413, "may have 12 MB"), (b"", 422, "JPEG, PNG or WebP")])
def test_what_is_no_logo(app: Flask, owner: Page, content: bytes, status: int, said: str) -> None:
    upload(owner, content, status)
    assert said in owner.text and stored(app, "wordmark") == "" and not kept(app)


def test_a_bomb_is_no_logo(app: Flask, owner: Page, tmp_path: Path) -> None:
    upload(owner, bomb(tmp_path / "bomb", 20_000).read_bytes(), 422)
    assert "20000 × 20000" in owner.text and not kept(app)


def test_only_owners_see_it(app: Flask, owner: Page) -> None:
    with app.app_context():
        cast.a_manager()
    manager = cast.signed_in(Page(app), "manager")
    assert not manager.get("/office/menu").all("a[href='/office/look']")
    manager.get("/office/look", status=403)
