"""What a cook must know of a dish's options: only what differs from the dish as it is usually made."""
from dataclasses import dataclass

from app.menu.catalogue import CatalogueDish, CatalogueGroup
from app.ordering.models import OrderLine


@dataclass(frozen=True, slots=True)
class Wish:
    name: dict[str, str]
    count: int = 1                  # 0: without it


def wishes(line: OrderLine, dish: CatalogueDish | None) -> list[Wish]:
    """The options of a sent line that are not the dish's defaults, and the defaults it goes without, in the order of the menu.

    A dish that is off the menu by now, or has other options, says all that was chosen; a dish of a set what was chosen with the set."""
    counts = dict(line.options)
    if line.set_id is not None or dish is None or not counts.keys() <= dish.choices.keys():
        return [Wish(each["name"], each["count"]) for each in line.chosen or []]
    return [wish for group in dish.groups for wish in _of(group, {choice.id: counts.get(choice.id, 0) for choice in group.choices})]


def _of(group: CatalogueGroup, counts: dict[int, int]) -> list[Wish]:
    """Where one of several is chosen, the other choice says enough; where many may be, a default that was taken out is said."""
    replaced = group.max_choices == 1 and any(counts.values())
    found = []
    for choice in group.choices:
        count = counts[choice.id]
        if (count and not choice.is_default) or count > 1:
            found.append(Wish(choice.name, count))
        elif choice.is_default and not count and not replaced:
            found.append(Wish(choice.name, 0))
    return found
