"""One code sent many times at once signs in once; two owners who remove each other leave one. Both databases."""
from collections.abc import Callable

import pytest
from flask import Flask

from app.audit import AuditEntry
from app.db import db, transaction
from app.editing import changing
from app.errors import Refused
from app.staff import accounts, second_factor
from app.staff.models import RecoveryCode, Role, StaffMember
from tests import cast
from tests.at_once import at_once

THREADS = 8


def signs_in(person_id: int, code: str) -> Callable[[], int]:
    """As the second page of signing in does."""
    def act() -> int:
        person = db.session.get(StaffMember, person_id)
        with transaction():
            second_factor.spend_try(person)
        with transaction():
            second_factor.use(person, code)
            accounts.enter(person)
        return person_id
    return act


def removes(person_id: int, wanted: dict[str, object]) -> Callable[[], object]:
    def act() -> object:
        with transaction():
            return changing.change(db.session.get(StaffMember, person_id), wanted, by=cast.Actor("command")).id
    return act


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_a_code_signs_in_once(app: Flask, count: Callable[[int, int], int], kind: str) -> None:
    for number in range(count(2, 20)):
        person = cast.with_second_factor(cast.a_waiter(username=f"waiter-{number}"))
        with transaction():
            db.session.add(RecoveryCode(staff_id=person.id, code_hash=second_factor._hash(person, "ABCDEFGHJK")))
        code = cast.code_now() if kind == "app" else "ABCDE-FGHJK"
        answers = at_once(app, [signs_in(person.id, code)] * THREADS)
        assert [answer for answer in answers if not isinstance(answer, Refused)] == [person.id], answers
        assert db.session.query(AuditEntry).filter_by(verb="signed_in", subject_id=person.id).count() == 1


def test_two_owners_who_remove_each_other_leave_one(app: Flask, count: Callable[[int, int], int]) -> None:
    ways: list[dict[str, object]] = [{"roles": []}, {"retired_at": "2026-11-24T00:00:00+00:00"}]
    first, second = cast.staff(Role.OWNER, username="first").id, cast.staff(Role.OWNER, username="second").id
    for number in range(count(3, 20)):
        with transaction():
            for person_id in (first, second):
                changing.change(db.session.get(StaffMember, person_id), {"roles": [[None, "owner"]], "retired_at": None}, by=cast.Actor("command"))
        answers = at_once(app, [removes(first, ways[number % 2]), removes(second, ways[number // 2 % 2])])
        assert sum(isinstance(answer, Refused) for answer in answers) == 1, answers
