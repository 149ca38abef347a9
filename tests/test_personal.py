"""Personal data: encrypted, found by a hash, kept out of the logs."""
import logging

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import select, text

from app import personal
from app.db import db, transaction
from app.personal import PersonalDataFilter, lookup_hash, without_personal_data
from app.tables import sittings
from app.tables.models import Guest
from tests import cast


def test_a_name_is_encrypted_in_the_database(app: Flask) -> None:
    guest = cast.a_seat().guest
    with transaction():
        sittings.rename(guest, "Mei 梅")
    assert db.session.scalar(select(Guest.name)) == "Mei 梅"
    kept = db.session.scalar(text("SELECT name FROM guest"))
    assert "Mei" not in kept
    with transaction():
        sittings.rename(guest, "Mei 梅")
        guest.name = "other"
        db.session.flush()
        guest.name = "Mei 梅"
    assert db.session.scalar(text("SELECT name FROM guest")) != kept        # the same text never looks the same


def test_another_key_reads_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    column = personal.PersonalText()
    kept = column.process_bind_param("Mei", None)
    assert column.process_result_value(kept, None) == "Mei"
    monkeypatch.setattr(personal, "_key", personal._key[::-1])
    with pytest.raises(InvalidTag):
        column.process_result_value(kept, None)


def test_nothing_stays_nothing(app: Flask) -> None:
    column = personal.PersonalText()
    assert column.process_bind_param(None, None) is None
    assert column.process_result_value(None, None) is None


def test_the_look_up_hash_is_exact_but_for_case_and_blanks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    found = lookup_hash("Mei Lin")
    assert lookup_hash(" mei lin ") == found != lookup_hash("Mei Li")
    monkeypatch.setattr(personal, "_key", personal._key[::-1])
    assert lookup_hash("Mei Lin") != found


@pytest.mark.parametrize(("line", "kept"), [
    ("call +86 138 0013 8000 back", "call [number] back"), ("mail mei.lin+x@example.co.uk, please", "mail [e-mail], please"),
    ("GET /t/AbC_d-123456789xyz/cart 200", "GET /t/…/cart 200"),
    ("POST /staff/password/AbC_d-123456789xyz 422", "POST /staff/password/… 422"), ("order 12 of 2026 took 35 ms", "order 12 of 2026 took 35 ms")])
def test_what_the_log_keeps(line: str, kept: str) -> None:
    assert without_personal_data(line) == kept


def test_the_filter_reads_the_whole_message() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s called %s", ("13800138000", "mei@example.com"), None)
    assert PersonalDataFilter().filter(record)
    assert record.getMessage() == "[number] called [e-mail]"
