"""The room drawn as a plan: where each table and each party stands."""
from dataclasses import dataclass

from app.i18n import _
from app.tables.models import Area, DiningTable
from app.web import plan
from app.web.floor.view import Party, Place, Room, State, age

STEP = 21               # from one line of a table's text to the next


@dataclass(frozen=True)
class Spot:
    """A table on the plan, or a party's part of it, in thousandths of the plan's width."""

    table: DiningTable
    party: Party | None
    x: int
    y: int
    width: int
    height: int
    is_round: bool = False

    def baselines(self, lines: int) -> list[int]:
        """Where so many lines of text stand in the middle of it."""
        return [self.y + self.height // 2 + 8 - STEP * (lines - 1) // 2 + STEP * line for line in range(lines)]


@dataclass(frozen=True)
class Plan:
    spots: list[Spot]
    names: list[tuple[Area, int, int]]      # where each area's name stands
    height: int


def draw(room: Room) -> Plan:
    """The tables that have a place on the plan; two parties at one table stand side by side."""
    spots: list[Spot] = []
    names: list[tuple[Area, int, int]] = []
    boxes: list[plan.Box] = []
    for area, places in room.areas:
        here = [(place, box) for place in places if (box := plan.box(place.table)) is not None]
        if here:
            names.append((area, *plan.name_at([box for _place, box in here])))
        spots += [spot for place, box in here for spot in _spots(place, box)]
        boxes += [box for _place, box in here]
    return Plan(spots, names, plan.height(boxes))


def _spots(place: Place, box: plan.Box) -> list[Spot]:
    parties = place.parties or (None,)
    part = box.width // len(parties)
    return [Spot(place.table, party, box.x + part * number, box.y, part - (4 if len(parties) > 1 else 0), box.height,
                 box.is_round and len(parties) == 1) for number, party in enumerate(parties)]


def brief(party: Party) -> str:
    """On the plan: what they need, in a word that fits, else how long they have been here."""
    return {State.BILL: _("Bill"), State.READY: _("Ready"), State.CONFIRM: _("Confirm"), State.FLAGGED: _("Look in"), State.PAID: _("Paid")}.get(
        party.state) or age(party.minutes)
