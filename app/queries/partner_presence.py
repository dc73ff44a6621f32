"""On which days partners are active, as tables of yes and no that thousands of partners are counted from at once."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.domain.partner_growth import Growth
from models.partner_spans import PartnerSpan

if TYPE_CHECKING:
    import numpy as np

    Flags = np.ndarray[Any, np.dtype[np.bool_]]

# What the characters of a day are worth, hyphens nothing.
_WORTH = (1000_0000, 100_0000, 10_0000, 1_0000, 0, 1000, 100, 0, 10, 1)


def written_spans() -> list[Any]:
    """Return four expressions over the spans of a select, each one text, in the order in which `Presence` takes them.

    Thousands of rows would take longer to hand over than to find.
    """
    days = [sa.cast(day, sa.String(10)) for day in (PartnerSpan.first_day, PartnerSpan.last_day, PartnerSpan.since)]
    joined = [sa.func.aggregate_strings(day, "") for day in days]
    return [*joined, sa.func.aggregate_strings(sa.cast(PartnerSpan.partnership_id, sa.String), ",")]


class Presence:
    """Which partners are active on some days, and who was active before.

    Attributes:
        partners: the partnerships that have any span, by id, in order.
    """

    def __init__(self, days: Iterable[date], first: str, last: str, since: str, partners: str) -> None:
        """Read the spans of partners.

        Args:
            days: those that are asked about later.
            first, last, since: of each span its first and last day and the partner's first day ever, as ISO 8601 writes
                them, without anything between; they need not be read one by one.
            partners: the partners, joined by commas.
        """
        import numpy as np

        begins, ends, since_days = (_numbers(text) for text in (first, last, since))
        self.partners, places = np.unique(np.fromstring(partners, np.int64, sep=","), return_inverse=True)
        begun = np.zeros(len(self.partners), np.int32)
        begun[places] = since_days
        self._active: dict[date, Flags] = {}
        self._known: dict[date, Flags] = {}
        for day in days:
            number = (day.year * 100 + day.month) * 100 + day.day
            active = np.zeros(len(self.partners), bool)
            active[places[(begins <= number) & (ends >= number)]] = True
            self._active[day], self._known[day] = active, begun <= number

    def marks(self, partnership_ids: str, marks: str) -> "np.ndarray[Any, np.dtype[np.uint8]]":
        """Return the mark of each of the partners, the code of a letter, and nothing for those that got none.

        Args:
            partnership_ids: some partnerships, joined by commas.
            marks: a letter for each of these.
        """
        import numpy as np

        marked = np.fromstring(partnership_ids, np.int64, sep=",")
        _both, here, there = np.intersect1d(self.partners, marked, assume_unique=True, return_indices=True)
        found = np.zeros(len(self.partners), np.uint8)
        found[here] = np.frombuffer(marks.encode("ascii"), np.uint8)[there]
        return found

    def growth(self, chosen: "Flags", opening: date, closing: date) -> Growth:
        """Count the chosen partners between two of the days."""
        from numpy import count_nonzero as count

        before, after, known = self._active[opening] & chosen, self._active[closing] & chosen, self._known[opening]
        came = after & ~before
        returned = int(count(came & known))
        return Growth(int(count(before)), int(count(came)) - returned, returned, int(count(before & ~after)))


def _numbers(days: str) -> "np.ndarray[Any, np.dtype[np.int32]]":
    """Return days written one after the other as numbers like 20261231."""
    import numpy as np

    letters = np.frombuffer(days.encode("ascii"), np.uint8).reshape(-1, len(_WORTH)) - ord("0")
    return letters.astype(np.int32) @ np.array(_WORTH, np.int32)
