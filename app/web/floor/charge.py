"""A charge that guests may decline, such as tea, is taken off their check, or put back."""
from flask import Blueprint, Response, abort

from app.db import transaction
from app.i18n import _
from app.ordering import surcharges
from app.staff.roles import Right
from app.web.auth import actor, need
from app.web.floor import check, view

page = Blueprint("charge", __name__, url_prefix="/sittings/<int:sitting_id>/charges")


@page.post("/<int:charge_line_id>/<any(refusal, return):answer>")
def answer(sitting_id: int, charge_line_id: int, answer: str) -> Response:
    """Money goes back only where the person may give it."""
    need(Right.VOID)
    with transaction():
        order = check.locked(sitting_id)
        line = next((each for each in surcharges.lines(order) if each.id == charge_line_id), None) or abort(404)
        (surcharges.refuse if answer == "refusal" else surcharges.restore)(line, actor())
        view.give_back(order, _("The guests declined it."), _("This has been paid. A manager takes it off and gives the money back."))
    return check.after(sitting_id)
