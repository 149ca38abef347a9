"""PINs: four to eight digits by which a person allows something on somebody else's screen."""
import re
import unicodedata

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select

from app.audit import Actor, record
from app.clock import now
from app.db import db
from app.errors import Invalid, TooMany
from app.i18n import _
from app.staff.accounts import WINDOW, hasher, tries_of
from app.staff.models import Pin, SignInTry, StaffMember
from app.staff.roles import Right, who_may
from app.stores.models import Store

TRIES = 5
DEMO_PIN = "2580"           # of the demo's managers, beside their password that everybody knows
_DIGITS = re.compile(r"[0-9]{4,8}")
_EASY = re.compile(r"(.)\1*")
_NOBODY = hasher.hash("0")          # verified where there is no PIN, so that time does not tell


def set_pin(staff: StaffMember, pin: str) -> None:
    """A new PIN instead of the old one. Raises Invalid for anything but four to eight digits that are not all the same."""
    pin = _plain(pin)
    if not _DIGITS.fullmatch(pin) or _EASY.fullmatch(pin):
        raise Invalid(_("A PIN has four to eight digits, and not the same one only."))
    db.session.execute(delete(Pin).where(Pin.staff_id == staff.id))
    db.session.add(Pin(staff_id=staff.id, pin_hash=hasher.hash(pin), set_at=now()))
    forget_tries(staff.id)
    record(Actor("staff", staff.id), "set_pin", staff)


def has_pin(staff: StaffMember) -> bool:
    return db.session.scalar(select(Pin.id).where(Pin.staff_id == staff.id)) is not None


def approvers(store: Store, right: Right) -> list[StaffMember]:
    """Who may allow it in this store, and has a PIN to say so."""
    with_pin = set(db.session.scalars(select(Pin.staff_id)))
    return [person for person in who_may(right, store) if person.id in with_pin]


def spend_try(staff_id: int) -> None:
    """A PIN is about to be checked. In a transaction before that, so that guesses in parallel count too."""
    db.session.execute(delete(SignInTry).where(SignInTry.at < now() - WINDOW))
    if tries_of(_name(staff_id)) <= TRIES:
        db.session.add(SignInTry(username=_name(staff_id), at=now()))


def check(staff_id: int, pin: str) -> StaffMember:
    """The person, if this is their PIN; takes a while, so call it in no transaction, after `spend_try`.

    Raises Invalid for a wrong one, TooMany after five failures within a quarter of an hour."""
    if tries_of(_name(staff_id)) > TRIES:
        raise TooMany(_("Too many wrong PINs. Wait a quarter of an hour."))
    staff = db.session.get(StaffMember, staff_id)
    kept = db.session.scalar(select(Pin.pin_hash).where(Pin.staff_id == staff_id)) if staff and staff.retired_at is None else None
    try:
        hasher.verify(kept or _NOBODY, _plain(pin))
    except (VerificationError, InvalidHashError):
        kept = None
    if staff is None or kept is None:
        raise Invalid(_("This is not the PIN of that person."))
    return staff


def enter(staff: StaffMember, *, store: Store, before: StaffMember, request_id: str = "") -> None:
    """The right PIN was given to take over a screen of this store from somebody: forget the tries, and write down who came."""
    forget_tries(staff.id)
    record(Actor("staff", staff.id, request_id), "came_by_pin", staff, store_id=store.id, before={"staff": before.id}, after={"staff": staff.id})


def forget_tries(staff_id: int) -> None:
    """The right PIN was given."""
    db.session.execute(delete(SignInTry).where(SignInTry.username == _name(staff_id)))


def _name(staff_id: int) -> str:
    return f"pin {staff_id}"            # no user name has a space


def _plain(pin: str) -> str:
    return unicodedata.normalize("NFKC", pin).strip()
