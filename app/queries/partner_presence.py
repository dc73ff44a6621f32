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

# A number with this added has ten digits, so that every span is written with as many characters.
_TEN_DIGITS = 1_000_000_000
# What the characters of a day are worth, hyphens nothing, and those of ten digits.
_DAY = (1000_0000, 100_0000, 10_0000, 1_0000, 0, 1000, 100, 0, 10, 1)
_TEN = tuple(10**power for power in reversed(range(10)))


def written_spans() -> Any:
    """Return the expression of one text: each `PartnerSpan` of a select in the forty characters that `Presence` reads.

    Thousands of rows would take longer to hand over than to find.
    """
    days = [sa.cast(day, sa.String(10)) for day in (PartnerSpan.first_day, PartnerSpan.last_day, PartnerSpan.since)]
    partner = sa.cast(PartnerSpan.partnership_id + _TEN_DIGITS, sa.String(10))
    return sa.func.aggregate_strings(days[0] + days[1] + days[2] + partner, "")


class Presence:
    """Which partners are active on some days, and who was active before.

    Attributes:
        partners: the partnerships that have any span, by id, in order.
    """

    def __init__(self, days: Iterable[date], spans: str) -> None:
        """Read the spans of partners: its first and last day, the partner's first day ever, and the partner.

        Args:
            days: those that are asked about later.
            spans: what `written_spans` gave, days as ISO 8601 writes them; they need not be read one by one.
        """
        import numpy as np

        letters = np.frombuffer(spans.encode("ascii"), np.uint8).reshape(-1, 4, 10) - ord("0")
        first, last, since, partner = (
            letters[:, place].astype(np.int64) @ np.array(worth) for place, worth in enumerate((_DAY, _DAY, _DAY, _TEN))
        )
        self.partners, places = np.unique(partner - _TEN_DIGITS, return_inverse=True)
        begun = np.zeros(len(self.partners), np.int64)
        begun[places] = since
        self._active: dict[date, Flags] = {}
        self._known: dict[date, Flags] = {}
        for day in days:
            number = (day.year * 100 + day.month) * 100 + day.day
            active = np.zeros(len(self.partners), bool)
            active[places[(first <= number) & (last >= number)]] = True
            self._active[day], self._known[day] = active, begun <= number

    def among(self, partnership_ids: str) -> "Flags":
        """Return which of the partners are among some, whose ids are joined by commas."""
        import numpy as np

        return np.isin(self.partners, np.fromstring(partnership_ids, np.int64, sep=","))

    def growth(self, chosen: "Flags", opening: date, closing: date) -> Growth:
        """Count the chosen partners between two of the days."""
        before, after, known = self._active[opening] & chosen, self._active[closing] & chosen, self._known[opening]
        came = after & ~before
        returned = int((came & known).sum())
        return Growth(int(before.sum()), int(came.sum()) - returned, returned, int((before & ~after).sum()))
