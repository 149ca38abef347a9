"""Where a person works: the screens of their stores."""
from flask import Blueprint, render_template, url_for

from app.staff import second_factor
from app.staff.models import StaffMember
from app.staff.roles import Right, rights_at
from app.stores.finding import stores
from app.stores.models import Store
from app.web.auth import by_pin, signed_in

page = Blueprint("start", __name__)

SCREENS = {Right.SERVE: "floor.room.show", Right.COOK: "kitchen.board.show", Right.MANAGE: "office.menu.show"}


@page.get("")
def show() -> str:
    staff = signed_in()
    return render_template("staff/start/show.html", staff=staff, places=places(staff), by_pin=by_pin(), second_factor=second_factor.is_on(staff))


def first_screen(staff: StaffMember) -> str:
    """Where somebody goes who has just signed in: to their only screen, else to the choice."""
    addresses = [address for _store, links in places(staff) for _right, address in links]
    return addresses[0] if len(addresses) == 1 else url_for("staff.start.show")


def places(staff: StaffMember) -> list[tuple[Store, list[tuple[Right, str]]]]:
    """The stores where the person works, each with the addresses of its screens."""
    found = [(store, [(right, url_for(endpoint, store=store.slug)) for right, endpoint in SCREENS.items() if right in rights_at(staff, store)])
             for store in stores()]
    return [(store, links) for store, links in found if links]
