"""Orders of the past, many of them in no time: one real order, multiplied inside the database."""
from sqlalchemy import text

from app.db import db
from app.kitchen.models import Bump
from app.ordering.models import Order, OrderLine, Round

GAP = 1_000_000         # between the ids of what is real and what is multiplied
OF_ORDER = "round_id IN (SELECT id FROM round WHERE order_id = :order)"
_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count) "


def multiply(order_id: int, count: int) -> None:
    """`count` more orders like a closed one, each with its rounds, lines and the taps that bumped them. Inside a transaction."""
    changed_order = {"id": ":gap + n", "number": ":gap + n", "receipt_token": "NULL"}
    changed_round = {"id": f":gap + {_place('round')}", "order_id": ":gap + n", "key": "'past-' || n"}
    changed_line = {"id": f":gap + {_place('order_line')}", "order_id": ":gap + n", "round_id": f":gap + {_place('round', 'source.round_id')}"}
    changed_tap = {"id": f":gap + {_place('bump', where=OF_ORDER)}", "round_id": changed_line["round_id"], "key": "NULL"}
    _copy(Order, changed_order, "source.id = :order", order_id, count)
    _copy(Round, changed_round, "source.order_id = :order", order_id, count)
    _copy(OrderLine, changed_line, "source.order_id = :order", order_id, count)
    _copy(Bump, changed_tap, f"source.{OF_ORDER}", order_id, count)


def _place(table: str, column: str = "source.id", where: str = "order_id = :order") -> str:
    """Numbers the rows of the order that is multiplied, without gaps between one copy and the next."""
    mine = f'(SELECT id FROM "{table}" WHERE {where})'
    return f'n * (SELECT count(*) FROM {mine} c) + (SELECT count(*) FROM {mine} c WHERE c.id < {column})'


def _copy(model: type, changed: dict[str, str], which: str, order_id: int, count: int) -> None:
    names = [column.name for column in model.__table__.columns]
    values = ", ".join(changed.get(name, f"source.{name}") for name in names)
    table = model.__table__.name
    db.session.execute(text(f'INSERT INTO "{table}" ({", ".join(names)}) {_NUMBERS}'
                            f'SELECT {values} FROM "{table}" source, numbers WHERE {which}'),
                       {"order": order_id, "count": count, "gap": GAP})
