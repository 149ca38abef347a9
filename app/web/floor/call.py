"""A party calls; somebody goes there."""
from flask import Blueprint, Response

from app.db import transaction
from app.tables import sittings
from app.web.auth import signed_in
from app.web.floor import party, view

page = Blueprint("call", __name__, url_prefix="/calls/<int:call_id>")


@page.post("/answers")
def answer(call_id: int) -> Response:
    """I am on my way. A second waiter's tap changes nothing."""
    with transaction():
        call = view.find_call(call_id)
        sittings.answer(call, staff_id=signed_in().id)
        sitting_id = call.sitting_id
    return party.done(sitting_id)
