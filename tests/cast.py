"""A standing cast for tests: a store with a table, dishes, a party that ordered, people who work there.

Made through the rooms wherever they have a verb for it. Each writes at once, or as part of the transaction that the test
has open, and needs an application context: rooms and races have one, a page test opens it (`with app.app_context():`)
and keeps plain values (ids, slugs, tokens), because rows forget themselves when the context ends.

What is not given is made: `a_sent_round()` has a chain, a store, a table, a dish and a party. Asked twice for the same
store, table label, dish code or user name, it is the same one."""
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from argon2 import PasswordHasher
from pyotp import TOTP
from sqlalchemy import select, update

from app import clock, live
from app.audit import Actor
from app.codes import token
from app.db import db, transaction
from app.menu import catalogue
from app.menu.models import Category, Charge, ChargePer, ChargePrice, Choice, Dish, DishGroup, OptionGroup, Price
from app.menu.searching import search_text
from app.ordering import cart, finding, rounds
from app.ordering.models import Order, OrderLine, Round, RoundState
from app.staff import accounts
from app.staff.models import DeviceKind, Role, StaffMember, StaffRole
from app.stores import settings
from app.stores.hours import business_day
from app.stores.models import Chain, OpeningHours, Service, Station, Store, TablePolicy, Tax
from app.tables import sittings
from app.tables.models import Area, DiningTable, Sitting
from app.tables.sittings import Seat
from tests.page import Page

PASSWORD = "a good long password"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)     # checked in no time
Made = TypeVar("Made")


def written(make: Callable[..., Made]) -> Callable[..., Made]:
    @wraps(make)
    def made(*args: Any, **kwargs: Any) -> Made:
        if db.session.info.get("writing"):
            return make(*args, **kwargs)
        with transaction():
            return make(*args, **kwargs)
    return made


def _first(model: type[Made], **values: Any) -> Made | None:
    return db.session.scalars(select(model).filter_by(**values)).first()


def _added(row: Made) -> Made:
    db.session.add(row)
    db.session.flush()
    return row


# The chain and its stores

@written
def a_chain(*, languages: Sequence[str] = ("zh", "en"), currency: str = "CNY", time_zone: str = "Asia/Shanghai",
            service_charge_rate: int = 0) -> Chain:
    live.touch("chain")
    return db.session.get(Chain, 1) or _added(Chain(
        id=1, name={"zh": "灯笼面馆", "en": "Lantern Noodle House"}, languages=list(languages), currency=currency,
        time_zone=time_zone, service_charge_rate=service_charge_rate))


@written
def a_store(slug: str = "riverside", *, policy: TablePolicy = TablePolicy.FREE, **limits: int) -> Store:
    """Open around the clock; further keywords are its settings (take_back=0, idle_minutes=30)."""
    chain = a_chain()
    return _first(Store, slug=slug) or _added(Store(
        slug=slug, name={"zh": "江边店", "en": slug.title()}, time_zone=chain.time_zone, table_policy=policy, settings=settings.checked(limits),
        services=[Service.DINE_IN], hours=[OpeningHours(weekday=day, opens=0, closes=1440) for day in range(7)]))


@written
def a_table(label: str = "A1", *, store: Store | None = None, area: str = "Hall") -> DiningTable:
    store = store or a_store()
    place = _first(Area, store_id=store.id, code=area) or _added(Area(store_id=store.id, code=area, name={"zh": "大堂", "en": area}))
    return _first(DiningTable, store_id=store.id, label=label) or _added(DiningTable(
        store_id=store.id, area_id=place.id, label=label, token=token(128), min_covers=1, max_covers=4))


# The menu

@written
def a_station(code: str = "noodle") -> Station:
    return _first(Station, code=code) or _added(Station(code=code, name={"zh": "面档", "en": code.title()}))


@written
def a_tax(code: str = "food", rate: int = 600, *, included: bool = True) -> Tax:
    return _first(Tax, code=code) or _added(Tax(
        code=code, name={"zh": "增值税", "en": "VAT"}, included=included, dine_in_rate=rate, pickup_rate=rate, delivery_rate=rate))


@written
def a_dish(code: str = "beef", price: int = 4200, *, name: str = "", chinese: str = "牛肉面", station: str = "noodle", minutes: int = 8,
           tax: Tax | None = None, portions: int | None = None, allergens: list[str] | None = None, tags: Sequence[str] = ()) -> Dish:
    """Its name is its code with capitals, unless given; the price is in minor units."""
    category = _first(Category, code="mains") or _added(Category(code="mains", name={"zh": "主食", "en": "Mains"}))
    names = {"zh": chinese, "en": name or code.replace("-", " ").title()}
    live.touch(catalogue.TOPIC)
    return _first(Dish, code=code) or _added(Dish(
        code=code, category_id=category.id, name=names, search=search_text(names), station_id=a_station(station).id,
        tax_id=(tax or a_tax()).id, minutes=minutes, portions=portions, allergens=allergens, tags=list(tags),
        added_on=business_day(a_store()), prices=[Price(amount_minor=price)]))


@written
def an_option_group(dish: Dish, choices: dict[str, int], *, code: str = "heat", least: int = 1, most: int = 1, default: str = "") -> OptionGroup:
    """A question about a dish: {"mild": 0, "hot": 200}; the default is a key of it, or none."""
    live.touch(catalogue.TOPIC)
    group = _added(OptionGroup(code=code, name={"zh": "口味", "en": code.title()}, min_choices=least, max_choices=most, choices=[
        Choice(code=key, name={"zh": key, "en": key.title()}, is_default=key == default, position=place, prices=[Price(amount_minor=adds)])
        for place, (key, adds) in enumerate(choices.items())]))
    _added(DishGroup(dish_id=dish.id, group_id=group.id, position=len(dish.groups)))
    return group


@written
def a_set(groups: dict[str, dict[Dish, int]], price: int = 5000, *, code: str = "set", default: bool = True, **values: Any) -> Dish:
    """A set meal of one dish of each group: {"main": {beef: 0, tofu: -200}}; the first of each is the default, unless told otherwise."""
    dish = a_dish(code, price, **values)
    for name, parts in groups.items():
        group = _added(OptionGroup(code=f"{code}-{name}", name={"zh": name, "en": name.title()}, min_choices=1, max_choices=1, choices=[
            Choice(code=part.code, name={}, dish_id=part.id, is_default=default and not place, position=place, prices=[Price(amount_minor=adds)])
            for place, (part, adds) in enumerate(parts.items())]))
        _added(DishGroup(dish_id=dish.id, group_id=group.id, position=len(groups)))
    live.touch(catalogue.TOPIC)
    return dish


@written
def a_charge(code: str = "tea", price: int = 300, *, per: ChargePer = ChargePer.HEAD, tax: Tax | None = None, refusable: bool = False,
             **where: Any) -> Charge:
    """What parties pay besides dishes; further keywords are conditions (store_id=1, area="Hall"). Asked again for a code, one more price."""
    live.touch(catalogue.TOPIC)
    charge = _first(Charge, code=code) or _added(Charge(
        code=code, name={"zh": "茶位费", "en": code.title()}, per=per, tax_id=(tax or a_tax()).id))
    charge.prices.append(ChargePrice(amount_minor=price, refusable=refusable, **where))
    db.session.flush()
    return charge


# A party

@written
def a_sitting(table: DiningTable | None = None, *, covers: int | None = 2) -> Sitting:
    """The party at the table, opened by the floor where nobody sits yet."""
    table = table or a_table()
    return sittings.open_at(table) or sittings.open_by_staff(table, covers=covers, by=Actor("command"))


@written
def a_seat(table: DiningTable | None = None) -> Seat:
    """A phone at the table: it scans where nobody sits yet, else it is let in."""
    table = table or a_table()
    sitting = sittings.open_at(table)
    return sittings.seat(sitting) if sitting else sittings.enter(table)


@written
def a_cart(*dishes: Dish | tuple[Dish, int], table: DiningTable | None = None, seat: Seat | None = None, note: str = "") -> Order:
    """The party's order with these dishes, each with a quantity if not one, in its cart."""
    sitting = seat.guest.sitting if seat else a_sitting(table)
    order = finding.start_order(sitting)
    for wanted in dishes or (a_dish(),):
        dish, quantity = wanted if isinstance(wanted, tuple) else (wanted, 1)
        cart.add(order, seat and seat.guest, dish.id, quantity=quantity, note=note, key=token())
    return order


@written
def a_sent_round(*dishes: Dish | tuple[Dish, int], table: DiningTable | None = None, seat: Seat | None = None, note: str = "",
                 released: bool = True) -> Round:
    """A round of these dishes; the clock is moved on until the kitchen has it, unless told otherwise."""
    order = a_cart(*dishes, table=table, seat=seat, note=note)
    sent = rounds.send(order, seat and seat.guest, key=token(), seen={}).round
    if released and sent.state is RoundState.SENT:
        clock.move(timedelta(seconds=settings.of(order.store).take_back))
    return sent


def lines_of(round_: Round) -> list[OrderLine]:
    return list(db.session.scalars(select(OrderLine).where(OrderLine.round_id == round_.id).order_by(OrderLine.id)))


# People who work here

@written
def staff(role: Role, *, store: Store | None = None, username: str = "") -> StaffMember:
    """Somebody with this role, named after it; the owner has it in the whole chain, the others in one store.

    Owners and managers have the second factor that the office asks for; `signed_in` knows its code."""
    username = username or role.value
    store = None if role is Role.OWNER else store or a_store()
    known = _first(StaffMember, username=username)
    if known:
        return known
    person = _added(StaffMember(username=username, name=username.title(), password_hash=_HASH, created_at=clock.now(),
                                roles=[StaffRole(store_id=store and store.id, role=role)]))
    return with_second_factor(person) if role in {Role.OWNER, Role.MANAGER} else person


@written
def with_second_factor(person: StaffMember) -> StaffMember:
    """As if an app on a phone had been set up; the same secret for everybody, so that `code_now` is right."""
    person.totp_secret, person.totp_since = TOTP_SECRET, clock.now()
    db.session.flush()
    return person


def code_now() -> str:
    """What the app on the phone shows."""
    return TOTP(TOTP_SECRET).at(clock.now())


@written
def code_unused(username: str) -> None:
    """As if this person's last code had been given long ago: a test may sign in more often than every half minute."""
    db.session.execute(update(StaffMember).where(StaffMember.username == username).values(totp_step=None))


def a_cook(**who: Any) -> StaffMember:
    return staff(Role.COOK, **who)


def a_waiter(**who: Any) -> StaffMember:
    return staff(Role.SERVER, **who)


def a_manager(**who: Any) -> StaffMember:
    return staff(Role.MANAGER, **who)


def acts(person: StaffMember) -> Actor:
    """This person as the one who acts, for verbs."""
    return Actor("staff", person.id)


@written
def a_screen(store: Store | None = None) -> str:
    """A kitchen's wall screen, signed in; the secret for its cookie `screen`."""
    _, code = accounts.new_device(store or a_store(), DeviceKind.KITCHEN, Actor("command"))
    return accounts.claim_device(code)[1]


def signed_in(page: Page, username: str) -> Page:
    """The visitor signs in with name and password, and with the code where one is asked for."""
    page.get("/staff/sign-in").submit("form[action$='/staff/sign-in']", username=username, password=PASSWORD)
    if page.path == "/staff/sign-in/code":
        with page.app.app_context():
            code_unused(username)
        page.submit("form[action$='/sign-in/code']", code=code_now())
    return page
