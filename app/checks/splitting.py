"""Dishes and people go to a check of their own, or to another party's."""
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select, update

from app.audit import Actor
from app.checks import parties
from app.checks.models import Move, MoveKind
from app.clock import now
from app.codes import token
from app.db import changes, db
from app.errors import Invalid, Refused
from app.i18n import _
from app.kitchen.models import AllergyAcknowledged, Bump, TicketPrint
from app.menu.models import ChargePer
from app.ordering import charges, finding, rounds, sets, surcharges
from app.ordering.covers import heads
from app.ordering.models import Adjustment, AdjustmentKind, AdjustmentShare, LineState, Nudge, Order, OrderLine, Round, RoundState
from app.payments.due import check_not_overpaid
from app.payments.models import Leg, LegLine, LegState
from app.tables import serving, sittings
from app.tables.models import DiningTable, Sitting

_OF_A_BUMP = ("store_id", "station", "whole", "staff_id", "device_id", "at")


def split(sitting: Sitting, line_ids: Collection[int], covers: int | None, *, table: DiningTable | None = None, into: Sitting | None = None,
          by: Actor, key: str) -> Move:
    """The sent dishes go to a new party at that table (none: the same one), or to an existing party. One key splits once.

    Raises Invalid for a choice that cannot be, Refused with the reason."""
    who = [sitting] if into is None else [sitting, into]
    parties.hold(who, [table.id] if table else [])
    if earlier := parties.done(key, sitting):
        return earlier
    parties.check_open(*who)
    orders = parties.locked_orders(who)
    finding.check_not_written_off(*orders.values())
    lines = _chosen(orders.get(sitting.id), line_ids, whole=into is not None)
    if covers and (not sitting.covers or covers >= sitting.covers):
        raise Invalid(_("Fewer people than sit here can go."))
    before: dict[str, Any] = {"places": parties.places(who), "covers": [sitting.covers, into and into.covers], "new": into is None,
                              **parties.money(orders.values()), "rounds": [], "twins": [], "off_twins": []}
    other = into or sittings.open_by_staff(table or sitting.tables[0], covers=covers, by=by, share=True)
    source, target = orders[sitting.id], orders.get(other.id) or finding.start_order(other)
    already = heads(other, target)
    if into is None and (server := serving.servers([sitting.id]).get(sitting.id)):
        serving.take(other, server, by)         # whoever looks after the one looks after the other
    before["charges"] = _charges(source, target, new=into is None, people=bool(covers))
    rounds.give_number(target, now())
    _move_lines(source, target, lines, before)
    if covers:
        sitting.covers = (sitting.covers or 0) - covers
        if into is not None:
            into.covers = min(99, already + covers)
    db.session.flush()
    for order in (source, target):
        db.session.expire(order)
        charges.refresh(order)
    check_not_overpaid(source, target)
    before |= {"order": [source.id, target.id], "after": parties.places([sitting, other])}
    made = parties.remember(MoveKind.SPLIT, sitting, other, before, by=by, key=key)
    parties.tell([sitting, other], [source, target])
    return made


def _chosen(order: Order | None, line_ids: Collection[int], *, whole: bool) -> list[OrderLine]:
    """The lines meant. All of them go only to a party that is there: a whole party moves otherwise."""
    found = list(db.session.scalars(
        select(OrderLine).join(OrderLine.round).where(OrderLine.order_id == order.id, OrderLine.state.not_in([LineState.CART, LineState.VOID]),
                                                      Round.state.in_([RoundState.SENT, RoundState.WAITING]))
        .order_by(OrderLine.id).execution_options(populate_existing=True))) if order else []
    line_ids = sets.whole(line_ids)
    lines = [line for line in found if line.id in set(line_ids)]
    if not lines or len(lines) < len(set(line_ids)):
        raise Invalid(_("Choose the dishes that go. What was taken off meanwhile cannot."))
    if len(lines) == len(found) and not whole:
        raise Refused(_("That would be everything. Move the party instead."))
    if db.session.scalar(select(LegLine.id).join(Leg, Leg.id == LegLine.leg_id).where(
            LegLine.line_id.in_([line.id for line in lines]), Leg.state == LegState.PAID).limit(1)):
        raise Refused(_("One of these dishes has been paid for already."))
    return lines


def _charges(source: Order, target: Order, *, new: bool, people: bool) -> list[int]:
    """A party that the split makes takes its part of what was told before the meal, so that the two pay no more than the one did: packaging
    goes with the dishes, tea with the people, what is paid once stays. Whoever was sent nothing yet sees what holds now."""
    if new:
        target.service_charge_rate = source.service_charge_rate
        return surcharges.copy(source, target, {ChargePer.PORTION, *([ChargePer.HEAD] if people else [])})
    return [] if finding.has_been_sent(target) else charges.freeze(target)


def _move_lines(source: Order, target: Order, lines: list[OrderLine], before: dict[str, Any]) -> None:
    number = parties.next_number(target)
    for round_id in sorted({line.round_id for line in lines if line.round_id}):
        round_ = db.session.get_one(Round, round_id)
        ids = [line.id for line in lines if line.round_id == round_id]
        if len(ids) == db.session.scalar(select(func.count()).where(OrderLine.round_id == round_id)):
            before["rounds"].append([round_id, round_.number])
            changes(update(Round).where(Round.id == round_id).values(order_id=target.id, number=number, key=parties.key_on(target.id, round_)))
            changes(update(OrderLine).where(OrderLine.id.in_(ids)).values(order_id=target.id))
        else:
            twin = _twin(round_, target, number, set(ids))
            before["twins"].append([round_id, twin.id, ids])
            changes(update(OrderLine).where(OrderLine.id.in_(ids)).values(order_id=target.id, round_id=twin.id))
        number += 1
    _move_shares(source, target, [line.id for line in lines], before)
    db.session.expire_all()


def _twin(round_: Round, target: Order, number: int, going: set[int]) -> Round:
    """The same sending on the other check: what the kitchen read, printed and bumped of it counts there too."""
    same = ("store_id", "state", "waits_for", "course", "guest_id", "staff_id", "sent_at", "confirmed_at", "release_at")
    twin = Round(order_id=target.id, number=number, key=token(), **{name: getattr(round_, name) for name in same})
    db.session.add(twin)
    db.session.flush()
    for model in (AllergyAcknowledged, TicketPrint, Nudge):
        columns = [column.name for column in model.__table__.columns if column.name not in {"id", "round_id"}]
        for row in db.session.scalars(select(model).where(model.round_id == round_.id)).all():
            db.session.add(model(round_id=twin.id, **{name: getattr(row, name) for name in columns}))
    for bump in db.session.scalars(select(Bump).where(Bump.round_id == round_.id, Bump.undone_at.is_(None)).order_by(Bump.id)).all():
        ready, out = ([line_id for line_id in ids if line_id in going] for ids in (bump.line_ids, bump.out_ids))
        if ready or out:
            db.session.add(Bump(round_id=twin.id, line_ids=ready, out_ids=out, key=None, **{name: getattr(bump, name) for name in _OF_A_BUMP}))
    db.session.flush()
    return twin


def _move_shares(source: Order, target: Order, ids: list[int], before: dict[str, Any]) -> None:
    """What was taken off the dishes that go, goes with them."""
    for old in db.session.scalars(select(Adjustment).where(Adjustment.order_id == source.id, Adjustment.kind != AdjustmentKind.SERVICE_CHARGE)).all():
        part = int(db.session.scalar(select(func.sum(AdjustmentShare.amount_minor)).where(
            AdjustmentShare.adjustment_id == old.id, AdjustmentShare.line_id.in_(ids))) or 0)
        if not part:
            continue
        new = Adjustment(order_id=target.id, kind=old.kind, amount_minor=part, rate=old.rate, staff_id=old.staff_id,
                         approved_by_id=old.approved_by_id, reason=old.reason, made_at=old.made_at)
        db.session.add(new)
        old.amount_minor -= part
        db.session.flush()
        changes(update(AdjustmentShare).where(AdjustmentShare.adjustment_id == old.id, AdjustmentShare.line_id.in_(ids))
                .values(adjustment_id=new.id))
        before["off_twins"].append([old.id, new.id])
