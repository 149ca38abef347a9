"""/staff: open to everybody who wants to sign in; pages behind it ask for more themselves."""
from flask import Blueprint, Response, request

from app.web.auth import signed_in, to_sign_in
from app.web.staff import password, pin, screen, sign_in, start

door = Blueprint("staff", __name__, url_prefix="/staff")
door.register_blueprint(sign_in.page)
door.register_blueprint(password.page)
door.register_blueprint(screen.page)
door.register_blueprint(start.page)
door.register_blueprint(pin.page)

OPEN = {"staff.sign_in", "staff.password", "staff.screen"}


@door.before_request
def guard() -> Response | None:
    """Only the pages for signing in are open to strangers."""
    from_stranger = signed_in() is None
    return to_sign_in() if from_stranger and request.blueprint not in OPEN else None
