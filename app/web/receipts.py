"""What a bill or a receipt shows, on paper and by link."""
from app.clock import now
from app.ordering.finding import owed_lines
from app.ordering.models import Order
from app.payments.due import due, legs
from app.web.lines import bought


def shown(order: Order) -> dict[str, object]:
    rows = bought(owed_lines(order))
    return {"order": order, "rows": rows, "owed": due(order), "legs": legs(order), "now": now(), "lines": len(rows) + len(order.charge_lines) + 10}
