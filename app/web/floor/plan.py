"""The room drawn as a plan: where each table and each party stands."""
from dataclasses import dataclass

from app.i18n import _
from app.tables.models import Area, DiningTable, Shape
from app.web.floor.view import Party, Place, Room, State, age

SIZES = {"square": (108, 84), "wide": (142, 92), "long": (172, 92), "round": (124, 124)}      # of the plan's 1000
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
    names = []
    for area, places in room.areas:
        here = [spot for place in places if place.table.x is not None and place.table.y is not None for spot in _spots(place)]
        if here:
            names.append((area, min(spot.x for spot in here), min(spot.y for spot in here) - 16))
        spots += here
    return Plan(spots, names, max((spot.y + spot.height for spot in spots), default=0) + 30)


def _spots(place: Place) -> list[Spot]:
    table, parties = place.table, place.parties or (None,)
    shape = "wide" if table.max_covers > 2 and table.shape in (None, Shape.SQUARE) else table.shape or "square"
    width, height = SIZES[shape]
    left, part = (table.x or 0) * 10 - width // 2, width // len(parties)
    return [Spot(table, party, left + part * number, (table.y or 0) * 10 - height // 2, part - (4 if len(parties) > 1 else 0), height,
                 shape == "round" and len(parties) == 1) for number, party in enumerate(parties)]


def brief(party: Party) -> str:
    """On the plan: what they need, in a word that fits, else how long they have been here."""
    return {State.BILL: _("Bill"), State.READY: _("Ready"), State.CONFIRM: _("Confirm"), State.FLAGGED: _("Look in"), State.PAID: _("Paid")}.get(
        party.state) or age(party.minutes)
