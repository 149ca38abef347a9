"""Who may invite, change and disable whom; nobody is left without an owner. Both databases."""
import pytest

from app.audit import AuditEntry
from app.db import db, transaction
from app.editing import changing
from app.errors import Invalid, NotAllowed, Refused
from app.staff import accounts, people, pins
from app.staff.models import Role, StaffMember
from app.staff.roles import Right
from tests import cast

pytestmark = pytest.mark.usefixtures("app")


def invited(giver: StaffMember, *roles: tuple[int | None, str], username: str = "mei", name: str = "Mei Wang") -> tuple[StaffMember, str]:
    with transaction():
        return people.invite(username, name, [list(role) for role in roles], giver=giver, by=cast.acts(giver))


def changed(person: StaffMember, **wanted: object) -> AuditEntry | None:
    with transaction():
        return changing.change(person, wanted, by=cast.acts(cast.staff(Role.OWNER)))


def retired(person: StaffMember) -> AuditEntry | None:
    with transaction():
        return changing.retire(person, by=cast.acts(cast.staff(Role.OWNER)))


def undone(entry: AuditEntry) -> None:
    with transaction():
        changing.undo(db.session.get_one(AuditEntry, entry.id), by=cast.acts(cast.staff(Role.OWNER)))


def test_somebody_new_sets_a_password_by_the_link() -> None:
    here, there = cast.a_store(), cast.a_store("lake")
    mei, secret = invited(cast.staff(Role.OWNER), (here.id, "server"), (there.id, "manager"), username=" Mei.W ", name="  Mei   Wang ")
    assert (mei.username, mei.name, people.roles_of(mei)) == ("mei.w", "Mei Wang", [[here.id, "server"], [there.id, "manager"]])
    assert accounts.link_owner(secret) == mei
    entry = db.session.query(AuditEntry).one()
    assert (entry.verb, entry.subject_id, entry.after) == ("added", mei.id, {"retired_at": None})
    undone(entry)
    assert mei.retired_at and accounts.link_owner(secret) is None


@pytest.mark.parametrize(("username", "name"), [
    ("", "Mei"), ("two words", "Mei"), ("x" * 61, "Mei"), ("mei", " "), ("mei", "x" * 61), ("MANAGER", "Mei")])
def test_names_that_cannot_be_or_are_taken(username: str, name: str) -> None:
    manager = cast.a_manager()
    with pytest.raises(Invalid):
        invited(manager, (cast.a_store().id, "cook"), username=username, name=name)


def test_a_manager_gives_what_is_below_in_their_stores() -> None:
    manager, here, there = cast.a_manager(), cast.a_store(), cast.a_store("lake")
    for role in people.BELOW_MANAGER:
        invited(manager, (here.id, role.value), username=role.value + "-2")
    for roles in ([(here.id, "manager")], [(None, "owner")], [(there.id, "cook")], [(here.id, "cook"), (there.id, "cook")]):
        with pytest.raises(NotAllowed):
            invited(manager, *roles)
    with pytest.raises(Invalid, match="at least one role"):
        invited(manager)


def test_whom_a_manager_manages_and_sees() -> None:
    manager, waiter, owner = cast.a_manager(), cast.a_waiter(), cast.staff(Role.OWNER)
    peer, stranger = cast.a_manager(username="peer"), cast.a_cook(store=cast.a_store("lake"), username="stranger")
    both, _secret = invited(owner, (cast.a_store().id, "cook"), (cast.a_store("lake").id, "cook"), username="both")
    assert [person.username for person in people.visible_to(manager)] == ["manager", "both", "peer", "server"]
    assert len(people.visible_to(owner)) == 6
    assert [person for person in (waiter, both, manager, peer, stranger, owner) if people.may_manage(manager, person)] == [waiter]
    for person in (owner, peer, both, stranger):
        with pytest.raises(NotAllowed), transaction():
            people.new_link(person, giver=manager, by=cast.acts(manager))
    assert people.matching(people.visible_to(owner), " MEI  wang ") == [both]


def test_a_new_link_ends_the_old_one_and_none_is_for_who_left() -> None:
    manager = cast.a_manager()
    mei, first = invited(manager, (cast.a_store().id, "server"))
    with transaction():
        second = people.new_link(mei, giver=manager, by=cast.acts(manager))
    assert (accounts.link_owner(first), accounts.link_owner(second)) == (None, mei)
    retired(mei)
    with pytest.raises(Refused, match="disabled"), transaction():
        people.new_link(mei, giver=manager, by=cast.acts(manager))


def test_the_trail_knows_that_a_name_was_changed_and_no_name() -> None:
    manager, waiter = cast.a_manager(), cast.a_waiter()
    for name, seen in (("Mei Wang", "Server"), ("Mei Wang", "Server")):         # twice is once
        with transaction():
            people.rename(waiter, name, seen=seen, giver=manager, by=cast.acts(manager))
    with pytest.raises(Refused, match="Mei Wang"), transaction():
        people.rename(waiter, "Li", seen="Server", giver=manager, by=cast.acts(manager))
    entry = db.session.query(AuditEntry).one()
    assert (entry.verb, entry.before, entry.after) == ("renamed", None, None)


def test_who_is_disabled_has_nothing_left_and_comes_back_with_the_password() -> None:
    cast.staff(Role.OWNER)
    manager, epoch = cast.a_manager(), cast.a_manager().epoch
    with transaction():
        pins.set_pin(manager, "2468")
        secret = accounts.password_link(manager)
    entry = retired(manager)
    assert retired(manager) is None
    assert (manager.epoch, accounts.link_owner(secret), pins.has_pin(manager)) == (epoch + 1, None, False)
    undone(entry)
    assert manager.retired_at is None and accounts.link_owner(secret) is None
    assert pins.approvers(cast.a_store(), Right.REFUND) == []


def test_roles_are_changed_and_taken_back() -> None:
    cast.staff(Role.OWNER)
    waiter, here, there = cast.a_waiter(), cast.a_store(), cast.a_store("lake")
    before = people.roles_of(waiter)
    entry = changed(waiter, roles=[[here.id, "cook"], [there.id, "manager"]])
    assert (entry.before, entry.after) == ({"roles": before}, {"roles": [[here.id, "cook"], [there.id, "manager"]]})
    undone(entry)
    assert people.roles_of(waiter) == before
    for roles in ([[None, "server"]], [[here.id, "owner"]], [[999, "cook"]], [[here.id, "cook"], [here.id, "server"]]):
        with pytest.raises(Invalid):
            changed(waiter, roles=roles)
    entry = changed(waiter, roles=[[None, "owner"]])
    undone(entry)
    assert people.roles_of(waiter) == before


def test_the_last_owner_stays() -> None:
    owner, here = cast.staff(Role.OWNER), cast.a_store()
    for act in (lambda: retired(owner), lambda: changed(owner, roles=[[here.id, "manager"]]), lambda: changed(owner, roles=[])):
        with pytest.raises(Refused, match="last owner"):
            act()
    second = cast.staff(Role.OWNER, username="second")
    retired(second)
    with pytest.raises(Refused, match="last owner"):            # who is disabled does not count
        retired(owner)
    changed(second, retired_at=None)
    changed(owner, roles=[[here.id, "manager"]])
    with pytest.raises(Refused, match="last owner"):
        retired(second)
