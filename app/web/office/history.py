"""The trail: who changed what, when and why; and taking it back."""
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from sqlalchemy import Select, or_, select

from app.audit import AuditEntry
from app.db import db, transaction
from app.editing import changing
from app.errors import NotAllowed
from app.i18n import _
from app.staff.models import StaffMember
from app.web.auth import actor
from app.web.forms import whole
from app.web.htmx import go
from app.web.office import as_file, frame, words

page = Blueprint("history", __name__, url_prefix="/history")


@page.get("")
def show() -> Response:
    if as_file.is_asked():
        return as_file.of("history", [_("When"), _("Who"), _("What"), _("Before"), _("After")], filtered(), AuditEntry.id, _cells)
    found = frame.listed(filtered(), AuditEntry.id)
    undone = _undone(found.rows)
    people = _people(found.rows)
    everybody = sorted(db.session.scalars(select(StaffMember)), key=lambda person: person.name)
    return make_response(render_template("office/history/show.html", found=found, undone=undone, people=people, everybody=everybody, words=words,
                                         kinds=sorted(changing.KINDS), may_undo=may_undo))


@page.post("/<int:entry_id>/undo")
def undo(entry_id: int) -> Response:
    if not may_undo(frame.by_id(AuditEntry, entry_id)):
        raise NotAllowed(_("Whoever manages every store takes this back."))
    with transaction():
        changing.undo(frame.by_id(AuditEntry, entry_id), by=actor())
    return go(request.form.get("back") if _is_ours(request.form.get("back", "")) else url_for("office.history.show"))


def filtered() -> Select[tuple[AuditEntry]]:
    """Entries of the stores the person manages, and of the chain; by person, kind, store and days, as the address says."""
    mine = frame.of_stores(AuditEntry.store_id)
    query = select(AuditEntry).where(mine if g.store or g.everywhere else or_(mine, AuditEntry.store_id.is_(None)))
    if person := whole(request.args.get("person", ""), 9):
        query = query.where(AuditEntry.actor_kind == "staff", AuditEntry.actor_id == person)
    if kind := request.args.get("kind", ""):
        query = query.where(AuditEntry.subject_kind == kind[:40])
    if subject := whole(request.args.get("subject", ""), 9):
        query = query.where(AuditEntry.subject_id == subject)
    for name, is_last in (("from", False), ("to", True)):
        if day := _day(request.args.get(name, "")):
            at = _midnight(day + timedelta(days=1) if is_last else day)
            query = query.where(AuditEntry.at < at if is_last else AuditEntry.at >= at)
    return query


def may_undo(entry: AuditEntry) -> bool:
    """Who could have done it may take it back."""
    if not changing.can_undo(entry):
        return False
    if entry.subject_kind in OWNERS:
        return g.owner
    return g.everywhere or (entry.store_id is not None and entry.store_id in {store.id for store in g.stores})


OWNERS = {"chain", "tax", "station", "charge", "staff_member"}


def _people(entries: Sequence[AuditEntry]) -> dict[int, StaffMember]:
    return {person.id: person for person in db.session.scalars(select(StaffMember).where(
        StaffMember.id.in_({entry.actor_id for entry in entries if entry.actor_kind == "staff"})))}


def _cells(entries: Sequence[AuditEntry]) -> Iterator[list[str]]:
    people = _people(entries)
    for entry in entries:
        is_known = entry.actor_kind == "staff" and entry.actor_id in people
        reason = entry.reason if not entry.reason.startswith("#") else ""
        what = f"{words.verb(entry.verb)} {frame.subject(entry)} {reason}".strip()
        yield [frame.when(entry.at), people[entry.actor_id].name if is_known else str(frame.who(entry)), what,      # type: ignore[index]
               _told(entry.verb, entry.before), _told(entry.verb, entry.after)]


def _told(verb: str, values: object) -> str:
    return "; ".join(f"{name} {value}" for name, value in words.told(verb, values))


def _undone(entries: object) -> set[int]:
    """Which of these entries were taken back."""
    subjects = {entry.subject_id for entry in entries}      # type: ignore[attr-defined]
    found = db.session.scalars(select(AuditEntry.reason).where(
        AuditEntry.subject_kind.in_(changing.KINDS), AuditEntry.subject_id.in_(subjects), AuditEntry.verb == changing.UNDONE))
    return {int(reason[1:]) for reason in found if reason[1:].isdigit()}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    place = g.store or (g.stores[0] if g.stores else None)
    return datetime.combine(day, time(), ZoneInfo(place.time_zone) if place else UTC)


def _is_ours(address: str) -> bool:
    return address.startswith("/office/") and "//" not in address and "\\" not in address
