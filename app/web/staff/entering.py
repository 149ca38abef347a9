"""A session begins: after password and code, or by PIN on a screen that somebody had opened."""
import re

from flask import Response, session
from flask_login import login_user

from app.staff.models import StaffMember
from app.web.auth import SignedIn
from app.web.htmx import go
from app.web.staff import start

INSIDE = re.compile(r"/(?![/\\])[!-~]*")


def let_in(staff: StaffMember, after: str, opened_by: StaffMember | None = None) -> Response:
    """To the page they wanted, else to where they work."""
    session.clear()             # nobody carries another session's form token over
    session.permanent = True
    login_user(SignedIn(staff, opened_by))
    return go(after or start.first_screen(staff))


def inside(address: str | None) -> str:
    """Only an address of this site: a path, and not one that browsers read as another host; they pass over tabs and line ends."""
    return address if address and INSIDE.fullmatch(address) else ""
