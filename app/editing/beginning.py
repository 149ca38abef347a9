"""The first steps of a chain that has nothing yet: the chain with its owner, then dishes as they are written down in a hurry."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import list_currencies
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.audit import Actor, AuditEntry, record
from app.clock import now
from app.codes import fingerprint, readable, same, signature
from app.db import db
from app.editing import chain, changing, menu
from app.errors import Invalid, Refused, TooMany
from app.i18n import _
from app.menu.models import Category, Dish, Price
from app.menu.searching import search_text
from app.staff import accounts, people
from app.staff.models import Role, SignInTry, StaffMember
from app.stores import finding
from app.stores.hours import business_day
from app.stores.models import Chain, Station, Store, Tax

MOST_STATIONS = 12
WRONG_SECRETS = 20      # from one address within a quarter of an hour


@dataclass(frozen=True)
class Plan:
    """What is asked first. `tax_rate` in basis points; `stations` are names in the first language."""

    name: Mapping[str, str]
    languages: Sequence[str]
    currency: str
    time_zone: str
    tax_name: str
    tax_rate: int
    tax_included: bool
    stations: Sequence[str]
    person: str
    username: str
    password: str


def secret(key: str) -> str:
    """Opens the first steps while there is no chain; every process of an installation knows the same one by its key."""
    return signature(key, "first steps")


def opens(key: str, typed: str, address: str) -> bool:
    """Whether this is the secret. Wrong ones are counted by the address they come from, so that nobody locks out whoever has the right one.

    Raises TooMany after twenty wrong ones within a quarter of an hour."""
    name = f"secret {fingerprint(address)[:32]}"        # no user name has a space
    if accounts.tries_of(name) >= WRONG_SECRETS:
        raise TooMany(_("Too many tries. Wait a little, then try again."))
    if same(typed, secret(key)):
        return True
    db.session.execute(delete(SignInTry).where(SignInTry.at < now() - accounts.WINDOW))
    db.session.add(SignInTry(username=name, at=now()))
    return False


def begin(plan: Plan) -> StaffMember:
    """The chain, its stations and tax, and its owner, who acts from then on.

    Raises Invalid for what cannot be, Refused where somebody was faster: there is one chain."""
    if plan.currency not in list_currencies():
        raise Invalid(_("Choose one of the list."))
    if not 0 < len(plan.stations) <= MOST_STATIONS:
        raise Invalid(_("Name one place in the kitchen that cooks, or more."))
    first = plan.languages[0]
    made = Chain(id=1, name=dict(plan.name), languages=list(plan.languages), currency=plan.currency, time_zone=plan.time_zone)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise Refused(_("This restaurant is set up already. Please sign in.")) from None
    owner = StaffMember(username=people.checked_username(plan.username), name=people.checked_name(plan.person), created_at=now())
    accounts.set_password(owner, plan.password)
    owner.epoch = 0
    db.session.add(owner)
    people.put_roles(owner, [[None, Role.OWNER]])
    db.session.flush()
    by = Actor("staff", owner.id)
    for position, name in enumerate(plan.stations):
        changing.added(Station(code=readable(6).lower(), name={first: name}, position=position), by=by)
    changing.added(Tax(code="standard", name={first: plan.tax_name}, included=plan.tax_included, dine_in_rate=plan.tax_rate,
                       pickup_rate=plan.tax_rate, delivery_rate=plan.tax_rate), by=by)
    record(by, "added", made)
    record(by, "added", owner, after={"retired_at": None})
    chain.tell(made)
    return owner


def is_going_on() -> bool:
    """Whether the chain was begun here, by hand, and nobody has said yet that it is done."""
    return _was("added") and not _was("set_up")


def end(by: Actor) -> None:
    """The first steps are no longer spoken of. Twice is once."""
    root = changing.locked(finding.chain())
    if is_going_on():
        record(by, "set_up", root)


def _was(verb: str) -> bool:
    return db.session.scalar(select(AuditEntry.id).where(AuditEntry.subject_kind == Chain.__tablename__, AuditEntry.subject_id == 1,
                                                         AuditEntry.verb == verb).limit(1)) is not None


@dataclass(frozen=True)
class Quick:
    """A dish as somebody types forty of them: `category` by its name in the first language, made where there is none."""

    name: Mapping[str, str]
    price: int
    category: str
    station_id: int
    minutes: int


def dishes(wanted: Sequence[Quick], store: Store, *, by: Actor) -> list[Dish]:
    """New dishes at the end of the menu, all with the chain's first tax; what is there already, to the cent, is not there twice.

    Raises Invalid where there is no tax."""
    tax = next(iter(finding.taxes_in_use()), None)
    if tax is None:
        raise Invalid(_("A station and a tax come first."))
    changing.locked(finding.chain())        # two who add the same category come one after the other
    first = finding.chain().languages[0]
    known = {category.name.get(first, ""): category for category in db.session.scalars(select(Category).where(Category.retired_at.is_(None)))}
    position, made = db.session.scalar(select(func.max(Dish.position))) or 0, []
    for number, each in enumerate(wanted, 1):
        if each.category not in known:
            known[each.category] = Category(code=readable(6).lower(), name={first: each.category}, position=len(known))
            changing.added(known[each.category], by=by)
        if _is_there(each, known[each.category]):
            continue
        dish = Dish(code=readable(6).lower(), name=dict(each.name), search=search_text(dict(each.name)), position=position + number,
                    category_id=known[each.category].id, station_id=each.station_id, tax_id=tax.id, minutes=each.minutes,
                    added_on=business_day(store), prices=[Price(amount_minor=each.price)])
        changing.added(dish, by=by)
        made.append(dish)
    menu.tell(None)
    return made


def _is_there(wanted: Quick, category: Category) -> bool:
    known = db.session.scalars(select(Dish).where(Dish.category_id == category.id, Dish.retired_at.is_(None)))
    return any(dish.name == wanted.name and wanted.price in {price.amount_minor for price in dish.prices} for dish in known)
