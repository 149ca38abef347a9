"""The printed codes: sheets of table tents and stickers, and a new code for one that was photographed."""
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request, url_for
from sqlalchemy import select

from app.audit import AuditEntry, record
from app.codes import fingerprint
from app.db import db, transaction
from app.editing import changing
from app.i18n import _, force_locale, say_in
from app.stores.models import Store
from app.tables import arranging, qr, sittings
from app.tables.models import DiningTable
from app.web.auth import actor
from app.web.forms import whole
from app.web.htmx import go
from app.web.languages import BROWSER_TAGS
from app.web.look import look
from app.web.office import tables

page = Blueprint("codes", __name__, url_prefix="/tables")
OPENED = "opened_codes"
PER_SHEET = {"tents": 4, "stickers": 12}


@dataclass(frozen=True)
class Card:
    """What is printed for one table."""

    label: str
    address: str
    code: tuple[int, str]


@dataclass(frozen=True)
class Words:
    """What stands beside the code in one of the chain's languages."""

    language: str
    invitation: str
    help: str


@page.get("/codes")
def show() -> Response:
    """A page to print: of the whole store, an area, or one table."""
    store, as_ = tables.chosen_store() or abort(404), request.args.get("as", "tents")
    if as_ not in PER_SHEET:
        abort(404)
    areas, area, table = arranging.areas_of(store.id), whole(request.args.get("area", ""), 9), whole(request.args.get("table", ""), 9)
    found = arranging.tables_at(store.id)
    chosen = [each for each in found if (table is None or each.id == table) and (area is None or each.area_id == area)]
    if not chosen and found:
        abort(404)
    if found and not was_opened(store):
        with transaction():
            record(actor(), OPENED, store)
    return make_response(render_template(
        "office/codes/show.html", sheets=_sheets(chosen, PER_SHEET[as_]), as_=as_, areas=areas, area=area, one=chosen[0] if table else None,
        words_of=spoken(), base=base(), is_public=bool(current_app.config["PUBLIC_URL"])))


@page.get("/<int:table_id>/code")
def ask(table_id: int) -> Response:
    """What a new code means, before it is made; and after that, the way to print it."""
    table = tables.find(table_id)
    return make_response(render_template("office/codes/ask.html", table=table, party=sittings.open_at(table), old=_mark(table),
                                         done=request.args.get("made") == _mark(table)))


@page.post("/<int:table_id>/code")
def create(table_id: int) -> Response:
    """The old code is dead at once. A second tap on the same page makes no second one: the first may be printed already."""
    with transaction():
        table = changing.locked(tables.find(table_id))
        if request.form.get("old") == _mark(table):
            sittings.new_token(table, by=actor())
        made = _mark(table)
    return go(url_for("office.codes.ask", table_id=table_id, made=made))


def was_opened(store: Store) -> bool:
    """Whether anybody ever had the sheets of this store before them, to print."""
    return db.session.scalar(select(AuditEntry.id).where(AuditEntry.subject_kind == Store.__tablename__, AuditEntry.subject_id == store.id,
                                                         AuditEntry.verb == OPENED).limit(1)) is not None


def base() -> str:
    """Where the codes lead."""
    return str(current_app.config["PUBLIC_URL"] or request.host_url).rstrip("/")


def spoken() -> list[Words]:
    """The chain's first two languages that the interface has words in."""
    found = []
    for language in list(dict.fromkeys(say_in(each) for each in look().languages))[:2]:
        with force_locale(language):
            found.append(Words(BROWSER_TAGS.get(language, language), _("Scan and order together"), _("Can’t scan? Please ask us.")))
    return found


def _sheets(found: Sequence[DiningTable], per_sheet: int) -> list[list[Card]]:
    cards = []
    for table in found:
        address = qr.address(base(), table.token)
        cards.append(Card(table.label, address, qr.squares(address)))
    return [cards[start:start + per_sheet] for start in range(0, len(cards), per_sheet)]


def _mark(table: DiningTable) -> str:
    """Tells this code from the next one without saying what it is."""
    return fingerprint(table.token)[:16]
