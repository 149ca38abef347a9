"""Setting up: a store, tables, dishes, people and the printed codes, one step after the other; and what is still missing before opening."""
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, make_response, render_template, request, url_for
from sqlalchemy import func, select

from app.db import db, transaction
from app.editing import adding, beginning, changing, stores
from app.editing.places import WEEK
from app.errors import Refused
from app.i18n import _, ngettext
from app.menu import unfinished
from app.menu.catalogue import catalogue
from app.menu.models import Dish
from app.ordering.finding import is_any_order
from app.staff import people, second_factor
from app.staff.models import Role, StaffMember
from app.stores import finding
from app.tables import arranging, labels, qr
from app.tables.models import Area, DiningTable, Shape
from app.web import once
from app.web.auth import actor
from app.web.htmx import go
from app.web.office import codes, frame, hours, menu

page = Blueprint("setup", __name__, url_prefix="/setup")
STEPS = ("store", "tables", "dishes", "staff", "codes")
ROWS = 6                    # dishes that one form takes
GIVEN = (Role.SERVER, Role.COOK, Role.HOST, Role.CASHIER, Role.MANAGER)


@dataclass(frozen=True)
class Missing:
    said: str
    link: str


@page.before_request
def guard() -> None:
    frame.need_owner()


def is_open() -> bool:
    """Until the first guest has ordered; then the office asks for the second factor here, too."""
    return not is_any_order()


@page.get("")
def show() -> Response:
    return _page(request.args.get("step", ""))


@page.post("/store")
def add_store() -> Response:
    form = frame.Form()
    form.read("name", lambda: frame.texts("name", 60, required=True))
    form.read("address", lambda: frame.texts("address", 200))
    form.read("phone", lambda: frame.text("phone", 40))
    form.read("week", lambda: hours.spans("hours"))
    if form.errors:
        return _page("store", form)
    with transaction():
        changing.locked(finding.chain())            # pressed twice it is added once
        known = next((store for store in finding.stores() if store.name == form.wanted["name"]), None)
        if known is None:
            _add(form.wanted)
        elif (known.address, known.phone) != (form.wanted["address"], form.wanted["phone"]):
            form.errors["name"] = _("There is a store of this name already. Change it under Stores, in the office.")
    if form.errors:
        return _page("store", form)
    return go(url_for("office.setup.show", step="tables"))


def _add(wanted: dict[str, Any]) -> None:
    store = stores.add(wanted["name"], by=actor())
    week = [[day, *span] for day in range(7) for span in wanted["week"]]
    changing.change(store, {"address": wanted["address"], "phone": wanted["phone"], f"hours:{WEEK}": week}, by=actor(), store_id=store.id)


@page.post("/tables")
def add_tables() -> Response:
    """An area and its tables at the first store, or at the one that the form names."""
    store, form = g.store or (g.stores[0] if g.stores else abort(409)), frame.Form()
    form.read("area", lambda: frame.texts("area", 60, required=True))
    form.read("labels", lambda: labels.spelled_out(request.form.get("labels", "")))
    form.read("least", lambda: frame.number("least", 1, arranging.MOST_COVERS) or 1)
    form.read("most", lambda: frame.needed(frame.number("most", form.wanted.get("least", 1), arranging.MOST_COVERS)))
    if form.errors:
        return _page("tables", form)
    try:
        with transaction():
            known = next((area for area in arranging.areas_of(store.id) if area.name == form.wanted["area"]), None)
            if known is None:
                last = db.session.scalar(select(func.max(Area.position)).where(Area.store_id == store.id)) or 0
                known = Area(store_id=store.id, code=menu.fresh_code(Area), name=form.wanted["area"], position=last + 1)
                changing.added(known, by=actor())
            elif set(form.wanted["labels"]) <= {table.label for table in arranging.tables_of(known)}:
                return _onwards("dishes", "tables")
            adding.tables(store, form.wanted["labels"], area_id=known.id, covers=[form.wanted["least"], form.wanted["most"]],
                          shape=Shape.SQUARE, by=actor())
    except Refused as problem:
        form.errors["labels"] = str(problem)
        return _page("tables", form)
    return _onwards("dishes", "tables")


@page.post("/dishes")
def add_dishes() -> Response:
    form, wanted = frame.Form(), []
    stations = [station.id for station in finding.stations()]
    for row in range(ROWS):
        if not any(request.form.get(f"name-{row}.{language}", "").strip() for language in frame.look().languages):
            continue
        form.read(f"name-{row}", lambda row=row: frame.texts(f"name-{row}", menu.NAME, required=True))
        form.read(f"price-{row}", lambda row=row: frame.needed(frame.amount(f"price-{row}")))
        form.read(f"category-{row}", lambda row=row: frame.text(f"category-{row}", 60, required=True))
        form.read(f"station-{row}", lambda row=row: frame.one_of(f"station-{row}", stations))
        if not form.errors:
            wanted.append(beginning.Quick(form.wanted[f"name-{row}"], form.wanted[f"price-{row}"], form.wanted[f"category-{row}"],
                                          form.wanted[f"station-{row}"], minutes=8))
    if not wanted and not form.errors:
        form.errors["name-0"] = _("Please fill this in.")
    if form.errors or not g.stores:
        return _page("dishes", form)
    with transaction():
        beginning.dishes(wanted, g.stores[0], by=actor())
    return _onwards("staff", "dishes")


def _onwards(next_step: str, same: str) -> Response:
    return go(url_for("office.setup.show", step=same if request.form.get("more") else next_step))


@page.post("/staff")
def add_person() -> Response:
    """Somebody with one role in the first store; the link by which they set a password is shown once. Pressed twice it is another link."""
    form, role = frame.Form(), request.form.get("role", "")
    try:
        if role not in GIVEN or not g.stores:
            abort(400)
        with transaction():
            roles = [[g.stores[0].id, role]]
            person = people.invited(request.form.get("username", ""), request.form.get("name", ""), roles)
            if person is not None:
                secret = people.new_link(person, giver=frame.me(), by=actor())
            else:
                person, secret = people.invite(request.form.get("username", ""), request.form.get("name", ""), roles, giver=frame.me(), by=actor())
            once.keep("setup", [person.name, secret])
    except Refused as problem:
        form.errors["username"] = str(problem)
        return _page("staff", form)
    return go(url_for("office.setup.show", step="staff"))


@page.post("/end")
def end() -> Response:
    """Today speaks of it no more."""
    with transaction():
        beginning.end(actor())
    return go(url_for("office.today.show"))


def missing() -> list[Missing]:
    """What is still to be done before the first guest comes, the gravest first."""
    languages = frame.look().languages
    lacks = [unfinished.lacking(dish, languages) for dish in catalogue().dishes.values()]
    silent, bare = (sum(sort in each for each in lacks) for sort in (unfinished.ALLERGENS, unfinished.PICTURE))
    untold = [each[0] for each in lacks if each and each[0] in languages]
    unprinted = [store for store in g.stores if arranging.tables_at(store.id) and not codes.was_opened(store)]
    found = [
        (not g.stores, _("There is no store yet."), url_for("office.setup.show", step="store")),
        (not _has(DiningTable), _("There are no tables yet."), url_for("office.setup.show", step="tables")),
        (not lacks, _("There are no dishes yet."), url_for("office.setup.show", step="dishes")),
        (any(not store.hours for store in g.stores), _("A store has no opening hours."), url_for("office.stores.show")),
        (not current_app.config["PUBLIC_URL"],
         _("The address for guests is not set (FLASK_PUBLIC_URL): printed codes lead to where you are now."), ""),
        (bool(unprinted), _("No code was opened to be printed yet."), url_for("office.codes.show", store=unprinted[0].slug) if unprinted else ""),
        (second_factor.is_missing(frame.me(), demo=current_app.config["DEMO"]), _("Your account has no second factor yet."),
         url_for("staff.second_factor.show")),
        (silent, ngettext("%(num)s dish does not say what it contains.", "%(num)s dishes do not say what they contain.", silent),
         url_for("office.menu.show", lack=unfinished.ALLERGENS)),
        (untold, ngettext("%(num)s dish is not in every language.", "%(num)s dishes are not in every language.", len(untold)),
         url_for("office.menu.show", lack=untold[0] if untold else None)),
        (bare, ngettext("%(num)s dish has no picture.", "%(num)s dishes have no picture.", bare),
         url_for("office.menu.show", lack=unfinished.PICTURE)),
        (db.session.scalar(select(func.count()).select_from(StaffMember).where(StaffMember.retired_at.is_(None))) == 1,
         _("Nobody but you works here yet."), url_for("office.setup.show", step="staff"))]
    return [Missing(said, link) for holds, said, link in found if holds]


def _has(model: type[DiningTable]) -> bool:
    return db.session.scalar(select(model.id).where(model.retired_at.is_(None)).limit(1)) is not None


def _page(step: str, form: frame.Form | None = None) -> Response:
    done = {"store": bool(g.stores), "tables": _has(DiningTable), "dishes": db.session.scalar(select(Dish.id).limit(1)) is not None,
            "staff": (db.session.scalar(select(func.count()).select_from(StaffMember)) or 0) > 1, "codes": not is_open()}
    needed = next((each for each in STEPS[:3] if not done[each]), "")
    if step not in STEPS or (needed and STEPS.index(step) > STEPS.index(needed)):
        step = needed or "codes"                    # nobody skips what the next step stands on
    form, invited = form or frame.Form(), once.take("setup") if step == "staff" else None
    link = codes.base() + url_for("staff.password.show", secret=invited[1]) if invited else ""
    words = {"store": _("Store"), "tables": _("Tables"), "dishes": _("Dishes"), "staff": _("Staff"), "codes": _("Codes")}
    response = render_template(
        "office/setup/show.html", step=step, done=done, words_of=words, form=form, typed=request.form, languages=frame.look().languages,
        is_going_on=beginning.is_going_on(), stations=finding.stations(), rows=ROWS, roles=GIVEN, missing=missing(), invited=invited, link=link,
        square=qr.squares(link) if link else None,
        tables=arranging.tables_at(g.stores[0].id) if g.stores else [])
    return once.unkept(response, form.status) if invited else make_response(response, form.status)
