"""Growth of partners: who is new, who came back and who lapsed between two days.

A partner is active on a day by the one definition of `app.domain.partnerships.is_active_partner`. A stretch of time
is judged by its two ends: the day before it begins («opening») and its last day that has come («closing»).

- new: active at closing, and never active on any day up to opening;
- returned: active at closing, not at opening, but active at some time before;
- lapsed: active at opening and not at closing;
- net: active at closing less active at opening, which is new + returned − lapsed.

A partner counts at most once in a stretch, so the months of a year do not add up to the year: who came in March and
lapsed in May is in both months and in neither end of the year. An archived partnership counts in no month, as if it
had never been written down; cooperation that is over is a stage of the partnership and stays counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.partnerships import joint_activity_since
from app.domain.period_text import parse_period, period_text
from app.domain.periods import InvalidPeriod, Period, add_months

_BRANCH = "~"


class PartnerMove(StrEnum):
    """What happened to a partner between two days."""

    NEW = "new"
    RETURNED = "returned"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on which a partner is active for one reason, both ends included; an open end is None."""

    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        """Say whether the day lies in the spell."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def spell_of_activity(day: date) -> Spell:
    """Return the days on which a joint activity keeps a partner active: its own and those of twelve months."""
    if day.year == date.max.year:
        return Spell(day, None)
    last = add_months(day, 12)
    return Spell(day, last if joint_activity_since(last) <= day else last - timedelta(days=1))


def stretches(spells: Iterable[Spell]) -> list[tuple[date, date]]:
    """Return the longest stretches of days that the spells cover together, in order.

    Stretches neither overlap nor touch; an open start or end is the first or the last day of the calendar.
    """
    found: list[tuple[date, date]] = []
    for first, last in sorted((spell.first or date.min, spell.last or date.max) for spell in spells):
        if found and first.toordinal() <= found[-1][1].toordinal() + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def move_between(spells: Sequence[Spell], opening: date, closing: date) -> PartnerMove | None:
    """Return what happened to a partner between two days, or None when nothing did."""
    before = any(spell.covers(opening) for spell in spells)
    after = any(spell.covers(closing) for spell in spells)
    if before == after:
        return None
    if before:
        return PartnerMove.LAPSED
    known = any(spell.first is None or spell.first <= opening for spell in spells)
    return PartnerMove.RETURNED if known else PartnerMove.NEW


@dataclass(frozen=True, slots=True)
class Growth:
    """How many partners were active at opening, and what happened until closing."""

    before: int = 0
    new: int = 0
    returned: int = 0
    lapsed: int = 0

    @property
    def net(self) -> int:
        """How many more partners are active at closing than at opening."""
        return self.new + self.returned - self.lapsed

    @property
    def active(self) -> int:
        """How many partners are active at closing."""
        return self.before + self.net


def ends_of(period: Period, today: date) -> tuple[date, date]:
    """Return opening and closing of a period: the day before it, and its last day that has come."""
    opening = period.start - timedelta(days=1)
    return opening, max(opening, min(period.last_day, today))


def year_before(period: Period, today: date) -> Period:
    """Return the same stretch one year earlier, up to the day of the year that has come."""
    _opening, closing = ends_of(period, today)
    whole = add_months(period.end, -12)
    return Period(
        add_months(period.start, -12),
        whole if closing == period.last_day else add_months(closing, -12) + timedelta(days=1),
    )


def counted_text(when: Period | date, branch_id: int | None = None) -> str:
    """Return how the address of a list names the partners counted: a period or a day, and perhaps a branch."""
    text = when.isoformat() if isinstance(when, date) else period_text(when)
    return text if branch_id is None else f"{text}{_BRANCH}{branch_id}"


def counted_period(text: str) -> tuple[Period, int | None]:
    """Return the period and the branch that `counted_text` wrote.

    Raises:
        InvalidPeriod, ValueError: the text is none of that.
    """
    when, branch_id = _parts(text)
    period = parse_period(when)
    if period.start.year < 2:
        raise InvalidPeriod("period_out_of_range", when)
    return period, branch_id


def counted_day(text: str) -> tuple[date, int | None]:
    """Return the day and the branch that `counted_text` wrote. Raises ValueError."""
    when, branch_id = _parts(text)
    return date.fromisoformat(when), branch_id


def _parts(text: str) -> tuple[str, int | None]:
    when, _mark, branch = text.partition(_BRANCH)
    return when, int(branch) if branch else None
