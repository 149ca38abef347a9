"""A ready-made reason is read in the reader's language, whoever tapped it; a typed one stays as it is."""
import pytest
from flask import Flask

from app.db import transaction
from app.i18n import INTERFACE, force_locale
from app.ordering import voids
from app.web import reasons
from app.web.floor import concession, line
from app.web.floor import round as refusal
from tests import cast
from tests.page import Page


def test_every_ready_made_reason_is_known_in_every_language(app: Flask) -> None:
    for language in INTERFACE:
        with app.test_request_context(), force_locale(language):
            offered = {*line.reasons(), *refusal.reasons(), *concession.reasons()}
            assert set(reasons.READY_MADE) == offered
            assert {reasons.READY_MADE.read(each) for each in offered} == offered


@pytest.mark.parametrize("tapped_in", INTERFACE)
def test_the_day_s_list(app: Flask, client: Page, tapped_in: str) -> None:
    with app.test_request_context():
        words = {}
        for language in INTERFACE:
            with force_locale(language):
                words[language] = line.reasons()[2]
    a_void(app, "beef", words[tapped_in])
    a_void(app, "tea", "too salty")
    cast.signed_in(client, "manager").get("/floor/riverside/day")
    assert words["en"] in client.text and words["zh"] not in client.text and "too salty" in client.text
    client.submit("form[action='/language']")
    assert client.path == "/floor/riverside/day"
    assert words["zh"] in client.text and words["en"] not in client.text and "too salty" in client.text


def a_void(app: Flask, dish: str, reason: str) -> None:
    """A dish that the kitchen had begun."""
    with app.app_context():
        round_ = cast.a_sent_round(cast.a_dish(dish))
        with transaction():
            round_.lines[0].started_at = round_.sent_at
            voids.void(round_.lines[0], by=cast.acts(cast.a_manager()), reason=reason)
