"""A figure: what was measured, what is wanted, and whether it is enough."""
from dataclasses import dataclass
from statistics import median

__all__ = ["Figure", "median", "ratio"]


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    goal: float
    unit: str = ""
    at_most: bool = False           # the goal is a ceiling; else a floor

    @property
    def is_enough(self) -> bool:
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    def __str__(self) -> str:
        goal = f"{'<=' if self.at_most else '>='} {self.goal:g}{self.unit}"
        return f"{self.name:<58} {f'{self.value:.3g}{self.unit}':>10}   {goal:>11}   {'ok' if self.is_enough else 'short'}"


def ratio(ones: list[float], others: list[float]) -> float:
    """The median of the ratios of samples that were taken one after the other."""
    return median([one / other for one, other in zip(ones, others, strict=True)])
