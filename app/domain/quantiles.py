"""The quartiles of ranked values, when only the few values around them are at hand."""

from collections.abc import Mapping
from typing import Any


def neighbours(count: Any) -> tuple[Any, ...]:
    """Return the places, from 1, of the values among which the three quartiles of `count` ranked values lie.

    `count` may be a number or an expression of a query.
    """
    lows = [((count - 1) * part) // 4 + 1 for part in (1, 2, 3)]
    return (*lows, *(low + 1 for low in lows))


def quartiles(values: Mapping[int, float], count: int) -> tuple[float, float, float]:
    """Return lower quartile, median and upper quartile of `count` ranked values.

    A quartile between two values lies in proportion between them (the «inclusive» method: the least and the
    greatest value are the ends of the distribution, as in a spreadsheet's QUARTILE).

    Args:
        values: by place, from 1; those of `neighbours` are enough.
    """
    found = []
    for part in (1, 2, 3):
        low, rest = divmod((count - 1) * part, 4)
        below = values[low + 1]
        found.append(below + (values[low + 2] - below) * rest / 4 if rest else below)
    return found[0], found[1], found[2]
