"""How the day goes: taken, guests, kitchen time, best sellers, and what needs a person."""
from dataclasses import dataclass

from flask import Blueprint, Response, g, make_response, render_template, url_for
from sqlalchemy import func, select

from app.clock import now
from app.db import db
from app.editing import beginning
from app.i18n import _, ngettext
from app.kitchen import hurry
from app.menu import stock
from app.menu.models import Dish
from app.ordering.models import HELD, Round, RoundState
from app.reports import today as reports
from app.stores import pausing
from app.stores.hours import business_day, local
from app.stores.models import Store
from app.tables import sittings
from app.web.filters import text
from app.web.htmx import fragment, htmx
from app.web.office import charts, setup

page = Blueprint("today", __name__)
BEST = 5


@dataclass(frozen=True)
class Need:
    """Something that waits for a person, and where it is done."""

    said: str
    where: str
    link: str
    more: str = ""


@page.get("")
def show() -> Response:
    stores = [g.store] if g.store else g.stores
    found = reports.today(stores)
    best = found.best(BEST)
    clock = local(stores[0]) if stores else now()
    values = {
        "found": found, "best": best, "dishes": reports.dishes(each.dish_id for each in best),
        "needs": [*_beginning(), *(each for store in stores for each in needs(store))],
        "chart": charts.columns(found.sales, found.last_week, clock.hour * 60 + clock.minute), "sources": charts.shares(found.sources),
        "size": charts, "day": business_day(stores[0]) if stores else clock.date(), "clock": clock}
    if htmx:
        return fragment("office/today/_today.html", **values)
    return make_response(render_template("office/today/show.html", heat=charts.heat(reports.load(stores)), weeks=reports.WEEKS, **values))


def _beginning() -> list[Need]:
    """Before the first guest came, until somebody says that it is done: the way back to what is still to be set up."""
    return [Need(_("Finish setting up"), "", url_for("office.setup.show"))] if g.owner and setup.is_open() and beginning.is_going_on() else []


def needs(store: Store) -> list[Need]:
    """What the floor, the kitchen and the menu of a store wait for."""
    name, room = text(store.name), url_for("floor.room.show", store=store.slug)
    waiting = db.session.scalar(select(func.count()).where(Round.store_id == store.id, Round.state == RoundState.WAITING,
                                                           Round.waits_for.not_in(HELD))) or 0
    late = sum(hurry.overdue(store).values())
    calls = sittings.open_calls_in(store.id)
    found = [
        (waiting, ngettext("%(num)s round waits for a tap", "%(num)s rounds wait for a tap", waiting), room),
        (calls, ngettext("%(num)s table calls", "%(num)s tables call", calls), room),
        (late, ngettext("%(num)s dish is late", "%(num)s dishes are late", late), url_for("kitchen.board.show", store=store.slug))]
    listed = [Need(said, name, link) for count, said, link in found if count]
    gone = [dish_id for dish_id, left in stock.counted(store.id, business_day(store)).items() if left.stopped or left.remaining == 0]
    soon = reports.running_out(store)
    names = reports.dishes(each.dish_id for each in soon)
    for each in soon:
        listed.append(Need(_("%(dish)s will run out about %(time)s", dish=text(names[each.dish_id].name), time=f"{each.at:%H:%M}"), name,
                           url_for("office.dish.show", dish_id=each.dish_id, store=store.slug),
                           _("%(left)s left, %(rate)s sold an hour", left=each.left, rate=f"{each.per_hour:.1f}")))
    for dish in db.session.scalars(select(Dish).where(Dish.id.in_(gone), Dish.retired_at.is_(None)).order_by(Dish.position)):
        listed.append(Need(_("%(dish)s is sold out", dish=text(dish.name)), name, url_for("office.dish.show", dish_id=dish.id, store=store.slug)))
    if pausing.running(store.id):
        listed.append(Need(_("A service is paused"), name, url_for("office.store.show", slug=store.slug)))
    return listed
