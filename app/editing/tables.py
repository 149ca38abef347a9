"""The fields of areas and tables; what may not be is refused on the way back too."""
from datetime import datetime
from typing import Any

from app.editing.fields import Field, column, columns
from app.tables import arranging, neighbours
from app.tables.models import Shape

_RETIRED, _SHAPE = column("retired_at"), column("shape")


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


AREA = {**columns("name"), "retired_at": Field(_RETIRED.get, lambda row, value: arranging.retire_area(row, _moment(value)))}
TABLE = {
    "label": Field(lambda row: row.label, arranging.rename), "area_id": Field(lambda row: row.area_id, arranging.put_area),
    "covers": Field(lambda row: [row.min_covers, row.max_covers], arranging.put_covers),
    "shape": Field(lambda row: _SHAPE.get(row) or Shape.SQUARE.value, _SHAPE.put), "place": Field(arranging.place_of, arranging.put_place),
    "neighbours": Field(neighbours.of, neighbours.put),
    "retired_at": Field(_RETIRED.get, lambda row, value: arranging.retire(row, _moment(value)))}
ORDER_OF_AREAS = Field(lambda row: [area.id for area in arranging.areas_of(row.id)], lambda row, value: arranging.put_order(row.id, value))
