"""The picture of a dish in the office: photos, hostile files, the drawn plate."""
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app.db import db
from app.menu.models import Dish
from app.pictures.kept import sized
from app.staff.models import Role
from tests import cast
from tests.page import Page
from tests.pictures.test_photos import SVG, bomb, image


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    with app.app_context():
        cast.a_dish("beef")
        cast.staff(Role.OWNER)
    return cast.signed_in(client, "owner").get("/office/menu/dishes/1")


def pictures(app: Flask) -> set[str]:
    folder = Path(app.config["INSTANCE"]) / "pictures"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def picture_of(app: Flask) -> str:
    with app.app_context():
        return db.session.get_one(Dish, 1).picture


def jpeg() -> bytes:
    written = BytesIO()
    image(1000, 800).save(written, "JPEG")
    return written.getvalue()


def upload(owner: Page, content: bytes, name: str = "photo.jpg", status: int = 200) -> Page:
    """As a browser sends it. By hand, because the test client would leave temporary files of its own open."""
    fields = {"csrf_token": owner.find("form[action$='/picture'] input[name=csrf_token]")["value"], "act": ""}
    head = "".join(f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items())
    head += f'--edge\r\nContent-Disposition: form-data; name="picture"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
    return owner._ask("POST", "/office/menu/dishes/1/picture", status, content_type="multipart/form-data; boundary=edge",
                      data=head.encode() + content + b"\r\n--edge--\r\n")


def test_a_photo_is_up_everywhere_in_the_size_it_needs(app: Flask, owner: Page) -> None:
    upload(owner, jpeg())
    name = picture_of(app)
    assert pictures(app) == {name, sized(name, 480), sized(name, 184)}
    with app.app_context():
        table = cast.a_table().token
    phone = Page(app).get(f"/t/{table}/")
    shown = phone.find("#dish-1 img")
    assert sized(name, 184) in shown["src"] and "480w" in shown["srcset"] and (shown["width"], shown["loading"]) == ("92", "lazy")
    with app.test_client().get(shown["src"]) as response:
        assert response.mimetype == "image/webp" and Image.open(BytesIO(response.data)).size == (184, 184)


def test_the_history_brings_the_old_one_back(app: Flask, owner: Page) -> None:
    upload(owner, jpeg())
    first = picture_of(app)
    owner.press("Draw a plate")
    plate = picture_of(app)
    with app.test_client().get(f"/pictures/{plate}") as response:
        assert plate.endswith(".svg") and b"<svg" in response.data
    owner.press("Take the picture off")
    assert picture_of(app) == ""
    owner.get("/office/history")
    owner.post(owner.all("form[action$='/undo']")[0]["action"])
    assert picture_of(app) == plate
    assert {first, plate} <= pictures(app)


@pytest.mark.parametrize(("content", "name", "status", "said"), [
    (b"Just a text", "photo.jpg", 422, "JPEG, PNG or WebP"), (SVG, "drawing.svg", 422, "JPEG, PNG or WebP"),
    (bytes(30_000_000), "large.jpg", 413, "too large. It may have 12 MB"), (b"", "", 422, "choose a file")],
    ids=["text", "script", "30 MB", "none"])
def test_what_is_no_photo_is_said_and_nothing_is_kept(app: Flask, owner: Page, content: bytes, name: str, status: int, said: str) -> None:
    upload(owner, content, name, status)
    assert said in owner.text and picture_of(app) == "" and not pictures(app)


def test_a_bomb_is_not_unpacked(app: Flask, owner: Page, tmp_path: Path) -> None:
    upload(owner, bomb(tmp_path / "bomb.png", 20_000).read_bytes(), "bomb.png", 422)
    assert "too many pixels (20000 × 20000)" in owner.text and picture_of(app) == "" and not pictures(app)


def test_other_pages_take_no_large_forms(app: Flask, owner: Page) -> None:
    owner._ask("POST", "/office/menu/dishes/1", 413, content_type="application/x-www-form-urlencoded", data=b"name.en=" + b"x" * 2_000_000)
    assert "too large to be sent" in owner.text


def test_strangers_send_no_large_files(app: Flask, owner: Page) -> None:
    stranger = Page(app)
    stranger._ask("POST", "/office/menu/dishes/1/picture", 413, content_type="multipart/form-data; boundary=edge", data=bytes(2_000_000))
