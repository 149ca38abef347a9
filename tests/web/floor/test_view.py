"""What a table needs, in one word: the first that holds."""
from types import SimpleNamespace

import pytest

from app.clock import now
from app.ordering.models import LineState
from app.ordering.pricing import PricedLine, totals
from app.payments.due import Due
from app.web.floor.view import Party, State

OWED, SETTLED = Due(totals([PricedLine(1, 4200, 0, True, "food")]), 0), Due(totals([PricedLine(1, 4200, 0, True, "food")]), 4200)


def party(*, flagged: bool = False, bill: bool = False, **values: object) -> Party:
    sitting = SimpleNamespace(flagged_at=now() if flagged else None, bill_asked_at=now() if bill else None)
    return Party(sitting, **values)


@pytest.mark.parametrize(("values", "state"), [
    ({}, State.OPEN),
    ({"phones": 1}, State.ORDERING),
    ({"counts": {LineState.CART: 2}}, State.ORDERING),
    ({"counts": {LineState.SENT: 1}, "due": OWED}, State.SENT),
    ({"counts": {LineState.SENT: 1, LineState.SERVED: 1}, "due": OWED}, State.SENT),
    ({"counts": {LineState.SENT: 1, LineState.COOKING: 1}, "due": OWED}, State.COOKING),
    ({"counts": {LineState.COOKING: 1, LineState.SERVED: 1}, "due": OWED}, State.COOKING),
    ({"counts": {LineState.COOKING: 1, LineState.READY: 1}, "due": OWED}, State.READY),
    ({"counts": {LineState.READY: 1}, "due": OWED, "bill": True}, State.BILL),
    ({"counts": {LineState.SERVED: 1}, "due": SETTLED, "bill": True}, State.PAID),
    ({"counts": {LineState.SERVED: 1}, "due": OWED}, State.TO_PAY),
    ({"counts": {LineState.COOKING: 1}, "due": SETTLED}, State.COOKING),
    ({"counts": {LineState.VOID: 1}}, State.OPEN),
    ({"counts": {LineState.READY: 1}, "due": OWED, "bill": True, "waiting": [object()]}, State.CONFIRM),
    ({"counts": {LineState.READY: 1}, "due": OWED, "waiting": [object()], "flagged": True}, State.FLAGGED)])
def test_the_most_pressing_comes_first(values: dict[str, object], state: State) -> None:
    assert party(**values).state is state
