"""Another person on a shared tablet, by PIN: for floor and kitchen. The office asks them for their password all the same."""
from flask import Blueprint, Response, abort, make_response, render_template, request

from app.db import transaction
from app.errors import Invalid, Refused
from app.i18n import _
from app.staff import people, pins
from app.staff.models import StaffMember
from app.staff.roles import rights_at
from app.stores import finding
from app.stores.models import Store
from app.web.auth import opened_by, signed_in
from app.web.forms import whole
from app.web.security import request_id
from app.web.staff.entering import inside, let_in

page = Blueprint("switch", __name__, url_prefix="/switch")


@page.get("")
def show() -> Response:
    return _page(_store())


@page.post("")
def create() -> Response:
    """Only people of a store in which whoever opened this screen works too."""
    store, number = _store(), whole(request.form.get("person", ""), 9)
    try:
        if store is None or number not in {person.id for person in _others(store)}:
            raise Invalid(_("Choose who you are."))
        with transaction():
            pins.spend_try(number)
        person = pins.check(number, request.form.get("pin", ""))
        base, before = opened_by(), signed_in()
        with transaction():
            pins.enter(person, store=store, before=before, request_id=request_id())
    except Refused as problem:
        return _page(store, str(problem), problem.status)
    return let_in(person, inside(request.form.get("next")), base)


def _stores() -> list[Store]:
    """Where whoever opened this screen works."""
    return [store for store in finding.stores() if rights_at(opened_by(), store)]


def _store() -> Store | None:
    """The one that the address or the form names, else the first."""
    stores, named = _stores(), request.values.get("store", "")
    if named:
        return next((store for store in stores if store.slug == named), None) or abort(404)
    return stores[0] if stores else None


def _others(store: Store) -> list[StaffMember]:
    return [person for person in people.with_pin_at(store) if person.id != signed_in().id]


def _page(store: Store | None, problem: str = "", status: int = 200) -> Response:
    return make_response(render_template(
        "staff/switch/show.html", staff=signed_in(), store=store, stores=_stores(), others=_others(store) if store else [], problem=problem,
        chosen=request.form.get("person", ""), next=inside(request.values.get("next"))), status)
