import pytest
from flask import Flask

from tests import cast
from tests.page import Page


@pytest.fixture
def cook(app: Flask, client: Page) -> Page:
    """Whoever stands at the wall screen of Riverside's kitchen."""
    with app.app_context():
        client.client.set_cookie("screen", cast.a_screen())
    return client
