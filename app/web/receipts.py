"""What a bill or a receipt shows, on paper and by link."""
from app.clock import now
from app.ordering.finding import owed_lines
from app.ordering.models import Order, OrderLine
from app.payments.due import due, legs
from app.web.lines import Row


def shown(order: Order) -> dict[str, object]:
    rows = check_rows(owed_lines(order))
    return {"order": order, "rows": rows, "owed": due(order), "legs": legs(order), "now": now(), "lines": len(rows) + len(order.charge_lines) + 10}


def check_rows(lines: list[OrderLine]) -> list[Row]:
    """For the check, where rounds and states no longer matter."""
    alike: dict[object, list[OrderLine]] = {}
    for line in lines:
        alike.setdefault((line.dish_id, str(line.options), line.unit_price_minor), []).append(line)
    return [Row(tuple(group)) for group in alike.values()]
