"""The folder as a whole: what is read from it, and every mistake with its place."""
from dataclasses import replace
from pathlib import Path

import pytest

from app.chain.entries import AreaEntry, CategoryEntry, ChoiceEntry, GroupEntry, PriceEntry, StaffEntry, TableEntry
from app.chain.mistakes import Mistake
from app.chain.reading import read
from app.menu.models import OrderKind
from app.staff.models import Role
from app.stores.models import Service, TablePolicy
from app.tables.models import Shape
from tests.chain.small import FILES, mistakes, places, small, with_

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "chain"


def test_a_chain(folder: Path) -> None:
    chain = read(small(folder))
    assert (chain.name, chain.languages, chain.currency, chain.service_charge) == ({"zh": "小馆", "en": "Small"}, ["zh", "en"], "CNY", 0)
    assert chain.taxes[0].rates == {OrderKind.DINE_IN: 600, OrderKind.PICKUP: 600, OrderKind.DELIVERY: 600}
    north, south = chain.stores
    assert (north.slug, north.time_zone, north.day_ends) == ("north", "Asia/Shanghai", 300)
    assert (north.policy, north.settings) == (TablePolicy.FREE, {"take_back": 5})
    assert (south.services, south.policy, south.settings) == ([Service.DINE_IN], TablePolicy.STAFF, {})
    assert chain.areas == [AreaEntry("north", "大堂", {"zh": "大堂", "en": "Hall"}), AreaEntry("south", "大堂", {"zh": "大堂", "en": "Hall"})]
    assert chain.tables[1:] == [TableEntry("north", "大堂", "A2", 2, 4, None, None, None),
                                TableEntry("south", "大堂", "A1", 1, 2, None, None, Shape.ROUND)]
    assert chain.categories == [CategoryEntry("热菜", {"zh": "热菜", "en": "Hot"}), CategoryEntry("主食", {"zh": "主食", "en": "Staples"})]
    mapo, greens, rice = chain.dishes
    assert (mapo.price, mapo.allergens, mapo.tags, mapo.stores, mapo.portions) == (2800, ["soy", "wheat"], ["spicy-3"], [], None)
    assert (greens.price, greens.allergens, greens.stores, greens.portions) == (2050, [], ["north"], 10)
    assert rice.allergens is None
    assert chain.groups[0] == GroupEntry("份量", {"zh": "份量", "en": "Size"}, ["mapo", "greens"], 1, 1, [
        ChoiceEntry("标准", {"zh": "标准", "en": "Regular"}, 0, True, 1, []), ChoiceEntry("大份", {"zh": "大份", "en": "Large"}, 600, False, 1, [])])
    assert chain.prices == [PriceEntry("mapo", 2200, None, OrderKind.DINE_IN, 31, 660, 840, None, None),
                            PriceEntry("mapo", 3000, "south", None, None, None, None, None, None)]
    assert chain.staff == [StaffEntry("lin", "林晚秋", {None: Role.OWNER}), StaffEntry("wu", "吴大勇", {"north": Role.COOK, "south": Role.COOK})]


@pytest.mark.parametrize(("name", "currency", "tables", "dishes"), [
    ("demo/lantern", "CNY", 48, 42), ("tests/chains/tokyo", "JPY", 15, 9), ("tests/chains/berlin", "EUR", 8, 8)])
def test_the_chains_of_the_repository(name: str, currency: str, tables: int, dishes: int) -> None:
    chain = read(ROOT / name)
    assert (chain.currency, len(chain.tables), len(chain.dishes)) == (currency, tables, dishes)


def test_decimal_commas_where_semicolons_divide() -> None:
    chain = read(ROOT / "tests/chains/berlin")
    assert [dish.price for dish in chain.dishes[:3]] == [1390, 1150, 1090]
    assert [choice.price for choice in chain.groups[0].choices] == [-200, 0, 250]
    assert (chain.stores[0].latitude, chain.stores[0].name) == (52.5006, {"de": "Kreuzberg"})
    assert chain.dishes[0].description["de"] == "Acht Stunden geschmort; handgezogen"


# How spreadsheet programs save

@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(folder: Path, encoding: str, delimiter: str, line_end: str) -> None:
    saved = {name.partition(".")[0]: content.replace("\n", line_end).replace(",", delimiter).encode(encoding)
             for name, content in FILES.items() if name.endswith(".csv")}
    assert read(small(folder, **saved)) == read(small(folder.with_name("plain")))


def test_encodings_of_windows(folder: Path) -> None:
    assert read(small(folder, chain=FILES["chain.toml"].encode("gb18030"))).name["zh"] == "小馆"
    assert read(small(folder, chain=FILES["chain.toml"].encode("utf-8-sig"))).name["zh"] == "小馆"
    assert read(small(folder, menu=("\ufeff" + FILES["menu.csv"]).encode("gb18030"))).dishes[0].name["zh"] == "麻婆豆腐"


def test_the_delimiter_is_found_on_the_header_line_only(folder: Path) -> None:
    stores = ("slug,name.zh,hours,services,tables,closed\n"
              "north,北店,mon 10:00-12:00; tue 10:00-12:00; wed 9:00-10:00,dine_in,free,\n"
              "south,南店,10:00-12:00,dine_in,free,2026-01-01 a; 2026-01-02 b; 2026-01-03 c\n")
    chain = read(small(folder, stores=stores))
    assert [len(store.hours) for store in chain.stores] == [3, 7]
    assert len(chain.stores[1].closed) == 3


def test_blank_columns_rows_and_spaces_around(folder: Path) -> None:
    tidy = read(small(folder.with_name("tidy")))
    staff = "\n,,,\n Username , NAME ,role,stores,,\n\n  lin ,林晚秋,owner,,,\n,,,,,\nwu,  吴大勇 ,COOK,\"north，south\",,\n,,,\n\n"
    assert read(small(folder, staff=staff)).staff == tidy.staff


def test_a_cell_of_several_lines(folder: Path) -> None:
    menu = ('code,category.zh,name.zh,description.zh,served,price,station,minutes,tax\n'
            'mapo,热菜,豆腐,"麻、辣\n烫","mon 11:00-14:00\ntue 11:00-14:00",28,wok,9,food\ngreens,热菜,时蔬,,,20,wok,5,food\n')
    chain = read(small(folder, menu=menu))
    assert chain.dishes[0].description == {"zh": "麻、辣 烫"}
    assert len(chain.dishes[0].served) == 2


def test_lines_are_counted_as_an_editor_does(folder: Path) -> None:
    menu = 'code,category.zh,name.zh,price,station,minutes,tax,picture\nmapo,热菜,"豆\n腐",28,wok,9,food,\ngreens,热菜,时蔬,2o,wok,5,food,\n'
    assert places(small(folder, menu=menu)) == [("menu.csv", 4, "price", "2o")]


def test_files_that_may_be_missing(folder: Path) -> None:
    chain = read(small(folder, options=None, prices=None, staff=None))
    assert (chain.groups, chain.prices, chain.staff) == ([], [], None)


def test_blank_values_in_chain_toml(folder: Path) -> None:
    assert read(small(folder, chain='contact = ""\n' + FILES["chain.toml"])).contact == ""
    assert places(small(folder, chain=with_("chain.toml", ('"CNY"', '""')))) == [("chain.toml", 3, "currency", "")]


def test_code_columns(folder: Path) -> None:
    chain = read(small(folder, options="dish,group,group.zh,min,max,choice,choice.zh,price\nmapo,size,份量,,,s,小,\nmapo,size,份量,1,2,l,大,6\n",
                       tables="store,area,area.zh,label,max_covers\nnorth,hall,大堂,A1,4\nnorth,,院子,B1,4\n"))
    [group] = chain.groups
    assert (group.code, group.min_choices, group.max_choices, [choice.code for choice in group.choices]) == ("size", 1, 2, ["s", "l"])
    assert [area.code for area in chain.areas] == ["hall", "院子"]


def test_tables_that_can_be_joined(folder: Path) -> None:
    """From one side or both, by labels that may have spaces; a label of another store is none."""
    tables = "store,area.zh,label,max_covers,neighbours\nnorth,大堂,A1,4,Bar 1 A2\nnorth,大堂,A2,4,A1\nnorth,大堂,Bar 1,4,\nsouth,大堂,B1,4,\n"
    assert [table.neighbours for table in read(small(folder, tables=tables)).tables] == [["Bar 1", "A2"], ["A1"], [], []]
    assert places(small(folder, tables=tables.replace("Bar 1 A2", "A1").replace("A2,4,A1", "A2,4,B1"))) == [
        ("tables.csv", 2, "neighbours", "A1"), ("tables.csv", 3, "neighbours", "B1")]


def test_groups_of_one_name_for_different_dishes(folder: Path) -> None:
    """The first keeps the name as its code; each dish has its own choices."""
    options = "dish,group.zh,choice.zh,price\nmapo,份量,标准,\nmapo,份量,大份,6\nrice greens,份量,标准,\nrice greens,份量,大份,2\n"
    chain = read(small(folder, options=options))
    assert [(group.code, group.dishes, [choice.price for choice in group.choices]) for group in chain.groups] == [
        ("份量", ["mapo"], [0, 600]), ("份量 (rice)", ["rice", "greens"], [0, 200])]


def test_set_meals(folder: Path) -> None:
    """A choice that is a dish needs no name; a set is no dish of a set."""
    header, row = "dish,group.zh,choice.zh,price,choice_dish\n", "mapo,主食,,2,{}\nmapo,主食,米饭,,\n"
    chain = read(small(folder, options=header + row.format("rice")))
    assert [(choice.code, choice.name, choice.price, choice.dish) for choice in chain.groups[0].choices] == [
        ("rice", {}, 200, "rice"), ("米饭", {"zh": "米饭"}, 0, None)]
    assert places(small(folder, options=header + row.format("mapo"))) == [("options.csv", 2, "choice_dish", "mapo")]
    assert places(small(folder, options=header + row.format("ryce"))) == [("options.csv", 2, "choice_dish", "ryce")]
    assert places(small(folder, options=header + "mapo,主食,,2,\n")) == [("options.csv", 2, "choice.zh", "")]


def test_taxes_by_kind_of_order(folder: Path) -> None:
    toml = with_("chain.toml", ("rate = 6", "rate = { dine_in = 10, pickup = 8.25 }"))
    rates = read(small(folder, chain=toml)).taxes[0].rates
    assert (rates[OrderKind.DINE_IN], rates[OrderKind.PICKUP]) == (1000, 825)
    assert rates[OrderKind.DELIVERY] == 1000, "nobody delivers: the highest stands in"
    stores = with_("stores.csv", ("dine_in,free", "dine_in delivery,free"))
    assert places(small(folder, chain=toml, stores=stores)) == [("chain.toml", 12, "taxes[1].rate", "dine_in, pickup")]


def test_prices_for_several_dishes_and_part_of_a_day(folder: Path) -> None:
    chain = read(small(folder, prices="dish,store,from,to,price\nmapo greens,north south,22:00,02:00,20\nrice,,17:00,,2\n"))
    assert [(price.dish, price.store, price.from_minute, price.to_minute) for price in chain.prices] == [
        ("mapo", "north", 1320, 1560), ("mapo", "south", 1320, 1560), ("greens", "north", 1320, 1560), ("greens", "south", 1320, 1560),
        ("rice", None, 1020, 1440)]


# Mistakes: file, what is replaced, by what, and where the mistake is expected

MISTAKES = {
    "an unknown currency": ("chain.toml", '"CNY"', '"RMB"', 3, "currency", "RMB", "the three letters of a currency"),
    "an unknown time zone": ("chain.toml", "Asia/Shanghai", "Asia/Shanghia", 4, "time_zone", "Asia/Shanghia", 'did you mean "Asia/Shanghai"'),
    "an unknown language": ("chain.toml", '["zh", "en"]', '["zh", "english"]', 2, "languages", '[zh, english]', "languages such as"),
    "no text in the default language": ("chain.toml", 'zh = "炒锅", ', "", 7, "stations[1].name", "{en = Wok}", "default language"),
    "a text in a language of another chain": ("chain.toml", 'en = "Small"', 'fr = "Petit"', 1, "name", "{zh = 小馆, fr = Petit}", "not in fr"),
    "an unknown key": ("chain.toml", "included = true", "includes = true", 11, "taxes[1].includes", "true", 'did you mean "included"'),
    "an unknown setting": ("chain.toml", "take_back = 5", "takeback = 5", 14, "store.north.takeback", "5", "take_back"),
    "a setting out of bounds": ("chain.toml", "take_back = 5", "take_back = 50", 14, "store.north.take_back", "50", "from 0 to 15"),
    "settings of an unknown store": ("chain.toml", "[store.north]", "[store.nort]", 13, "store.nort", "{take_back = 5}", 'did you mean "north"'),
    "a rate above everything": ("chain.toml", "rate = 6", "rate = 600", 12, "taxes[1].rate", "600", "percent from 0 to 100"),
    "broken TOML": ("chain.toml", 'currency = "CNY"', "currency = CNY", 3, "", "currency = CNY", "TOML"),
    "a misspelt column": ("stores.csv", "hours", "huors", 1, "huors", "huors", 'did you mean "hours"'),
    "a column of another language": ("stores.csv", "name.en", "name.fr", 1, "name.fr", "name.fr", "a known column"),
    "a missing column": ("menu.csv", "price,station,minutes", "short.zh,station,minutes", 1, "price", "", 'a column "price"'),
    "a column named twice": ("menu.csv", "allergens,tags", "tags,tags", 1, "tags", "tags", "each column once"),
    "a value beyond the header": ("staff.csv", "owner,", "owner,,today", 2, "column 5", "today", "names no column here"),
    "a slug with capitals": ("stores.csv", "south,", "A B,西店,West,10:00-22:00,dine_in,free\nsouth,", 3, "slug", "A B", "small letters"),
    "a slug used twice": ("stores.csv", "south,", "north,南店,South,10:00-22:00,dine_in,free\nsouth,", 3, "slug", "north", "line 2"),
    "hours that overlap": ("stores.csv", "10:00-22:00", "10:00-14:00 13:00-22:00", 2, "hours", "10:00-14:00 13:00-22:00", "overlap"),
    "an unknown service": ("stores.csv", "dine_in,staff", "dine_in catering,staff", 3, "services", "catering", "dine_in, pickup, delivery"),
    "no service": ("stores.csv", "dine_in,staff", ",staff", 3, "services", "", "one or more of"),
    "an unknown table policy": ("stores.csv", "staff", "stuff", 3, "tables", "stuff", 'did you mean "staff"'),
    "a table of an unknown store": ("tables.csv", "south,大堂", "souht,大堂", 4, "store", "souht", 'did you mean "south"'),
    "a table label used twice": ("tables.csv", "A2", "A1", 3, "label", "A1", "line 2"),
    "fewer seats than the fewest guests": ("tables.csv", "A2,2,4", "A2,5,4", 3, "min_covers", "5", "at most max_covers (4)"),
    "an unknown shape": ("tables.csv", "round", "triangle", 4, "shape", "triangle", "square, round, long"),
    "an area that contradicts itself": ("tables.csv", "大堂,,A2", "大堂,Garden,A2", 3, "area.en", "Garden", '"Hall", as in the rows above'),
    "a blank code": ("menu.csv", "\nrice,", "\n,", 4, "code", "", "a code of the dish"),
    "a code used twice": ("menu.csv", "\nrice,", "\nmapo,", 4, "code", "mapo", "line 2"),
    "no name in the default language": ("menu.csv", "麻婆豆腐", "", 2, "name.zh", "", "default language"),
    "a name that is too long": ("menu.csv", "Mapo tofu", "x" * 81, 2, "name.en", "x" * 81, "at most 80 characters"),
    "a price with too many decimals": ("menu.csv", "20.50", "20.505", 3, "price", "20.505", "at most 2 decimals"),
    "a price that is none": ("menu.csv", ",28,", ",2B,", 2, "price", "2B", "an amount in CNY such as 42.50"),
    "an unknown station": ("menu.csv", "28,wok", "28,work", 2, "station", "work", 'a known station (did you mean "wok"?)'),
    "an unknown tax": ("menu.csv", "5,food", "5,vat", 3, "tax", "vat", "a known tax: food"),
    "minutes that are none": ("menu.csv", "wok,9", "wok,soon", 2, "minutes", "soon", "a whole number from 0 to 600"),
    "an unknown allergen": ("menu.csv", "soy wheat", "soy whaet", 2, "allergens", "whaet", 'did you mean "wheat"'),
    "more than three chillies": ("menu.csv", "spicy-3", "spicy-4", 2, "tags", "spicy-4", "spicy-1, spicy-2 or spicy-3"),
    "a dish of an unknown store": ("menu.csv", "north,10", "nord,10", 3, "stores", "nord", 'did you mean "north"'),
    "a control character": ("menu.csv", "Mapo tofu", "Mapo\x07tofu", 2, "name.en", "Mapo\x07tofu", r"U+0007"),
    "text that turns the text around": ("menu.csv", "Mapo tofu", "Mapo\u202etofu", 2, "name.en", "Mapo\u202etofu", "U+202E"),
    "options of an unknown dish": ("options.csv", "mapo,加料", "mappo,加料", 4, "dish", "mappo", 'did you mean "mapo"'),
    "a group whose rows name other dishes": (
        "options.csv", "mapo greens,份量,Size,1,1,大份", "mapo rice,份量,Size,1,1,大份", 3, "dish", "mapo rice", "as in line 2"),
    "a group that contradicts itself": ("options.csv", "Size,1,1,大份", "Size,1,2,大份", 3, "max", "2", "1, as in the rows above"),
    "more at least than at most": ("options.csv", "0,3,肉末", "4,3,肉末", 4, "min", "4", "at most max (3)"),
    "more at least than there is": ("options.csv", "0,3,肉末", "3,3,肉末", 4, "min", "3", "what the choices of the group allow (2)"),
    "too many defaults": ("options.csv", "6,,,", "6,yes,,", 2, "default", "2 defaults", "at most 1 defaults"),
    "a choice named twice": ("options.csv", "大份,Large", "标准,Regular", 3, "choice", "", "line 2"),
    "a default that is neither yes nor no": ("options.csv", "yes", "maybe", 2, "default", "maybe", "yes, or blank"),
    "a price of an unknown dish": ("prices.csv", "mapo,south", "tofu,south", 3, "dish", "tofu", "a known dish"),
    "an unknown kind of order": ("prices.csv", "dine_in", "takeaway", 2, "kind", "takeaway", "dine_in, pickup, delivery"),
    "a price without a condition": ("prices.csv", "mapo,south", "mapo,", 3, "store", "", "the plain price stands in menu.csv"),
    "a price given twice": ("prices.csv", "mapo,south,,,,,,,30", "mapo,,dine_in,mon-fri,11:00,14:00,,,30", 3, "dish", "mapo", "line 2"),
    "days the wrong way round": (
        "prices.csv", "south,,,,,,,30", "south,,,,,2026-02-01,2026-01-01,30", 3, "valid_to", "2026-01-01", "not before valid_from"),
    "no time between from and to": ("prices.csv", "11:00,14:00", "11:00,11:00", 2, "to", "11:00", "other than from"),
    "an unknown role": ("staff.csv", "cook", "chef", 3, "role", "chef", "owner, manager"),
    "an owner of one store": ("staff.csv", "owner,", "owner,north", 2, "stores", "north", "an owner works in all"),
    "staff without a store": ("staff.csv", "north south", "", 3, "stores", "", "only an owner works in all"),
    "two roles in one store": (
        "staff.csv", "north south\n", "north south\nwu,吴大勇,server,south\n", 4, "stores", "south", "wu is cook there already"),
    "two names of one person": ("staff.csv", "north south\n", "north\nwu,吴小勇,cook,south\n", 4, "name", "吴小勇", '"吴大勇"'),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found_alone_and_in_its_place(folder: Path, mistake: str) -> None:
    file, old, new, line, column, value, expected = MISTAKES[mistake]
    found = mistakes(small(folder, **{file.partition(".")[0]: with_(file, (old, new))}))
    assert [replace(m, expected="") for m in found] == [Mistake(file, line, column, value, "")], [str(m) for m in found]
    assert expected in found[0].expected


# Whole files

def test_nothing_to_read(tmp_path: Path) -> None:
    assert places(tmp_path / "none") == [("none", 0, "", str(tmp_path / "none"))]
    assert places(tmp_path) == [(name, 0, "", "") for name in ("chain.toml", "stores.csv", "tables.csv", "menu.csv")]


def test_a_file_under_another_name(folder: Path) -> None:
    [mistake] = mistakes(small(folder, options=None, option=FILES["options.csv"]))
    assert (mistake.file, mistake.value) == ("option.csv", "option.csv")
    assert 'did you mean "options.csv"' in mistake.expected


@pytest.mark.parametrize(("content", "place", "expected"), [
    (b"", (1, "", ""), "a header that names the columns"),
    (b"\xff\xfe\x00", (0, "", ""), "UTF-8 or GB18030"),
    (b'username,name,role,stores\nlin,"Lin "Lin,owner,\n', (2, "", ""), "quotation marks"),
    (b'username,name,role,stores\nlin,Lin,owner,\nwu,"Wu,cook,north\n', (3, "", ""), "quotation marks"),
])
def test_a_file_that_cannot_be_read(folder: Path, content: bytes, place: tuple[int, str, str], expected: str) -> None:
    [mistake] = mistakes(small(folder, staff=content))
    assert (mistake.line, mistake.column, mistake.value) == place
    assert expected in mistake.expected


def test_german_letters_are_not_taken_for_chinese(folder: Path) -> None:
    """Western spreadsheet programs save in an encoding that can be read as GB18030, and gives nonsense."""
    menu = with_("menu.csv", ("Mapo tofu", "Käse"), ("麻婆豆腐", "Tofu"), ("时蔬", "Greens"), ("主食", "Rice"), ("米饭", "Rice"))
    menu = menu.replace("热菜", "Hot")
    [mistake] = mistakes(small(folder, menu=menu.encode("cp1252")))
    assert (mistake.line, mistake.column, mistake.expected) == (2, "name.en", "a file saved as UTF-8 (some letters are damaged)")


def test_what_could_not_be_read_makes_no_further_mistakes(folder: Path) -> None:
    """Nobody knows which dishes, stations or stores are missing where the file that lists them is broken."""
    assert places(small(folder, menu=b"code,category.zh\nmapo,\"")) == [
        ("menu.csv", 1, column, "") for column in ("name.zh", "price", "station", "minutes", "tax")] + [("menu.csv", 2, "", "")]
    assert places(small(folder, chain="languages = [")) == [("chain.toml", 1, "", "languages = [")]
    assert places(small(folder, stores=with_("stores.csv", ("slug", "name")).replace("slug", "")))[0][:3] == ("stores.csv", 1, "name")


def test_everything_is_said_at_once_in_the_order_of_the_files(folder: Path) -> None:
    small(folder, chain=with_("chain.toml", ("Asia/Shanghai", "Mars")), stores=with_("stores.csv", ("free", "maybe")),
          tables=with_("tables.csv", ("A1,1,4", "A1,0,4")),
          menu=with_("menu.csv", (",28,", ",2B,"), (",9,", ",soon,"), ("greens,", "green s,")), options=with_("options.csv", ("yes", "maybe")),
          prices=with_("prices.csv", ("mon-fri", "weekdays")), staff=with_("staff.csv", ("cook", "chef")))
    assert places(folder) == [
        ("chain.toml", 4, "time_zone", "Mars"), ("stores.csv", 2, "tables", "maybe"), ("tables.csv", 2, "min_covers", "0"),
        ("menu.csv", 2, "price", "2B"), ("menu.csv", 2, "minutes", "soon"), ("menu.csv", 3, "code", "green s"),
        ("options.csv", 2, "dish", "greens"), ("options.csv", 2, "default", "maybe"), ("options.csv", 3, "dish", "greens"),
        ("prices.csv", 2, "weekdays", "weekdays"), ("staff.csv", 3, "role", "chef")]


def test_a_mistake_as_it_is_printed() -> None:
    assert str(Mistake("menu.csv", 7, "price", "2B", "an amount")) == 'menu.csv, line 7, price: "2B"; expected an amount'
    assert str(Mistake("menu.csv", 0, "", "", "this file in the folder")) == "menu.csv: blank; expected this file in the folder"
    assert str(Mistake("menu.csv", 7, "price", "a\x07" + "b" * 90, "less")) == 'menu.csv, line 7, price: "a\\u0007' + "b" * 55 + '…"; expected less'


def test_short_codes_and_courses(folder: Path) -> None:
    chain = read(small(folder, menu=_with_quick("M1,2", "M2,", ",3")))
    assert [dish.quick for dish in chain.dishes] == ["M1", "M2", ""]
    assert [category.course for category in chain.categories] == [2, 3]


@pytest.mark.parametrize(("rows", "column"), [(("M1,", "m1,", ","), "quick"), ((",1", ",2", ","), "course"), ((",6", ",", ","), "course")])
def test_short_codes_and_courses_that_cannot_be(folder: Path, rows: tuple[str, ...], column: str) -> None:
    assert [mistake.column for mistake in mistakes(small(folder, menu=_with_quick(*rows)))] == [column]


def _with_quick(*more: str) -> str:
    head, *rows = FILES["menu.csv"].splitlines()
    return "\n".join([head + ",quick,course", *(f"{row},{end}" for row, end in zip(rows, more, strict=True))]) + "\n"
