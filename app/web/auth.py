"""Who of the staff is signed in, and which wall screen this is."""
from flask import Flask, Response, abort, g, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf import CSRFProtect

from app.audit import Actor
from app.db import db, transaction
from app.staff import accounts
from app.staff.models import Device, StaffMember
from app.staff.roles import Right, may, rights_at
from app.stores.finding import by_slug
from app.web.htmx import go
from app.web.security import request_id

csrf = CSRFProtect()
logins = LoginManager()
DEVICE_COOKIE = "screen"


class SignedIn(UserMixin):
    """What Flask-Login keeps: the person and the epoch their session began in. After a change of person by PIN also whose
    password opened this screen: when their sessions end, so does this one."""

    def __init__(self, staff: StaffMember, opened_by: StaffMember | None = None) -> None:
        self.staff, self.opened_by = staff, opened_by
        self.id = ":".join(["staff", *(f"{person.id}:{person.epoch}" for person in (staff, opened_by) if person)])


def install(application: Flask) -> None:
    csrf.init_app(application)
    logins.session_protection = "basic"
    logins.init_app(application)
    logins.unauthorized_handler(to_sign_in)


@logins.user_loader
def _load(name: str) -> SignedIn | None:
    kind, *said = name.split(":")
    people = [in_epoch(number, epoch) for number, epoch in zip(said[::2], said[1::2], strict=False)]
    return SignedIn(*people) if kind == "staff" and len(people) in {1, 2} and all(people) else None


def in_epoch(number: str, epoch: str) -> StaffMember | None:
    """The person, while they work here and their sessions of this epoch have not been ended."""
    staff = db.session.get(StaffMember, int(number)) if number.isdigit() else None
    return staff if staff is not None and staff.retired_at is None and str(staff.epoch) == epoch else None


def signed_in() -> StaffMember | None:
    return current_user.staff if current_user.is_authenticated else None


def by_pin() -> bool:
    """Whether the person came by PIN on somebody's screen: enough for floor and kitchen, not for the office and what guards an account."""
    return current_user.is_authenticated and current_user.opened_by is not None


def opened_by() -> StaffMember | None:
    """Whose password opened this screen: the person's own, unless they came by PIN."""
    return (current_user.opened_by or current_user.staff) if current_user.is_authenticated else None


def actor() -> Actor:
    """Who acts in this request, for the verbs and the trail."""
    staff = signed_in()
    if staff is not None:
        return Actor("staff", staff.id, request_id())
    device = g.get("device")
    return Actor("device", device.id, request_id()) if device else Actor("nobody", None, request_id())


def screen() -> Device | None:
    """The wall screen whose cookie this is."""
    secret = request.cookies.get(DEVICE_COOKIE)
    return accounts.device_by_secret(secret) if secret else None


def to_sign_in() -> Response:
    return go(url_for("staff.sign_in.show", next=request.path if request.method == "GET" and not request.headers.get("HX-Request") else None))


def store_for(slug: str, right: Right) -> Response | None:
    """The guard of a store's doors: puts the store into `g`, or answers with the sign-in page, 403 or 404.

    Who has no business in a store learns nothing about it: another store's pages are not found."""
    staff, device = signed_in(), screen()
    store = by_slug(slug)
    if staff is None and not (device and store and device.store_id == store.id and right is Right.COOK):
        return to_sign_in()
    if store is None or (staff is not None and not rights_at(staff, store)):
        abort(404)
    if staff is not None and not may(staff, right, store):
        abort(403)
    g.store, g.device = store, None if staff else device
    if g.device and accounts.is_long_unseen(g.device):
        with transaction():
            accounts.note_seen(g.device)
    return None


def need(right: Right) -> None:
    """Inside a store's door: an act that needs more than entering."""
    if not can(right):
        abort(403)


def can(right: str) -> bool:
    """For templates: whether to show a button."""
    staff = signed_in()
    return staff is not None and may(staff, Right(right), g.store)
