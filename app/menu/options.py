"""What an option group may ask: as many choices as there are, and defaults that answer it."""
from app.errors import Invalid
from app.i18n import _
from app.menu.models import OptionGroup


def check(group: OptionGroup) -> None:
    """Whether guests can answer the group. Raises Invalid with what does not go together."""
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
