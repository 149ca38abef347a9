"""Who works here: inviting people, their roles per store, and what happens when somebody leaves."""
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.audit import Actor, AuditEntry, record
from app.clock import now
from app.db import db
from app.errors import Invalid, NotAllowed, Refused
from app.i18n import _
from app.staff.accounts import end_links, end_sessions_of, password_link
from app.staff.models import Pin, Role, StaffMember, StaffRole
from app.staff.roles import Right, owns, rights_at, stores_where
from app.stores import finding
from app.stores.models import Store

BELOW_MANAGER = (Role.HOST, Role.SERVER, Role.CASHIER, Role.COOK, Role.COURIER)
NAME = 60               # letters of a name at most, as in the files
_USERNAME = re.compile(r"[\w.@+-]{1,60}")

Roles = list[list[Any]]        # [[store's id, or null for the whole chain, role], …], sorted by store


# Who may do what to whom

def may_give(giver: StaffMember, roles: Roles) -> bool:
    """An owner gives every role; a manager those below their own, in their stores, and at least one."""
    if owns(giver):
        return True
    stores = {store.id for store in stores_where(giver, Right.MANAGE)}
    return bool(roles) and all(store_id in stores and role in BELOW_MANAGER for store_id, role in roles)


def may_manage(giver: StaffMember, person: StaffMember) -> bool:
    """Give a new link, correct the name, disable: whoever could have given the person all the roles they have."""
    return may_give(giver, roles_of(person))


def need_to_manage(giver: StaffMember, person: StaffMember) -> None:
    if not may_manage(giver, person):
        raise NotAllowed(_("An owner does this: the person works in other stores too, or is a manager or an owner."))


def visible_to(reader: StaffMember) -> list[StaffMember]:
    """An owner sees everybody, a manager whoever has a role in one of their stores; those who left too. By name."""
    people = db.session.scalars(select(StaffMember).options(selectinload(StaffMember.roles))).all()
    if not owns(reader):
        stores = {store.id for store in stores_where(reader, Right.MANAGE)}
        people = [person for person in people if any(role.store_id in stores for role in person.roles)]
    return sorted(people, key=lambda person: (person.name.casefold(), person.id))


# People

def invite(username: str, name: str, roles: Roles, *, giver: StaffMember, by: Actor) -> tuple[StaffMember, str]:
    """Somebody new, and the secret of the link by which they set a password. Raises Invalid for a bad or taken user name."""
    if not roles:
        raise Invalid(_("Give at least one role."))
    if not may_give(giver, roles):
        raise NotAllowed(_("Only owners make managers and owners, and nobody gives roles in a store they do not manage."))
    username = checked_username(username)
    taken = Invalid(_("Somebody is or was called “%(username)s” already. Choose another user name.", username=username))
    if db.session.scalar(select(StaffMember.id).where(StaffMember.username == username)):
        raise taken
    person = StaffMember(username=username, name=checked_name(name), created_at=now())
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError:          # somebody was faster
        raise taken from None
    put_roles(person, roles)
    db.session.flush()
    record(by, "added", person, store_id=only_store(person), after={"retired_at": None})
    return person, password_link(person)


def invited(username: str, name: str, roles: Roles) -> StaffMember | None:
    """Whoever was invited just so, and has set no password yet."""
    person = db.session.scalar(select(StaffMember).where(StaffMember.username == checked_username(username), StaffMember.retired_at.is_(None)))
    is_same = person is not None and person.name == " ".join(name.split()) and not person.password_hash and roles_of(person) == roles
    return person if is_same else None


def new_link(person: StaffMember, *, giver: StaffMember, by: Actor) -> str:
    """For somebody who forgot the password, or whose link grew old; links given before end."""
    need_to_manage(giver, person)
    if person.retired_at is not None:
        raise Refused(_("This person is disabled. Enable them first."))
    record(by, "linked", person, store_id=only_store(person))
    return password_link(person)


def rename(person: StaffMember, name: str, *, seen: str, giver: StaffMember, by: Actor) -> None:
    """Another name to be shown. It is personal: the trail says that it was changed, not from what to what."""
    need_to_manage(giver, person)
    name = checked_name(name)
    db.session.refresh(person, with_for_update=True)
    if person.name not in (seen, name):
        raise Refused(_("Somebody else changed the name meanwhile, to “%(name)s”. Save again to have yours.", name=person.name))
    if person.name != name:
        person.name, person.version = name, person.version + 1
        record(by, "renamed", person, store_id=only_store(person))


def checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME:
        raise Invalid(_("A name has 1 to %(most)s characters.", most=NAME))
    return name


def checked_username(username: str) -> str:
    username = unicodedata.normalize("NFKC", username).strip().lower()
    if not _USERNAME.fullmatch(username):
        raise Invalid(_("A user name has letters, digits, dots and hyphens, without spaces."))
    return username


# Fields of a person as the office changes them, and takes them back

def roles_of(person: StaffMember) -> Roles:
    return sorted(([role.store_id, role.role.value] for role in person.roles), key=lambda each: each[0] or 0)


def put_roles(person: StaffMember, roles: Roles) -> None:
    """These roles and no others. Raises Refused where nobody would own the chain any more, Invalid for roles that cannot be."""
    wanted = {store_id: Role(role) for store_id, role in roles}
    stores = {store.id for store in finding.stores()} | {role.store_id for role in person.roles}
    if len(wanted) < len(roles) or any((role is Role.OWNER) is not (store_id is None) or store_id not in {None, *stores}
                                       for store_id, role in wanted.items()):
        raise Invalid(_("A person has one role in each store; only an owner works in all."))
    if None not in wanted:
        _keep_an_owner(person)
    known = {role.store_id: role for role in person.roles}
    for store_id, role in wanted.items():
        if store_id in known:
            known[store_id].role = role
    person.roles = [known.get(store_id) or StaffRole(store_id=store_id, role=role) for store_id, role in wanted.items()]


def put_retired(person: StaffMember, at: datetime | None) -> None:
    """Disabled: every session ends at once, links and PIN die. Enabled again: they sign in with their password as before."""
    if at is not None and person.retired_at is None:
        _keep_an_owner(person)
        end_sessions_of(person)
        end_links(person)
        db.session.execute(delete(Pin).where(Pin.staff_id == person.id))
    person.retired_at = at


def _keep_an_owner(person: StaffMember) -> None:
    """Before somebody stops being an owner: there must be another one. Two who do this to each other wait for each other."""
    held = select(StaffRole.staff_id).where(StaffRole.role == Role.OWNER).order_by(StaffRole.id).with_for_update()
    owners = db.session.scalars(held).all()
    others = select(StaffRole.id).join(StaffMember).where(
        StaffRole.role == Role.OWNER, StaffRole.staff_id != person.id, StaffMember.retired_at.is_(None)).limit(1)
    if person.id in owners and db.session.scalar(others) is None:
        raise Refused(_("This is the last owner: make somebody else an owner first."))


# Questions

def only_store(person: StaffMember) -> int | None:
    """The store of somebody who works in one only: there the trail's entries about them belong."""
    stores = {role.store_id for role in person.roles}
    return stores.pop() if len(stores) == 1 else None


def with_pin_at(store: Store) -> list[StaffMember]:
    """Who works in this store and has a PIN, by name."""
    people = db.session.scalars(select(StaffMember).join(Pin, Pin.staff_id == StaffMember.id).options(selectinload(StaffMember.roles)))
    return sorted((person for person in people if rights_at(person, store)), key=lambda person: (person.name.casefold(), person.id))


def with_pin(people: Iterable[StaffMember]) -> set[int]:
    """The ids of those who have a PIN."""
    return set(db.session.scalars(select(Pin.staff_id).where(Pin.staff_id.in_([person.id for person in people]))))


def last_signed_in(person: StaffMember) -> datetime | None:
    """When the person last gave their password here."""
    return db.session.scalar(select(AuditEntry.at).where(
        AuditEntry.subject_kind == StaffMember.__tablename__, AuditEntry.subject_id == person.id, AuditEntry.verb == "signed_in")
        .order_by(AuditEntry.id.desc()).limit(1))


def matching(people: Sequence[StaffMember], words: str) -> list[StaffMember]:
    """Whose name or user name holds what was typed. Names are encrypted, so it is looked for here, not in the database."""
    wanted = " ".join(words.casefold().split())
    return [person for person in people if wanted in person.name.casefold() or wanted in person.username]
