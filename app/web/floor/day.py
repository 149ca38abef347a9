"""The totals of a business day: who took what and how, what was sold, with which taxes."""
from datetime import date, timedelta

from flask import Blueprint, Response, g, make_response, render_template, request

from app.clock import now
from app.ordering.waste import waste
from app.payments import day as days
from app.payments.models import TAKEN
from app.staff.roles import Right
from app.stores.hours import business_day
from app.web.auth import need

page = Blueprint("day", __name__, url_prefix="/day")


@page.get("")
def show() -> Response:
    need(Right.SETTLE)
    today = business_day(g.store)
    chosen = min(_typed(request.args.get("day", "")) or today, today)
    return make_response(render_template(
        "floor/day/show.html", day=chosen, found=days.day(g.store, chosen), kinds=TAKEN, now=now(),
        wasted=waste(g.store.id, *days.bounds(g.store, chosen)), before=days.earlier(g.store, chosen),
        after=chosen + timedelta(days=1) if chosen < today else None))


def _typed(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= 2000 else None
