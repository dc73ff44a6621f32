"""Sums of hours by person, role, branch, event or grant.

Volunteers' hours are those of `app.queries.hours.volunteer_minutes`: confirmed entries by the day on which they were
worked, at the branch where they were worked. Hours without a role, event or grant are a row of their own, so that the
rows of every grouping add up to the same total.
"""

from dataclasses import dataclass, replace
from datetime import MAXYEAR, date
from functools import lru_cache
from itertools import product
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.hours import Grouping
from app.domain.periods import Period
from app.queries.active_volunteers import helpers, is_of_months
from app.queries.hours import CONFIRMED, days_in, in_scope
from app.queries.places import PERIOD, SCOPES_KEPT, asked, day_place
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.events import Event
from models.grants import Application
from models.hours import VolunteerYear
from models.hours_days import HoursDay
from models.opportunities import Opportunity
from models.volunteers import HoursEntry, Volunteer

MOST_ROWS = 100
YEAR, NEXT_YEAR = sa.bindparam("year", type_=sa.Integer), sa.bindparam("next_year", type_=sa.Integer)
# The days before and after the whole years, see `_Cut`; the entries of how many days are as many rows as a year's sums.
_ENDS = ("first", "last")
DAYS_OF_A_YEAR = 60

# The key of what the hours belong to, there and in the entries, and its name.
_KEYS: dict[Grouping, tuple[Any, Any, Any]] = {
    Grouping.PERSON: (Volunteer.id, HoursEntry.volunteer_id, Contact.display_name),
    Grouping.ROLE: (Opportunity.id, HoursEntry.opportunity_id, Opportunity.title),
    Grouping.BRANCH: (Branch.id, HoursEntry.branch_id, Branch.name),
    Grouping.EVENT: (Event.id, HoursEntry.event_id, Event.title),
    Grouping.GRANT: (Application.id, HoursEntry.application_id, Application.title),
}
# What an entry may lack.
_OPTIONAL = (Grouping.ROLE, Grouping.EVENT, Grouping.GRANT)


@dataclass(frozen=True)
class HoursSum:
    """One row: whose hours, how many entries and minutes. Without `id` the hours belong to nothing of the kind."""

    id: int | None
    name: str
    entries: int
    minutes: int


@dataclass(frozen=True)
class HoursSums:
    """The rows of a grouping, the most hours first and no more than were asked for, and what all of them come to."""

    rows: list[HoursSum]
    totals: "HoursTotals"


@dataclass(frozen=True)
class HoursTotals:
    """All rows together: how many there are, their entries, minutes and volunteers."""

    rows: int
    entries: int
    minutes: int
    volunteers: int


@dataclass(frozen=True)
class _Cut:
    """A period as the whole years that are nearest to it, and the days that are too many or too few at either end.

    The sums of years are few rows; the entries of the odd days are added to them or taken off. Without `years` it is
    fewer rows to read the entries of the period.
    """

    years: int
    is_odd: bool
    places: dict[str, Any]


def hours_by(
    session: Session, grouping: Grouping, period: Period, scope: Scope, on: date, *, limit: int | None = MOST_ROWS
) -> HoursSums:
    """Return the sums of a grouping; two statements, whatever the number of entries.

    Args:
        on: the present day. It changes no sum; as hardly anything was worked after it, a year may be taken as whole.
    """
    cut = _cut(period, on)
    asked_for = {**asked(period), **cut.places}
    found = session.execute(_sums(grouping, cut.years, cut.is_odd, scope, limit), asked_for).all()
    rows = [HoursSum(row.key, row.name, int(row.entries), int(row.minutes)) for row in found]
    of_years = 0 if cut.is_odd else cut.years
    entries, minutes, volunteers = session.execute(_totals(is_of_months(period), of_years, scope), asked_for).one()
    totals = HoursTotals(volunteers, int(entries), int(minutes), volunteers)
    if grouping is Grouping.PERSON:
        return HoursSums(rows, totals)
    number, entries, minutes = (int(value) for value in found[0][-3:]) if found else (0, 0, 0)
    if grouping in _OPTIONAL and totals.entries > entries:
        rows.append(HoursSum(None, "", totals.entries - entries, totals.minutes - minutes))
        rows.sort(key=lambda row: -row.minutes)
        number += 1
    return HoursSums(rows[:limit], replace(totals, rows=number))


def _cut(period: Period, on: date) -> _Cut:
    def rows(one: date, other: date) -> int:
        return abs(min(other, on) - min(one, on)).days

    def rows_of(years: tuple[date, date]) -> int:
        first, last = years
        return rows(first, period.start) + rows(last, period.end) + DAYS_OF_A_YEAR * (last.year - first.year)

    pairs = product(_new_years(period.start), _new_years(period.end))
    first, last = min((pair for pair in pairs if pair[0] <= pair[1]), key=rows_of)
    is_far = rows_of((first, last)) > rows(period.start, period.end)
    places: dict[str, Any] = {"year": first.year, "next_year": last.year}
    for end, since, until in zip(_ENDS, (period.start, last), (first, period.end), strict=True):
        # Days of the period outside the years are added; days of the years outside the period are taken off.
        places |= {f"{end}_since": min(since, until), f"{end}_until": max(since, until)}
        places[f"{end}_sign"] = 1 if since < until else -1
    return _Cut(0 if is_far else last.year - first.year, (first, last) != (period.start, period.end), places)


def _new_years(day: date) -> tuple[date, date]:
    """Return the firsts of January before and after a day."""
    return date(day.year, 1, 1), date(min(day.year + 1, MAXYEAR), 1, 1)


@lru_cache(maxsize=SCOPES_KEPT)
def _sums(grouping: Grouping, years: int, is_odd: bool, scope: Scope, limit: int | None) -> Any:
    """Return the select of the most hours of a grouping: (key, name, entries, minutes), all: (rows, entries, minutes).

    What belongs to nothing of the kind is left out: it is most of the entries, and follows from the totals. People
    are so many that what they all come to is not asked beside each of them.
    """
    key, entries, minutes, conditions = _source(grouping, years, is_odd, scope)
    of_all = (sa.func.count().over(), sa.func.sum(entries).over(), sa.func.sum(minutes).over())
    most = (
        sa.select(
            key.label("key"),
            entries.label("entries"),
            minutes.label("minutes"),
            *(() if grouping is Grouping.PERSON else of_all),
        )
        .where(*conditions)
        .group_by(key)
        .having(minutes > 0)
        .order_by(minutes.desc(), key)
        .limit(limit)
        .subquery()
    )
    # The names are asked of those alone that are shown.
    record_id, _key, name = _KEYS[grouping]
    named = sa.select(most.c.key, name.label("name"), *most.c[1:]).join(record_id.class_, record_id == most.c.key)
    if grouping is Grouping.PERSON:
        named = named.join(Contact, Contact.id == Volunteer.person_id)
    return named.order_by(most.c.minutes.desc(), most.c.key)


def _source(grouping: Grouping, years: int, is_odd: bool, scope: Scope) -> tuple[Any, Any, Any, tuple[Any, ...]]:
    """Return key, number of entries, minutes and conditions of a grouping, from the fewest rows that answer it."""
    if grouping is Grouping.BRANCH:
        day = HoursDay
        return day.branch_id, sa.func.sum(day.entries), sa.func.sum(day.minutes), days_in(PERIOD, scope)
    if grouping is Grouping.PERSON and years:
        row: Any = _years_and_odd_days(years, scope).c if is_odd else VolunteerYear
        conditions = () if is_odd else _years_in(years, scope)
        return row.volunteer_id, sa.func.sum(row.entries), sa.func.sum(row.minutes), conditions
    _record_id, key, _name = _KEYS[grouping]
    on = HoursEntry.worked_on
    if grouping in {Grouping.ROLE, Grouping.GRANT}:
        # Asked so, SQLite reads the index of sums alone, not the one in the order of the key and each entry's row.
        key = sa.func.coalesce(key, sa.literal_column("0"))
    # Entries at events have an index of their own, which this condition opens.
    given = key.is_not(None) if grouping is Grouping.EVENT else key > 0
    conditions = (CONFIRMED, on >= PERIOD.start, on < PERIOD.end, in_scope(scope), given)
    return key, sa.func.count(), sa.func.sum(HoursEntry.minutes), conditions


def _years_and_odd_days(years: int, scope: Scope) -> Any:
    """Return rows of (volunteer_id, entries, minutes) that together come to the period, see `_Cut`."""
    row, entry = VolunteerYear, HoursEntry
    whole = sa.select(row.volunteer_id, row.entries, row.minutes).where(*_years_in(years, scope))
    odd = []
    for end in _ENDS:
        sign = sa.bindparam(f"{end}_sign", type_=sa.Integer)
        between = (entry.worked_on >= day_place(f"{end}_since"), entry.worked_on < day_place(f"{end}_until"))
        found = sa.select(entry.volunteer_id, sign, sign * entry.minutes)
        odd.append(found.where(CONFIRMED, *between, in_scope(scope)))
    return sa.union_all(whole, *odd).subquery()


def _years_in(years: int, scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions that a row of `VolunteerYear` lies in so many years and at a branch of the reader's."""
    row = VolunteerYear
    asked_for = row.year == YEAR if years == 1 else sa.and_(row.year >= YEAR, row.year < NEXT_YEAR)
    return (asked_for, sa.true() if scope.branch_id is None else row.branch_id == scope.branch_id)


@lru_cache(maxsize=SCOPES_KEPT)
def _totals(of_months: bool, years: int, scope: Scope) -> Any:
    """Return the select of what all rows of people come to: (entries, minutes, volunteers)."""
    return sa.select(
        sa.func.coalesce(sa.func.sum(HoursDay.entries), 0),
        sa.func.coalesce(sa.func.sum(HoursDay.minutes), 0),
        _who_helped(of_months, years, scope),
    ).where(*days_in(PERIOD, scope))


def _who_helped(of_months: bool, years: int, scope: Scope) -> Any:
    """Return how many have confirmed hours; in the whole system a row of each already knows it."""
    if scope.branch_id is None:
        return helpers(of_months)
    key, _entries, _minutes, conditions = _source(Grouping.PERSON, years, False, scope)
    return sa.select(sa.func.count(key.distinct())).where(*conditions).scalar_subquery()
