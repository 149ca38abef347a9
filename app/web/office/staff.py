"""Who works here: inviting, roles per store, links, second factors, and who left."""
import json
from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, abort, current_app, g, make_response, render_template, request, url_for

from app.db import db, transaction
from app.editing import changing
from app.errors import NotAllowed, Refused
from app.i18n import _
from app.staff import people, second_factor
from app.staff.models import Role, StaffMember
from app.stores import finding
from app.stores.models import Store
from app.tables import qr
from app.web import once
from app.web.auth import actor
from app.web.filters import text as in_words
from app.web.htmx import go
from app.web.office import as_file, frame, words

page = Blueprint("staff", __name__, url_prefix="/staff")


@page.get("")
def show() -> Response:
    listed = _listed()
    if as_file.is_asked():
        return as_file.of_all("staff", [_("User name"), _("Name"), _("Roles"), _("Taken off")], _cells(listed["found"]))  # type: ignore[arg-type]
    return make_response(render_template("office/staff/show.html", **listed))


@page.get("/new")
def ask() -> Response:
    return _new()


@page.post("")
def create() -> Response:
    """Somebody new; the link by which they set a password is shown on the next page, once."""
    try:
        with transaction():
            person, secret = people.invite(request.form.get("username", ""), request.form.get("name", ""), _roles(), giver=frame.me(), by=actor())
            number = person.id
    except Refused as problem:
        return _new(str(problem), problem.status)
    return _with_link(number, secret)


@page.get("/<int:person_id>")
def edit(person_id: int) -> Response:
    return _page(_person(person_id))


@page.post("/<int:person_id>/name")
def rename(person_id: int) -> Response:
    person = _person(person_id)
    try:
        with transaction():
            people.rename(person, request.form.get("name", ""), seen=request.form.get("seen", ""), giver=frame.me(), by=actor())
    except Refused as problem:
        return _page(person, str(problem), problem.status)
    return go(_address(person_id))


@page.post("/<int:person_id>/roles")
def change(person_id: int) -> Response:
    """The roles of somebody who is there already: only owners change them."""
    frame.need_owner()
    person, form = _person(person_id), frame.posted()
    form.read("roles", lambda: _roles(person))
    try:
        frame.save(form, person, store_id=people.only_store(person))
    except Refused as problem:
        return _page(person, str(problem), problem.status)
    return go(_address(person_id)) if form.status == 200 else _page(person, status=form.status, form=form)


@page.post("/<int:person_id>/links")
def link(person_id: int) -> Response:
    """A fresh one-time link; the ones before end."""
    person = _person(person_id)
    with transaction():
        secret = people.new_link(person, giver=frame.me(), by=actor())
    return _with_link(person_id, secret)


@page.post("/<int:person_id>/retirement")
def retire(person_id: int) -> Response:
    """Disabled: signed out everywhere this moment; receipts and the trail keep the person."""
    person = _person(person_id)
    try:
        with transaction():
            people.need_to_manage(frame.me(), person)
            changing.retire(person, by=actor(), store_id=people.only_store(person))
    except Refused as problem:
        return _page(person, str(problem), problem.status)
    return go(_address(person_id))


@page.post("/<int:person_id>/return")
def restore(person_id: int) -> Response:
    """Enabled again, with the password and the roles they had."""
    person = _person(person_id)
    with transaction():
        people.need_to_manage(frame.me(), person)
        changing.change(person, {"retired_at": None}, by=actor(), store_id=people.only_store(person))
    return go(_address(person_id))


@page.post("/<int:person_id>/second-factor-reset")
def reset(person_id: int) -> Response:
    """Phone and recovery codes are lost. Nobody does this for themselves: they would need no code any more."""
    frame.need_owner()
    person = _person(person_id)
    if person.id == frame.me().id:
        raise NotAllowed(_("Turn your own second factor off on your start page: that asks for your password and a code."))
    with transaction():
        second_factor.reset(person, by=actor())
    return go(_address(person_id))


def _person(number: int) -> StaffMember:
    """Somebody whom the reader sees in the list."""
    return next((person for person in people.visible_to(frame.me()) if person.id == number), None) or abort(404)


def _roles(person: StaffMember | None = None) -> people.Roles:
    """Owner of the whole chain, or a role in each store as chosen; a role in a store that closed stays as it is."""
    if request.form.get("owner") == "1":
        return [[None, Role.OWNER.value]]
    stores = {store.id for store in _stores()}
    chosen = [[number, request.form.get(f"role-{number}", "")] for number in stores]
    kept = [each for each in people.roles_of(person) if each[0] not in {None, *stores}] if person else []
    return sorted([each for each in chosen if each[1] in set(Role) - {Role.OWNER}] + kept)


def _stores() -> list[Store]:
    return finding.stores() if g.owner else g.stores


def _cells(found: Sequence[StaffMember]) -> Iterator[list[str]]:
    stores = {store.id: in_words(store.name) for store in _stores()}
    for person in found:
        roles = ", ".join(f"{words.role(each.role.value)} {stores.get(each.store_id or 0, '')}".strip() for each in person.roles)
        yield [person.username, person.name, roles, frame.when(person.retired_at) if person.retired_at else ""]


def _listed() -> dict[str, object]:
    """The list beside every page of the staff, filtered as the address says."""
    everybody, role, left = people.visible_to(frame.me()), request.args.get("role", ""), request.args.get("left") == "1"
    found = [person for person in people.matching(everybody, request.args.get("q", "")) if (person.retired_at is not None) is left]
    if g.store is not None:
        found = [person for person in found if any(each.store_id in (None, g.store.id) for each in person.roles)]
    if role in set(Role):
        here = (None, g.store.id) if g.store else None
        found = [person for person in found if any(each.role == role and (here is None or each.store_id in here) for each in person.roles)]
    return {"found": found, "with_pin": people.with_pin(found), "gone": sum(person.retired_at is not None for person in everybody),
            "givable": _givable(), "all_roles": list(Role), "shown_stores": {store.id: store for store in _stores()}, "on": second_factor.is_on,
            "filters": {name: request.args[name] for name in ("store", "q", "role", "left") if request.args.get(name)}}


def _givable() -> list[Role]:
    """Roles in a store that the reader gives to somebody new."""
    return [role for role in Role if role is not Role.OWNER and (g.owner or role in people.BELOW_MANAGER)]


def _new(problem: str = "", status: int = 200) -> Response:
    return make_response(render_template("office/staff/new.html", **_listed(), problem=problem, offered=_stores(), typed=request.form), status)


def _with_link(person_id: int, secret: str) -> Response:
    once.keep(f"link {person_id}", secret)
    return go(_address(person_id))


def _address(person_id: int) -> str:
    return url_for("office.staff.edit", person_id=person_id)


def _page(person: StaffMember, problem: str = "", status: int = 200, form: frame.Form | None = None) -> Response:
    db.session.refresh(person)
    secret = once.take(f"link {person.id}")
    base = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    link_ = base + url_for("staff.password.show", secret=secret) if secret else ""
    roles = people.roles_of(person)
    return once.unkept(render_template(
        "office/staff/edit.html", **_listed(), person=person, form=form or frame.Form(), problem=problem, link=link_, typed=request.form,
        code=qr.squares(link_) if link_ else None, roles=dict(map(tuple, roles)), seen=json.dumps({"roles": roles}), offered=_stores(),
        manages=people.may_manage(frame.me(), person), last=people.last_signed_in(person), has_pin=bool(people.with_pin([person]))), status)
