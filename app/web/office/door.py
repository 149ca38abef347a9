"""/office: who manages a store. An owner manages all of them, and what belongs to the whole chain."""
from flask import Blueprint, Response, abort, current_app, g, request, url_for

from app.staff import second_factor
from app.staff.roles import Right, owns, stores_where
from app.stores import finding
from app.web.auth import by_pin, signed_in, to_sign_in
from app.web.htmx import go
from app.web.look import doubt
from app.web.office import (
    areas,
    chain,
    charges,
    codes,
    dish,
    files,
    frame,
    history,
    hours,
    limits,
    look,
    many,
    menu,
    options,
    orders,
    pausing,
    picture,
    price,
    same,
    screens,
    setup,
    staff,
    stations,
    store,
    stores,
    tables,
    taxes,
    today,
    words,
)

door = Blueprint("office", __name__, url_prefix="/office")
for page in (today.page, setup.page, orders.page, menu.page, dish.page, picture.page, look.page, chain.page, taxes.page, stations.page,
             charges.page, many.page, files.page, history.page,
             options.page, price.page, staff.page, screens.page, stores.page, store.page, hours.page, limits.page, same.page, pausing.page,
             tables.page, areas.page, codes.page):
    door.register_blueprint(page)


@door.before_request
def guard() -> Response | None:
    """Puts the stores the person manages into `g`, and the one that the address names (?store=). A PIN is not enough here."""
    doubt()
    person = signed_in()
    if person is None or by_pin():
        return to_sign_in()
    g.stores = stores_where(person, Right.MANAGE)
    if not g.stores and not owns(person):
        abort(403)
    is_begun = owns(person) and request.blueprint == "office.setup" and setup.is_open()         # before there is anything to guard
    if second_factor.is_missing(person, demo=current_app.config["DEMO"]) and not is_begun:
        return go(url_for("staff.second_factor.show"))
    g.owner, g.everywhere = owns(person), owns(person) or len(g.stores) == len(finding.stores())
    named = request.values.get("store", "")
    g.store = next((store for store in g.stores if store.slug == named), None) if named else None
    if named and g.store is None:
        abort(404)
    return None


@door.context_processor
def _for_templates() -> dict[str, object]:
    return {"frame": frame, "words": words, "store": g.get("store"),
            "stores": g.get("stores", []), "owner": g.get("owner"), "everywhere": g.get("everywhere")}
