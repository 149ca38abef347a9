"""stores.csv, tables.csv and staff.csv."""
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from zoneinfo import available_timezones

from app.chain import cells
from app.chain.entries import AreaEntry, StaffEntry, StoreEntry, TableEntry
from app.chain.folder import Folder, as_above, named
from app.chain.mistakes import Expected, nearest
from app.chain.sheets import Columns, Row, duplicates
from app.i18n import _, lazy_gettext
from app.staff.models import Role
from app.stores.hours import DAY
from app.stores.models import Service, TablePolicy
from app.tables.models import Shape

OWN_HOURS = {service: f"hours_{service}" for service in Service}
STORES = Columns(("slug", "phone", "latitude", "longitude", "time_zone", "hours", *OWN_HOURS.values(), "day_ends", "closed", "services", "tables"),
                 ("name", "address"), ("slug", "name", "hours", "services", "tables"))
TABLES = Columns(("store", "area", "label", "min_covers", "max_covers", "x", "y", "shape", "neighbours", "code"),
                 ("area",), ("store", "area", "label", "max_covers"))
STAFF = Columns(("username", "name", "role", "stores"), (), ("username", "name", "role", "stores"))
DAY_ENDS = 300
NONE = "none"
SERVICE_ALSO = {"dine-in": "dine_in", "dinein": "dine_in"}
SHAPE_ALSO = {"circle": "round", "oval": "round", "rect": "long", "rectangle": "long"}

_time_zones = cache(available_timezones)
table_code = cells.matching(r"[A-Za-z0-9_-]{16,64}", lazy_gettext("the code of a table as it was exported, or blank"))


def time_zone(text: str) -> str:
    if text not in _time_zones():
        raise Expected(_("a time zone such as Asia/Shanghai") + nearest(text, _time_zones()))
    return text


def read_stores(folder: Folder) -> list[StoreEntry]:
    sheet = folder.sheet("stores.csv", STORES)
    if not sheet:
        return []
    folder.knows("store", sheet, "slug")
    stores = [_store(folder, row) for row in sheet.rows]
    duplicates(((row, store.slug) for row, store in zip(sheet.rows, stores, strict=True)), "slug")
    return stores


def _store(folder: Folder, row: Row) -> StoreEntry:
    services = row.take_list("services", cells.member_of(Service, _("services"), SERVICE_ALSO))
    if row.is_blank("services"):
        row.wrong("services", _("one or more of %(words)s", words=" ".join(Service)))
    latitude = row.take("latitude", cells.degrees(90, row.sheet.decimal_commas), None)
    longitude = row.take("longitude", cells.degrees(180, row.sheet.decimal_commas), None)
    if bool(row.text("latitude")) != bool(row.text("longitude")):
        row.wrong("longitude" if row.text("latitude") else "latitude", _("latitude and longitude, or neither"))
    return StoreEntry(
        slug=row.need("slug", cells.slug, _("a short name for addresses, such as old-town")),
        name=row.texts("name", 60), address=row.texts("address", 200), phone=row.take("phone", cells.text_of(40), ""),
        latitude=latitude, longitude=longitude, time_zone=row.take("time_zone", time_zone, folder.time_zone),
        hours=row.need("hours", _week, _("opening hours such as mon-fri 10:30-14:30 17:00-22:00; sat,sun 10:30-02:00")),
        day_ends=row.take("day_ends", cells.minute, DAY_ENDS) % DAY, closed=row.take("closed", cells.closed_days, ()),
        services=services, policy=row.need("tables", cells.member_of(TablePolicy, _("the table policy")), _("free, confirm or staff")),
        own_hours={service: hours for service, column in OWN_HOURS.items() if (hours := row.take(column, cells.opening_hours, ()))})


def _week(text: str) -> tuple[cells.Window, ...]:
    """A store that does not open yet says so."""
    return () if text.casefold() == NONE else cells.opening_hours(text)


def read_tables(folder: Folder) -> tuple[list[AreaEntry], list[TableEntry]]:
    sheet = folder.sheet("tables.csv", TABLES)
    if not sheet:
        return [], []
    names: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    rows, tables = [], []
    for row in sheet.rows:
        if row.says_only(("store", "area")):            # an area without tables yet
            named(row, "area", names[_store_of(folder, row)])
        else:
            rows.append(row)
            tables.append(_table(folder, row, names))
    duplicates(((row, (table.store, table.label)) for row, table in zip(rows, tables, strict=True)), "label")
    duplicates(((row, table.token or None) for row, table in zip(rows, tables, strict=True)), "code")
    if sheet.complete:
        _read_neighbours(rows, tables)
    areas = [AreaEntry(store, code, name) for store, of_store in names.items() for code, name in of_store.items()]
    if sheet.complete:
        folder.codes["area"] = {area.code for area in areas} - {""}
        folder.codes["area of a store"] = {f"{area.store} {area.code}" for area in areas}
    return areas, tables


def _table(folder: Folder, row: Row, names: dict[str, dict[str, dict[str, str]]]) -> TableEntry:
    store = _store_of(folder, row)
    fewest, most = row.take("min_covers", cells.whole(1, 99), 1), row.need("max_covers", cells.whole(1, 99), _("how many people fit"))
    if most is not None and fewest > most:
        row.wrong("min_covers", _("at most max_covers (%(most)s)", most=most))
    return TableEntry(store, named(row, "area", names[store]), row.need("label", cells.text_of(12), _("the table's label, such as A12")),
                      fewest, most, row.take("x", cells.whole(0, 1000), None), row.take("y", cells.whole(0, 1000), None),
                      row.take("shape", cells.member_of(Shape, _("a shape"), SHAPE_ALSO), None),
                      token=row.take("code", table_code, ""), line=row.line)


def _store_of(folder: Folder, row: Row) -> str:
    return row.need("store", folder.reference("store"), _("the store's slug"))


def _read_neighbours(rows: list[Row], tables: list[TableEntry]) -> None:
    """Once every table of the store is known."""
    labels: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        labels[table.store] |= {table.label} - {None}
    for row, table in zip(rows, tables, strict=True):
        table.neighbours = row.take("neighbours", _labels(labels[table.store] - {table.label}), [])


def _labels(known: set[str]) -> Callable[[str], list[str]]:
    """Labels separated by spaces; one may have spaces itself, so the longest that is known counts. In quotation marks it is one in any case."""
    def parse(text: str) -> list[str]:
        words, found = cells.listed(text), []
        while words:
            plain = next((size for size, (_word, is_quoted) in enumerate(words) if is_quoted), len(words))
            length = next((size for size in range(max(plain, 1), 0, -1) if _together(words[:size]) in known), 0)
            if not length:
                raise Expected(_("labels of other tables of the store") + nearest(words[0][0], known))
            found.append(_together(words[:length]))
            words = words[length:]
        return list(dict.fromkeys(found))
    return parse


def _together(words: list[tuple[str, bool]]) -> str:
    return " ".join(word for word, _is_quoted in words)


def read_staff(folder: Folder) -> list[StaffEntry] | None:
    """A person may have several rows, one per role; None without the file."""
    sheet = folder.sheet("staff.csv", STAFF)
    if not sheet:
        return None
    people: dict[str, StaffEntry] = {}
    for row in sheet.rows:
        username = row.need("username", cells.username, _("the name to sign in with"))
        name = row.need("name", cells.text_of(60), _("the person's name"))
        person = people.setdefault(username, StaffEntry(username, name, {}))
        if name and name != person.name:
            row.wrong("name", as_above(f'"{person.name}"'))
        _add_role(folder, row, person)
    return list(people.values())


def _add_role(folder: Folder, row: Row, person: StaffEntry) -> None:
    if row.text("role").casefold() == NONE:
        if row.text("stores"):
            row.wrong("stores", _("blank where there is no role"))
        return
    role = row.need("role", cells.member_of(Role, _("a role")), _("a role: %(roles)s", roles=", ".join(Role)))
    stores: list[str | None] = [*row.take_list("stores", folder.reference("store"))]
    if role is Role.OWNER:
        if stores:
            row.wrong("stores", _("blank: an owner works in all stores"))
        stores = [None]
    elif role and row.is_blank("stores"):
        row.wrong("stores", _("the stores where this person works; only an owner works in all"))
    for store in stores:
        if store in person.roles:
            column, held = "role" if store is None else "stores", person.roles[store]
            row.wrong(column, _("one role per person and store (%(username)s is %(role)s there already)", username=person.username, role=held))
        person.roles.setdefault(store, role)
