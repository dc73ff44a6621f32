"""Quartiles of any number of values."""

from collections.abc import Sequence
from statistics import quantiles


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return lower quartile, median and upper quartile.

    A quartile between two values lies in proportion between them, and the least and the greatest value are the ends of
    the distribution, as in a spreadsheet's QUARTILE. One value is all three of them.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("quartiles need a value")
    lower, median, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    return lower, median, upper
