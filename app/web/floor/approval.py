"""A second person allows something on this screen, by their PIN."""
from flask import g, request

from app.db import transaction
from app.errors import Invalid
from app.i18n import _
from app.staff import pins
from app.staff.models import StaffMember
from app.staff.roles import Right
from app.web.forms import whole


def people() -> list[StaffMember]:
    """Who may."""
    return pins.approvers(g.store, Right.REFUND)


def given() -> StaffMember | None:
    """Whose PIN the form holds; None where it names nobody. Call outside of a transaction. Raises Invalid or TooMany for a wrong PIN."""
    chosen, pin = whole(request.form.get("approver", ""), 9), request.form.get("pin", "")
    if not pin:
        return None
    person = next((each for each in people() if each.id == chosen), None)
    if person is None:
        raise Invalid(_("Choose who allows it."))
    with transaction():
        pins.spend_try(person.id)
    pins.check(person.id, pin)
    with transaction():
        pins.forget_tries(person.id)
    return person
