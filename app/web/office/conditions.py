"""When and where an amount holds, as a form says it: for which orders, on which days, at which times."""
from datetime import date

from flask import request

from app.chain import cells
from app.chain.mistakes import Expected
from app.errors import Invalid
from app.i18n import _
from app.menu.models import OrderKind
from app.stores.hours import DAY
from app.web.forms import whole


def kind() -> str | None:
    typed = request.form.get("kind", "")
    if typed and typed not in list(OrderKind):
        raise Invalid(_("Choose one of the list."))
    return typed or None


def weekdays() -> int | None:
    """A bit per ticked weekday; all seven are as good as none."""
    bits = sum({1 << day for text in request.form.getlist("weekday") if (day := whole(text, 1)) is not None and day < 7})
    return bits if 0 < bits < 127 else None


def hours() -> tuple[int | None, int | None]:
    typed = [request.form.get(name, "").strip() for name in ("from", "to")]
    if not any(typed):
        return None, None
    try:
        start, end = cells.minute(typed[0] or "00:00"), cells.minute(typed[1] or "24:00")
    except Expected:
        raise Invalid(_("Times such as 11:00 and 14:00, please.")) from None
    if start in (end, DAY):
        raise Invalid(_("Two different times, please."))
    return start, end if end > start else end + DAY


def days() -> tuple[str | None, str | None]:
    found = []
    for name in ("valid_from", "valid_to"):
        typed = request.form.get(name, "").strip()
        try:
            found.append(date.fromisoformat(typed).isoformat() if typed else None)
        except ValueError:
            raise Invalid(_("Days such as 2026-12-24, please.")) from None
    if found[0] and found[1] and found[1] < found[0]:
        raise Invalid(_("The last day may not be before the first."))
    return found[0], found[1]
