"""A chain in the database: loaded, loaded again, changed, with things gone and back."""
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock, live
from app.audit import Actor, AuditEntry
from app.chain.changes import Changes, Report
from app.chain.loading import load
from app.chain.mistakes import Mistaken
from app.clock import now
from app.db import db, transaction
from app.menu import stock
from app.menu.card import card
from app.menu.catalogue import TOPIC, catalogue
from app.menu.models import Category, Choice, Dish, OptionGroup, OrderKind, Price
from app.staff import accounts
from app.staff.models import PasswordLink, Role, StaffMember
from app.stores import hours, settings
from app.stores.finding import by_slug, chain, stores
from app.stores.hours import business_day, open_until
from app.stores.models import OpeningHours, Station, Store, TablePolicy, Tax
from app.tables import neighbours, sittings
from app.tables.models import Area, DiningTable
from tests.cast import a_sent_round
from tests.chain.small import FILES, small, with_

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    """The small chain, loaded."""
    load_small(tmp_path)
    return tmp_path


def load_small(tmp_path: Path, **changed: str | None) -> Report:
    return load(small(tmp_path / "chain", **changed), pictures=tmp_path / "pictures")


def said(report: Report) -> dict[str, Changes]:
    return {kind: changes for kind, changes in report.kinds.items() if changes or changes.kept}


def dish(code: str) -> Dish:
    return db.session.scalars(select(Dish).where(Dish.code == code)).one()


def table(label: str, store: str = "north") -> DiningTable:
    return db.session.scalars(select(DiningTable).join(Store).where(DiningTable.label == label, Store.slug == store)).one()


def base_price(code: str) -> int:
    return dish(code).prices[0].amount_minor


def test_everything_arrives(app: Flask, tmp_path: Path) -> None:
    report = load_small(tmp_path)
    assert said(report) == {
        "chain": Changes(["小馆"]), "stations": Changes(["wok"]), "taxes": Changes(["food"]), "stores": Changes(["north", "south"]),
        "areas": Changes(["north 大堂", "south 大堂"]), "tables": Changes(["north A1", "north A2", "south A1"]),
        "categories": Changes(["热菜", "主食"]), "options": Changes(["份量", "加料"]), "dishes": Changes(["mapo", "greens", "rice"]),
        "staff": Changes(["lin", "wu"])}
    assert (chain().currency, chain().languages, chain().name["en"]) == ("CNY", ["zh", "en"], "Small")
    north, south = stores()
    assert (north.slug, north.table_policy, settings.of(north).take_back, len(north.hours)) == ("north", TablePolicy.FREE, 5, 7)
    assert (south.table_policy, settings.of(south).take_back) == (TablePolicy.STAFF, 8)
    assert len(table("A1").token) >= 22, "128 bits"
    assert len({row.token for row in db.session.scalars(select(DiningTable))}) == 3
    assert [offer.dish.code for _, offers in card(north, OrderKind.DINE_IN).categories for offer in offers] == ["mapo", "greens", "rice"]
    assert [offer.dish.code for _, offers in card(south, OrderKind.DINE_IN).categories for offer in offers] == ["mapo", "rice"]
    mapo = catalogue().dishes[dish("mapo").id]
    assert [(group.code, [choice.is_default for choice in group.choices]) for group in mapo.groups] == [("份量", [True, False]), ("加料", [False])]
    assert [row.amount_minor for row in mapo.prices] == [2800, 2200, 3000]
    assert "mapodoufu mpdf mapo tofu" in mapo.search
    assert (mapo.allergens, dish("greens").allergens, dish("rice").allergens) == (("soy", "wheat"), [], None)


def test_the_price_of_the_store_and_the_hour(folder: Path) -> None:
    north, south = stores()
    monday_noon = now().replace(2027, 3, 1, 4, 0)          # noon in Shanghai
    mapo = dish("mapo").id
    assert card(north, OrderKind.DINE_IN, at=monday_noon).offers[mapo].price_minor == 2200
    assert card(north, OrderKind.PICKUP, at=monday_noon).offers[mapo].price_minor == 2800
    assert card(south, OrderKind.PICKUP, at=monday_noon).offers[mapo].price_minor == 3000


@pytest.mark.parametrize("name", ["demo/lantern", "tests/chains/tokyo", "tests/chains/berlin"])
def test_loading_twice_changes_nothing(app: Flask, tmp_path: Path, name: str) -> None:
    assert load(ROOT / name, pictures=tmp_path)
    def rows() -> list[int]:
        return [db.session.scalar(select(func.count()).select_from(model)) for model in (Dish, Price, Choice, OpeningHours, DiningTable, AuditEntry)]
    before, version = rows(), live.version(TOPIC)
    again = load(ROOT / name, pictures=tmp_path)
    assert not again
    assert again.lines() == ["Nothing changed."]
    assert not again.password_links
    assert (rows(), live.version(TOPIC)) == (before, version)


def test_a_dry_run_changes_nothing(app: Flask, tmp_path: Path) -> None:
    report = load(small(tmp_path / "chain"), pictures=tmp_path / "pictures", dry_run=True)
    assert report.of("dishes").added == ["mapo", "greens", "rice"]
    assert not report.password_links
    assert chain() is None
    assert not (tmp_path / "pictures").exists()
    assert live.version(TOPIC) == 0


def test_mistakes_change_nothing(folder: Path) -> None:
    with pytest.raises(Mistaken) as caught:
        load_small(folder, menu=with_("menu.csv", ("28", "29"), ("20.50", "cheap")))
    assert [(mistake.line, mistake.value) for mistake in caught.value.mistakes] == [(3, "cheap")]
    assert base_price("mapo") == 2800


# Loading again

def test_hours_of_services_and_special_days(folder: Path) -> None:
    stores = ("slug,name.zh,name.en,hours,hours_pickup,closed,services,tables\n"
              'north,北店,North,10:00-22:00,"mon,tue 11:00-14:00","2026-12-31 10:00-16:00 年终; 2027-01-01",dine_in pickup,free\n'
              "south,南店,South,10:00-22:00,,,dine_in,staff\n")
    assert said(load_small(folder, stores=stores))["stores"].changed == ["north"] and not load_small(folder, stores=stores)
    north = by_slug("north")
    assert [(row.weekday, row.opens, row.closes) for row in hours.week(north, "pickup")] == [(0, 660, 840), (1, 660, 840)]
    assert len(hours.week(north)) == 7
    assert [(row.first_day.isoformat(), row.reason, row.hours) for row in north.closures] == [
        ("2026-12-31", "年终", [[600, 960]]), ("2027-01-01", "", [])]
    assert said(load_small(folder, stores=stores.replace("16:00", "15:00")))["stores"].changed == ["north"]
    assert said(load_small(folder, stores=stores.replace('"mon,tue 11:00-14:00"', "")))["stores"].changed == ["north"]
    assert {row.service for row in north.hours} == {None}


def test_changes_are_made_and_named(folder: Path) -> None:
    before = {topic: live.version(topic) for topic in (TOPIC, "chain", sittings.floor_topic(by_slug("north").id))}
    version = dish("mapo").version
    report = load_small(
        folder, chain=with_("chain.toml", ('en = "Small"', 'en = "Tiny"'), ("take_back = 5", "take_back = 9"), ("rate = 6", "rate = 9")),
        stores=with_("stores.csv", ("10:00-22:00", "10:00-21:00")), tables=with_("tables.csv", ("A2,2,4", "A2,2,6")),
        menu=with_("menu.csv", ("Mapo tofu", "Mapo bean curd"), ("28", "29")), options=with_("options.csv", ("大份,Large,6", "大份,Large,7")),
        staff=with_("staff.csv", ("cook,north south", "server,south")))
    assert said(report) == {
        "chain": Changes(changed=["小馆"]), "taxes": Changes(changed=["food"]), "stores": Changes(changed=["north"]),
        "tables": Changes(changed=["north A2"]), "options": Changes(changed=["份量"]), "dishes": Changes(changed=["mapo"]),
        "staff": Changes(changed=["wu"])}
    assert (chain().name["en"], dish("mapo").name["en"], base_price("mapo"), dish("mapo").version) == ("Tiny", "Mapo bean curd", 2900, version + 1)
    assert "bean curd" in dish("mapo").search
    assert (settings.of(by_slug("north")).take_back, {row.closes for row in by_slug("north").hours}) == (9, {1260})
    assert db.session.scalars(select(Tax)).one().dine_in_rate == 900
    wu = db.session.scalars(select(StaffMember).where(StaffMember.username == "wu")).one()
    assert [(row.store.slug, row.role) for row in wu.roles] == [("south", Role.SERVER)]
    assert all(live.version(topic) > version for topic, version in before.items())
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.verb, entry.actor_kind, entry.after["dishes"]) == ("loaded", "command", {"changed": [1, "mapo"]})
    assert "staff" not in entry.after, "names of people are no part of the trail"


def test_prices_only(folder: Path) -> None:
    assert said(load_small(folder, prices=None)) == {"dishes": Changes(changed=["mapo"])}
    assert [price.amount_minor for price in dish("mapo").prices] == [2800]
    assert said(load_small(folder)) == {"dishes": Changes(changed=["mapo"])}
    assert [price.amount_minor for price in dish("mapo").prices] == [2800, 2200, 3000]


def test_the_order_of_the_files_is_the_order_of_the_menu(folder: Path) -> None:
    header, mapo, greens, rice = FILES["menu.csv"].splitlines()
    assert said(load_small(folder, menu="\n".join([header, rice, greens, mapo]))) == {
        "categories": Changes(changed=["主食", "热菜"]), "dishes": Changes(changed=["rice", "mapo"])}
    assert [offer.dish.code for _, offers in card(by_slug("north"), OrderKind.DINE_IN).categories for offer in offers] == ["rice", "greens", "mapo"]


def test_sold_out_states_tokens_and_parties_stay(folder: Path) -> None:
    north = by_slug("north")
    with transaction():
        stock.stop(north.id, dish("mapo").id, business_day(north), None)
        stock.set_remaining(north.id, dish("greens").id, business_day(north), 3)
        sitting = sittings.open_by_staff(table("A1"), covers=2, by=Actor("command"))
    tokens = {row.id: row.token for row in db.session.scalars(select(DiningTable))}
    load_small(folder, menu=with_("menu.csv", ("28", "29"), ("north,10", "north,20")), tables=with_("tables.csv", ("A1,1,4", "A1,1,5")))
    offers = card(north, OrderKind.DINE_IN).offers
    assert (offers[dish("mapo").id].sold_out, offers[dish("greens").id].left.remaining) == (True, 3)
    assert {row.id: row.token for row in db.session.scalars(select(DiningTable))} == tokens
    assert sittings.open_at(table("A1")) == sitting


def test_what_is_gone_is_retired_and_comes_back(folder: Path) -> None:
    ids = {"mapo": dish("mapo").id, "A2": table("A2").id}
    token = table("A2").token
    header, _, greens, _ = FILES["menu.csv"].splitlines()
    extras = ("mapo,加料,Extras,0,3,肉末,Minced pork,5,,2,\n", "")
    without = {"menu": "\n".join([header, greens]), "tables": with_("tables.csv", ("north,大堂,,A2,2,4,,,\n", "")),
               "options": with_("options.csv", ("mapo greens", "greens"), ("mapo greens", "greens"), extras),
               "prices": None, "staff": with_("staff.csv", ("wu,吴大勇,cook,north south\n", ""))}
    assert said(load_small(folder, **without)) == {
        "tables": Changes(retired=["north A2"]), "categories": Changes(retired=["主食"]), "options": Changes(retired=["加料"]),
        "dishes": Changes(retired=["mapo", "rice"]), "staff": Changes(retired=["wu"])}
    assert dish("mapo").retired_at is not None
    assert [offer.dish.code for _, offers in card(by_slug("north"), OrderKind.DINE_IN).categories for offer in offers] == ["greens"]
    assert sittings.table_by_token(token) is None
    assert not said(load_small(folder, **without)), "what is retired is not retired again"

    clock.move(timedelta(days=1))
    assert said(load_small(folder)) == {
        "tables": Changes(["north A2"]), "categories": Changes(["主食"]), "options": Changes(["加料"]), "dishes": Changes(["mapo", "rice"]),
        "staff": Changes(["wu"])}
    assert (dish("mapo").id, table("A2").id, table("A2").token) == (ids["mapo"], ids["A2"], token)
    assert db.session.scalar(select(func.count()).select_from(Category).where(Category.retired_at.is_not(None))) == 0


def test_tables_that_can_be_joined(folder: Path) -> None:
    columns = ("max_covers,x,y,shape\n", "max_covers,neighbours\n"), (",1,4,10,10,square", ",1,4,A2"), (",2,4,,,", ",2,4,"), (",1,2,,,round", ",1,2,")
    with_neighbours = with_("tables.csv", *columns)
    assert said(load_small(folder, tables=with_neighbours))["tables"].changed == ["north A1", "south A1", "north A2"]
    assert neighbours.of(table("A2")) == [table("A1").id]
    assert not load_small(folder, tables=with_neighbours)
    other_side = with_neighbours.replace(",1,4,A2", ",1,4,").replace(",2,4,", ",2,4,A1")
    assert not load_small(folder, tables=other_side)
    report = load_small(folder, tables=with_neighbours.replace("A2\n", "\n"))
    assert (said(report)["tables"].changed, neighbours.of(table("A2"))) == (["north A1", "north A2"], [])


def test_a_printed_code_counts_for_a_new_table_only(folder: Path) -> None:
    columns = ("max_covers,x,y,shape\n", "max_covers,code\n"), (",1,4,10,10,square", ",1,4,"), (",2,4,,,", ",2,4,"), (",1,2,,,round", ",1,2,")
    new, before = "a-code-from-elsewhere", table("A1").token
    with_code = with_("tables.csv", *columns).replace(",1,4,\n", f",1,4,{new}\n", 1)
    load_small(folder, tables=with_code)
    assert table("A1").token == before
    load_small(folder, tables=with_code.replace(",A1,", ",A9,", 1))
    assert table("A9").token == new
    load_small(folder, tables=with_code)
    load_small(folder, tables=with_code.replace(",A1,", ",A8,", 1))
    assert table("A8").token != new         # it stands on a table already


def test_a_choice_that_is_gone_and_back(folder: Path) -> None:
    large = db.session.scalars(select(Choice).where(Choice.code == "大份")).one().id
    assert said(load_small(folder, options=with_("options.csv", ("mapo greens,份量,Size,1,1,大份,Large,6,,,\n", "")))) == {
        "options": Changes(changed=["份量"])}
    assert [choice.name["zh"] for choice in catalogue().dishes[dish("mapo").id].groups[0].choices] == ["标准"]
    assert said(load_small(folder)) == {"options": Changes(changed=["份量"])}
    assert large in catalogue().dishes[dish("mapo").id].choices


def test_a_dish_moves_between_stores_and_groups(folder: Path) -> None:
    report = load_small(folder, menu=with_("menu.csv", (",north,10", ",south,10"), ("spicy-3,,", "spicy-3,north,")),
                        options=with_("options.csv", ("mapo,加料", "rice,加料")))
    assert said(report) == {"dishes": Changes(changed=["mapo", "greens", "rice"])}
    known = catalogue().dishes
    assert [(known[dish(code).id].sold_in(by_slug("north").id), len(known[dish(code).id].groups)) for code in ("mapo", "greens", "rice")] == [
        (True, 1), (False, 1), (True, 1)]
    load_small(folder)
    assert len(catalogue().dishes[dish("mapo").id].groups) == 2


def test_a_table_with_a_party_is_retired_by_a_later_load(folder: Path) -> None:
    with transaction():
        sitting = sittings.open_by_staff(table("A2"), covers=2, by=Actor("command"))
    token, without = table("A2").token, with_("tables.csv", ("north,大堂,,A2,2,4,,,\n", ""))
    report = load_small(folder, tables=without)
    assert said(report) == {"tables": Changes(kept=["north A2"])}
    assert report.lines() == ["tables: 1 kept while in use (north A2)"]
    assert sittings.table_by_token(token) is not None
    with transaction():
        sittings.close(sitting, Actor("command"))
    assert said(load_small(folder, tables=without)) == {"tables": Changes(retired=["north A2"])}


def test_a_store_with_a_party_is_retired_by_a_later_load(folder: Path) -> None:
    with transaction():
        sitting = sittings.open_by_staff(table("A1", "south"), covers=2, by=Actor("command"))
    gone = {"stores": with_("stores.csv", ("south,南店,South,10:00-22:00,dine_in,staff\n", "")),
            "tables": with_("tables.csv", ("south,大堂,Hall,A1,1,2,,,round\n", "")), "prices": None,
            "staff": with_("staff.csv", ("north south", "north"))}
    report = said(load_small(folder, **gone))
    assert (report["stores"], report["areas"], report["tables"]) == (
        Changes(kept=["south"]), Changes(kept=["south 大堂"]), Changes(kept=["south A1"]))
    with transaction():
        sittings.close(sitting, Actor("command"))
    assert said(load_small(folder, **gone)) == {
        "stores": Changes(retired=["south"]), "areas": Changes(retired=["south 大堂"]), "tables": Changes(retired=["south A1"])}
    assert by_slug("south") is None


def test_another_currency_is_refused_once_there_are_orders(folder: Path) -> None:
    euros = with_("chain.toml", ("CNY", "EUR"))
    assert load(small(folder / "chain", chain=euros), pictures=folder, dry_run=True)
    a_sent_round(dish("rice"), table=table("A1"))
    with pytest.raises(Mistaken) as caught:
        load_small(folder, chain=euros)
    [mistake] = caught.value.mistakes
    assert (mistake.file, mistake.line, mistake.column, mistake.value) == ("chain.toml", 3, "currency", "EUR")
    assert "CNY" in mistake.expected
    assert chain().currency == "CNY"


# Staff and pictures

def test_new_staff_get_links_to_set_a_password(app: Flask, tmp_path: Path) -> None:
    links = load_small(tmp_path).password_links
    assert set(links) == {"lin", "wu"}
    with transaction():
        accounts.use_link(links["lin"], "ein langes Passwort")
    assert accounts.sign_in("lin", "ein langes Passwort").roles[0].role is Role.OWNER
    assert not load_small(tmp_path).password_links
    assert db.session.scalar(select(func.count()).select_from(PasswordLink)) == 2


def test_staff_who_are_gone_are_signed_out_and_keep_their_password_for_coming_back(folder: Path) -> None:
    lin = db.session.scalars(select(StaffMember).where(StaffMember.username == "lin")).one()
    with transaction():
        accounts.set_password(lin, "ein langes Passwort")
    epoch = lin.epoch
    load_small(folder, staff=with_("staff.csv", ("lin,林晚秋,owner,\n", "")))
    assert lin.retired_at is not None
    assert lin.epoch == epoch + 1
    report = load_small(folder)
    assert report.of("staff").added == ["lin"]
    assert not report.password_links
    assert accounts.sign_in("lin", "ein langes Passwort") == lin


def test_without_a_staff_file_staff_stay(folder: Path) -> None:
    assert not said(load_small(folder, staff=None))


@pytest.mark.usefixtures("app")
def test_pictures_are_copied_under_their_content(tmp_path: Path) -> None:
    load(ROOT / "demo/lantern", pictures=tmp_path / "pictures")
    stored = {path.name for path in (tmp_path / "pictures").iterdir()}
    assert dish("mapo").picture in stored
    assert chain().wordmark in stored
    assert (tmp_path / "pictures" / dish("mapo").picture).read_bytes() == (ROOT / "demo/lantern/plates/mapo.svg").read_bytes()
    assert len(stored) == 41


# Chains elsewhere

@pytest.mark.usefixtures("app")
def test_a_chain_in_tokyo(tmp_path: Path) -> None:
    load(ROOT / "tests/chains/tokyo", pictures=tmp_path)
    food, alcohol = db.session.scalars(select(Tax).order_by(Tax.id))
    assert [food.rate(kind) for kind in OrderKind] == [1000, 800, 800]
    assert [alcohol.rate(kind) for kind in OrderKind] == [1000, 1000, 1000]
    kanda, ueno = stores()
    assert (kanda.time_zone, settings.of(kanda).take_back) == ("Asia/Tokyo", 5)
    saturday_night = now().replace(2026, 11, 28, 16, 30, 0)             # half past one on Sunday in Tokyo
    assert open_until(kanda, saturday_night).strftime("%a %H:%M") == "Sun 02:00"
    noon = now().replace(2026, 11, 25, 3, 0)
    assert card(kanda, OrderKind.DINE_IN, at=noon).offers[dish("shoyu").id].price_minor == 850
    assert card(ueno, OrderKind.DINE_IN, at=noon).offers[dish("gyoza").id].price_minor == 550
    assert dish("zaru").id not in card(ueno, OrderKind.DINE_IN, at=noon).offers


@pytest.mark.usefixtures("app")
def test_a_chain_in_berlin(tmp_path: Path) -> None:
    load(ROOT / "tests/chains/berlin", pictures=tmp_path)
    food, drinks = db.session.scalars(select(Tax).order_by(Tax.id))
    assert ([food.rate(kind) for kind in OrderKind], drinks.included) == ([1900, 700, 700], True)
    [kreuzberg] = stores()
    assert [(row.first_day.isoformat(), row.last_day.isoformat(), row.reason) for row in kreuzberg.closures] == [
        ("2026-12-24", "2026-12-26", "Weihnachten"), ("2027-01-01", "2027-01-01", "Neujahr")]
    friday_late = now().replace(2026, 11, 27, 23, 0)                    # midnight in Berlin
    offers = card(kreuzberg, OrderKind.DINE_IN, at=friday_late).offers
    assert (offers[dish("bier").id].price_minor, offers[dish("rind").id].price_minor) == (520, 1390)
    assert {area.name["tr"] for area in db.session.scalars(select(Area))} == {"İçeride", "Teras"}
    assert {station.code for station in db.session.scalars(select(Station))} == {"kueche", "theke"}
    assert db.session.scalars(select(OptionGroup).where(OptionGroup.code == "groesse")).one().min_choices == 1
