"""The chain's own fields, its stations and taxes, and the people who work there."""
from datetime import datetime
from typing import Any

from app import live
from app.editing.fields import Field, column, columns
from app.menu import catalogue
from app.staff import people
from app.stores.finding import TOPIC

CHAIN = columns("name", "languages", "contact", "support", "legal", "welcome", "hue", "chroma", "second_hue", "second_chroma", "wordmark",
                "service_charge_rate", "time_zone")
STATION = columns("name", "position", "retired_at")
TAX = columns("name", "included", "dine_in_rate", "pickup_rate", "delivery_rate", "retired_at")
_RETIRED = column("retired_at")
STAFF = {           # not the name, which is personal: the trail holds none
    "retired_at": Field(_RETIRED.get, lambda row, value: people.put_retired(row, datetime.fromisoformat(value) if value else None)),
    "roles": Field(people.roles_of, people.put_roles)}


def tell(_row: Any) -> None:
    """Every page shows something of the chain; stations and taxes stand on the menu."""
    live.touch(TOPIC)
    live.touch(catalogue.TOPIC)


def tell_nobody(_row: Any) -> None:
    """No page that guests or the kitchen have open shows it."""
