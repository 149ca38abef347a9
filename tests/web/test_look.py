"""What every page needs of the chain is trusted for a moment; but not where that would be wrong."""
from flask import Flask

from app.db import transaction
from app.editing import changing
from app.web.look import doubt, look
from tests import cast


def test_a_chain_that_begins_is_seen_at_once_and_so_is_what_its_owner_changed(app: Flask) -> None:
    app.config["TESTING"] = False
    with app.app_context():
        assert not look().exists
        chain = cast.a_chain()
        assert look().exists and look().languages == ("zh", "en")
        with transaction():
            changing.change(chain, {"languages": ["zh"]}, by=cast.Actor("command"))
        doubt()
        assert look().languages == ("zh",)
