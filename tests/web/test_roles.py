"""Who gets in where: every endpoint of the program against everybody who may knock.

Nothing is written: whoever reaches a write has got in, and is stopped there. What is allowed only to some behind an open
door (a server voids, but gives no money back) is tested beside the page."""
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import event

from app.audit import Actor
from app.checks import concessions, moving
from app.codes import token
from app.db import db, transaction
from app.editing import changing
from app.ordering import surcharges
from app.ordering.models import AdjustmentKind
from app.staff import accounts
from app.staff.models import Device, Role, StaffMember
from app.stores.models import TablePolicy
from app.tables import sittings
from app.tables.models import CallKind
from app.web.auth import DEVICE_COOKIE
from app.web.diner.visit import COOKIE
from tests import cast
from tests.page import Page

HERE = {role.value for role in Role}
STAFF = {*HERE, "neighbour"}            # who works in another store only
GUEST, SCREEN = {"guest"}, {"screen"}
EVERYBODY = {*STAFF, *GUEST, *SCREEN, "stranger", "retired"}
MANAGERS = {"owner", "manager"}
FLOOR = {*MANAGERS, "host", "server", "cashier"}
SETTLE = {*MANAGERS, "server", "cashier"}
VOID = {*MANAGERS, "server"}
KITCHEN = {*MANAGERS, "cook", *SCREEN}
OFFICE = {*MANAGERS, "neighbour"}       # who manages any store
CHAIN = {"owner"}                       # who manages every store

ALLOWED: dict[str, set[str]] = {
    "site.files.brand": EVERYBODY,
    "site.files.picture": EVERYBODY,
    "site.health.alive": EVERYBODY,
    "site.health.ready": EVERYBODY,
    "site.home.show": EVERYBODY,
    "site.language.change": EVERYBODY,
    "site.store.show": EVERYBODY,
    "staff.password.create": EVERYBODY,         # the link's secret is the key
    "staff.password.show": EVERYBODY,
    "staff.screen.create": EVERYBODY,
    "staff.screen.show": EVERYBODY,
    "staff.sign_in.create": EVERYBODY,
    "staff.sign_in.delete": STAFF,
    "staff.sign_in.delete_all": STAFF,
    "staff.sign_in.show": EVERYBODY,
    "staff.code.show": set(),                   # only who has just given the right password
    "staff.code.create": set(),
    "staff.second_factor.show": STAFF,
    "staff.second_factor.create": STAFF,
    "staff.second_factor.confirm": STAFF,
    "staff.second_factor.delete": STAFF,
    "staff.switch.show": STAFF,
    "staff.switch.create": HERE - {"courier"},  # who has a screen in this store
    "staff.pin.show": STAFF,
    "staff.pin.create": STAFF,
    "staff.start.show": STAFF,
    "diner.menu.show": EVERYBODY,               # the printed code is the key
    "diner.dish.show": EVERYBODY,
    "diner.join.show": EVERYBODY - GUEST,       # who has a seat needs none
    "diner.join.create": EVERYBODY - GUEST,
    "diner.join.ask": EVERYBODY - GUEST,
    "diner.join.fresh": EVERYBODY,
    "diner.join.decide": GUEST,
    "diner.cart.dock": EVERYBODY,
    "diner.cart.add": EVERYBODY,                # whether a stranger may sit down, the table's policy says
    "diner.cart.change": GUEST,
    "diner.cart.fewer": GUEST,
    "diner.cart.put_back": GUEST,
    "diner.cart.send": GUEST,
    "diner.cart.show": GUEST,
    "diner.cart.take_back": GUEST,
    "diner.order.show": GUEST,
    "diner.order.chase": GUEST,
    "diner.bill.ask": GUEST,
    "diner.bill.show": GUEST,
    "diner.call.create": EVERYBODY,
    "diner.call.withdraw": GUEST,
    "diner.name.change": GUEST,
    "diner.name.show": GUEST,
    "kitchen.board.show": KITCHEN,
    "kitchen.paper.create": KITCHEN,
    "kitchen.paper.show": KITCHEN,
    "kitchen.recalls.create": KITCHEN,
    "kitchen.recalls.show": KITCHEN,
    "kitchen.stock.create": KITCHEN,
    "kitchen.stock.show": KITCHEN,
    "kitchen.tickets.acknowledge": KITCHEN,
    "kitchen.tickets.bump": KITCHEN,
    "kitchen.tickets.see_void": KITCHEN,
    "kitchen.tickets.start": KITCHEN,
    "kitchen.tickets.tick": KITCHEN,
    "kitchen.tickets.untick": KITCHEN,
    "kitchen.undos.create": KITCHEN,
    "floor.room.show": FLOOR,
    "floor.table.show": FLOOR,
    "floor.table.create": FLOOR,
    "floor.party.show": FLOOR,
    "floor.party.confirm": FLOOR,
    "floor.party.count": FLOOR,
    "floor.party.decide": FLOOR,
    "floor.party.new_word": FLOOR,
    "floor.party.serve": FLOOR,
    "floor.party.bring": FLOOR,
    "floor.party.unserve": FLOOR,
    "floor.party.close": SETTLE,                # with something on the check; without, the host frees the table
    "floor.call.answer": FLOOR,
    "floor.order.show": FLOOR,
    "floor.order.create": FLOOR,
    "floor.order.choose": FLOOR,
    "floor.order.add_chosen": FLOOR,
    "floor.order.change": FLOOR,
    "floor.order.reopen": FLOOR,
    "floor.order.save": FLOOR,
    "floor.order.send": FLOOR,
    "floor.round.act": FLOOR,
    "floor.round.ask": FLOOR,
    "floor.round.confirm": FLOOR,
    "floor.round.decline": FLOOR,
    "floor.charge.answer": VOID,
    "floor.asked.show": FLOOR,
    "floor.papers.show": FLOOR,
    "floor.handover.show": FLOOR,
    "floor.handover.create": FLOOR,
    "floor.party.take": FLOOR,
    "floor.check.show": FLOOR,
    "floor.check.pay": SETTLE,
    "floor.check.refund": MANAGERS,
    "floor.check.ask": MANAGERS,
    "floor.check.reopen": MANAGERS,
    "floor.concession.show": VOID,
    "floor.concession.create": VOID,
    "floor.concession.delete": VOID,
    "floor.paper.create": FLOOR,
    "floor.paper.show": FLOOR,
    "floor.day.show": SETTLE,
    "site.receipt.show": EVERYBODY,             # the link's token is the key
    "floor.move.show": FLOOR,
    "floor.move.create": FLOOR,
    "floor.move.choose": FLOOR,
    "floor.move.split": FLOOR,
    "floor.move.undo": FLOOR,
    "floor.line.ask": VOID,
    "floor.line.create": VOID,
    "office.menu.show": OFFICE,
    "office.menu.create": CHAIN,
    "office.menu.edit": OFFICE,
    "office.menu.change": CHAIN,
    "office.menu.move": CHAIN,
    "office.menu.retire": CHAIN,
    "office.dish.ask": CHAIN,
    "office.dish.create": CHAIN,
    "office.dish.show": OFFICE,
    "office.dish.change": MANAGERS,             # in one store; everywhere: CHAIN, see tests/web/office
    "office.dish.sell": MANAGERS,
    "office.dish.count": MANAGERS,
    "office.dish.move": CHAIN,
    "office.dish.retire": CHAIN,
    "office.picture.change": CHAIN,
    "office.many.show": OFFICE,
    "office.many.preview": MANAGERS,            # the form names a store
    "office.many.apply": MANAGERS,
    "office.many.done": CHAIN,                  # of what was done everywhere
    "office.many.undo": CHAIN,
    "office.look.show": CHAIN,
    "office.files.show": CHAIN,
    "office.files.download": CHAIN,
    "office.files.download_workbook": CHAIN,
    "office.files.check": CHAIN,
    "office.files.apply": CHAIN,
    "office.files.cancel": CHAIN,
    "office.setup.show": CHAIN,
    "office.setup.add_store": CHAIN,
    "office.setup.add_tables": CHAIN,
    "office.setup.add_dishes": CHAIN,
    "office.setup.add_person": CHAIN,
    "office.setup.end": CHAIN,
    "staff.first_steps.ask": set(),
    "staff.first_steps.show": set(),            # only while there is no chain
    "staff.first_steps.create": set(),
    "office.look.change": CHAIN,
    "office.chain.show": CHAIN,
    "office.chain.change": CHAIN,
    "office.taxes.show": CHAIN,
    "office.taxes.create": CHAIN,
    "office.taxes.edit": CHAIN,
    "office.taxes.change": CHAIN,
    "office.taxes.retire": CHAIN,
    "office.stations.show": CHAIN,
    "office.stations.create": CHAIN,
    "office.stations.edit": CHAIN,
    "office.stations.change": CHAIN,
    "office.stations.move": CHAIN,
    "office.stations.retire": CHAIN,
    "office.charges.show": CHAIN,
    "office.charges.create": CHAIN,
    "office.charges.edit": CHAIN,
    "office.charges.change": CHAIN,
    "office.charges.add_price": CHAIN,
    "office.charges.remove_price": CHAIN,
    "office.charges.move": CHAIN,
    "office.charges.retire": CHAIN,
    "office.look.paint": CHAIN,
    "office.look.logo": CHAIN,
    "office.look.trial": CHAIN,
    "office.look.colours": CHAIN,
    "office.price.show": OFFICE,
    "office.price.create": MANAGERS,            # of one store; of all: CHAIN
    "office.price.delete": MANAGERS,
    "office.options.show": OFFICE,
    "office.options.create": CHAIN,
    "office.options.edit": OFFICE,
    "office.options.change": CHAIN,
    "office.options.add": CHAIN,
    "office.options.change_choice": CHAIN,
    "office.options.move": CHAIN,
    "office.options.retire_choice": CHAIN,
    "office.options.retire": CHAIN,
    "office.today.show": OFFICE,
    "office.orders.show": OFFICE,
    "office.orders.one": MANAGERS,
    "office.stores.show": OFFICE,
    "office.stores.create": CHAIN,
    "office.store.show": MANAGERS,
    "office.store.change": MANAGERS,
    "office.store.move": CHAIN,
    "office.store.retire": CHAIN,
    "office.hours.show": MANAGERS,
    "office.hours.change": MANAGERS,
    "office.hours.special": MANAGERS,
    "office.limits.show": MANAGERS,
    "office.limits.change": MANAGERS,
    "office.same.show": MANAGERS,
    "office.same.create": MANAGERS,
    "office.pausing.create": MANAGERS,
    "office.pausing.resume": MANAGERS,
    "office.staff.show": OFFICE,
    "office.staff.ask": OFFICE,
    "office.staff.create": MANAGERS,
    "office.staff.edit": MANAGERS,              # a server of riverside
    "office.staff.rename": MANAGERS,
    "office.staff.change": CHAIN,
    "office.staff.link": MANAGERS,
    "office.staff.retire": MANAGERS,
    "office.staff.restore": MANAGERS,
    "office.staff.reset": CHAIN,
    "office.screens.show": OFFICE,
    "office.screens.create": MANAGERS,
    "office.screens.revoke": MANAGERS,
    "office.tables.show": OFFICE,
    "office.tables.create": MANAGERS,
    "office.tables.edit": MANAGERS,
    "office.tables.change": MANAGERS,
    "office.tables.place": MANAGERS,
    "office.tables.join": MANAGERS,
    "office.tables.retire": MANAGERS,
    "office.areas.create": MANAGERS,
    "office.areas.edit": MANAGERS,
    "office.areas.change": MANAGERS,
    "office.areas.move": MANAGERS,
    "office.areas.retire": MANAGERS,
    "office.codes.show": OFFICE,
    "office.codes.ask": MANAGERS,
    "office.codes.create": MANAGERS,
    "office.history.show": OFFICE,
    "office.history.undo": CHAIN,
}

FILES = {"site.files.brand", "site.files.picture"}      # open to the world, but there is none of this name


class Reached(Exception):
    """Somebody got as far as a write."""


@pytest.fixture
def visitors(app: Flask) -> dict[str, Page]:
    """Everybody who may knock, each with what they have in their pockets."""
    app.register_error_handler(Reached, lambda _reached: ("", 204))
    visitors = {who: Page(app) for who in sorted(EVERYBODY)}
    with app.app_context():
        table = cast.a_table(store=cast.a_store("riverside", policy=TablePolicy.STAFF))
        cast.a_sitting(table)
        visitors["guest"].client.set_cookie(COOKIE, cast.a_seat(table).secret, path=f"/t/{table.token}")
        visitors["screen"].client.set_cookie(DEVICE_COOKIE, cast.a_screen())
        for role in Role:
            cast.staff(role)
        cast.staff(Role.MANAGER, store=cast.a_store("lake"), username="neighbour")
        cast.staff(Role.MANAGER, username="retired")
    for who in sorted(STAFF | {"retired"}):
        cast.signed_in(visitors[who], who)
    return visitors


@pytest.fixture
def addresses(app: Flask, visitors: dict[str, Page]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Of each endpoint: the method, an address that leads to something, and a form."""
    with app.app_context():
        with transaction():
            table = cast.a_table()
            sitting = sittings.open_at(table)
            cast.a_charge(refusable=True)
            round_ = cast.a_sent_round((cast.a_dish(), 2), seat=cast.a_seat(table))
            moved = moving.join(sitting, cast.a_table("A3"), by=Actor("command"), key=token())
            call = sittings.call(sitting, CallKind.WAITER)
            asked, _secret = sittings.ask_to_join(table)
            given = concessions.grant(round_.order, AdjustmentKind.DISCOUNT, person=cast.a_manager(), by=cast.acts(cast.a_manager()),
                                      reason="regular", key=token(), amount=1)
            past = cast.a_sent_round(table=cast.a_table("A9")).order
            past.closed_at, past.receipt_token = past.opened_at, token()
            group = cast.an_option_group(cast.a_dish("soup"), {"mild": 0})
            entry = changing.change(cast.a_dish(), {"minutes": 99}, by=Actor("command"))
            changing.change(cast.a_dish(), {"minutes": 98}, by=Actor("command"), reason=f"many {table.token[:20]}")
            link = accounts.password_link(db.session.query(StaffMember).first())
            retired = db.session.query(StaffMember).filter_by(username="retired").one()
            retired.retired_at = retired.created_at
        values = {"store": "riverside", "slug": "riverside", "token": table.token, "table_id": cast.a_table("A2").id,
        "area_id": table.area_id, "sitting_id": sitting.id,
                  "round_id": round_.id, "line_id": cast.lines_of(round_)[0].id, "call_id": call.id, "move_id": moved.id, "request_id": asked.id,
                  "dish_id": cast.a_dish().id, "act": "rush", "event_id": 1, "decision": "admission", "secret": link, "fingerprint": "0",
                  "name": "none.svg", "kind": "bill", "adjustment_id": given.id, "receipt": past.receipt_token, "order_id": round_.order_id,
                  "category_id": cast.a_dish().category_id, "entry_id": entry.id, "group_id": group.id, "choice_id": group.choices[0].id,
                  "person_id": cast.a_waiter().id, "device_id": db.session.query(Device).first().id,
                  "tax_id": cast.a_dish().tax_id, "station_id": cast.a_dish().station_id,
                  "charge_id": surcharges.lines(round_.order)[0].charge_id, "charge_line_id": surcharges.lines(round_.order)[0].id,
                  "answer": "refusal"}
    form = {"key": token(), "covers": "2", "kind": "cash", "amount": "1", "reason": "burnt", "dish": values["dish_id"], "quantity": "1",
            "line": values["line_id"], "lines": values["line_id"], "language": "en", "username": "nobody", "password": "nothing at all",
            "code": "ABCD", "name": "Mei", "word": "0000", "seen": "{}", "store": "riverside", "decision": "admit",
            "bump": "1", "portions": "5", "paper": "bill", "size": "80"}
    found = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            found[rule.endpoint] = method, url_for(rule.endpoint, **{name: values[name] for name in rule.arguments}), form
    return found


@pytest.fixture
def nothing_is_written(app: Flask, addresses: object) -> Iterator[None]:
    def stop(_session: object) -> None:
        raise Reached

    event.listen(db.session, "before_commit", stop)
    yield
    event.remove(db.session, "before_commit", stop)


def gets_in(visitor: Page, method: str, address: str, form: dict[str, Any]) -> bool:
    """Whether the visitor is answered, or sent away: to the sign-in page, to another page, with 403 or 404."""
    answer = visitor.client.open(address, method=method, data=form if method == "POST" else None,
                                 headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"})
    assert answer.status_code < 500, f"{method} {address} answered {answer.status_code}"
    if answer.status_code in {302, 303}:
        return method == "POST" and "/staff/sign-in" not in answer.location and "/join" not in answer.location
    return answer.status_code not in {403, 404}


def test_every_endpoint_has_a_row(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ALLOWED)


@pytest.mark.usefixtures("nothing_is_written")
def test_who_gets_in(app: Flask, visitors: dict[str, Page], addresses: dict[str, tuple[str, str, dict[str, Any]]],
                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)      # which would turn everybody away first
    for who, visitor in visitors.items():
        found = {endpoint for endpoint in ALLOWED if endpoint not in FILES and gets_in(visitor, *addresses[endpoint])}
        expected = {endpoint for endpoint, allowed in ALLOWED.items() if who in allowed and endpoint not in FILES}
        assert (who, sorted(found - expected), sorted(expected - found)) == (who, [], [])
