"""What the office calls the fields of the chain, its taxes and charges, and how it says them."""
from collections.abc import Sequence
from typing import Any

from app.i18n import _
from app.menu.models import ChargePer
from app.web.languages import name_of


def field(name: str) -> str | None:
    return {
        "contact": _("How guests reach you"), "support": _("What guests do when something is not right"), "legal": _("Legal texts"),
        "welcome": _("A sentence on the home page"), "hue": _("Colour of buttons and seals"), "chroma": _("How strong it is"),
        "second_hue": _("Colour of rims and links"), "second_chroma": _("How strong that is"), "wordmark": _("Logo"),
        "languages": _("Languages"), "currency": _("Currency"), "service_charge_rate": _("Service charge"),
        "stations": _("Order of stations"), "charge_order": _("Order of charges"), "store_order": _("Order of stores"),
        "included": _("In the prices"), "dine_in_rate": _("At the table"), "pickup_rate": _("Pickup"),
        "delivery_rate": _("Delivery"), "per": _("Counted"), "amounts": _("Prices"), "position": _("Place in the list")}.get(name)


def value(name: str, found: Any) -> str | None:
    """What is not said like everything else."""
    if name == "languages" and isinstance(found, list):
        return ", ".join(name_of(language) for language in found)
    if name == "per":
        return per(found)
    if name == "wordmark" and found:
        return _("a picture")
    return None


def per(name: str) -> str:
    """What a charge is counted by."""
    return {ChargePer.HEAD.value: _("per person"), ChargePer.PORTION.value: _("per dish"), ChargePer.ORDER.value: _("once")}.get(name, name)


def as_price(row: Sequence[Any]) -> list[Any]:
    """An amount of a charge in the shape of a dish's price: without area, and whether it can be declined."""
    return [*row[:2], *row[3:8], row[9]]
