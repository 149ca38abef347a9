"""/staff: open to everybody who wants to sign in; pages behind it ask for more themselves."""
from flask import Blueprint, Response, request

from app.web.auth import by_pin, signed_in, to_sign_in
from app.web.staff import code, first_steps, password, pin, screen, second_factor, sign_in, start, switch

door = Blueprint("staff", __name__, url_prefix="/staff")
for page in (sign_in.page, first_steps.page, code.page, password.page, screen.page, start.page, pin.page, second_factor.page, switch.page):
    door.register_blueprint(page)

OPEN = {"staff.sign_in", "staff.first_steps", "staff.code", "staff.password", "staff.screen"}


@door.before_request
def guard() -> Response | None:
    """Only the pages for signing in are open to strangers; what guards an account is not open to who came by PIN."""
    if request.blueprint in OPEN or (signed_in() and not (by_pin() and request.blueprint == "staff.second_factor")):
        return None
    return to_sign_in()
