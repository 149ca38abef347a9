"""The whole chain out of the office and in again, and archives that nobody should open."""
import io
import stat
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit import AuditEntry
from app.db import db
from app.menu.models import Dish
from app.staff.models import Role, StaffMember
from app.stores.finding import chain
from tests import cast
from tests.page import Page


@pytest.fixture
def owner(app: Flask, client: Page) -> Page:
    with app.app_context():
        cast.a_table("A1")
        cast.a_dish("beef")
        cast.a_dish("tea", 800)
        cast.staff(Role.OWNER)
    return cast.signed_in(client, "owner").get("/office/files")


def taken_out(owner: Page, query: str = "") -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(owner.client.get(f"/office/files/chain.zip{query}").data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], folder: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content)
    return made.getvalue()


def hand_in(owner: Page, content: bytes, status: int = 200, name: str = "chain.zip") -> Page:
    token = owner.find("form[enctype] input[name=csrf_token]")["value"]
    head = f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    head += f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: application/zip\r\n\r\n'
    return owner._ask("POST", "/office/files", status, content_type="multipart/form-data; boundary=edge",
                      data=head.encode() + content + b"\r\n--edge--\r\n")


def waiting(app: Flask) -> list[Path]:
    folder = Path(app.config["INSTANCE"]) / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_what_was_taken_out_changes_nothing(app: Flask, owner: Page) -> None:
    files = taken_out(owner)
    assert {"chain.toml", "menu.csv", "tables.csv", "staff.csv"} <= set(files)
    with app.app_context():
        assert cast.a_table("A1").token.encode() not in files["tables.csv"]
        assert cast.a_table("A1").token.encode() in taken_out(owner, "?codes=1")["tables.csv"]
    hand_in(owner, zipped(files, "lantern/"))
    assert "nothing would change" in owner.text and not waiting(app)


def test_what_would_change_is_shown_then_done(app: Flask, owner: Page) -> None:
    files = taken_out(owner)
    files["menu.csv"] = files["menu.csv"].replace(b",42.00,", b",45.00,")
    files["staff.csv"] += b"wu,Wu,cook,riverside\n"
    hand_in(owner, zipped(files))
    assert "1 changed beef" in owner.text and "1 new wu" in owner.text
    with app.app_context():
        assert db.session.scalar(select(Dish).where(Dish.code == "beef")).prices[0].amount_minor == 4200
    owner.press("Change it so")
    assert "Dishes 1 changed: beef" in owner.text and "/staff/password/" in owner.find("#l1")["value"] and not waiting(app)
    assert not owner.get("/office/files").all("#l1")
    with app.app_context():
        assert db.session.scalar(select(Dish).where(Dish.code == "beef")).prices[0].amount_minor == 4500
        entry = db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "loaded"))
        assert entry.actor_kind == "staff" and entry.actor_id == db.session.scalar(select(StaffMember.id).where(StaffMember.username == "owner"))


def test_what_changed_since_is_looked_at_again(app: Flask, owner: Page) -> None:
    files = taken_out(owner)
    files["menu.csv"] = files["menu.csv"].replace(b",42.00,", b",45.00,")
    hand_in(owner, zipped(files))
    with app.app_context():
        db.session.scalar(select(Dish).where(Dish.code == "tea")).minutes = 77
        db.session.commit()
    owner.press("Change it so", status=409)
    assert "changed meanwhile" in owner.text and not waiting(app)
    owner.post("/office/files/load", {"digest": "x"}, status=409)
    hand_in(owner.get("/office/files"), zipped(files)).press("Leave it as it is")
    assert not waiting(app)
    with app.app_context():
        assert db.session.scalar(select(Dish).where(Dish.code == "beef")).prices[0].amount_minor == 4200


def test_every_mistake_is_listed(app: Flask, owner: Page) -> None:
    files = taken_out(owner)
    files["menu.csv"] = files["menu.csv"].replace(b",42.00,", b",a lot,")
    hand_in(owner, zipped(files), 422)
    assert "1 mistake: nothing was changed" in owner.text and "a lot" in owner.text and "menu.csv" in owner.text
    files = taken_out(owner) | {"staff.csv": b"username,name,role,stores\nother,Other,owner,\n"}
    hand_in(owner, zipped(files), 422)
    assert "you as an owner" in owner.text
    with app.app_context():
        assert db.session.scalar(select(StaffMember).where(StaffMember.username == "owner")).retired_at is None


def linked() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("chain.toml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return made.getvalue()


@pytest.mark.parametrize(("content", "status", "said"), [
    (b"not an archive", 422, "a ZIP file that can be opened"), (b"", 422, "a ZIP file that can be opened"),
    (zipped({"../chain.toml": b"x"}), 422, "inside their folder"), (zipped({"/chain.toml": b"x"}), 422, "inside their folder"),
    (zipped({"a\\..\\b": b"x"}), 422, "inside their folder"), (linked(), 422, "inside their folder"),
    (zipped({"menu.csv": bytes(50_000_000)}), 422, "40 MB when it is unpacked"), (zipped({f"{n}.csv": b"" for n in range(1001)}), 422, "1000 files"),
    (zipped({"readme.txt": b"x"}), 422, "this file in the folder"), (bytes(30_000_000), 413, "may have 12 MB")],
    ids=["text", "empty", "up", "root", "backslash", "link", "bomb", "many", "none of a chain", "30 MB"])
def test_archives_that_are_refused(app: Flask, owner: Page, content: bytes, status: int, said: str) -> None:
    before = taken_out(owner)
    hand_in(owner, content, status)
    assert said in owner.text and not waiting(app) and taken_out(owner.get("/office/files")) == before


def test_an_archive_that_lies_about_its_size(app: Flask, owner: Page) -> None:
    honest = zipped({"menu.csv": bytes(50_000_000)})
    size = (50_000_000).to_bytes(4, "little")
    hand_in(owner, honest.replace(size, (100).to_bytes(4, "little")), 422)
    assert "a ZIP file that can be opened" in owner.text or "40 MB" in owner.text
    with app.app_context():
        assert chain() is not None


def test_what_is_no_workbook_is_called_one(app: Flask, owner: Page) -> None:
    hand_in(owner, b"dish,price", 422, name="Menu.XLSX")
    assert "a workbook (XLSX) that can be opened" in owner.text and not waiting(app)
    hand_in(owner.get("/office/files"), owner.client.get("/office/files/chain.xlsx").data, name="chain.xlsx")
    assert "nothing would change" in owner.text
