"""A chain from files: the folder becomes rows, or nothing happens at all.

Loading again updates by code and slug. Sold-out states, open sittings and the tokens of tables are not in the files and stay."""
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import live
from app.audit import Actor, record
from app.chain.changes import Changes, Report, settle
from app.chain.entries import ChainEntry, StaffEntry, StoreEntry
from app.chain.loading_charges import load_charges
from app.chain.loading_menu import load_menu
from app.chain.mistakes import Found, Mistake, Mistaken
from app.chain.opening import opened
from app.chain.reading import read
from app.clock import now
from app.codes import token
from app.db import db, transaction
from app.i18n import _
from app.menu import catalogue, dated
from app.ordering.models import Order
from app.ordering.rounds import kitchen_topic
from app.pictures.kept import keep
from app.staff.accounts import password_link
from app.staff.models import Role, StaffMember, StaffRole
from app.stores import brand
from app.stores.finding import TOPIC as CHAIN_TOPIC
from app.stores.finding import chain as the_chain
from app.stores.models import Chain, Closure, OpeningHours, Station, Store, Tax
from app.tables import neighbours
from app.tables.models import TOKEN_BITS, Area, DiningTable, Sitting, SittingTable
from app.tables.sittings import floor_topic

ON_THE_MENU = ("stations", "taxes", "categories", "options", "dishes", "charges")


COMMAND = Actor("command")


class _OnlyTried(Exception):
    """Ends a dry run's transaction."""


def load(folder: Path, *, pictures: Path, dry_run: bool = False, by: Actor = COMMAND) -> Report:
    """Load a chain's folder, or one that is packed as a ZIP file, in a transaction of its own; its pictures are copied to `pictures`.

    Raises Mistaken with everything that is wrong; then nothing has changed. A dry run says what would change."""
    entry = read(folder)
    if not dry_run:
        _keep_pictures(entry, pictures)
    report = Report()
    try:
        with transaction():
            _refuse_other_currency(folder, entry)
            apply(report, entry, by)
            _refuse_own_end(by)
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        report.password_links.clear()
    return report


def apply(report: Report, entry: ChainEntry, by: Actor) -> None:
    """Make the database be what the entry describes."""
    at = now()
    chain = _load_chain(report.of("chain"), entry)
    stations, taxes = _load_stations(report.of("stations"), entry, at), _load_taxes(report.of("taxes"), entry, at)
    stores = _load_stores(report.of("stores"), entry, at)
    _load_tables(report, entry, stores, at)
    load_menu(report, entry, stores, stations, taxes, at.astimezone(ZoneInfo(entry.time_zone)).date(), at)
    load_charges(report.of("charges"), entry.charges, stores, taxes, at)
    if entry.staff is not None:
        _load_staff(report, entry.staff, stores, at)
    if report:
        record(by, "loaded", chain, after={kind: changes.told() for kind, changes in report.kinds.items() if changes and kind != "staff"})
    _tell(report, stores)


def _keep_pictures(entry: ChainEntry, pictures: Path) -> None:
    for picture in [entry.wordmark, *(dish.picture for dish in entry.dishes)]:
        if picture:
            keep(picture, pictures)


def _refuse_other_currency(folder: Path, entry: ChainEntry) -> None:
    """Amounts are kept as bare numbers: with another currency, what was sold would change its worth."""
    chain = the_chain()
    if chain and chain.currency != entry.currency and db.session.scalar(select(Order.id).limit(1)):
        with opened(folder) as files:
            line = files.settings(Found()).line_of(("currency",))
        raise Mistaken([Mistake("chain.toml", line, "currency", entry.currency, f"{chain.currency}, for there are orders in it already")])


def _refuse_own_end(by: Actor) -> None:
    """Whoever loads it in the office is still an owner afterwards."""
    person = db.session.get(StaffMember, by.id) if by.kind == "staff" and by.id else None
    if person is not None and (person.retired_at is not None or Role.OWNER not in {role.role for role in person.roles}):
        raise Mistaken([Mistake("staff.csv", 0, "username", person.username, _("you as an owner, or you could not undo it"))])


def _load_chain(changes: Changes, entry: ChainEntry) -> Chain:
    hue = entry.brand.get("hue", brand.DEFAULT["hue"])
    values = {
        "name": entry.name, "languages": entry.languages, "currency": entry.currency, "time_zone": entry.time_zone,
        "service_charge_rate": entry.service_charge, "contact": entry.contact, "support": entry.support, "legal": entry.legal,
        "welcome": entry.welcome,
        "hue": hue, "chroma": entry.brand.get("chroma", brand.DEFAULT["chroma"]),
        "second_hue": entry.brand.get("second_hue", (hue + brand.TO_SECOND_HUE) % 360),
        "second_chroma": entry.brand.get("second_chroma", brand.SECOND_CHROMA),
        "wordmark": entry.wordmark.stored_as if entry.wordmark else ""}
    if not entry.has_pictures:
        del values["wordmark"]
    chain = the_chain()
    if chain is None:
        chain = Chain(id=1, **values)
        db.session.add(chain)
        changes.added.append(entry.name[entry.languages[0]])
    changes.update(chain, entry.name[entry.languages[0]], values)
    db.session.flush()
    return chain


def _load_stations(changes: Changes, entry: ChainEntry, at: datetime) -> Mapping[str, Station]:
    existing = {station.code: station for station in db.session.scalars(select(Station))}
    wanted = {station.code: {"name": station.name, "position": position} for position, station in enumerate(entry.stations)}
    return settle(changes, existing, wanted, lambda code: Station(code=code, **wanted[code]), at)


def _load_taxes(changes: Changes, entry: ChainEntry, at: datetime) -> Mapping[str, Tax]:
    existing = {tax.code: tax for tax in db.session.scalars(select(Tax))}
    wanted = {tax.code: {"name": tax.name, "included": tax.included, **{f"{kind}_rate": rate for kind, rate in tax.rates.items()}}
              for tax in entry.taxes}
    return settle(changes, existing, wanted, lambda code: Tax(code=code, **wanted[code]), at)


def _load_stores(changes: Changes, entry: ChainEntry, at: datetime) -> Mapping[str, Store]:
    existing = {store.slug: store for store in db.session.scalars(select(Store))}
    wanted = {store.slug: {
        "name": store.name, "address": store.address, "phone": store.phone, "latitude": store.latitude, "longitude": store.longitude,
        "time_zone": store.time_zone, "day_ends": store.day_ends, "services": [str(service) for service in store.services],
        "table_policy": store.policy, "settings": store.settings, "position": position} for position, store in enumerate(entry.stores)}
    seated = set(db.session.scalars(select(Sitting.store_id).where(Sitting.closed_at.is_(None))))
    stores = settle(changes, existing, wanted, lambda slug: Store(slug=slug, **wanted[slug]), at, in_use=lambda store: store.id in seated)
    for store in entry.stores:
        _load_times(changes, stores[store.slug], store)
    return stores


def _load_times(changes: Changes, row: Store, entry: StoreEntry) -> None:
    windows = [(None, window) for window in entry.hours] + [(str(service), window) for service, own in entry.own_hours.items() for window in own]
    hours = [(window.weekday, window.opens, window.closes, service) for service, window in windows]
    if {(known.weekday, known.opens, known.closes, known.service) for known in row.hours} != set(hours):
        row.hours = [OpeningHours(weekday=weekday, opens=opens, closes=closes, service=service) for weekday, opens, closes, service in hours]
        changes.mark(row, row.slug)
    closures = [(closed.first_day, closed.last_day, closed.reason, [list(span) for span in closed.hours]) for closed in entry.closed]
    if sorted((known.first_day, known.last_day, known.reason, known.hours) for known in row.closures) != closures:
        row.closures = [Closure(first_day=first, last_day=last, reason=reason, hours=spans) for first, last, reason, spans in closures]
        changes.mark(row, row.slug)


def _load_tables(report: Report, entry: ChainEntry, stores: Mapping[str, Store], at: datetime) -> None:
    """A table keeps its token for years: it is printed. One with a party at it is retired by a later load."""
    areas = _load_areas(report.of("areas"), entry, stores, at)
    wanted = {}
    for position, table in enumerate(entry.tables):
        store_id = stores[table.store].id
        wanted[store_id, table.label] = {
            "area_id": areas[store_id, table.area].id, "min_covers": table.min_covers, "max_covers": table.max_covers,
            "x": table.x, "y": table.y, "shape": table.shape, "position": position}
    existing = {(table.store_id, table.label): table for table in db.session.scalars(select(DiningTable))}
    seated = set(db.session.scalars(select(SittingTable.table_id).where(SittingTable.until.is_(None))))
    known = {table.token for table in existing.values()}        # a code that stands on a table already is no other table's
    printed = {(stores[table.store].id, table.label): table.token for table in entry.tables if table.token not in known}
    tables = settle(
        report.of("tables"), existing, wanted,
        lambda key: DiningTable(store_id=key[0], label=key[1], token=printed.get(key) or token(TOKEN_BITS), **wanted[key]), at,
        _within(_slugs()), lambda table: table.id in seated, lambda key: key[0])
    _load_neighbours(report.of("tables"), entry, stores, tables)


def _load_neighbours(changes: Changes, entry: ChainEntry, stores: Mapping[str, Store], tables: Mapping[tuple[int, str], DiningTable]) -> None:
    """Of the tables in the files; what was taken off keeps its own."""
    rows = {table.id: (key, table) for key, table in tables.items()}
    wanted = {neighbours.pair(tables[store_id, table.label].id, tables[store_id, label].id)
              for table in entry.tables for store_id in [stores[table.store].id] for label in table.neighbours}
    for first, second in sorted(wanted ^ set(neighbours.pairs(rows))):
        if (first, second) in wanted:
            neighbours.join(first, second)
        else:
            neighbours.part(first, second)
        for number in (first, second):
            key, table = rows[number]
            changes.mark(table, _within(_slugs())(key))


def _load_areas(changes: Changes, entry: ChainEntry, stores: Mapping[str, Store], at: datetime) -> Mapping[tuple[int, str], Area]:
    wanted = {(stores[area.store].id, area.code): {"name": area.name, "position": position} for position, area in enumerate(entry.areas)}
    existing = {(area.store_id, area.code): area for area in db.session.scalars(select(Area))}
    seated = set(db.session.scalars(select(DiningTable.area_id).join(SittingTable).where(SittingTable.until.is_(None))))
    return settle(changes, existing, wanted, lambda key: Area(store_id=key[0], code=key[1], **wanted[key]), at,
                  _within(_slugs()), lambda area: area.id in seated, lambda key: key[0])


def _slugs() -> dict[int, str]:
    return {store.id: store.slug for store in db.session.scalars(select(Store))}


def _within(slugs: Mapping[int, str]) -> Callable[[tuple[int, str]], str]:
    """Labels such as "riverside A12" for what is known by store and name."""
    return lambda key: f"{slugs[key[0]]} {key[1]}"


def _load_staff(report: Report, entries: list[StaffEntry], stores: Mapping[str, Store], at: datetime) -> None:
    """Who is new gets a one-time link to set a password; who is gone is signed out everywhere."""
    changes = report.of("staff")
    existing = {staff.username: staff for staff in db.session.scalars(select(StaffMember).options(selectinload(StaffMember.roles)))}
    wanted = {entry.username: {"name": entry.name} for entry in entries}
    working = {username for username, staff in existing.items() if staff.retired_at is None}
    people = settle(changes, existing, wanted, lambda username: StaffMember(username=username, created_at=at, **wanted[username]), at)
    for entry in entries:
        _load_roles(changes, people[entry.username], {stores[slug].id if slug else None: role for slug, role in entry.roles.items()})
        if people[entry.username].password_hash is None and entry.username not in working:
            report.password_links[entry.username] = password_link(people[entry.username])
    for username in working - set(wanted):
        existing[username].epoch += 1


def _load_roles(changes: Changes, staff: StaffMember, roles: Mapping[int | None, Role]) -> None:
    known = {row.store_id: row for row in staff.roles}
    if {store_id: row.role for store_id, row in known.items()} == roles:
        return
    staff.roles = [known.get(store_id) or StaffRole(store_id=store_id, role=role) for store_id, role in roles.items()]
    for row in staff.roles:
        row.role = roles[row.store_id]
    changes.mark(staff, staff.username)


def _tell(report: Report, stores: Mapping[str, Store]) -> None:
    """Open phones, floors and kitchens see what changed."""
    if report:
        live.touch(CHAIN_TOPIC)         # stores, their hours and their tables stand on every page of a table too
        dated.tell_ahead()
    if any(report.of(kind) for kind in ON_THE_MENU):
        live.touch(catalogue.TOPIC)
    for store in stores.values() if report else ():
        live.touch(floor_topic(store.id))
        live.touch(kitchen_topic(store.id))
