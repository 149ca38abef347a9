"""stores.csv, tables.csv and staff.csv."""
from collections import defaultdict
from functools import cache
from zoneinfo import available_timezones

from app.chain import cells
from app.chain.entries import AreaEntry, StaffEntry, StoreEntry, TableEntry
from app.chain.folder import Folder, named
from app.chain.mistakes import Expected, nearest
from app.chain.sheets import Columns, Row, duplicates
from app.staff.models import Role
from app.stores.hours import DAY
from app.stores.models import Service, TablePolicy
from app.tables.models import Shape

STORES = Columns(("slug", "phone", "latitude", "longitude", "time_zone", "hours", "day_ends", "closed", "services", "tables"),
                 ("name", "address"), ("slug", "name", "hours", "services", "tables"))
TABLES = Columns(("store", "area", "label", "min_covers", "max_covers", "x", "y", "shape"), ("area",), ("store", "area", "label", "max_covers"))
STAFF = Columns(("username", "name", "role", "stores"), (), ("username", "name", "role", "stores"))
DAY_ENDS = 300
SERVICE_ALSO = {"dine-in": "dine_in", "dinein": "dine_in"}
SHAPE_ALSO = {"circle": "round", "oval": "round", "rect": "long", "rectangle": "long"}

_time_zones = cache(available_timezones)


def time_zone(text: str) -> str:
    if text not in _time_zones():
        raise Expected(f"a time zone such as Asia/Shanghai{nearest(text, _time_zones())}")
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
    services = row.take_list("services", cells.member_of(Service, "services", SERVICE_ALSO))
    if row.is_blank("services"):
        row.wrong("services", "one or more of " + " ".join(Service))
    latitude = row.take("latitude", cells.degrees(90, row.sheet.semicolons), None)
    longitude = row.take("longitude", cells.degrees(180, row.sheet.semicolons), None)
    if bool(row.text("latitude")) != bool(row.text("longitude")):
        row.wrong("longitude" if row.text("latitude") else "latitude", "latitude and longitude, or neither")
    return StoreEntry(
        slug=row.need("slug", cells.slug, "a short name for addresses, such as old-town"),
        name=row.texts("name", 60), address=row.texts("address", 200), phone=row.take("phone", cells.text_of(40), ""),
        latitude=latitude, longitude=longitude, time_zone=row.take("time_zone", time_zone, folder.time_zone),
        hours=row.need("hours", cells.opening_hours, "opening hours such as mon-fri 10:30-14:30 17:00-22:00; sat,sun 10:30-02:00"),
        day_ends=row.take("day_ends", cells.minute, DAY_ENDS) % DAY, closed=row.take("closed", cells.closed_days, ()),
        services=services, policy=row.need("tables", cells.member_of(TablePolicy, "the table policy"), "free, confirm or staff"))


def read_tables(folder: Folder) -> tuple[list[AreaEntry], list[TableEntry]]:
    sheet = folder.sheet("tables.csv", TABLES)
    if not sheet:
        return [], []
    names: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    tables = [_table(folder, row, names) for row in sheet.rows]
    duplicates(((row, (table.store, table.label)) for row, table in zip(sheet.rows, tables, strict=True)), "label")
    areas = [AreaEntry(store, code, name) for store, of_store in names.items() for code, name in of_store.items()]
    if sheet.complete:
        folder.codes["area"] = {area.code for area in areas} - {""}
        folder.codes["area of a store"] = {f"{area.store} {area.code}" for area in areas}
    return areas, tables


def _table(folder: Folder, row: Row, names: dict[str, dict[str, dict[str, str]]]) -> TableEntry:
    store = row.need("store", folder.reference("store"), "the store's slug")
    fewest, most = row.take("min_covers", cells.whole(1, 99), 1), row.need("max_covers", cells.whole(1, 99), "how many people fit")
    if most is not None and fewest > most:
        row.wrong("min_covers", f"at most max_covers ({most})")
    return TableEntry(store, named(row, "area", names[store]), row.need("label", cells.text_of(12), "the table's label, such as A12"),
                      fewest, most, row.take("x", cells.whole(0, 1000), None), row.take("y", cells.whole(0, 1000), None),
                      row.take("shape", cells.member_of(Shape, "a shape", SHAPE_ALSO), None))


def read_staff(folder: Folder) -> list[StaffEntry] | None:
    """A person may have several rows, one per role; None without the file."""
    sheet = folder.sheet("staff.csv", STAFF)
    if not sheet:
        return None
    people: dict[str, StaffEntry] = {}
    for row in sheet.rows:
        username = row.need("username", cells.username, "the name to sign in with")
        name = row.need("name", cells.text_of(60), "the person's name")
        person = people.setdefault(username, StaffEntry(username, name, {}))
        if name and name != person.name:
            row.wrong("name", f'"{person.name}", as in the rows above')
        _add_role(folder, row, person)
    return list(people.values())


def _add_role(folder: Folder, row: Row, person: StaffEntry) -> None:
    role = row.need("role", cells.member_of(Role, "a role"), "a role: " + ", ".join(Role))
    stores: list[str | None] = [*row.take_list("stores", folder.reference("store"))]
    if role is Role.OWNER:
        if stores:
            row.wrong("stores", "blank: an owner works in all stores")
        stores = [None]
    elif role and row.is_blank("stores"):
        row.wrong("stores", "the stores where this person works; only an owner works in all")
    for store in stores:
        if store in person.roles:
            column, held = "role" if store is None else "stores", person.roles[store]
            row.wrong(column, f"one role per person and store ({person.username} is {held} there already)")
        person.roles.setdefault(store, role)
