"""A party goes to another table, two change tables, one takes a further table or gives one back; and the way back."""
from app.audit import Actor
from app.checks import parties
from app.checks.models import Move, MoveKind
from app.errors import Refused
from app.i18n import _
from app.tables import sittings
from app.tables.models import DiningTable, Sitting


def move(sitting: Sitting, to_table: DiningTable, *, by: Actor, key: str) -> Move:
    """To another table; where somebody sits, they share it. One key moves once. Raises Refused."""
    parties.hold([sitting], [to_table.id])
    if earlier := parties.done(key, sitting):
        return earlier
    parties.check_open(sitting)
    here = parties.places([sitting])
    if [place[1] for place in here] == [to_table.id]:
        raise Refused(_("This party sits there already."))
    number = next((place[2] for place in here if place[1] == to_table.id), 0) or sittings.free_party(to_table.id)
    return _moved(MoveKind.MOVE, [sitting], [[sitting.id, to_table.id, number]], by, key)


def swap(sitting: Sitting, other: Sitting, *, by: Actor, key: str) -> Move:
    """Two parties change tables."""
    parties.hold([sitting, other])
    if earlier := parties.done(key, sitting):
        return earlier
    parties.check_open(sitting, other)
    turned = {sitting.id: other.id, other.id: sitting.id}
    there = [[turned[who], table, number] for who, table, number in parties.places([sitting, other])]
    return _moved(MoveKind.SWAP, [sitting, other], there, by, key)


def join(sitting: Sitting, table: DiningTable, *, by: Actor, key: str) -> Move:
    """A further table for a party."""
    parties.hold([sitting], [table.id])
    if earlier := parties.done(key, sitting):
        return earlier
    parties.check_open(sitting)
    here = parties.places([sitting])
    if table.id in {place[1] for place in here}:
        raise Refused(_("This party sits there already."))
    return _moved(MoveKind.JOIN, [sitting], [*here, [sitting.id, table.id, sittings.free_party(table.id)]], by, key)


def leave(sitting: Sitting, table: DiningTable, *, by: Actor, key: str) -> Move:
    """A party gives one of its tables back."""
    parties.hold([sitting], [table.id])
    if earlier := parties.done(key, sitting):
        return earlier
    parties.check_open(sitting)
    here = parties.places([sitting])
    rest = [place for place in here if place[1] != table.id]
    if not rest or len(rest) == len(here):
        raise Refused(_("This is not one of several tables of this party."))
    return _moved(MoveKind.LEAVE, [sitting], rest, by, key)


def _moved(kind: MoveKind, who: list[Sitting], there: parties.Places, by: Actor, key: str) -> Move:
    before = {"places": parties.places(who), "after": there}
    orders = parties.locked_orders(who)
    before |= parties.money(orders.values())
    parties.put(who, there)
    made = parties.remember(kind, who[0], who[1] if len(who) > 1 else None, before, by=by, key=key)
    parties.tell(who, orders.values())
    return made
