"""Sums of hours by person, role, branch, event or grant.

Volunteers' hours are those of `app.queries.hours.volunteer_minutes`: confirmed entries by the day on which they were
worked, at the branch where they were worked. Hours without a role, event or grant are a row of their own, so that the
rows of every grouping add up to the same total.
"""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.hours import Grouping
from app.domain.periods import Period
from app.queries.active_volunteers import has_helped
from app.queries.hours import CONFIRMED, days_in, in_scope
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.events import Event
from models.grants import Application
from models.hours import VolunteerActivity, VolunteerYear
from models.hours_days import HoursDay
from models.opportunities import Opportunity
from models.volunteers import HoursEntry, Volunteer

MOST_ROWS = 100

_KEYS: dict[Grouping, Any] = {
    Grouping.PERSON: HoursEntry.volunteer_id,
    Grouping.ROLE: HoursEntry.opportunity_id,
    Grouping.BRANCH: HoursEntry.branch_id,
    Grouping.EVENT: HoursEntry.event_id,
    Grouping.GRANT: HoursEntry.application_id,
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


def _conditions(period: Period, scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        CONFIRMED,
        HoursEntry.worked_on >= period.start,
        HoursEntry.worked_on < period.end,
        in_scope(scope),
    )


def hours_by(
    session: Session, grouping: Grouping, period: Period, scope: Scope, *, limit: int | None = MOST_ROWS
) -> HoursSums:
    """Return the sums of a grouping; at most three statements, whatever the number of entries."""
    found = session.execute(_sums(grouping, period, scope, limit)).all()
    names = _names(session, grouping, [row.key for row in found])
    rows = [HoursSum(row.key, names.get(row.key, ""), int(row.entries), int(row.minutes)) for row in found]
    totals = _totals(session, period, scope)
    if grouping is Grouping.PERSON:
        return HoursSums(rows, totals)
    number, entries, minutes = (int(value) for value in found[0][-3:]) if found else (0, 0, 0)
    if grouping in _OPTIONAL and totals.entries > entries:
        rows.append(HoursSum(None, "", totals.entries - entries, totals.minutes - minutes))
        rows.sort(key=lambda row: -row.minutes)
        number += 1
    return HoursSums(rows[:limit], replace(totals, rows=number))


def _sums(grouping: Grouping, period: Period, scope: Scope, limit: int | None) -> Any:
    """Return the select of the most hours of a grouping: (key, entries, minutes), of all: (rows, entries, minutes).

    What belongs to nothing of the kind is left out: it is most of the entries, and follows from the totals. People
    are so many that what they all come to is not asked beside each of them.
    """
    key, entries, minutes, conditions = _source(grouping, period, scope)
    of_all = (sa.func.count().over(), sa.func.sum(entries).over(), sa.func.sum(minutes).over())
    return (
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
    )


def _source(grouping: Grouping, period: Period, scope: Scope) -> tuple[Any, Any, Any, tuple[Any, ...]]:
    """Return key, number of entries, minutes and conditions of a grouping, from the fewest rows that answer it."""
    if grouping is Grouping.BRANCH:
        day = HoursDay
        return day.branch_id, sa.func.sum(day.entries), sa.func.sum(day.minutes), days_in(period, scope)
    if grouping is Grouping.PERSON and _is_of_years(period):
        row = VolunteerYear
        return row.volunteer_id, sa.func.sum(row.entries), sa.func.sum(row.minutes), _years_in(period, scope)
    key = _KEYS[grouping]
    return key, sa.func.count(), sa.func.sum(HoursEntry.minutes), (*_conditions(period, scope), key.is_not(None))


def _is_of_years(period: Period) -> bool:
    return all((day.month, day.day) == (1, 1) for day in (period.start, period.end))


def _years_in(period: Period, scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions that a row of `VolunteerYear` lies in whole years and at a branch that the reader sees."""
    row = VolunteerYear
    years = row.year == period.start.year
    if period.end.year - period.start.year > 1:
        years = sa.and_(row.year >= period.start.year, row.year < period.end.year)
    return (years, sa.true() if scope.branch_id is None else row.branch_id == scope.branch_id)


def _totals(session: Session, period: Period, scope: Scope) -> HoursTotals:
    """Return what all rows of people come to; one statement."""
    sums = sa.select(
        sa.func.coalesce(sa.func.sum(HoursDay.entries), 0),
        sa.func.coalesce(sa.func.sum(HoursDay.minutes), 0),
        sa.select(sa.func.count()).select_from(_who_helped(period, scope)).scalar_subquery(),
    ).where(*days_in(period, scope))
    entries, minutes, volunteers = session.execute(sums).one()
    return HoursTotals(volunteers, int(entries), int(minutes), volunteers)


def _who_helped(period: Period, scope: Scope) -> Any:
    """Return a table of those who have confirmed hours; in the whole system a row of each already knows it."""
    if scope.branch_id is None:
        return sa.select(VolunteerActivity.volunteer_id).where(has_helped(period)).subquery()
    key, _entries, _minutes, conditions = _source(Grouping.PERSON, period, scope)
    return sa.select(key).where(*conditions).distinct().subquery()


def _names(session: Session, grouping: Grouping, ids: list[int]) -> dict[int, str]:
    if not ids:
        return {}
    statements: dict[Grouping, Any] = {
        Grouping.PERSON: sa.select(Volunteer.id, Contact.display_name).join(Contact, Contact.id == Volunteer.person_id),
        Grouping.ROLE: sa.select(Opportunity.id, Opportunity.title),
        Grouping.BRANCH: sa.select(Branch.id, Branch.name),
        Grouping.EVENT: sa.select(Event.id, Event.title),
        Grouping.GRANT: sa.select(Application.id, Application.title),
    }
    statement = statements[grouping]
    key = statement.selected_columns[0]
    found: dict[int, str] = {}
    for place in range(0, len(ids), 1000):
        found |= {row[0]: row[1] for row in session.execute(statement.where(key.in_(ids[place : place + 1000])))}
    return found
