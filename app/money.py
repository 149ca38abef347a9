"""Money in whole minor units of the chain's currency, one rounding rule, and fair shares."""
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

BASIS = 10_000          # rates are kept in basis points: 6 % is 600
_AMOUNT = re.compile(r"[+-]?([0-9]{1,10})?(\.[0-9]*)?")


def decimals(currency: str) -> int:
    """How many decimals amounts of an ISO 4217 currency have: CNY 2, JPY 0, KWD 3."""
    return get_currency_precision(currency)


def parse(text: str, currency: str) -> int:
    """Minor units from typed text such as "42" or "42.50".

    Raises ValueError for anything that is not an amount with at most the currency's decimals."""
    text = text.strip()
    found = _AMOUNT.fullmatch(text)
    if not found or not any(c.isdigit() for c in text) or len((found[2] or "").rstrip("0")) - 1 > decimals(currency):
        raise ValueError(text)
    return int(Decimal(text).scaleb(decimals(currency)))


def plain(minor: int, currency: str) -> str:
    """The amount as a form field or a CSV cell holds it: "42.50", a yen amount "420"."""
    places = decimals(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def rounded(value: Decimal) -> int:
    """The one rounding rule: half up, away from zero."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def portion(amount: int, rate: int) -> int:
    """`rate` basis points of an amount, rounded once."""
    return rounded(Decimal(amount) * rate / BASIS)


def tax_within(gross: int, rate: int) -> int:
    """The tax contained in a gross amount: gross × rate / (1 + rate)."""
    return rounded(Decimal(gross) * rate / (BASIS + rate))


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by weights so that the parts add up to it exactly.

    Largest remainder; ties go to the larger weight, then to the earlier one. With no weight at all the parts are even.
    Raises ValueError for a negative weight or nobody to share with."""
    if not weights or min(weights) < 0:
        raise ValueError("weights")
    if not any(weights):
        weights = [1] * len(weights)
    sign, amount = (-1 if amount < 0 else 1), abs(amount)
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), -weights[i], i))
    for i in by_remainder[:amount - sum(parts)]:
        parts[i] += 1
    return [sign * part for part in parts]
