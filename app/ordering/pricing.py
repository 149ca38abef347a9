"""What an order costs: pure arithmetic on plain values, in minor units and basis points.

The order of things (decisions): price → discounts → service charge on discounted goods → tax, rounded once per rate and order."""
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.money import portion, shares, tax_within


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line that is owed; `adjusted_minor` is the sum of its shares of discounts, comps and charges."""

    id: int
    price_minor: int
    tax_rate: int
    tax_included: bool
    tax_code: str
    adjusted_minor: int = 0
    is_charge: bool = False     # tea, tableware: taxed, but no discount and no service charge is counted on it

    @property
    def base_minor(self) -> int:
        return self.price_minor + self.adjusted_minor


@dataclass(frozen=True, slots=True)
class TaxLine:
    code: str
    rate: int
    included: bool
    base_minor: int             # what the tax is counted on; with included taxes it contains them
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    goods_minor: int            # dishes at their prices
    adjusted_minor: int         # discounts, comps and charges together
    taxes: tuple[TaxLine, ...]
    total_minor: int
    charges_minor: int = 0      # tea per head, tableware, packaging
    written_off_minor: int = 0  # what nobody will pay: below nothing; its taxes stay owed to the state

    @property
    def tax_on_top_minor(self) -> int:
        return sum(tax.tax_minor for tax in self.taxes if not tax.included)


def totals(lines: Iterable[PricedLine], written_off: int = 0) -> Totals:
    """Add up an order."""
    bases: dict[tuple[str, int, bool], int] = defaultdict(int)
    prices, adjusted = {True: 0, False: 0}, 0
    for line in lines:
        prices[line.is_charge] += line.price_minor
        adjusted += line.adjusted_minor
        bases[line.tax_code, line.tax_rate, line.tax_included] += line.base_minor
    taxes = tuple(TaxLine(code, rate, included, base, tax_within(base, rate) if included else portion(base, rate))
                  for (code, rate, included), base in sorted(bases.items()))
    on_top = sum(tax.tax_minor for tax in taxes if not tax.included)
    return Totals(prices[False], adjusted, taxes, sum(prices.values()) + adjusted + on_top + written_off, prices[True], written_off)


def charge_shares(rate: int, bases: Sequence[int]) -> list[int]:
    """A charge of `rate` basis points on the sum of bases, shared out so that the shares add up to it."""
    return shares(portion(sum(bases), rate), [max(0, base) for base in bases]) if bases else []
