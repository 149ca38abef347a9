"""charges.csv."""
from app.chain import cells
from app.chain.entries import ChargeEntry, ChargePriceEntry
from app.chain.folder import Folder, as_above
from app.chain.reading_menu import KIND_ALSO, hours
from app.chain.sheets import Columns, Row, duplicates
from app.i18n import _
from app.menu.models import ChargePer, OrderKind

CHARGES = Columns(("charge", "per", "price", "tax", "refusable", "store", "kind", "area", "weekdays", "from", "to", "valid_from", "valid_to"),
                  ("name",), ("charge", "name", "per", "price", "tax"))
PER_ALSO = {"person": "head", "guest": "head", "cover": "head", "dish": "portion", "check": "order"}


def read_charges(folder: Folder) -> list[ChargeEntry]:
    sheet = folder.sheet("charges.csv", CHARGES)
    if not sheet:
        return []
    charges: dict[str, ChargeEntry] = {}
    found = []
    for row in sheet.rows:
        charge = _charge(folder, row, charges)
        rows = _prices(folder, row)
        charge.prices += rows
        found += [(row, charge.code and (charge.code, *price.conditions)) for price in rows]
    duplicates(found, "charge")
    return list(charges.values())


def _charge(folder: Folder, row: Row, charges: dict[str, ChargeEntry]) -> ChargeEntry:
    """What all rows of a charge say alike; later ones may leave languages blank."""
    read = ChargeEntry(
        row.need("charge", cells.code, _("a code of the charge, such as tea")), row.texts("name", 60),
        row.need("per", cells.member_of(ChargePer, _("what it is counted by"), PER_ALSO), _("head, portion or order")),
        row.need("tax", folder.reference("tax"), _("the code of its tax")))
    known = charges.setdefault(read.code, read) if read.code else read
    for language, text in read.name.items():
        _agree(row, f"name.{language}", known.name.setdefault(language, text), text)
    _agree(row, "per", known.per, read.per)
    _agree(row, "tax", known.tax, read.tax)
    return known


def _agree(row: Row, column: str, known: str | None, read: str | None) -> None:
    if known and read and known != read:
        row.wrong(column, as_above(f'"{known}"'))


def _prices(folder: Folder, row: Row) -> list[ChargePriceEntry]:
    """One entry per store of the row."""
    price = row.need("price", cells.amount(folder.currency, comma=row.sheet.decimal_commas), _("the price"))
    kind = row.take("kind", cells.member_of(OrderKind, _("a kind of order"), KIND_ALSO), None)
    weekdays, (start, end) = row.take("weekdays", cells.weekday_bits, None), hours(row)
    first, last = row.take("valid_from", cells.day, None), row.take("valid_to", cells.day, None)
    if first and last and last < first:
        row.wrong("valid_to", _("a day that is not before valid_from (%(day)s)", day=first))
    stores: list[str | None] = [*row.take_list("store", folder.reference("store"))]
    area = _area(folder, row, [store for store in stores if store], kind)
    return [ChargePriceEntry(store, kind, area, weekdays, start, end, first, last, row.take("refusable", cells.yes, False), price)
            for store in stores or [None]]


def _area(folder: Folder, row: Row, stores: list[str], kind: OrderKind | None) -> str | None:
    """The code of an area, whole, for a name may have blanks; there must be one in each store of the row."""
    area = row.take("area", folder.reference("area"), None)
    areas = folder.codes.get("area of a store") if area else None
    for store in stores:
        if areas is not None and f"{store} {area}" not in areas:
            row.wrong("area", _("an area of %(store)s", store=store))
    if area and kind not in (None, OrderKind.DINE_IN):
        row.wrong("area", _("blank: only who eats here sits in an area"))
    return area
