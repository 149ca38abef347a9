"""What an option group may ask: as many choices as there are, defaults that answer it, and no set meal within a set meal."""
from collections.abc import Iterable

from sqlalchemy import select

from app.db import db
from app.errors import Invalid, Refused
from app.i18n import _, pick
from app.menu.models import Choice, Dish, DishGroup, OptionGroup

_OF_SETS = (Choice.dish_id.is_not(None), Choice.retired_at.is_(None), OptionGroup.retired_at.is_(None))


class Nested(Invalid):
    """A set meal would be a dish of a set meal."""


def check(group: OptionGroup) -> None:
    """Whether guests can answer the group. Raises Invalid with what does not go together, Nested for a set in a set."""
    choices = [choice for choice in group.choices if choice.retired_at is None]
    available, defaults = sum(choice.per_choice_max for choice in choices), sum(choice.is_default for choice in choices)
    if group.min_choices > group.max_choices:
        raise Invalid(_("“At least” may not be above “at most”."))
    if choices and group.min_choices > available:
        raise Invalid(_("Guests cannot choose so many: the choices allow %(count)s.", count=available))
    if defaults > group.max_choices:
        raise Invalid(_("More choices are chosen at first than guests may take."))
    if 0 < defaults < group.min_choices:
        raise Invalid(_("Either none is chosen at first, or as many as guests must take."))
    check_sets(db.session.scalars(select(DishGroup.dish_id).where(DishGroup.group_id == group.id)),
               [choice.dish_id for choice in choices if choice.dish_id])


def check_sets(dish_ids: Iterable[int], part_ids: Iterable[int]) -> None:
    """Dishes that ask for dishes, and the dishes that they ask for. Raises Nested where a set would be a dish of a set."""
    sets, parts = set(dish_ids), set(part_ids)
    if not sets or not parts:
        return
    taken = sets & (parts | set(db.session.scalars(
        select(Choice.dish_id).join(OptionGroup).join(DishGroup, DishGroup.group_id == OptionGroup.id)
        .where(Choice.dish_id.in_(sets), *_OF_SETS))))
    nested = parts & set(db.session.scalars(
        select(DishGroup.dish_id).join(OptionGroup, OptionGroup.id == DishGroup.group_id).join(Choice, Choice.group_id == OptionGroup.id)
        .where(DishGroup.dish_id.in_(parts), *_OF_SETS)))
    if wrong := min(taken | nested, default=None):
        raise Nested(_("%(dish)s would be a set meal and a dish of one.", dish=pick(db.session.get_one(Dish, wrong).name)))


def parts_of(group_ids: Iterable[int]) -> list[int]:
    """The dishes that these groups ask for."""
    return [dish_id for dish_id in db.session.scalars(
        select(Choice.dish_id).join(OptionGroup).where(OptionGroup.id.in_(list(group_ids)), *_OF_SETS)) if dish_id]


def check_unused(dish: Dish) -> None:
    """A dish that set meals are made of stays on the menu. Raises Refused with the set."""
    asked = db.session.scalar(
        select(Dish).join(DishGroup, DishGroup.dish_id == Dish.id).join(OptionGroup, OptionGroup.id == DishGroup.group_id)
        .join(Choice, Choice.group_id == OptionGroup.id).where(Choice.dish_id == dish.id, Dish.retired_at.is_(None), *_OF_SETS).limit(1))
    if asked is not None:
        raise Refused(_("%(dish)s is a dish of %(set)s. Take it out of there first.", dish=pick(dish.name), set=pick(asked.name)))
