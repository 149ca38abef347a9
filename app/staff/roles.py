"""Who may what."""
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.db import db
from app.staff.models import Role, StaffMember
from app.stores import finding
from app.stores.models import Store


class Right(StrEnum):
    COOK = "cook"               # see the board, tick, bump, 86
    SERVE = "serve"             # see the floor, open, confirm, let in, answer, bring dishes, let a party go that ordered nothing
    SETTLE = "settle"           # take payments, close checks
    VOID = "void"               # take sent dishes off a check while nothing need be given back for them
    COMP = "comp"               # on the house, discounts, staff meals, write-offs; above the store's limit with a second person
    REFUND = "refund"           # take dishes off that were paid: money leaves the drawer
    MANAGE = "manage"           # the office: what a store sells, when and where, its screens
    OWN = "own"                 # what belongs to the whole chain: its look, taxes, roles, legal texts


# Who takes the money does not decide alone that less of it was due: the cashier voids nothing, the server voids what is not
# paid yet, and what was paid goes back only with the manager. A host seats people and touches no money.
_RIGHTS = {
    Role.OWNER: frozenset(Right), Role.MANAGER: frozenset(Right) - {Right.OWN},
    Role.HOST: frozenset({Right.SERVE}),
    Role.SERVER: frozenset({Right.SERVE, Right.SETTLE, Right.VOID, Right.COMP}),
    Role.CASHIER: frozenset({Right.SERVE, Right.SETTLE}),
    Role.COOK: frozenset({Right.COOK}),
    Role.COURIER: frozenset(),
}


def role_at(staff: StaffMember, store: Store) -> Role | None:
    """The person's role in a store; an owner's holds everywhere."""
    roles = {role.store_id: role.role for role in staff.roles}
    return roles.get(store.id) or roles.get(None)


def may(staff: StaffMember, right: Right, store: Store) -> bool:
    return right in rights_at(staff, store)


def who_may(right: Right, store: Store) -> list[StaffMember]:
    """Everybody who may do it in this store, in the order in which they came to the chain."""
    people = db.session.scalars(select(StaffMember).where(StaffMember.retired_at.is_(None)).options(selectinload(StaffMember.roles))
                                .order_by(StaffMember.id))
    return [person for person in people if may(person, right, store)]


def stores_where(staff: StaffMember, right: Right) -> list[Store]:
    """The stores in which the person may do it, in the chain's order."""
    return [store for store in finding.stores() if may(staff, right, store)]


def owns(staff: StaffMember) -> bool:
    """Whether the whole chain is theirs, the stores to come included."""
    return staff.retired_at is None and any(role.store_id is None and role.role is Role.OWNER for role in staff.roles)


def rights_at(staff: StaffMember, store: Store) -> frozenset[Right]:
    role = role_at(staff, store)
    return _RIGHTS[role] if role and staff.retired_at is None else frozenset()
