"""The second factor: setting it up, codes that work once, codes for the lost phone, guessing. Both databases."""
from datetime import timedelta

import pyotp
import pytest

from app import clock
from app.audit import AuditEntry
from app.db import db, transaction
from app.errors import Invalid, Refused, TooMany
from app.staff import second_factor
from app.staff.models import RecoveryCode, SignInTry, StaffMember
from tests import cast

pytestmark = pytest.mark.usefixtures("app")


def set_up(person: StaffMember) -> list[str]:
    with transaction():
        second_factor.begin(person)
    with transaction():
        second_factor.spend_try(person)
    with transaction():
        return second_factor.confirm(person, shown(person), by=cast.acts(person))


def shown(person: StaffMember, steps: int = 0) -> str:
    """What the app shows, so many half minutes from now."""
    return pyotp.TOTP(person.totp_secret).at(clock.now() + timedelta(seconds=second_factor.STEP * steps))


def used(person: StaffMember, code: str) -> None:
    with transaction():
        second_factor.spend_try(person)
    with transaction():
        second_factor.use(person, code)


def refused(person: StaffMember, code: str) -> None:
    with pytest.raises(Invalid, match="wrong, or it was used"):
        used(person, code)


def half_a_minute(steps: int = 1) -> None:
    clock.move(timedelta(seconds=second_factor.STEP * steps))


def test_it_counts_only_once_the_app_showed_its_first_code() -> None:
    waiter = cast.a_waiter()
    with transaction():
        second_factor.begin(waiter)
    assert not second_factor.is_on(waiter) and second_factor.is_missing(waiter, demo=False)
    with pytest.raises(Invalid, match="not the code"), transaction():
        second_factor.confirm(waiter, "12345", by=cast.acts(waiter))
    codes = set_up(waiter)
    assert second_factor.is_on(waiter) and len(set(codes)) == second_factor.codes_left(waiter) == 10
    with pytest.raises(Refused, match="already"), transaction():
        second_factor.begin(waiter)
    with pytest.raises(Refused, match="Begin again"), transaction():
        second_factor.confirm(waiter, shown(waiter), by=cast.acts(waiter))


def test_one_code_early_or_late_and_none_twice() -> None:
    waiter = cast.a_waiter()
    set_up(waiter)
    refused(waiter, shown(waiter))          # it turned the second factor on
    half_a_minute()
    used(waiter, f" {shown(waiter)[:3]} {shown(waiter)[3:]} ")
    refused(waiter, shown(waiter))
    used(waiter, shown(waiter, 1))          # the phone's clock is fast
    refused(waiter, shown(waiter))          # older than one that was used
    half_a_minute(5)
    for steps in (-2, 2):
        refused(waiter, shown(waiter, steps))
    used(waiter, shown(waiter, -1))         # typed slowly


def test_a_recovery_code_works_once_however_it_is_typed() -> None:
    waiter = cast.a_waiter()
    codes = set_up(waiter)
    used(waiter, codes[3].lower().replace("-", " "))
    refused(waiter, codes[3])
    assert second_factor.codes_left(waiter) == 9
    assert not {code.replace("-", "") for code in codes} & set(db.session.scalars(db.select(RecoveryCode.code_hash)))
    other = cast.a_cook()
    set_up(other)
    refused(other, codes[4])


def test_guesses_are_limited_and_the_right_code_forgets_them() -> None:
    waiter = cast.a_waiter()
    codes = set_up(waiter)
    half_a_minute()
    for _try in range(second_factor.TRIES - 1):
        refused(waiter, "000000" if shown(waiter) != "000000" else "111111")
    used(waiter, shown(waiter))
    assert db.session.query(SignInTry).count() == 0
    for _try in range(second_factor.TRIES):
        refused(waiter, "ABCDE-FGHJK")
    for code in (codes[0], shown(waiter, 1)):
        with pytest.raises(TooMany, match="quarter of an hour"):
            used(waiter, code)
    clock.move(timedelta(minutes=16))
    used(waiter, codes[0])


def test_off_and_reset_leave_nothing_that_works() -> None:
    waiter = cast.a_waiter()
    codes, epoch = set_up(waiter), waiter.epoch
    with transaction():
        second_factor.turn_off(waiter, by=cast.acts(waiter))
    assert (waiter.totp_secret, waiter.totp_since, second_factor.codes_left(waiter), waiter.epoch) == (None, None, 0, epoch)
    refused(waiter, codes[0])
    half_a_minute()
    old = set_up(waiter)
    with transaction():
        second_factor.reset(waiter, by=cast.acts(cast.a_manager()))
    assert waiter.epoch == epoch + 1 and not second_factor.is_on(waiter)
    refused(waiter, old[0])
    assert [entry.verb for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)] == [
        "second_factor_on", "second_factor_off", "second_factor_on", "second_factor_reset"]


def test_only_the_demo_s_accounts_need_none_and_only_in_the_demo() -> None:
    person = cast.a_waiter()
    with transaction():
        person.is_demo = True
    assert (second_factor.is_missing(person, demo=True), second_factor.is_missing(person, demo=False)) == (False, True)
    with transaction():
        person.is_demo = False
    assert second_factor.is_missing(person, demo=True)
