"""The board's question goes by the partial index of what is on it, however many orders have passed, with statistics or without."""
from collections.abc import Iterator

import pytest
from sqlalchemy import event, text

from app.clock import now
from app.db import db, transaction
from app.kitchen import board
from app.ordering.models import LineState
from bench.past import multiply
from tests import cast

PAST = 3000


@pytest.fixture
def asked() -> Iterator[list[tuple[str, object]]]:
    """What is asked of the database, with its parameters."""
    found: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        found.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


def _past_orders() -> None:
    with transaction():
        served = cast.a_sent_round((cast.a_dish(), 2))
        for line in cast.lines_of(served):
            line.state, line.ready_at, line.out_at, line.served_at = LineState.SERVED, now(), now(), now()
        served.order.closed_at = now()
        order_id = served.order_id
    with transaction():
        multiply(order_id, PAST)


def _plan(statement: str, parameters: object) -> str:
    explain = "EXPLAIN" if db.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    return "\n".join(str(row) for row in db.session.connection().exec_driver_sql(f"{explain} {statement}", parameters))


@pytest.mark.parametrize("analyzed", [False, True])
def test_the_board_goes_by_its_index(app: object, asked: list[tuple[str, object]], analyzed: bool) -> None:
    _past_orders()
    cast.a_sent_round((cast.a_dish(), 2), table=cast.a_table("B2"))
    if analyzed:
        with transaction():
            db.session.execute(text("ANALYZE"))
    store_id = cast.a_store().id
    db.session.rollback()
    asked.clear()
    assert len(board.board(store_id).tickets) == 1
    question = next(each for each in asked if "release_at <=" in each[0])
    assert "ix_order_line_in_kitchen" in _plan(*question)
