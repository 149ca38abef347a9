"""Signing in, one-time links, wall screens. Both databases."""
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.audit import Actor
from app.db import db, transaction
from app.errors import Invalid, Refused, TooMany
from app.staff import accounts
from app.staff.models import DeviceKind, Role, StaffMember
from app.staff.roles import Right, may, rights_at
from tests import cast
from tests.at_once import at_once

pytestmark = pytest.mark.usefixtures("app")


def try_(username: str, password: str) -> StaffMember:
    with transaction():
        accounts.spend_try(username)
    return accounts.sign_in(username, password)


def link(person: StaffMember) -> str:
    with transaction():
        return accounts.password_link(person)


def use(secret: str, password: str) -> StaffMember:
    with transaction():
        return accounts.use_link(secret, password)


def test_name_and_password() -> None:
    waiter = cast.a_waiter()
    assert try_(" Server ", cast.PASSWORD) == waiter
    for username, password in (("server", "wrong"), ("nobody", cast.PASSWORD), ("", ""), ("server", "")):
        with pytest.raises(Invalid):
            try_(username, password)


def test_who_left_cannot_sign_in() -> None:
    waiter = cast.a_waiter()
    with transaction():
        waiter.retired_at = clock.now()
    with pytest.raises(Invalid):
        try_("server", cast.PASSWORD)
    assert rights_at(waiter, cast.a_store()) == frozenset()
    assert not may(waiter, Right.SERVE, cast.a_store())


def test_tries_are_limited_and_forgotten() -> None:
    cast.a_waiter()
    for _try in range(accounts.TRIES):
        with pytest.raises(Invalid):
            try_("server", "wrong")
    with pytest.raises(TooMany):
        try_("server", cast.PASSWORD)
    clock.move(accounts.WINDOW + timedelta(seconds=1))
    waiter = try_("server", cast.PASSWORD)
    with transaction():
        accounts.enter(waiter)
    assert db.session.query(accounts.SignInTry).count() == 0


def test_guesses_in_parallel_count_too(app: Flask) -> None:
    cast.a_waiter()

    def guess() -> StaffMember:
        return try_("server", "wrong")

    answers = at_once(app, [guess] * (accounts.TRIES + 6))
    assert sum(isinstance(answer, TooMany) for answer in answers) >= 6


def test_a_link_sets_a_password_once_and_ends_sessions() -> None:
    waiter = cast.a_waiter()
    secret, epoch = link(waiter), waiter.epoch
    with pytest.raises(Invalid, match="at least"):
        use(secret, "short")
    assert use(secret, "a sentence of mine") == waiter
    assert waiter.epoch == epoch + 1
    assert try_("server", "a sentence of mine") == waiter
    with pytest.raises(Refused):
        use(secret, "another sentence")


def test_a_link_grows_old() -> None:
    secret = link(cast.a_waiter())
    clock.move(timedelta(days=accounts.LINK_DAYS, seconds=1))
    assert accounts.link_owner(secret) is None
    with pytest.raises(Refused):
        use(secret, "a sentence of mine")


def test_a_link_is_used_once(app: Flask) -> None:
    secret = link(cast.a_waiter())
    uses: list[Callable[[], StaffMember]] = [lambda: use(secret, "a sentence of mine")] * 4
    assert sum(isinstance(answer, Refused) for answer in at_once(app, uses)) == 3


def test_a_screen_is_claimed_once_and_revoked() -> None:
    with transaction():
        device, code = accounts.new_device(cast.a_store(), DeviceKind.KITCHEN, Actor("command"))
    with transaction():
        claimed, secret = accounts.claim_device(f" {code[:4]}-{code[4:]} ".lower())
    assert claimed == device
    assert accounts.device_by_secret(secret) == device
    with pytest.raises(Invalid), transaction():
        accounts.claim_device(code)
    with transaction():
        accounts.revoke_device(device, Actor("command"))
    assert accounts.device_by_secret(secret) is None


@pytest.mark.parametrize(("role", "rights"), [
    (Role.OWNER, set(Right)), (Role.MANAGER, set(Right) - {Right.OWN}), (Role.HOST, {Right.SERVE}),
    (Role.SERVER, {Right.SERVE, Right.SETTLE, Right.VOID, Right.COMP}),
    (Role.CASHIER, {Right.SERVE, Right.SETTLE}), (Role.COOK, {Right.COOK}), (Role.COURIER, set())])
def test_who_may_what(role: Role, rights: set[Right]) -> None:
    person = cast.staff(role)
    assert rights_at(person, cast.a_store()) == rights
    assert rights_at(person, cast.a_store("lake")) == (set(Right) if role is Role.OWNER else set())
