"""A service on the floor's pages: from an empty table to a closed one, by taps."""
import pytest
from flask import Flask
from sqlalchemy import select

from app.audit import Actor, AuditEntry
from app.db import db, transaction
from app.kitchen import board
from app.ordering import cart, finding, rounds
from app.ordering.models import LineState, OrderLine, Round
from app.payments.models import Leg
from app.staff.models import Role
from app.stores.models import TablePolicy
from app.tables import sittings
from app.tables.models import CallKind, DiningTable, Sitting
from tests import cast
from tests.page import Page

FLOOR = "/floor/riverside"


@pytest.fixture
def waiter(app: Flask) -> Page:
    return signed_in(app, Role.SERVER)


def signed_in(app: Flask, role: Role) -> Page:
    with app.app_context():
        cast.a_table()
        cast.staff(role)
    return cast.signed_in(Page(app), role.value)


def a_round(app: Flask, *, cooked: bool = False, count: int = 2) -> str:
    """The party at A1 has ordered; the address of its page."""
    with app.app_context():
        sent = cast.a_sent_round((cast.a_dish(), count))
        if cooked:
            with transaction():
                board.bump(sent, "", [line.id for line in cast.lines_of(sent)], cast.acts(cast.a_cook()))
        return f"{FLOOR}/sittings/{sent.order.sitting_id}"


def told(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.actor_kind == "staff").order_by(AuditEntry.id)))


@pytest.mark.both_databases
@pytest.mark.parametrize("htmx", [False, True])
def test_a_whole_service(app: Flask, waiter: Page, htmx: bool) -> None:
    waiter.get(FLOOR).follow(".tbl.free").press("3")
    assert "3 people" in waiter.text
    with app.app_context():
        word = db.session.scalars(select(Sitting.word)).one()
    assert waiter.find(".mid").text == word
    party = a_round(app, cooked=True)
    waiter.get(FLOOR)
    assert "2 dishes are ready" in waiter.text
    waiter.get(party).press("All served", htmx=htmx)
    assert "Served" in waiter.text
    waiter.get(party).follow("The check · ¥84")
    waiter.press("Take the payment", {"note": ""}, amount="40", tendered="50", htmx=htmx)
    assert "Give ¥10 change" in waiter.text
    assert "Still owed ¥ 44" in waiter.text
    waiter.get(f"{party}/check").press("Take the payment", kind="card", reference="4711", htmx=htmx)
    assert "Paid" in waiter.text
    waiter.get(f"{party}/check").press("Close the table")
    assert "Table A1 is free again" in waiter.text
    assert "¥50 handed over, change ¥10" in waiter.text
    assert waiter.get(FLOOR).texts(".tbl b") == ["A1"]
    assert "Free" in waiter.texts(".tbl")[0]
    assert told(app) == ["signed_in", "opened", "took_table", "paid", "paid", "closed", "closed"]


def test_the_first_round_waits_for_a_tap(app: Flask) -> None:
    with app.app_context():
        table = cast.a_table(store=cast.a_store("riverside", policy=TablePolicy.CONFIRM))
        cast.a_sent_round(table=table, seat=cast.a_seat(table))
    waiter = signed_in(app, Role.HOST).get(FLOOR)
    assert "A round waits for you" in waiter.text
    assert "The first round of this table." in waiter.text
    waiter.press("Confirm", htmx=True)
    assert "A round waits" not in waiter.text
    assert waiter.find("#room")
    assert told(app) == ["signed_in", "confirmed"]


def test_a_round_is_declined_with_a_reason(app: Flask) -> None:
    with app.app_context():
        table = cast.a_table(store=cast.a_store("riverside", policy=TablePolicy.CONFIRM))
        cast.a_sent_round(table=table, seat=cast.a_seat(table))
    waiter = signed_in(app, Role.SERVER).get(FLOOR).follow("Decline")
    waiter.press("Decline with this reason", status=422)
    assert "Say why" in waiter.text
    waiter.press("Nobody sits there")
    assert "1 dish on the slip" in waiter.text
    with app.app_context():
        assert db.session.scalars(select(AuditEntry.reason).where(AuditEntry.verb == "declined")).one() == "Nobody sits there"
        round_id = db.session.scalars(select(Round.id)).one()
    assert "already answered" in waiter.get(f"{FLOOR}/rounds/{round_id}/refusal").text


def test_calls_and_phones_that_wait(app: Flask, waiter: Page) -> None:
    with app.app_context(), transaction():
        table = cast.a_table()
        sitting = cast.a_sitting(table)
        sittings.call(sitting, CallKind.WAITER)
        sittings.ask_to_join(table)
        sittings.ask_to_join(table)
    waiter.get(FLOOR)
    assert "Calls for a waiter" in waiter.text
    waiter.press("On my way")
    assert waiter.path == FLOOR
    assert "Calls for a waiter" not in waiter.text
    waiter.get(f"{FLOOR}/sittings/1")
    waiter.submit("form[action$='/requests/1/admission']").submit("form[action$='/requests/2/refusal']")
    assert "wants to join" not in waiter.text
    assert "1 phone" in waiter.text
    waiter.post(f"{FLOOR}/sittings/1/requests/2/admission", status=404)


def test_a_flag_is_lifted(app: Flask, waiter: Page) -> None:
    party = a_round(app)
    with app.app_context(), transaction():
        sitting = db.session.get(Sitting, 1)
        sitting.flagged_at = sitting.opened_at
    waiter.get(FLOOR)
    assert "Orders are paused" in waiter.text
    waiter.get(party).press("All is well")
    assert "Orders are paused" not in waiter.text


def test_covers_and_word(app: Flask, waiter: Page) -> None:
    party = a_round(app)
    waiter.get(party)
    word = waiter.find(".mid").text
    waiter.press("Set", covers="many", status=422)
    assert waiter.find("#covers")["value"] == "many"
    waiter.press("Set", covers="5")
    assert "5 people" in waiter.text
    waiter.press("New word")
    assert len(waiter.find(".mid").text) == 4
    assert told(app) == ["signed_in", "counted_covers", "new_word"]
    assert word.isdecimal()


def test_only_what_was_seen_ready_is_served(app: Flask, waiter: Page) -> None:
    party = a_round(app, cooked=True)
    waiter.get(party)
    with app.app_context(), transaction():
        line = db.session.get(OrderLine, 1)
        line.state, line.ready_at = LineState.COOKING, None
    waiter.press("All served", status=409)
    with app.app_context():
        assert [line.state for line in db.session.query(OrderLine).order_by(OrderLine.id)] == [LineState.COOKING, LineState.READY]


def test_a_dish_is_voided(app: Flask, waiter: Page) -> None:
    waiter.get(a_round(app, count=3)).follow("a[href$='/void']")
    waiter.press("Void with this reason", status=422)
    assert "Say why" in waiter.text
    waiter.press("Waited too long", count="2")
    assert "Waited too long" in waiter.text
    assert "The check · ¥42" in waiter.text
    with app.app_context():
        assert [line.state for line in db.session.query(OrderLine).order_by(OrderLine.id)] == [LineState.VOID, LineState.VOID, LineState.SENT]
    waiter.get(f"{FLOOR}/lines/1/void")
    assert "off the check already" in waiter.text


@pytest.mark.both_databases
def test_what_was_paid_goes_back_with_a_manager_only(app: Flask, waiter: Page) -> None:
    party = a_round(app)
    waiter.get(f"{party}/check").press("Take the payment")
    waiter.get(f"{FLOOR}/lines/1/void").press("Not as it should be", status=403)
    with app.app_context():
        assert db.session.get(OrderLine, 1).state is LineState.SENT
    manager = signed_in(app, Role.MANAGER)
    manager.get(f"{FLOOR}/lines/1/void").submit("form[action$='/lines/1/void']", reason="cold")
    assert "cold" in manager.text
    manager.get(f"{party}/check")
    assert "Given back in cash" in manager.text
    assert "Still owed ¥ 0" in manager.text
    with app.app_context():
        assert [leg.amount_minor for leg in db.session.query(Leg).order_by(Leg.id)] == [8400, -4200]


@pytest.mark.parametrize(("typed", "status", "problem"), [
    ({"amount": "nought"}, 422, "“nought” is not an amount."),
    ({"amount": "0"}, 422, "above nothing"), ({"amount": "84.001"}, 422, "is not an amount"), ({"amount": "1,500"}, 422, "is not an amount"),
    ({"amount": "85"}, 409, "more than is owed"), ({"amount": "84", "tendered": "80"}, 422, "less than the amount")])
@pytest.mark.parametrize("htmx", [False, True])
def test_payments_that_cannot_be(app: Flask, waiter: Page, typed: dict[str, str], status: int, problem: str, htmx: bool) -> None:
    waiter.get(a_round(app) + "/check").press("Take the payment", typed, status=status, htmx=htmx)
    assert problem in waiter.text
    assert waiter.find("#amount")["value"] == typed["amount"]
    with app.app_context():
        assert db.session.query(Leg).count() == 0


@pytest.mark.parametrize(("typed", "left"), [("40", "44"), ("40.5", "43.50"), ("40,50", "43.50"), (" ¥40 ", "44")])
def test_amounts_as_people_type_them(app: Flask, waiter: Page, typed: str, left: str) -> None:
    waiter.get(a_round(app) + "/check").press("Take the payment", amount=typed)
    assert f"Still owed ¥ {left} " in waiter.text


def test_whoever_comes_late_to_a_closed_table_is_told(app: Flask, waiter: Page) -> None:
    party = a_round(app)
    waiter.get(party)
    with app.app_context(), transaction():
        sittings.close(db.session.get(Sitting, 1), Actor("command"))
    waiter.press("New word", status=409)
    assert "already been closed" in waiter.text


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "8400"), ("EUR", "84.00"), ("CNY", "84.00")])
def test_the_amount_is_filled_in_as_the_currency_writes_it(app: Flask, currency: str, shown: str) -> None:
    with app.app_context():
        cast.a_chain(currency=currency)
    waiter = signed_in(app, Role.SERVER).get(a_round(app) + "/check")
    assert waiter.find("#amount")["value"] == shown
    waiter.press("Take the payment", note="")
    assert "Paid" in waiter.text


def test_the_same_form_twice_pays_once(app: Flask, waiter: Page) -> None:
    party = a_round(app)
    waiter.get(f"{party}/check")
    form = {"key": waiter.find("input[name=key]")["value"], "kind": "cash", "amount": "10", "note": ""}
    for _again in range(2):
        waiter.post(f"{party}/check/payments", form)
    assert "Still owed ¥ 74" in waiter.text


def test_a_note_tapped(app: Flask, waiter: Page) -> None:
    waiter.get(a_round(app) + "/check")
    assert waiter.texts("#pay [name=note] + span") == ["Exact", "¥90 change ¥6", "¥100 change ¥16"]
    assert waiter.find("#pay .for-cash")["data-change"] == "change {}"      # as the browser says it when the amount is changed by hand
    waiter.press("Take the payment", note="10000")
    assert "Give ¥16 change" in waiter.text


def test_closing_needs_everything_answered(app: Flask, waiter: Page) -> None:
    party = a_round(app)
    waiter.get(f"{party}/check").press("Take the payment").press("Close the table", status=409)
    assert "The kitchen still cooks for this table" in waiter.text


@pytest.mark.both_databases
def test_what_stands_in_the_way_of_closing_is_said_before_anybody_pays(app: Flask, waiter: Page) -> None:
    party = a_round(app)
    with app.app_context(), transaction():
        order = finding.start_order(db.session.get(Sitting, 1))
        cart.add(order, None, cast.a_dish().id, key="a key of a form")
        rounds.send(order, None, key="another key", seen={}, by=cast.acts(cast.a_waiter()), course=rounds.ON_HOLD)
    waiter.get(f"{party}/check")
    note = waiter.find("#bill .note")
    assert [item.get_text().split(".")[0] for item in note.select("li")] == [
        "Dishes of this table are still on hold", "The kitchen still cooks for this table"]
    assert [link["href"] for link in note.select("a")] == [party]
    version = waiter.find("#bill")["data-version"]
    waiter.get(party).press("form[action$='/return'] button").press("form[action$='/bringings'] button")
    assert not waiter.fragment(f"{party}/check?v={version}").all(".note")


def test_a_host_frees_a_table_but_takes_no_money(app: Flask) -> None:
    host = signed_in(app, Role.HOST).get(FLOOR).follow(".tbl.free").press("2")
    host.press("Free the table")
    assert "is free again" in host.text
    party = a_round(app)
    assert not host.get(f"{party}/check").all("#pay")
    host.get(party)
    host.post(f"{party}/check/payments", {"key": "12345678", "kind": "cash", "amount": "84"}, status=403)
    host.get(party).post(f"{party}/closures", status=403)


def test_a_cashier_voids_nothing(app: Flask) -> None:
    cashier = signed_in(app, Role.CASHIER).get(a_round(app))
    assert not cashier.all("a[href$='/void']")
    cashier.get(f"{FLOOR}/lines/1/void", status=403)


def test_another_store_is_not_found(app: Flask, waiter: Page) -> None:
    """The data that could leak is there."""
    with app.app_context():
        table = cast.a_table("Z9", store=cast.a_store("lake"))
        sent = cast.a_sent_round(table=table)
        ids = {"table": table.id, "sitting": sent.order.sitting_id, "round": sent.id, "line": cast.lines_of(sent)[0].id}
        with transaction():
            call = sittings.call(sent.order.sitting, CallKind.WAITER).id
    waiter.get("/floor/lake", status=404)
    assert "Z9" not in waiter.get(FLOOR).text
    for address in (f"tables/{ids['table']}", f"sittings/{ids['sitting']}", f"sittings/{ids['sitting']}/check",
                    f"rounds/{ids['round']}/refusal", f"lines/{ids['line']}/void"):
        waiter.get(f"{FLOOR}/{address}", status=404)
    form = f"{FLOOR}/tables/{a_free_table(app)}"
    for address in (f"tables/{ids['table']}/sittings", f"sittings/{ids['sitting']}/closures", f"sittings/{ids['sitting']}/words",
                    f"sittings/{ids['sitting']}/check/payments", f"rounds/{ids['round']}/confirmations", f"calls/{call}/answers",
                    f"lines/{ids['line']}/void"):
        waiter.get(form).post(f"{FLOOR}/{address}", {"key": "12345678", "kind": "cash", "amount": "1", "reason": "x"}, status=404)


def test_polling(app: Flask, waiter: Page) -> None:
    party = a_round(app)
    for page, root in ((FLOOR, "#room"), (party, "#party"), (f"{party}/check", "#bill"), (f"{FLOOR}/tables/{a_free_table(app)}", "#table")):
        version = waiter.get(page).find(root)["data-version"]
        waiter.fragment(f"{page}?v={version}", status=204)
        with app.app_context(), transaction():
            sittings.tell(db.session.get(Sitting, 1))
        assert waiter.fragment(f"{page}?v={version}").find(root)["data-version"] != version


def a_free_table(app: Flask) -> int:
    with app.app_context():
        return cast.a_table("B9").id


@pytest.mark.parametrize("tables", [1, 5])
def test_a_room_takes_as_many_statements_however_full(app: Flask, waiter: Page, tables: int, statements: list[str]) -> None:
    with app.app_context():
        for number in range(tables):
            sent = cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table(f"A{number}"))
            with transaction():
                sittings.call(sent.order.sitting, CallKind.BILL)
        assert db.session.query(DiningTable).count() >= tables
    statements.clear()
    waiter.get(FLOOR)
    assert len([statement for statement in statements if "FROM topic" not in statement]) <= 23     # how current the page is, asks each filter
