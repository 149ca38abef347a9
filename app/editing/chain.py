"""The chain's own fields, its stations, taxes and charges, and the people who work there; what may not be is refused on the way back too."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from babel.numbers import list_currencies
from sqlalchemy import select

from app import live, money
from app.db import db
from app.editing.fields import Field, column, columns, followed
from app.editing.menu import put_order, refuse_gone
from app.errors import Invalid, Refused
from app.i18n import _
from app.menu import catalogue
from app.menu.models import Category, Charge, ChargePrice, Choice, Dish, OptionGroup, Price
from app.ordering.finding import is_any_order
from app.ordering.models import LineState, OrderLine
from app.ordering.rounds import kitchen_topic
from app.staff import people
from app.stores import finding
from app.stores.models import Chain, Station, Store, Tax
from app.tables.models import Area

NAMED = (Store, Area, Station, Tax, Category, Dish, OptionGroup, Choice, Charge)
AT_WORK = (LineState.SENT, LineState.COOKING, LineState.READY)


def _put_languages(row: Chain, value: Sequence[str]) -> None:
    """What the files call things, and what stands in where a text is missing, is the first language: every name must be there in it."""
    if value[0] != row.languages[0] and (missing := [row.name, *_names()]) and (gaps := sum(not name.get(value[0]) for name in missing)):
        raise Refused(_("%(count)s names are missing in that language. Fill them in before it becomes the first one.", count=gaps))
    row.languages = list(value)


def _names() -> list[dict[str, str]]:
    return [name for model in NAMED for name in db.session.scalars(select(model.name).where(model.retired_at.is_(None)))]


def _put_currency(row: Chain, value: str) -> None:
    """Amounts are bare numbers: with another currency what was sold would change its worth."""
    if value not in list_currencies():
        raise Invalid(_("Choose one of the list."))
    if is_any_order():
        raise Refused(_("There are orders in %(currency)s already: the currency stays.", currency=row.currency))
    if money.decimals(value) != money.decimals(row.currency) and any(
            db.session.scalar(select(model.id).limit(1)) for model in (Price, ChargePrice)):
        raise Refused(_("Amounts in %(new)s have other decimals than those in %(old)s: the prices would mean something else. Take the chain out "
                        "under Files, change the currency and the prices there, and bring it in again.", new=value, old=row.currency))
    row.currency = value


def _charges(_row: Chain) -> list[int]:
    return list(db.session.scalars(select(Charge.id).where(Charge.retired_at.is_(None)).order_by(Charge.position, Charge.id)))


ORDER_OF_STORES = Field(lambda _row: [store.id for store in finding.stores()], lambda _row, value: put_order(Store, value))
ORDER_OF_CHARGES = Field(_charges, lambda _row, value: put_order(Charge, value))
ORDER_OF_STATIONS = Field(lambda _row: [station.id for station in finding.stations()], lambda _row, value: put_order(Station, value))
CHAIN = {
    **columns("name", "contact", "support", "legal", "welcome", "hue", "chroma", "second_hue", "second_chroma", "wordmark",
              "service_charge_rate", "time_zone"),
    "languages": Field(lambda row: list(row.languages), _put_languages), "currency": Field(lambda row: row.currency, _put_currency),
    "stations": ORDER_OF_STATIONS, "charge_order": ORDER_OF_CHARGES, "store_order": ORDER_OF_STORES}


def _refuse_cooking(row: Station, value: str | None) -> None:
    if not value:
        return
    if db.session.scalar(select(Dish.id).where(Dish.station_id == row.id, Dish.retired_at.is_(None)).limit(1)):
        raise Refused(_("Dishes are cooked there still. Give them another station first."))
    if db.session.scalar(select(OrderLine.id).where(OrderLine.station == row.code, OrderLine.state.in_(AT_WORK)).limit(1)):
        raise Refused(_("Something is on its tickets still. Bump it first."))


def _refuse_taxing(row: Tax, value: str | None) -> None:
    if value and any(db.session.scalar(select(model.id).where(model.tax_id == row.id, model.retired_at.is_(None)).limit(1))
                     for model in (Dish, Charge)):
        raise Refused(_("Dishes or charges have this tax still. Give them another one first."))


STATION = {**columns("name", "position"), "retired_at": followed("retired_at", _refuse_cooking)}
TAX = {**columns("name", "included", "dine_in_rate", "pickup_rate", "delivery_rate"), "retired_at": followed("retired_at", _refuse_taxing)}

AMOUNT = tuple(column(name) for name in ("store_id", "kind", "area", "weekdays", "from_minute", "to_minute", "valid_from", "valid_to",
                                         "refusable", "amount_minor"))


def _put_amounts(row: Charge, value: Sequence[Sequence[Any]]) -> None:
    row.prices = []
    for given in value:
        price = ChargePrice()
        for field, each in zip(AMOUNT, given, strict=True):
            field.put(price, each)
        row.prices.append(price)


CHARGE = {**columns("name", "per", "position"), **{name: followed(name, refuse_gone) for name in ("tax_id", "retired_at")},
          "amounts": Field(lambda row: [[field.get(price) for field in AMOUNT] for price in row.prices], _put_amounts)}
_RETIRED = column("retired_at")
STAFF = {           # not the name, which is personal: the trail holds none
    "retired_at": Field(_RETIRED.get, lambda row, value: people.put_retired(row, datetime.fromisoformat(value) if value else None)),
    "roles": Field(people.roles_of, people.put_roles)}


def tell(_row: Any) -> None:
    """Every page shows something of the chain; stations and taxes stand on the menu."""
    live.touch(finding.TOPIC)
    live.touch(catalogue.TOPIC)


def tell_kitchens(row: Any) -> None:
    """The stations are on every kitchen's screen, too."""
    tell(row)
    for store in finding.stores():
        live.touch(kitchen_topic(store.id))


def tell_nobody(_row: Any) -> None:
    """No page that guests or the kitchen have open shows it."""
