"""The second factor: six digits from an app on the phone (TOTP), and ten codes for the day the phone is lost."""
import re
import unicodedata

import pyotp
from sqlalchemy import delete, func, or_, select, update

from app.audit import Actor, record
from app.clock import now
from app.codes import fingerprint, readable, same
from app.db import changes, db
from app.errors import Invalid, Refused, TooMany
from app.i18n import _
from app.staff.accounts import WINDOW, end_sessions_of, tries_of
from app.staff.models import RecoveryCode, SignInTry, StaffMember

STEP = 30               # seconds that a code lasts; the one before and the one after it are taken too
TRIES = 5
RECOVERY_CODES = 10
_DIGITS = re.compile(r"[0-9]{6}")


def is_on(staff: StaffMember) -> bool:
    return staff.totp_since is not None


def is_missing(staff: StaffMember, *, demo: bool) -> bool:
    """Whether the person has to set one up before they may enter the office. The demo's accounts need none while it is the demo."""
    return not is_on(staff) and not (demo and staff.is_demo)


def begin(staff: StaffMember) -> str:
    """A fresh secret for the app on the phone; it counts once a code of it was typed. Raises Refused where one counts already."""
    db.session.refresh(staff, with_for_update=True)
    if is_on(staff):
        raise Refused(_("You have a second factor already. Turn it off first."))
    staff.totp_secret, staff.totp_step = pyotp.random_base32(), None
    return staff.totp_secret


def address(staff: StaffMember, issuer: str) -> str:
    """What the app on the phone reads as a picture."""
    return pyotp.TOTP(staff.totp_secret or "").provisioning_uri(name=staff.username, issuer_name=issuer)


def confirm(staff: StaffMember, typed: str, *, by: Actor) -> list[str]:
    """The app shows the right code: from now on it is asked for. Gives the recovery codes, which nobody can read again.

    Call it after `spend_try`. Raises Invalid for a wrong code, Refused where it was confirmed already."""
    db.session.refresh(staff, with_for_update=True)         # another window may have begun again
    if staff.totp_secret is None or is_on(staff):
        raise Refused(_("Begin again: this page is out of date."))
    step = _step_of(staff, _plain(typed))
    if step is None:
        raise Invalid(_("This is not the code that the app shows now. If that happens again, set the phone’s clock by the network."))
    staff.totp_since, staff.totp_step = now(), step
    codes = [readable(10) for _number in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(staff_id=staff.id, code_hash=_hash(staff, code)) for code in codes)
    forget_tries(staff)
    record(by, "second_factor_on", staff)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def spend_try(staff: StaffMember) -> None:
    """A code is about to be checked: one transaction for the try, the next for the check, so that guesses in parallel count too.

    Raises TooMany after five within a quarter of an hour."""
    db.session.execute(select(StaffMember.id).where(StaffMember.id == staff.id).with_for_update())      # one counts after the other
    db.session.execute(delete(SignInTry).where(SignInTry.at < now() - WINDOW))
    if tries_of(_name(staff)) >= TRIES:
        raise TooMany(_("Too many wrong codes. Wait a quarter of an hour."))
    db.session.add(SignInTry(username=_name(staff), at=now()))


def use(staff: StaffMember, typed: str) -> None:
    """The code of the app or a recovery code, which is then used up. Raises Invalid for a wrong one and for one that was used before."""
    code = _plain(typed)
    if not is_on(staff) or not (_use_step(staff, code) if _DIGITS.fullmatch(code) else _use_recovery_code(staff, code)):
        raise Invalid(_("This code is wrong, or it was used before. Wait for the next one."))
    forget_tries(staff)


def codes_left(staff: StaffMember) -> int:
    """Recovery codes that still work."""
    return db.session.scalar(select(func.count()).where(RecoveryCode.staff_id == staff.id, RecoveryCode.used_at.is_(None))) or 0


def turn_off(staff: StaffMember, *, by: Actor) -> None:
    """The person's own wish; the page has asked for the password and a code."""
    _forget(staff)
    record(by, "second_factor_off", staff)


def reset(staff: StaffMember, *, by: Actor) -> None:
    """The phone is lost, and the codes too: it is taken off, and whoever has the phone is signed out."""
    _forget(staff)
    end_sessions_of(staff)
    record(by, "second_factor_reset", staff)


def forget_tries(staff: StaffMember) -> None:
    """The right code was given."""
    db.session.execute(delete(SignInTry).where(SignInTry.username == _name(staff)))


def _forget(staff: StaffMember) -> None:
    staff.totp_secret = staff.totp_since = staff.totp_step = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    forget_tries(staff)


def _step_of(staff: StaffMember, code: str) -> int | None:
    """The half minute whose code this is: this one, the last one, the next one."""
    totp, this = pyotp.TOTP(staff.totp_secret or ""), int(now().timestamp()) // STEP
    return next((step for step in (this, this - 1, this + 1) if same(totp.generate_otp(step), code)), None)


def _use_step(staff: StaffMember, code: str) -> bool:
    step = _step_of(staff, code)
    return step is not None and bool(changes(update(StaffMember).where(
        StaffMember.id == staff.id, StaffMember.totp_since == staff.totp_since,
        or_(StaffMember.totp_step.is_(None), StaffMember.totp_step < step)).values(totp_step=step)))


def _use_recovery_code(staff: StaffMember, code: str) -> bool:
    used = changes(update(RecoveryCode).where(RecoveryCode.staff_id == staff.id, RecoveryCode.code_hash == _hash(staff, code),
                                              RecoveryCode.used_at.is_(None)).values(used_at=now()))
    if used:
        record(Actor("staff", staff.id), "used_recovery_code", staff)
    return bool(used)


def _hash(staff: StaffMember, code: str) -> str:
    return fingerprint(f"recovery {staff.id} {code}")


def _name(staff: StaffMember) -> str:
    return f"code {staff.id}"           # no user name has a space


def _plain(typed: str) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()
