"""Cash on the counter: which notes a guest is likely to hand over. Pure."""
from app import money

STEPS = (10, 50, 100)               # in whole units; a hundred times as many where money has no decimals (¥1,000, ¥5,000, ¥10,000)
CHOICES = 3


def likely(owed: int, currency: str) -> list[int]:
    """Amounts above what is owed that come as round notes, smallest first; minor units."""
    unit = 10 ** money.decimals(currency) if money.decimals(currency) else 100
    rounded_up = {-(-owed // (step * unit)) * step * unit for step in STEPS}
    return sorted(amount for amount in rounded_up if amount > owed)[:CHOICES]
