"""Sums of hours by person, role, branch, event or grant.

Volunteers' hours are those of `app.queries.hours.volunteer_minutes`: confirmed entries by the day on which they were
worked, at the branch where they were worked. Hours without a role, event or grant are a row of their own, so that the
rows of every grouping add up to the same total.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.hours import Grouping
from app.domain.periods import Period
from app.queries.hours import CONFIRMED, days_in, in_scope
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.events import Event
from models.grants import Application
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
    """Return the sums of a grouping; at most four statements, whatever the number of entries."""
    key, minutes = _KEYS[grouping], sa.func.sum(HoursEntry.minutes)
    statement = (
        sa.select(
            key.label("key"),
            sa.func.count().label("entries"),
            minutes.label("minutes"),
            sa.func.count().over().label("rows"),
        )
        .where(*_conditions(period, scope))
        .group_by(key)
    )
    if grouping is Grouping.BRANCH:
        key, minutes = HoursDay.branch_id, sa.func.sum(HoursDay.minutes)
        statement = (
            sa.select(
                key.label("key"),
                sa.func.sum(HoursDay.entries).label("entries"),
                minutes.label("minutes"),
                sa.func.count().over().label("rows"),
            )
            .where(*days_in(period, scope))
            .group_by(key)
            .having(minutes > 0)
        )
    rows = session.execute(statement.order_by(minutes.desc(), key).limit(limit)).all()
    names = _names(session, grouping, [row.key for row in rows if row.key is not None])
    number = rows[0].rows if rows else 0
    return HoursSums(
        [HoursSum(row.key, names.get(row.key, ""), int(row.entries), int(row.minutes)) for row in rows],
        _totals(session, period, scope, number, number if grouping is Grouping.PERSON else None),
    )


def _totals(session: Session, period: Period, scope: Scope, rows: int, volunteers: int | None) -> HoursTotals:
    """Return what all rows come to; how many volunteers they are is asked unless it is known."""
    sums = sa.select(
        sa.func.coalesce(sa.func.sum(HoursDay.entries), 0), sa.func.coalesce(sa.func.sum(HoursDay.minutes), 0)
    ).where(*days_in(period, scope))
    entries, minutes = session.execute(sums).one()
    if volunteers is None:
        helped = sa.exists().where(HoursEntry.volunteer_id == Volunteer.id, *_conditions(period, scope))
        volunteers = session.scalar(sa.select(sa.func.count()).where(helped.correlate(Volunteer))) or 0
    return HoursTotals(rows, int(entries), int(minutes), volunteers)


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
