"""What the office calls things: kinds of rows, their fields, acts of the trail, and values as a person reads them."""
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.clock import now
from app.db import db
from app.i18n import _
from app.menu import allergens
from app.menu.dated import Coming
from app.menu.models import Category, Charge, Dish, OptionGroup
from app.staff.models import StaffMember
from app.stores.hours import DAY
from app.stores.models import Station, Store, Tax
from app.tables.models import Area, DiningTable, Shape
from app.web.filters import day, full_day, percent, plain_amount
from app.web.filters import text as in_words
from app.web.office import chain_words, store_words
from app.web.office.store_words import weekdays

FAR = timedelta(days=300)
ROWS = {"category_id": Category, "station_id": Station, "tax_id": Tax, "area_id": Area, "dish_id": Dish}
LISTS: dict[str, type[Any]] = {"stores": Store, "store_order": Store, "charge_order": Charge, "stations": Station, "groups": OptionGroup,
                               "areas": Area, "neighbours": DiningTable}


def kind(name: str) -> str:
    """A table of the database in words."""
    return {
        "adjustment": _("Discount"), "allergy_acknowledged": _("Allergy"), "bump": _("Ticket"),
        "area": _("Area"), "category": _("Category"), "chain": _("Chain"), "charge": _("Charge"), "charge_line": _("Charge"),
        "choice": _("Choice"), "device": _("Screen"), "dining_table": _("Table"), "dish": _("Dish"), "leg": _("Payment"), "move": _("Move"),
        "option_group": _("Options"), "order": _("Check"), "order_line": _("Dish on a check"), "round": _("Round"), "sitting": _("Party"),
        "staff_member": _("Person"), "station": _("Station"), "store": _("Store"), "tax": _("Tax")}.get(name, name)


def field(name: str) -> str:
    """A field of a form and of the trail. What belongs to one store names it."""
    head, _colon, argument = name.partition(":")
    said = chain_words.field(head) or {
        "name": _("What it is called"), "short": _("Short name"), "description": _("Description"),
            "quick": _("Short code"), "category_id": _("Category"),
        "station_id": _("Station"), "tax_id": _("Tax"), "dish_id": _("Dish"),
        "minutes": _("Minutes to prepare"), "allergens": _("Contains"), "tags": _("Tags"),
        "served": _("Served"), "portions": _("Portions a day"), "picture": _("Picture"), "on_sale": _("On sale"), "retired_at": _("Taken off"),
        "stores": _("Sold in"), "groups": _("Options"), "prices": _("Prices at times"), "price": _("Price"), "course": _("Course"),
        "dishes": _("Order of dishes"), "categories": _("Order of categories"), "choices": _("Order of choices"),
        "min_choices": _("At least"), "max_choices": _("At most"), "is_default": _("Chosen at first"), "per_choice_max": _("Of one at most"),
        "amount_minor": _("Amount"), "approved_by": _("Allowed by"), "state": _("State"), "kind": _("Kind"), "table": _("Table"),
        "covers": _("People"), "places": _("Tables"), "staff": _("Person"), "charge": _("Charge"), "total_minor": _("Total"),
        "paid_minor": _("Paid"), "closed_at": _("Closed"), "address": _("Address"), "phone": _("Telephone"), "hours": _("Opening hours"),
        "closures": _("Special days"), "services": _("Services"), "table_policy": _("How tables open"), "settings": _("Setting"),
        "roles": _("Roles"), "time_zone": _("Time zone"), "day_ends": _("End of the day"), "latitude": _("Latitude"), "longitude": _("Longitude"),
        "service": _("Service"), "until": _("Until"), "label": _("Label"), "shape": _("Shape"), "place": _("Place on the plan"),
        "area_id": _("Area"), "neighbours": _("Can be joined with"), "areas": _("Order of areas"),
    }.get(head, head)
    if not argument:
        return said
    if of_store := store_words.field(head, argument):
        return of_store
    store = db.session.get(Store, int(argument)) if argument.isdigit() else None
    return _("%(field)s in %(store)s", field=said, store=in_words(store.name)) if store else f"{said}: {argument}"


def verb(name: str) -> str:
    """An act of the trail."""
    return {
        "added": _("Added"), "changed": _("Changed"), "retired": _("Taken off"), "undone": _("Undone"), "loaded": _("Loaded from files"),
        "signed_in": _("Signed in"), "signed_out": _("Signed out"), "set_password": _("Set a password"), "set_pin": _("Set a PIN"),
        "revoked": _("Revoked"), "new_token": _("New code"), "opened": _("Opened"), "closed": _("Closed"), "reopened": _("Reopened"),
        "paid": _("Paid"), "refunded": _("Given back"), "voided": _("Voided"), "comp": _("On the house"), "discount": _("Discount"),
        "staff_meal": _("Staff meal"), "write_off": _("Written off"), "taken_back": _("Taken back"), "confirmed": _("Confirmed"),
        "declined": _("Declined"), "fired": _("Fired"), "put_back": _("Put back"), "rushed": _("Rushed"), "move": _("Moved"), "swap": _("Swapped"),
        "join": _("Joined a table"), "leave": _("Gave a table back"), "merge": _("Merged"), "split": _("Split"), "took_table": _("Took a table"),
        "covers": _("Counted people"), "new_word": _("New word"), "refused_charge": _("Declined a charge"), "restored_charge": _("Put a charge back"),
        "linked": _("Gave a link to set a password"), "renamed": _("Changed a name"), "came_by_pin": _("Came by PIN"),
        "signed_out_everywhere": _("Signed out everywhere"), "second_factor_on": _("Turned the second factor on"),
        "second_factor_off": _("Turned the second factor off"), "second_factor_reset": _("Took a second factor off"),
        "used_recovery_code": _("Used a recovery code"), "brought": _("Said to be on the table"), "unserved": _("Not on the table after all"),
        "paused": _("Paused"), "resumed": _("Resumed"),
        "allergy_acknowledged": _("Read an allergy"),
        "counted_covers": _("Counted people"), "set_up": _("Set the restaurant up"), "opened_codes": _("Opened the codes to print"),
    }.get(name, name)


def loaded_kind(name: str) -> str:
    """What files hold, as a load tells it."""
    return {"chain": _("Chain"), "stations": _("Stations"), "taxes": _("Taxes"), "stores": _("Stores"), "areas": _("Areas"), "tables": _("Tables"),
            "categories": _("Categories"), "options": _("Options"), "dishes": _("Dishes"), "charges": _("Charges"),
            "staff": _("Staff")}.get(name, name)


def loaded(found: Any) -> str:
    """What a load did to one kind of thing; older entries are a sentence already."""
    if not isinstance(found, dict):
        return str(found)
    words = {"added": _("new"), "changed": _("changed"), "retired": _("taken off"), "kept": _("kept while in use")}
    return "; ".join(f"{count} {words.get(verb, verb)}: {_(', ').join(labels)}{' …' if count > len(labels) else ''}"
                     for verb, (count, *labels) in found.items())


def told(verb: str, values: Any) -> list[tuple[str, str]]:
    """One side of an entry of the trail: each field with its value."""
    if not isinstance(values, dict):
        return []
    if verb == "loaded":
        return [(loaded_kind(name), loaded(found)) for name, found in values.items()]
    return [(field(name), value(name, found)) for name, found in values.items()]


def role(name: str) -> str:
    """What somebody is in a store."""
    return {"owner": _("Owner"), "manager": _("Manager"), "host": _("Host"), "server": _("Server"), "cashier": _("Cashier"), "cook": _("Cook"),
            "courier": _("Courier")}.get(name, name)


def screen(name: str) -> str:
    """A kind of wall screen."""
    return {"kitchen": _("Kitchen screen")}.get(name, name)


def value(name: str, found: Any) -> str:
    """A plain value as a person reads it; a row by its name."""
    head = name.partition(":")[0]
    for of in (store_words, chain_words):
        if (said := of.value(name, found)) is not None:
            return said
    if found is None or found == [] or found == {} or found == "":
        return _("nothing")
    if isinstance(found, bool):
        return _("yes") if found else _("no")
    if head in {"price", "amount_minor", "total_minor", "paid_minor"} and isinstance(found, int):
        return plain_amount(found)
    if head.endswith("_rate") and isinstance(found, int):
        return f"{percent(found)} %"
    if head == "staff" and isinstance(found, int):
        person = db.session.get(StaffMember, found)
        return person.name if person else str(found)
    if head == "roles" and isinstance(found, list):
        return ", ".join(f"{role(each)} {_store(number)}".strip() for number, each in found)
    if head == "served" and isinstance(found, list):
        return store_words.week(found)
    if head in ROWS:
        row = db.session.get(ROWS[head], found)
        return in_words(row.name) if row else str(found)
    if head in LISTS and isinstance(found, list):
        rows = [db.session.get(LISTS[head], number) for number in found]
        return ", ".join(row.label if isinstance(row, DiningTable) else in_words(row.name) for row in rows if row)
    if head == "shape":
        return shape(found)
    if head == "covers" and isinstance(found, list):
        return "–".join(map(str, found))
    if head == "allergens" and isinstance(found, list):
        return ", ".join(str(allergens.NAMES.get(code, code)) for code in found)
    if head == "prices" and isinstance(found, list):
        return "; ".join(filter(None, (f"{plain_amount(row[-1])} {_store(row[0])} {conditions(row)}".strip() for row in found)))
    if head == "amounts" and isinstance(found, list):
        return "; ".join(f"{plain_amount(row[-1])} {where_and_when(row)}".strip() for row in found)
    if isinstance(found, dict):
        return " · ".join(str(each) for each in found.values())
    if isinstance(found, list):
        return ", ".join(str(each) for each in found)
    return str(found)


def coming(change: Coming) -> str:
    """¥42 → ¥45 from Tue 1 Dec; with its year where that is far."""
    before, after = ("—" if each is None else plain_amount(each) for each in (change.before, change.after))
    from_day = full_day(change.day) if change.day - now().date() > FAR else day(change.day)
    return _("%(before)s → %(after)s from %(day)s", before=before, after=after, day=from_day)


def shape(name: str) -> str:
    """Of a table."""
    return {Shape.SQUARE.value: _("Square"), Shape.ROUND.value: _("Circle"), Shape.LONG.value: _("Long")}.get(name, name)


def _store(number: int | None) -> str:
    store = db.session.get(Store, number) if number else None
    return in_words(store.name) if store else ""


def where_and_when(row: Sequence[Any]) -> str:
    """Of an amount of a charge: its store, its area by its code, and when it holds."""
    return " ".join(filter(None, [_store(row[0]), row[2], conditions(chain_words.as_price(row))]))


def conditions(row: Sequence[Any]) -> str:
    """When a price holds: its days, weekdays and hours in words."""
    _store, _kind, bits, start, end, first, last, _amount = row
    said = [_("from %(day)s", day=first)] if first else []
    said += [_("until %(day)s", day=last)] if last else []
    said += [" ".join(name for day, name in enumerate(weekdays()) if bits >> day & 1)] if bits else []
    said += [f"{minutes(start or 0)}-{minutes(DAY if end is None else end)}"] if start is not None or end is not None else []
    return ", ".join(said)


def minutes(number: int) -> str:
    """Minutes after midnight as a time; past midnight it is the next day's."""
    return f"{number // 60 % 24 if number != DAY else 24:02d}:{number % 60:02d}"
