"""Signing in, passwords, one-time links, wall screens."""
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update

from app.audit import Actor, record
from app.clock import now
from app.codes import fingerprint, readable, token
from app.db import changes, db
from app.errors import Invalid, Refused, TooMany
from app.i18n import _
from app.staff.models import Device, DeviceKind, PasswordLink, SignInTry, StaffMember
from app.stores.models import Store

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)     # OWASP's minimum for argon2id
_NOBODY = hasher.hash("nobody")            # verified for unknown names too, so that time does not tell who exists
TRIES, WINDOW = 10, timedelta(minutes=15)
LINK_DAYS = 7
PASSWORD_LENGTH = 10
DEMO_PASSWORD = "lantern-demo"          # noqa: S105  (everybody knows it; such accounts work in the demo only)


def spend_try(username: str) -> None:
    """A password is about to be checked. In a transaction before that, so that guesses in parallel count too.

    What can be nobody's name spends nothing; neither does a guess beyond the last, or whoever guesses on would lock a person out for good."""
    db.session.execute(delete(SignInTry).where(SignInTry.at < now() - WINDOW))
    name = _tidy(username)
    if " " not in name and tries_of(name) <= TRIES:
        db.session.add(SignInTry(username=name, at=now()))


def by_username(username: str) -> StaffMember | None:
    """Somebody who works here, however the name is written."""
    return db.session.scalar(select(StaffMember).where(StaffMember.username == username.strip().lower(), StaffMember.retired_at.is_(None)))


def sign_in(username: str, password: str, *, demo: bool = False) -> StaffMember:
    """The person; takes a while, so call it in no transaction, after `spend_try`. Only in the demo those with the demo's password.

    Raises Invalid for a wrong name or password, TooMany after ten failures within a quarter of an hour."""
    username = _tidy(username)
    if tries_of(username) > TRIES:
        raise TooMany(_("Too many failed sign-ins. Wait a quarter of an hour, or ask a manager for a new link."))
    staff = by_username(username)
    try:
        hasher.verify(staff.password_hash if staff and staff.password_hash else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        staff = None
    if staff is None or staff.password_hash is None or (staff.is_demo and not demo):
        raise Invalid(_("This name and password do not go together."))
    return staff


def tries_of(username: str) -> int:
    """Guesses within the last quarter of an hour."""
    return db.session.scalar(select(func.count()).where(SignInTry.username == username, SignInTry.at > now() - WINDOW)) or 0


def enter(staff: StaffMember, *, request_id: str = "") -> None:
    """The right password was given: forget the tries before it, and write down who came in."""
    forget_tries(staff)
    record(Actor("staff", staff.id, request_id), "signed_in", staff)


def forget_tries(staff: StaffMember) -> None:
    """The right password was given."""
    db.session.execute(delete(SignInTry).where(SignInTry.username == staff.username))


def _tidy(username: str) -> str:
    return username.strip().lower()[:80]


def demo_accounts() -> list[StaffMember]:
    """Whoever has the password that everybody knows."""
    return list(db.session.scalars(select(StaffMember).where(StaffMember.is_demo, StaffMember.retired_at.is_(None)).order_by(StaffMember.id)))


def set_password(staff: StaffMember, password: str) -> None:
    """Raises Invalid for a password that is too short. Ends every session of this person."""
    if len(password) < PASSWORD_LENGTH:
        raise Invalid(_("A password needs at least %(length)s characters.", length=PASSWORD_LENGTH))
    staff.password_hash = hasher.hash(password)
    staff.is_demo = False
    staff.epoch += 1


def set_demo_password(staff: StaffMember) -> None:
    set_password(staff, DEMO_PASSWORD)
    staff.is_demo = True


def password_link(staff: StaffMember) -> str:
    """A fresh secret for a one-time link, good for a week."""
    secret = token()
    db.session.add(PasswordLink(staff_id=staff.id, secret_hash=fingerprint(secret), expires_at=now() + timedelta(days=LINK_DAYS)))
    return secret


def link_owner(secret: str) -> StaffMember | None:
    """Whose link this is, while it is good."""
    return db.session.scalar(select(StaffMember).join(PasswordLink).where(
        PasswordLink.secret_hash == fingerprint(secret), PasswordLink.used_at.is_(None), PasswordLink.expires_at > now(),
        StaffMember.retired_at.is_(None)))


def use_link(secret: str, password: str) -> StaffMember:
    """Set a password by a one-time link. Raises Refused when the link is spent, Invalid for a bad password."""
    staff = link_owner(secret)
    if staff is None or not changes(update(PasswordLink).where(
            PasswordLink.secret_hash == fingerprint(secret), PasswordLink.used_at.is_(None)).values(used_at=now())):
        raise Refused(_("This link has been used or is too old. Ask a manager for a new one."))
    set_password(staff, password)
    forget_tries(staff)
    record(Actor("staff", staff.id), "set_password", staff)
    return staff


def new_device(store: Store, kind: DeviceKind, by: Actor) -> tuple[Device, str]:
    """A wall screen to be; returns it with the code that is typed on it once."""
    code = readable(8)
    device = Device(store_id=store.id, kind=kind, code_hash=fingerprint(code), created_at=now())
    db.session.add(device)
    db.session.flush()
    record(by, "added", device)
    return device, code


def claim_device(code: str) -> tuple[Device, str]:
    """A screen types its code once and keeps a secret from then on. Raises Invalid for an unknown code."""
    secret = token()
    hashed = fingerprint(code.strip().upper().replace("-", ""))
    if not changes(update(Device).where(Device.code_hash == hashed, Device.revoked_at.is_(None))
                   .values(code_hash=None, secret_hash=fingerprint(secret), seen_at=now())):
        raise Invalid(_("No screen waits for this code."))
    return db.session.scalar(select(Device).where(Device.secret_hash == fingerprint(secret))), secret


def device_by_secret(secret: str) -> Device | None:
    return db.session.scalar(select(Device).where(Device.secret_hash == fingerprint(secret), Device.revoked_at.is_(None)))


def revoke_device(device: Device, by: Actor) -> None:
    device.revoked_at = device.revoked_at or now()
    record(by, "revoked", device)
