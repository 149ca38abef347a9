"""menu.csv, options.csv and prices.csv."""
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from app.chain import cells
from app.chain.entries import CategoryEntry, ChoiceEntry, DishEntry, GroupEntry, PriceEntry
from app.chain.folder import Folder, named
from app.chain.sheets import Columns, Row, duplicates
from app.i18n import _
from app.menu import allergens
from app.menu.models import OrderKind
from app.stores.hours import DAY

MENU = Columns(("code", "category", "price", "station", "minutes", "tax", "allergens", "tags", "served", "stores", "portions",
                "picture", "quick", "course", "on_sale", "options"),
               ("category", "name", "short", "description"), ("code", "category", "name", "price", "station", "minutes", "tax"))
OPTIONS = Columns(("dish", "group", "min", "max", "choice", "price", "default", "per_choice_max", "allergens", "choice_dish"),
                  ("group", "choice"), ("dish", "group", "choice"))
PRICES = Columns(("dish", "store", "kind", "weekdays", "from", "to", "valid_from", "valid_to", "price"), (), ("dish", "price"))
NO_ALLERGENS = NONE = "none"
KIND_ALSO = {"dine-in": "dine_in", "dinein": "dine_in"}

allergen = cells.one_of(allergens.NAMES, "allergens, or none", allergens.ALSO)


def read_menu(folder: Folder) -> tuple[list[CategoryEntry], list[DishEntry]]:
    sheet = folder.sheet("menu.csv", MENU)
    if not sheet:
        return [], []
    folder.knows("dish", sheet, "code")
    names: dict[str, dict[str, str]] = {}
    courses: dict[str, int] = {}
    rows, dishes = [], []
    for row in sheet.rows:
        if row.says_only(("category", "course")):           # a category without dishes yet, or one that stands before its first dish does
            _read_course(row, named(row, "category", names), courses)
        else:
            rows.append(row)
            dishes.append(_dish(folder, row, names))
            _read_course(row, dishes[-1].category, courses)
    duplicates(((row, dish.code) for row, dish in zip(rows, dishes, strict=True)), "code")
    duplicates(((row, dish.quick.casefold() or None) for row, dish in zip(rows, dishes, strict=True)), "quick")
    folder.dish_rows = list(zip(rows, dishes, strict=True))
    return [CategoryEntry(code, name, courses.get(code)) for code, name in names.items()], dishes


def _read_course(row: Row, category: str, courses: dict[str, int]) -> None:
    """The rows of a category agree, or leave it blank."""
    course = row.take("course", cells.whole(1, 5), None)
    if course is not None and courses.setdefault(category, course) != course:
        row.wrong("course", f"{courses[category]}, as in the rows of this category before, or nothing")


def _dish(folder: Folder, row: Row, categories: dict[str, dict[str, str]]) -> DishEntry:
    return DishEntry(
        code=row.need("code", cells.code, "a code of the dish, such as mapo"), category=named(row, "category", categories),
        name=row.texts("name", 80), short=row.texts("short", 30), description=row.texts("description", 400),
        price=row.need("price", _price(folder, row), "the price"),
        station=row.need("station", folder.reference("station"), "the station that cooks it"),
        minutes=row.need("minutes", cells.whole(0, 600), "the minutes it takes to prepare"),
        tax=row.need("tax", folder.reference("tax"), "the code of its tax"),
        allergens=read_allergens(row), tags=row.take_list("tags", cells.tag), served=row.take("served", cells.served_times, ()),
        stores=row.take_list("stores", folder.reference("store")), portions=row.take("portions", cells.whole(0, 9999), None),
        picture=row.take("picture", lambda name: folder.files.picture(name), None), quick=row.take("quick", cells.code, ""),
        on_sale=row.take("on_sale", cells.yes, True))


def _price(folder: Folder, row: Row) -> Callable[[str], int | None]:
    """None for the word "none": it costs nothing in particular, and is sold where prices.csv says so."""
    amount = cells.amount(folder.currency, comma=row.sheet.decimal_commas)
    return lambda text: None if text.casefold() == NONE else amount(text)


def read_allergens(row: Row) -> list[str] | None:
    """None where the cell is blank: not stated. The word "none" states that there are none; what stands in quotation marks is no code of
    the list."""
    if not row.text("allergens"):
        return None
    if row.text("allergens").casefold() == NO_ALLERGENS:
        return []
    return row.take_list("allergens", allergen, quoted=_own_allergen)


def _own_allergen(text: str) -> str:
    """In small letters, like those of the list; one of the list is what it is, quoted or not."""
    word = cells.text_of(30)(" ".join(text.split()).lower())
    return allergens.ALSO.get(word, word)


@dataclass
class _Group:
    """The rows of one group: same name, same dishes."""

    code: str
    dishes: list[str]
    rows: list[Row] = field(default_factory=list)
    name: dict[str, str] = field(default_factory=dict)


def read_options(folder: Folder) -> list[GroupEntry]:
    sheet = folder.sheet("options.csv", OPTIONS)
    if not sheet:
        return []
    groups = list(_gathered(folder, sheet.rows))
    entries = [_group(folder, group) for group in groups]
    _refuse_sets_in_sets(groups, entries)
    _give_codes_of_their_own(entries)
    for row, dish in folder.dish_rows:
        asked = [entry.code for entry in entries if dish.code in entry.dishes]
        dish.options = row.take("options", cells.one_of_quoted(asked), [])
    return entries


def _gathered(folder: Folder, rows: list[Row]) -> Iterator[_Group]:
    """Groups in order of appearance. Two groups may have one name, as long as no dish has both."""
    groups: dict[tuple[str, frozenset[str]], _Group] = {}
    for row in rows:
        row.need("dish", str, "the codes of one or more dishes")
        is_unused = row.text("dish").casefold() == NONE         # a question that no dish asks yet
        dishes = [] if is_unused else row.take_list("dish", folder.reference("dish"))
        own: dict[str, dict[str, str]] = {}
        code = named(row, "group", own)
        group = groups.get((code, frozenset(dishes)))
        if group is None:
            _refuse_shared_dish(row, code, dishes, groups.values())
            group = groups[code, frozenset(dishes)] = _Group(code, dishes, name=own[code])
        else:
            named(row, "group", {code: group.name})
        group.rows.append(row)
    yield from groups.values()


def _refuse_shared_dish(row: Row, code: str, dishes: list[str], groups: Iterable[_Group]) -> None:
    for other in groups:
        if other.code == code and set(other.dishes) & set(dishes):
            row.wrong("dish", f'"{other.rows[0].text("dish")}", as in line {other.rows[0].line}: the rows of a group name the same dishes')
            return


def _group(folder: Folder, group: _Group) -> GroupEntry:
    names: dict[str, dict[str, str]] = {}
    choices = [_choice(folder, row, names) for row in group.rows]
    duplicates(((row, choice.code or None) for row, choice in zip(group.rows, choices, strict=True)), "choice")
    fewest = _agreed(group.rows, "min", 0, 0)
    most = _agreed(group.rows, "max", 1, max(1, sum(choice.per_choice_max for choice in choices)))
    _check_counts(group.rows[0], fewest, most, choices)
    return GroupEntry(group.code, group.name, group.dishes, fewest, most, choices)


def _choice(folder: Folder, row: Row, names: dict[str, dict[str, str]]) -> ChoiceEntry:
    own: dict[str, dict[str, str]] = {}
    dish = row.take("choice_dish", folder.reference("dish"), None)
    code = named(row, "choice", own, optional=bool(row.text("choice_dish")))       # a dish has a name
    names.update(own)
    adds = row.take("price", cells.amount(folder.currency, comma=row.sheet.decimal_commas, negative=True), 0)
    return ChoiceEntry(code or dish or "", own[code], adds, row.take("default", cells.yes, False),
                       row.take("per_choice_max", cells.whole(1, 99), 1), read_allergens(row) or [], dish)


def _refuse_sets_in_sets(groups: list[_Group], entries: list[GroupEntry]) -> None:
    sets = {dish for entry in entries if any(choice.dish for choice in entry.choices) for dish in entry.dishes}
    for group, entry in zip(groups, entries, strict=True):
        for row, choice in zip(group.rows, entry.choices, strict=True):
            if choice.dish in sets:
                row.wrong("choice_dish", _("a dish that is no set meal itself"))


def _agreed(rows: list[Row], column: str, lowest: int, blank: int) -> int:
    """A number that belongs to the group: given in one row or more, the same wherever it is given."""
    given = [(row, row.take(column, cells.whole(lowest, 99), None)) for row in rows]
    numbers = [number for _, number in given if number is not None]
    for row, number in given:
        if number is not None and number != numbers[0]:
            row.wrong(column, f"{numbers[0]}, as in the rows above")
    return numbers[0] if numbers else blank


def _check_counts(row: Row, fewest: int, most: int, choices: list[ChoiceEntry]) -> None:
    available, defaults = sum(choice.per_choice_max for choice in choices), sum(choice.default for choice in choices)
    if fewest > most:
        row.wrong("min", f"at most max ({most})")
    elif fewest > available:
        row.wrong("min", f"at most what the choices of the group allow ({available})")
    elif defaults > most:
        row.wrong("default", f"at most {most} defaults in the group, its max (there are {defaults})", f"{defaults} defaults")
    elif 0 < defaults < fewest:
        row.wrong("default", f"no default, or at least {fewest} in the group, its min (there is {defaults})", f"{defaults} defaults")


def _give_codes_of_their_own(groups: list[GroupEntry]) -> None:
    """The first group of a name keeps it as its code; the next ones add their first dish, so that they are found again at the next load."""
    seen: set[str] = set()
    for group in groups:
        if group.code in seen:
            group.code = f"{group.code} ({group.dishes[0] if group.dishes else ''})"
        seen.add(group.code)


def read_prices(folder: Folder) -> list[PriceEntry]:
    sheet = folder.sheet("prices.csv", PRICES)
    if not sheet:
        return []
    found = [(row, entry) for row in sheet.rows for entry in _prices(folder, row)]
    duplicates(((row, (e.dish, e.store, e.kind, e.weekdays, e.from_minute, e.to_minute, e.valid_from, e.valid_to)) for row, e in found), "dish")
    return [entry for _, entry in found]


def _prices(folder: Folder, row: Row) -> list[PriceEntry]:
    """One entry per dish and store of the row."""
    row.need("dish", str, "the code of a dish")
    price = row.need("price", cells.amount(folder.currency, comma=row.sheet.decimal_commas), "the price")
    kind = row.take("kind", cells.member_of(OrderKind, "a kind of order", KIND_ALSO), None)
    weekdays, (start, end) = row.take("weekdays", cells.weekday_bits, None), hours(row)
    first, last = row.take("valid_from", cells.day, None), row.take("valid_to", cells.day, None)
    if first and last and last < first:
        row.wrong("valid_to", f"a day that is not before valid_from ({first})")
    if not any(row.text(column) for column in PRICES.single[1:-1]):
        row.wrong("store", "a store, kind, weekday, time or date that the price is for; the plain price stands in menu.csv")
    stores: list[str | None] = [*row.take_list("store", folder.reference("store"))]
    return [PriceEntry(dish, price, store, kind, weekdays, start, end, first, last)
            for dish in row.take_list("dish", folder.reference("dish")) for store in stores or [None]]


def hours(row: Row) -> tuple[int | None, int | None]:
    """From when until when; one alone reaches to the end, or from the beginning, of the day."""
    start, end = row.take("from", cells.minute, None), row.take("to", cells.minute, None)
    if start is None and end is None:
        return None, None
    start, end = start or 0, DAY if end is None else end
    if start == end:
        row.wrong("to", "a time other than from")
    return start, end if end > start else end + DAY
