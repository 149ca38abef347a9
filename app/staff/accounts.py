"""Signing in, passwords, one-time links, wall screens."""
from collections.abc import Sequence
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
SEEN_EVERY = timedelta(minutes=5)       # a screen asks every other second; that it is there is written down this often
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
    end_sessions_of(staff)


def set_demo_password(staff: StaffMember) -> None:
    set_password(staff, DEMO_PASSWORD)
    staff.is_demo = True


def password_link(staff: StaffMember) -> str:
    """A fresh secret for a one-time link, good for a week; links given before end."""
    end_links(staff)
    secret = token()
    db.session.add(PasswordLink(staff_id=staff.id, secret_hash=fingerprint(secret), expires_at=now() + timedelta(days=LINK_DAYS)))
    return secret


def end_links(staff: StaffMember) -> None:
    """No link given so far works any more."""
    db.session.execute(update(PasswordLink).where(PasswordLink.staff_id == staff.id, PasswordLink.used_at.is_(None)).values(used_at=now()))


def end_sessions_of(staff: StaffMember) -> None:
    """Wherever this person is signed in, they are no longer; whoever changed to by PIN on their screen neither."""
    staff.epoch = StaffMember.epoch + 1         # in the database: two at once count twice


def sign_out_everywhere(staff: StaffMember, by: Actor) -> None:
    """A person's own wish, say when a phone is lost."""
    end_sessions_of(staff)
    record(by, "signed_out_everywhere", staff)


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


def new_device(store: Store, kind: DeviceKind, by: Actor, *, name: str = "") -> tuple[Device, str]:
    """A wall screen to be; returns it with the code that is typed on it once."""
    code = readable(8)
    device = Device(store_id=store.id, kind=kind, name=name, code_hash=fingerprint(code), created_at=now())
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


def is_long_unseen(device: Device) -> bool:
    """Whether it is time to note that the screen is still there."""
    return device.seen_at is None or now() - device.seen_at > SEEN_EVERY


def note_seen(device: Device) -> None:
    db.session.execute(update(Device).where(Device.id == device.id).values(seen_at=now()))


def devices_of(stores: Sequence[Store]) -> list[Device]:
    """The wall screens of these stores that were not revoked, waiting for their code or signed in."""
    return list(db.session.scalars(select(Device).where(Device.store_id.in_([store.id for store in stores]), Device.revoked_at.is_(None))
                                   .order_by(Device.store_id, Device.id)))


def revoke_device(device: Device, by: Actor) -> None:
    """The screen is signed out at once, and a code not yet typed is worth nothing. Twice is once."""
    if changes(update(Device).where(Device.id == device.id, Device.revoked_at.is_(None)).values(revoked_at=now(), code_hash=None, secret_hash=None)):
        record(by, "revoked", device)
