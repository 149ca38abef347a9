"""PINs: who has one, guessing, who may allow something."""
import pytest

from app.db import db, transaction
from app.errors import Invalid, TooMany
from app.staff import pins
from app.staff.models import Pin, StaffMember
from app.staff.roles import Right
from tests import cast

pytestmark = pytest.mark.usefixtures("app")


def with_pin(person: StaffMember, pin: str = "2468") -> StaffMember:
    with transaction():
        pins.set_pin(person, pin)
    return person


def tried(person: StaffMember, pin: str) -> StaffMember:
    with transaction():
        pins.spend_try(person.id)
    return pins.check(person.id, pin)


def test_a_pin_is_checked_however_it_is_typed_and_never_kept_in_clear() -> None:
    manager = with_pin(cast.a_manager())
    assert tried(manager, "２４６８ ") is manager
    with pytest.raises(Invalid, match="not the PIN"):
        tried(manager, "2469")
    assert "2468" not in db.session.query(Pin).one().pin_hash


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "", "7777"])
def test_pins_that_cannot_be(pin: str) -> None:
    with pytest.raises(Invalid, match="four to eight digits"):
        with_pin(cast.a_manager(), pin)


def test_after_five_wrong_ones_the_right_one_is_not_even_looked_at() -> None:
    manager = with_pin(cast.a_manager())
    for _try in range(5):
        with pytest.raises(Invalid):
            tried(manager, "0001")
    with pytest.raises(TooMany, match="quarter of an hour"):
        tried(manager, "2468")


def test_a_new_pin_replaces_the_old_one() -> None:
    manager = with_pin(with_pin(cast.a_manager()), "97531")
    with pytest.raises(Invalid):
        tried(manager, "2468")
    assert tried(manager, "97531") is manager


def test_who_is_gone_or_has_none_allows_nothing() -> None:
    manager = with_pin(cast.a_manager())
    with transaction():
        manager.retired_at = manager.created_at
    for person in (manager, cast.a_waiter()):
        with pytest.raises(Invalid):
            tried(person, "2468")


def test_approvers_have_the_right_and_a_pin() -> None:
    manager = with_pin(cast.a_manager())
    with_pin(cast.a_waiter())
    assert pins.approvers(cast.a_store(), Right.REFUND) == [manager]
    assert pins.approvers(cast.a_store("lake"), Right.REFUND) == []
